// A site in English, German, Arabic and Japanese, as its readers meet it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { WIDTHS, languages, launch, launchUnpainted, open } from "./site.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const POSTS = ["en", "de", "ar", "ja"].map((language) => `${language}/blog/2026-11-26-invented/index.html`);
const FRONTS = ["index.html", "ar/index.html"];

let browser;
let site;

before(async () => {
  browser = await launchUnpainted();
  site = languages();
});

after(async () => {
  await browser?.close();
  site?.remove();
});

describe("a site that says its address", () => {
  it("has a feed for every language, to which the foot of a page leads, and a card for every post about a run", async () => {
    for (const path of [...POSTS, ...FRONTS, "runs/index.html"]) {
      const { page, close } = await open(browser, site.pages, path);
      const href = await page.locator("footer a[type='application/atom+xml']").evaluate((a) => a.href);
      const feeds = await page.$$eval("head link[type='application/atom+xml']", (links) => links.map((link) => link.href));
      assert.ok(feeds.includes(href), `${path}: ${href} is not among ${feeds}`);
      for (const feed of feeds) {
        const kind = await page.evaluate((xml) => new DOMParser().parseFromString(xml, "application/xml").documentElement.localName, readFileSync(new URL(feed), "utf8"));
        assert.equal(kind, "feed", feed);
      }
      const image = await page.locator("meta[property='og:image']").getAttribute("content");
      const file = pathToFileURL(join(site.pages, new URL(image).pathname.replace("/bench/", "")));
      const size = await page.evaluate((src) => new Promise((resolve, reject) => {
        const picture = new Image();
        picture.onload = () => resolve([picture.naturalWidth, picture.naturalHeight]);
        picture.onerror = () => reject(new Error(src));
        picture.src = src;
      }), file.href);
      assert.deepEqual(size, [1200, 630], image);
      const icon = await page.locator("link[rel='icon']").evaluate((link) => link.href);
      readFileSync(new URL(icon));
      await close();
    }
  });
});

describe("a site in four languages", () => {
  it("has no axe violation and does not scroll sideways in any of them", async () => {
    for (const path of [...POSTS, ...FRONTS]) {
      const { page, faults, close } = await open(browser, site.pages, path);
      await page.evaluate(axeSource);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${path} scrolls sideways by ${overflow} px at ${width} px`);
      }
      const { violations } = await page.evaluate(() => globalThis.axe.run({ preload: false, resultTypes: ["violations"] }));
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
      assert.deepEqual(told, [], path);
      assert.deepEqual(faults, [], path);
      await close();
    }
  });

  it("runs in the direction of its script, and keeps figures, code and numbers from left to right", async () => {
    for (const path of POSTS) {
      const { page, close } = await open(browser, site.pages, path);
      const found = await page.evaluate(() => {
        const direction = (selector) => getComputedStyle(document.querySelector(selector)).direction;
        const note = document.querySelector(".sidenote").getBoundingClientRect();
        const text = document.querySelector("article > p").getBoundingClientRect();
        return {
          language: document.documentElement.lang,
          text: direction("article > p"),
          still: ["article > p code", ".plot svg", "td.n", "article > p .value"].map(direction),
          noteIsRight: note.left >= text.right,
        };
      });
      const isArabic = path.startsWith("ar/");
      assert.equal(found.language, path.slice(0, 2));
      assert.equal(found.text, isArabic ? "rtl" : "ltr", path);
      assert.deepEqual(new Set(found.still), new Set(["ltr"]), path);
      assert.equal(found.noteIsRight, !isArabic, `${path}: a note is where lines end`);
      await close();
    }
  });

  it("leads from a page to its translations, and from every page to the front page of its language", async () => {
    const painted = await launch();
    const { page } = await open(painted, site.pages, POSTS[0]);
    for (const [name, language] of [["Deutsch", "de"], ["العربية", "ar"], ["日本語", "ja"], ["English", "en"]]) {
      await page.click(`nav.tongues >> text=${name}`);
      assert.ok(page.url().endsWith(`/${language}/blog/2026-11-26-invented/index.html`), page.url());
    }
    await page.click("nav.tongues >> text=Deutsch");
    await page.click(".mast .word");
    assert.ok(page.url().endsWith("/de/index.html"), page.url());
    assert.equal(await page.locator(".list li").count(), 2);
    await painted.close();
  });
});
