// A preview, as its author meets it: pages follow changes, and errors are over them; and a page as one file, as a reader meets it.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WIDTHS, launch, open, reader, run, serve, showcaseSource } from "./site.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
let folder;

before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "offprint-preview-"));
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run({ preload: false, resultTypes: ["violations"] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}

describe("a preview", () => {
  let site;
  let post;
  let preview;

  before(async () => {
    site = join(folder, "notes");
    post = join(site, "content/en/blog/2026-01-01-post.md");
    mkdirSync(join(site, "content/en/blog"), { recursive: true });
    writeFileSync(join(site, "offprint.toml"), 'title = "Notes"\n');
    save("Before.");
    preview = await serve(site);
  });

  after(() => preview?.end());

  /** Puts a text in the place of the post at once, as an editor does. */
  const save = (text) => {
    const beside = join(folder, "saved.md");
    writeFileSync(beside, `+++\ntitle = "Post"\n+++\n\n${text}\n`);
    renameSync(beside, post);
  };

  const address = () => `${preview.address}en/blog/2026-01-01-post/`;

  it("is loaded again when a file has changed, and keeps its place", async () => {
    const context = await reader(browser);
    const page = await context.newPage();
    const faults = [];
    page.on("console", (message) => faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(address());
    const long = "Long.\n\n".repeat(200);
    save(`${long}Between.`);
    await page.getByText("Between.").waitFor();
    // A browser that has yet to scroll a page back to where it was undoes what a script scrolls, and not what its reader does.
    await page.mouse.wheel(0, 1_500);
    await page.waitForFunction(() => scrollY === 1_500);
    save(`${long}Afterwards.`);
    await page.getByText("Afterwards.").waitFor();
    await page.waitForFunction(() => scrollY === 1_500);
    // The page is loaded again while it is still being loaded again.
    for (const pause of [30, 40, 50, 60, 80, 100]) {
      save(`${long}On the way to ${pause}.`);
      await setTimeout(pause);
      save(`${long}Pause: ${pause}.`);
      await page.getByText(`Pause: ${pause}.`).waitFor();
      await page.waitForFunction(() => scrollY === 1_500);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });

  for (const theme of ["light", "dark"]) {
    it(`shows errors over the page, which is left as it was, in ${theme}`, async () => {
      save("Well.");
      const context = await reader(browser, { theme });
      const page = await context.newPage();
      await page.goto(address());
      await page.getByText("Well.").waitFor();
      save("Ill. [x](nowhere.md)");
      const errors = page.locator("#offprint-errors");
      await errors.waitFor();
      assert.match(await errors.innerText(), /there is no post, page or file `nowhere\.md`/);
      assert.ok(await page.getByText("Well.").isVisible());
      assert.deepEqual(await violations(page), []);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const box = await errors.boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width && box.y + box.height <= 901, JSON.stringify(box));
      }
      await page.keyboard.press("Escape");
      assert.equal(await errors.isVisible(), false);
      await page.reload();
      await errors.getByRole("button", { name: "Close" }).click();
      assert.equal(await errors.isVisible(), false);
      await page.reload();
      save("Well again.");
      await page.getByText("Well again.").waitFor();
      assert.equal(await errors.count(), 0);
      await context.close();
    });
  }

  it("shows errors without JavaScript, too, and they can be closed", async () => {
    save("Ill. [x](nowhere.md)");
    const context = await reader(browser, { javaScript: false });
    const page = await context.newPage();
    const errors = page.locator("#offprint-errors");
    for (let tries = 0; tries < 100 && (await errors.count()) === 0; tries += 1) await page.goto(address());
    assert.ok(await errors.isVisible());
    await errors.getByRole("button", { name: "Close" }).click();
    assert.equal(await errors.isVisible(), false);
    await context.close();
  });
});

describe("a page as one file", () => {
  before(() => {
    const site = showcaseSource(join(folder, "showcase"));
    for (const what of ["2026-11-24-what-a-pretend-run-can-show", "2026-11-28-demo"]) run("-C", site, "bundle", what, "-o", join(folder, `${what}.html`));
  });

  for (const what of ["2026-11-24-what-a-pretend-run-can-show", "2026-11-28-demo"]) {
    it(`is whole, asks for nothing, and has no axe violation: ${what}`, async () => {
      const { page, faults, close } = await open(browser, folder, `${what}.html`);
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.reload();
      assert.deepEqual(requests.filter((url) => !url.startsWith("data:")).map((url) => url.split("/").pop()), [`${what}.html`]);
      assert.deepEqual(await violations(page), []);
      assert.ok(await page.locator("main svg").first().isVisible());
      // The script runs under the policy of the page.
      assert.ok((await page.locator("table[data-sort] th button").count()) > 0);
      const background = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper"));
      assert.notEqual(background, "");
      const download = page.waitForEvent("download");
      await page.locator('a[download][href^="data:text/csv"]').first().click();
      assert.match((await download).suggestedFilename(), /\.csv$/);
      assert.deepEqual(faults, []);
      await close();
    });
  }
});
