// Every kind of page in Firefox, opened from a disk with the network off: style, policy, sorting, notes, the search with its kinds and marks.
// `scripts/deep firefox` calls this; PUPPETEER is the module of puppeteer-core, which drives Firefox as playwright-core cannot, and FIREFOX
// the browser.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { EVERYTHING, allPages, languages, samples, showcase } from "./site.js";
import { hostile } from "./hostile.js";

const { default: puppeteer } = await import(pathToFileURL(process.env.PUPPETEER).href);

// A proxy that is not there: nothing that is asked for by the network is answered.
const OFFLINE = {
  "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
  "network.proxy.failover_direct": false, "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false,
};

const sites = { showcase: showcase(), languages: languages(), hostile: hostile() };
const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX, headless: true, extraPrefsFirefox: OFFLINE });
const page = await browser.newPage();
let faults = [];
page.on("console", (message) => faults.push(`console: ${message.text()}`));
page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) faults.push(`request: ${request.url()}`); });

/** Opens a page; it must say nothing and ask for nothing. */
async function open(site, path) {
  faults = [];
  await page.goto(pathToFileURL(join(site.pages, path.split("?")[0])).href + (path.includes("?") ? path.slice(path.indexOf("?")) : ""), { waitUntil: "load" });
  if (path.includes("?q=")) await page.waitForFunction(() => document.getElementById("search-count").textContent !== "", { timeout: 20_000 });
}
const said = (path) => assert.deepEqual(faults, [], path);

async function everyKind() {
  const kinds = samples([sites.showcase, sites.languages]);
  for (const { folder, path } of kinds) {
    await open({ pages: folder }, path);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".mast")).display), "flex", `${path} has no style`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false, `${path} scrolls sideways`);
    said(path);
  }
  console.log(`${kinds.length} pages, one or two of every kind: styled, silent, within the folder`);
}

async function theTables() {
  const path = allPages(sites.showcase.pages).find((one) => /^runs\/[^/]+\/index\.html$/.test(one));
  await open(sites.showcase, path);
  const rows = () => page.$$eval("table[data-sort] tbody tr", (all) => all.map((row) => row.textContent));
  const before = await rows();
  await page.evaluate(() => document.querySelector("table[data-sort]").querySelectorAll("thead th button")[1].click());
  const after = await rows();
  assert.notDeepEqual(after, before);
  assert.deepEqual([...after].sort(), [...before].sort());
  said(path);
  console.log("tables sort");
}

async function theNotes() {
  await open(sites.showcase, allPages(sites.showcase.pages).find((one) => one.includes(EVERYTHING)));
  await page.evaluate(() => document.querySelector("[popovertarget='fnpop-2']").click());
  assert.equal(await page.evaluate(() => document.getElementById("fnpop-2").matches(":popover-open")), true);
  const colours = await page.evaluate(() => new Set([...document.querySelectorAll("pre code span")].map((span) => getComputedStyle(span).color)).size);
  assert.ok(colours > 2, "code is coloured");
  console.log("notes open, code is coloured");
}

async function theSearch() {
  for (const [site, path, first] of [
    [sites.showcase, "search/index.html?q=bullets", /cases/], [sites.showcase, "search/index.html?q=birch&kind=model", /models\/|targets\//],
    [sites.languages, "de/search/index.html?q=erfunden", /de\/blog/], [sites.languages, `ja/search/index.html?q=${encodeURIComponent("モデル")}&kind=post`, /ja\/blog/],
  ]) {
    await open(site, path);
    assert.match(await page.$eval("#search-results a", (link) => link.getAttribute("href")), first, path);
    assert.ok((await page.$$("#search-results mark")).length > 0, path);
    said(path);
  }
  await open(sites.showcase, "search/index.html?q=eggs");
  const kinds = () => page.$$eval("#search-results .what", (all) => [...new Set(all.map((what) => what.textContent.split(" ")[0]))]);
  assert.deepEqual((await kinds()).sort(), ["Answer", "Case"]);
  await page.evaluate(() => document.querySelector('input[value="case"]').click());
  await page.waitForFunction(() => [...document.querySelectorAll("#search-results .what")].every((what) => what.textContent.startsWith("Case")));
  assert.match(page.url(), /kind=case/);
  await page.focus("#q");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.closest("#search-results"));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.pathname.includes("/cases/"));
  said("the search by keyboard");
  console.log("the search finds, marks, filters and leads on, in English, German and Japanese");
}

async function theAttacks() {
  const paths = [...allPages(sites.hostile.pages), "search/index.html?q=script&run=hostile", "search/index.html?q=onerror&run=hostile"];
  for (const path of paths) {
    await open(sites.hostile, path);
    said(path);
  }
  await open(sites.showcase, "index.html");
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.bad = true";
    document.head.append(script);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return globalThis.bad === true;
  });
  assert.equal(ran, false, "a script that was put into the page has run");
  console.log(`${paths.length} pages of attacks show text; a script that is put into a page does not run`);
}

try {
  console.log(await browser.version());
  for (const part of [everyKind, theTables, theNotes, theSearch, theAttacks]) await part();
} finally {
  await browser.close();
  Object.values(sites).forEach((site) => site.remove());
}
