// The search, as readers use it: from a disk, by keyboard, in several languages; and what it says without JavaScript.
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { after, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { WIDTHS, languages, launch, open, reader, showcase, watched } from "./site.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
let site;
let tongues;

before(async () => {
  browser = await launch();
  site = showcase();
  tongues = languages();
});

after(async () => {
  await browser?.close();
  site?.remove();
  tongues?.remove();
});

/** The page of the search with this in its address, when it has found what it asks for. */
async function searched(query, { folder = site.pages, path = "search/index.html", ...options } = {}) {
  const context = await reader(browser, options);
  const { page, faults } = await watched(context, folder);
  const scripts = [];
  page.on("request", (request) => scripts.push(request.url().replace(pathToFileURL(folder).href, "")));
  await page.goto(`${pathToFileURL(join(folder, path)).href}${query}`);
  if (query) await page.waitForFunction(() => document.getElementById("search-count").textContent !== "");
  const results = () => page.$$eval("#search-results > li", (rows) => rows.map((row) => row.innerText.replace(/\s+/g, " ")));
  return { page, faults, scripts, results, close: () => context.close() };
}

describe("what a word is", () => {
  it("is the same for the script as for the index", () => {
    const context = vm.createContext({ document: { querySelector: () => null } });
    vm.runInContext(`globalThis.window = globalThis;${readFileSync(join(site.pages, "search.js"), "utf8")}`, context);
    const examples = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/search/words.json"), "utf8"));
    for (const [text, words] of examples) assert.deepEqual([...context.offprintSearch.words(text)], words, JSON.stringify(text));
  });
});

describe("the search", () => {
  it("is reached from every masthead, and used by keyboard alone", async () => {
    const { page, faults, close } = await open(browser, site.pages, "en/blog/2026-11-26-what-this-site-can-prove/index.html");
    await page.click(".mast >> text=Search");
    assert.match(page.url(), /search\/index\.html/);
    // The field is ready to be written in, once the script has run.
    await page.waitForFunction(() => document.activeElement?.id === "q");
    await page.locator("h1").click();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("/");
    await page.keyboard.type("the run");
    await page.waitForFunction(() => document.getElementById("search-count").textContent !== "");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const at = () => page.evaluate(() => [...document.querySelectorAll("#search-results > li > a")].indexOf(document.activeElement));
    assert.equal(await at(), 1);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.closest("#search-results"));
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/blog\/|\/runs\//);
    await page.goBack();
    assert.equal(await page.inputValue("#q"), "the run", "the address has the words");
    await page.focus("#q");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelectorAll("#search-results > li").length === 0);
    assert.equal(await page.inputValue("#q"), "");
    assert.deepEqual(faults, []);
    await close();
  });

  it("finds posts, runs, models, cases and answers, each by its kind, and leads to where the words are", async () => {
    const wanted = { post: "wrong", run: "compliance", model: "birch3", case: "pancake batter", answer: "flour milk" };
    for (const [kind, words] of Object.entries(wanted)) {
      const { page, faults, results, close } = await searched(`?q=${encodeURIComponent(words)}&kind=${kind}`);
      const found = await results();
      assert.ok(found.length > 0, kind);
      for (const row of found) assert.match(row.toLowerCase(), new RegExp(` ${kind}`), `${kind}: ${row}`);
      assert.equal(await page.isChecked(`input[value="${kind}"]`), true);
      const marked = await page.$$eval("#search-results mark", (marks) => marks.map((mark) => mark.textContent.toLowerCase()));
      assert.ok(marked.some((mark) => mark.startsWith(words.split(" ")[0])), `${kind}: ${marked}`);
      await page.click("#search-results a");
      await page.waitForURL((url) => !url.pathname.includes("/search/"));
      const anchor = decodeURIComponent(new URL(page.url()).hash.slice(1));
      if (anchor) assert.equal(await page.locator(`[id="${anchor}"]`).count(), 1, `${page.url()} has no such place`);
      assert.ok(kind !== "answer" || anchor, "an answer leads to its target");
      assert.deepEqual(faults, [], kind);
      await close();
    }
  });

  it("searches the answers of the run from whose page it is opened, and of the newest one otherwise", async () => {
    const { page, close } = await open(browser, site.pages, "runs/two-runtimes-two-cores/index.html");
    await page.click("text=Search its cases and answers");
    await page.fill("#q", "the");
    await page.waitForFunction(() => document.getElementById("search-scope").textContent !== "");
    assert.match(await page.textContent("#search-scope"), /run two-runtimes-two-cores\b/);
    const hrefs = () => page.$$eval("#search-results a", (links) => links.map((link) => link.getAttribute("href")));
    await page.check('input[value="answer"]');
    await page.waitForFunction(() => /kind=answer/.test(location.href));
    await page.waitForFunction(() => [...document.querySelectorAll("#search-results .what")].every((what) => what.textContent.startsWith("Answer")));
    assert.ok((await hrefs()).every((href) => href.startsWith("../runs/two-runtimes-two-cores/cases/")), await hrefs());
    assert.match(page.url(), /run=two-runtimes-two-cores/);
    await close();
    const newest = await searched("?q=the&kind=answer");
    assert.match(await newest.page.textContent("#search-scope"), /run 2026-11-28-demo\b/);
    await newest.close();
  });

  it("loads a few files for a question, and more results on demand", async () => {
    const { page, scripts, results, close } = await searched("?q=the");
    assert.equal((await results()).length, 10);
    assert.ok(scripts.length < 16, scripts.join("\n"));
    await page.click("text=More results");
    await page.waitForFunction(() => document.querySelectorAll("#search-results > li").length === 20);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("#search-results > li > a")].indexOf(document.activeElement)), 10);
    await close();
  });

  it("says how many results there are to those who do not see them, and what it did not find", async () => {
    const { page, close } = await searched("?q=zzzqqq");
    assert.equal(await page.getByRole("status").textContent(), "Nothing was found for “zzzqqq”.");
    await page.fill("#q", "pancake zzzqqq");
    await page.waitForFunction(() => /result/.test(document.getElementById("search-count").textContent));
    assert.match(await page.getByRole("status").textContent(), /^[\d,]+ results? · Nothing has all of the words/);
    await close();
  });

  it("says when a part of the index is missing, and searches the rest", async () => {
    const file = join(site.pages, "search/runs/index.js");
    renameSync(file, `${file}.away`);
    const { page, results, close } = await searched("?q=wrong");
    assert.match(await page.textContent("#search-count"), /could not be loaded/);
    assert.ok((await results()).length > 0);
    await close();
    renameSync(`${file}.away`, file);
  });

  it("loads nothing that an address names but the files of a run", async () => {
    for (const run of ["../../../etc", "..", "a/b", "https://elsewhere.example", "A", "%2e%2e"]) {
      const { faults, scripts, close } = await searched(`?q=wrong&run=${encodeURIComponent(run)}`);
      assert.deepEqual(faults, []);
      const loaded = scripts.filter((path) => path.includes("/runs/") && !path.startsWith("/search/"));
      assert.ok(loaded.every((path) => path.startsWith("/runs/2026-11-28-demo/search/")), loaded.join());
      await close();
    }
  });

  it("says that it needs JavaScript where there is none", async () => {
    const { page, faults, close } = await open(browser, site.pages, "search/index.html", { javaScript: false });
    assert.match(await page.locator("noscript p").innerText(), /^The search needs JavaScript/);
    assert.ok(await page.locator("noscript p").isVisible());
    assert.equal(await page.locator("form").isVisible(), false);
    assert.deepEqual(faults, []);
    await close();
  });

  it("has no axe violation with results, and fits a phone and large letters", async () => {
    const large = await launch(32);
    for (const [letters, theme, width] of [[browser, "light", WIDTHS[0]], [browser, "dark", WIDTHS[1]], [large, "light", WIDTHS[0]]]) {
      const context = await reader(letters, { width, theme });
      const { page, faults } = await watched(context, site.pages);
      await page.goto(`${pathToFileURL(join(site.pages, "search/index.html")).href}?q=exactly`);
      await page.waitForSelector("#search-results > li");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() => globalThis.axe.run({ preload: false, resultTypes: ["violations"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      assert.deepEqual(faults, []);
      await context.close();
    }
    await large.close();
  });
});

describe("the search of a site in four languages", () => {
  it("finds words of every script, without their accents, and shows the language of the page first", async () => {
    const folder = tongues.pages;
    const words = { en: "INVENTED", de: "erfunden", ja: "モデル", ar: "نموذج" };
    for (const [language, query] of Object.entries(words)) {
      const path = language === "en" ? "search/index.html" : `${language}/search/index.html`;
      const { page, faults, close } = await searched(`?q=${encodeURIComponent(query)}&kind=post`, { folder, path });
      const first = page.locator("#search-results a").first();
      assert.match(await first.getAttribute("href"), new RegExp(`/${language}/blog/`), query);
      assert.ok((await page.locator("#search-results mark").count()) > 0, query);
      assert.equal(await page.locator("#search-results li").first().getAttribute("lang"), null);
      assert.deepEqual(faults, [], query);
      await close();
    }
    const german = await searched("?q=erfunden", { folder, path: "de/search/index.html" });
    assert.match(await german.page.textContent("#search-count"), /Treffer/);
    await german.close();
  });
});
