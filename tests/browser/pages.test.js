// What a reader meets: pages opened from disk, with and without JavaScript, in both themes, on a phone and on a desk.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { after, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { EVERYTHING, WIDTHS, allPages, demo, inside, launch, launchUnpainted, open, reader, samples, shared, showcase, watched } from "./site.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
let unpainted;
const sites = {};

before(async () => {
  [browser, unpainted] = await Promise.all([launch(), launchUnpainted()]);
  sites.demo = demo();
  sites.showcase = showcase();
});

after(async () => {
  await Promise.all([browser?.close(), unpainted?.close()]);
  for (const site of Object.values(sites)) site.remove();
});

describe("the way from the front page to a raw answer", () => {
  for (const javaScript of [false, true]) {
    it(`leads by links alone with JavaScript ${javaScript ? "on" : "off"}`, async () => {
      const folder = sites.demo.pages;
      const { page, faults, close } = await open(browser, folder, "index.html", { javaScript });
      await page.click("main h1 a");
      assert.match(page.url(), /\/en\/blog\/[^/]+\/index\.html$/);
      await page.click("main >> text=See the full results");
      assert.match(page.url(), /\/runs\/[^/]+\/index\.html$/);
      await page.click("table tbody th a");
      assert.match(page.url(), /\/targets\/[^/]+\/index\.html$/);
      assert.ok((await page.locator("blockquote.answer, pre.answer, .answer").count()) > 0, "no raw answer on the page");
      assert.deepEqual(faults, []);
      await close();
    });
  }
});

describe("every page", () => {
  it("opens from disk without a word on the console or a request outside its folder, fits a phone, and links only to what is there", async () => {
    for (const site of Object.values(sites)) {
      const ids = new Map();
      const links = [];
      // One reader for all: a process is started for every page that two of them open by turns.
      const context = await reader(unpainted, { width: WIDTHS[0] });
      await shared(allPages(site.pages), async (next) => {
        const { page, faults } = await watched(context, site.pages);
        for (let path = next(); path !== undefined; path = next()) {
          await page.goto(`file://${join(site.pages, path)}`);
          assert.deepEqual(faults, [], path);
          // One question a page: each crosses to the browser and back.
          const found = await page.evaluate(() => ({
            ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
            hrefs: [...document.querySelectorAll("a[href]")].map((a) => (a.href.baseVal === undefined ? a.href : new URL(a.href.baseVal, document.baseURI).href)),
            overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          }));
          assert.equal(found.overflow, 0, `${path} scrolls sideways by ${found.overflow} px at ${WIDTHS[0]} px`);
          ids.set(page.url(), new Set(found.ids));
          links.push(...found.hrefs.map((href) => ({ path, href })));
        }
      });
      await context.close();
      for (const { path, href } of links) {
        if (/^https?:|^mailto:/.test(href)) continue;
        assert.ok(inside(site.pages, href), `${path} leads outside: ${href}`);
        const [file, fragment] = href.split("#");
        if (file.endsWith(".html")) {
          assert.ok(ids.has(file), `${path} leads to a page that is not there: ${href}`);
          if (fragment) assert.ok(ids.get(file).has(decodeURIComponent(fragment)), `${path} leads to no such place: ${href}`);
        } else {
          readFileSync(new URL(file));
        }
      }
    }
  });
});

// The markup is that of the light theme in the dark one too: there axe looks at what colours decide, which no width changes.
const COLOURS = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
const LOOKS = [
  ...WIDTHS.map((width) => ({ theme: "light", width, rules: {} })),
  { theme: "dark", width: WIDTHS.at(-1), rules: COLOURS },
];

describe("one page of every kind", () => {
  it("has no axe violation and does not scroll sideways, in both themes, on a phone and on a desk", async () => {
    const kinds = samples(Object.values(sites));
    assert.ok(kinds.length > 6, kinds.map(({ path }) => path).join());
    await shared(kinds, async (next) => {
      for (let sample = next(); sample !== undefined; sample = next()) {
        const { folder, path } = sample;
        const { page, faults, close } = await open(unpainted, folder, path);
        await page.evaluate(axeSource);
        for (const { theme, width, rules } of LOOKS) {
          await page.emulateMedia({ colorScheme: theme });
          assert.equal(await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), theme === "dark");
          await page.setViewportSize({ width, height: 900 });
          const { violations } = await page.evaluate((rules) => globalThis.axe.run({ preload: false, resultTypes: ["violations"], ...rules }), rules);
          const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
          assert.deepEqual(told, [], `${path}, ${theme}, ${width} px`);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(overflow, 0, `${path} scrolls sideways by ${overflow} px at ${width} px`);
        }
        assert.deepEqual(faults, [], path);
        await close();
      }
    });
  });
});

describe("one page of every kind with letters of twice the size", () => {
  it("does not scroll sideways", async () => {
    const large = await launch(32);
    for (const { folder, path } of samples(Object.values(sites))) {
      const { page, close } = await open(large, folder, path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${path} scrolls sideways by ${overflow} px at ${width} px`);
      }
      await close();
    }
    await large.close();
  });
});

describe("the figure", () => {
  it("shows one layout at a time and keeps its words apart", async () => {
    for (const width of WIDTHS) {
      const folder = sites.demo.pages;
      const post = allPages(folder).find((path) => path.startsWith("en/blog/"));
      const { page, close } = await open(browser, folder, post, { width });
      const shown = await page.$$eval(".plot svg", (all) => all.filter((svg) => svg.getBoundingClientRect().width > 0).length);
      assert.equal(shown, 1);
      const overlaps = await page.evaluate(() => {
        const svg = [...document.querySelectorAll(".plot svg")].find((one) => one.getBoundingClientRect().width > 0);
        const boxes = [...svg.querySelectorAll(".labels text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
        const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
        return boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => meet(a.box, b.box)).map((b) => `${a.text} / ${b.text}`));
      });
      assert.deepEqual(overlaps, []);
      await close();
    }
  });

  it("is told to those who do not see it", async () => {
    const folder = sites.demo.pages;
    const post = allPages(folder).find((path) => path.startsWith("en/blog/"));
    const { page, close } = await open(browser, folder, post);
    const tree = await page.locator(".plot svg.wide").ariaSnapshot();
    assert.match(tree, /simulated/i);
    assert.match(tree, /compliance \d/);
    await close();
  });
});

describe("a post with everything in it", () => {
  const everything = (width, more) => {
    const folder = sites.showcase.pages;
    return open(browser, folder, allPages(folder).find((path) => path.includes(EVERYTHING)), { width, ...more });
  };

  it("opens its notes where they are referred to, without a script, and shows them beside the text where there is room", async () => {
    const phone = await everything(WIDTHS[0], { javaScript: false });
    const note = phone.page.locator("#fnpop-2");
    await phone.page.locator("[popovertarget='fnpop-2']").first().click();
    assert.equal(await note.evaluate((element) => element.matches(":popover-open")), true);
    assert.equal(await note.getByRole("link").count(), 0, "links back are not shown in an open note");
    await phone.page.keyboard.press("Escape");
    assert.equal(await note.evaluate((element) => element.matches(":popover-open")), false);
    assert.ok(await note.isVisible(), "it is at the end of the page as well");
    await phone.close();
    const desk = await everything(WIDTHS[1]);
    assert.ok(await desk.page.locator(".sidenote").first().isVisible());
    assert.equal(await desk.page.locator("[popovertarget='fnpop-1']").first().isVisible(), false);
    assert.equal(await desk.page.locator("[popovertarget='fnpop-2']").first().isVisible(), true);
    await desk.page.emulateMedia({ media: "print" });
    assert.equal(await desk.page.locator(".open-note >> visible=true").count(), 0);
    assert.equal(await desk.page.locator(".endnotes li > .note >> visible=true").count(), await desk.page.locator(".endnotes > ol > li").count());
    await desk.close();
  });

  it("is told to those who do not see it", async () => {
    const { page, close } = await everything(WIDTHS[1]);
    const tree = await page.locator("article").ariaSnapshot();
    for (const part of [/heading "Notes"/, /checkbox "Done" \[checked\]/, /note:\s*\n\s*- paragraph: Caution/, /link "Link to “見出し”"/, /region "Code 1"/, /math/]) {
      assert.match(tree, part);
    }
    await close();
  });
});

describe("the tables", () => {
  it("sort by a click on their heads, and read whole without a script", async () => {
    const folder = sites.demo.pages;
    const path = allPages(folder).find((page) => /^runs\/[^/]+\/index\.html$/.test(page));
    const { page, close } = await open(browser, folder, path);
    const table = page.locator("table[data-sort]").first();
    const before = await table.locator("tbody tr").allInnerTexts();
    await table.locator("thead th button").nth(1).click();
    const after = await table.locator("tbody tr").allInnerTexts();
    assert.equal(after.length, before.length);
    assert.notDeepEqual(after, before);
    assert.equal(await table.locator("th[aria-sort]").count(), 1);
    await close();
    const plain = await open(browser, folder, path, { javaScript: false });
    const unsorted = await plain.page.locator("table[data-sort]").first().locator("tbody tr").allInnerTexts();
    assert.equal(unsorted.length, before.length);
    assert.ok(unsorted.length > 1, "one row cannot be sorted");
    await plain.close();
  });
});

describe("what scrolls", () => {
  it("is a stop of the keyboard where it scrolls, and nowhere else", async () => {
    const folder = sites.showcase.pages;
    const path = allPages(folder).find((path) => /^runs\/[^/]+-demo\/index\.html$/.test(path));
    for (const width of WIDTHS) {
      const { page, close } = await open(browser, folder, path, { width });
      await page.keyboard.press("Tab");
      const regions = await page.evaluate(() => [...document.querySelectorAll(".scroll")].map((region) => ({
        stops: region.hasAttribute("tabindex"),
        scrolls: getComputedStyle(region).overflowX !== "visible" && region.scrollWidth > region.clientWidth,
      })));
      assert.ok(regions.some(({ scrolls }) => scrolls) === (width === WIDTHS[0]), `some table scrolls at ${width} px`);
      for (const { stops, scrolls } of regions) assert.ok(stops || !scrolls, "what scrolls is a stop");
      if (width === WIDTHS[1]) assert.ok(regions.every(({ stops }) => !stops), "nothing scrolls on a desk");
      await close();
    }
  });
});

describe("the budget", () => {
  it("keeps a post, its style and its script light", () => {
    const folder = sites.demo.pages;
    const post = allPages(folder).find((path) => path.startsWith("en/blog/"));
    const weigh = (path) => gzipSync(readFileSync(join(folder, path))).length;
    assert.ok(weigh(post) < 100_000, `the post weighs ${weigh(post)} bytes`);
    assert.ok(weigh("site.css") < 12_000, `the style weighs ${weigh("site.css")} bytes`);
    assert.ok(weigh("search.js") < 7_000, `the script of the search weighs ${weigh("search.js")} bytes`);
    assert.ok(weigh("site.js") < 5_000, `the script weighs ${weigh("site.js")} bytes`);
  });
});
