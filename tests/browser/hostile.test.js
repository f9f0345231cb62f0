// Attacks in everything that comes from elsewhere are shown as text; should one ever be markup, the policy of the page stops it.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import { allPages, languages, launch, samples, shared, showcase, watched } from "./site.js";
import { COUNT, hostile } from "./hostile.js";

let browser;
let site;
const sites = {};

before(async () => {
  browser = await launch();
  site = hostile();
  [sites.showcase, sites.languages] = [showcase(), languages()];
});

after(async () => {
  await browser?.close();
  for (const one of [site, ...Object.values(sites)]) one?.remove();
});

/** A page that notes what it should not do, in a browser that does not heed the policies of pages. */
async function unprotected(folder) {
  const context = await browser.newContext({ bypassCSP: true });
  const { page, faults } = await watched(context, folder);
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.addInitScript(() => {
    globalThis.hits = [];
    globalThis.hit = (number) => globalThis.hits.push(number);
  });
  return { page, faults, close: () => context.close() };
}

/** What on a page only an attack would have made, and what has run. */
function traces(page) {
  return page.evaluate(() => {
    const odd = [...document.querySelectorAll("*")].filter((element) => {
      const isOdd = element.matches("iframe, object, embed, base, marquee, template, textarea, select, keygen, form[action], meta[http-equiv=refresh], [srcdoc]");
      const isElsewhere = ["src", "href", "data", "action", "xlink:href"].some((name) => /^\s*(javascript:|data:text|https?:\/\/elsewhere)/i.test(element.getAttribute(name) ?? ""));
      return isOdd || isElsewhere || [...element.attributes].some(({ name }) => name.startsWith("on"));
    });
    const scripts = [...document.scripts].filter((script) => !/^(file|http):.*\/(site|search|index|words-\d+|texts-\d+)\.js$/.test(script.src) && script.type !== "application/ld+json");
    return { ran: globalThis.hits, odd: [...odd, ...scripts].map((element) => element.outerHTML.slice(0, 200)) };
  });
}

describe(`a site of ${COUNT} attacks`, () => {
  it("shows all of them as text on every page, even without the policy", async () => {
    const seen = new Set();
    await shared(allPages(site.pages), async (next) => {
      const { page, faults, close } = await unprotected(site.pages);
      for (let path = next(); path !== undefined; path = next()) {
        await page.goto(pathToFileURL(join(site.pages, path)).href);
        assert.deepEqual(await traces(page), { ran: [], odd: [] }, path);
        assert.deepEqual(faults, [], path);
        for (const [, number] of (await page.evaluate(() => document.documentElement.textContent)).matchAll(/hit\((\d+)\)/g)) seen.add(number);
      }
      await close();
    });
    assert.ok(seen.size > 250, `${seen.size} attacks were seen`);
  });

  it("shows them as text among what the search finds", async () => {
    const { page, faults, close } = await unprotected(site.pages);
    const words = ["script", "onerror", "hit", "javascript", "proto", "constructor", "elsewhere", "svg", "x"];
    const kinds = new Set();
    for (const [query, kind] of [...words.map((word) => [word, ""]), ...["post", "run", "model", "case", "answer"].map((kind) => ["hit", kind])]) {
      await page.goto(`${pathToFileURL(join(site.pages, "search/index.html")).href}?q=${query}&kind=${kind}&run=hostile`);
      await page.waitForFunction(() => document.getElementById("search-count").textContent !== "");
      for (let turn = 0; turn < 60 && (await page.isVisible("#search-more")); turn++) {
        const before = await page.locator("#search-results > li").count();
        await page.click("#search-more button");
        await page.waitForFunction((before) => document.querySelectorAll("#search-results > li").length > before, before);
      }
      const found = await page.evaluate(() => ({
        names: [...new Set([...document.querySelectorAll("#search-results *")].map((element) => element.localName))],
        kinds: [...document.querySelectorAll("#search-results .what")].map((what) => what.textContent.split(" ")[0]),
        text: document.getElementById("search-results").textContent,
      }));
      assert.deepEqual(found.names.filter((name) => !["li", "a", "bdi", "p", "mark"].includes(name)), [], query);
      if (query === "script") assert.match(found.text, /<script>hit\(\d+\)<\/script>/);
      found.kinds.forEach((kind) => kinds.add(kind));
      assert.deepEqual(await traces(page), { ran: [], odd: [] }, query);
      assert.deepEqual(faults, [], query);
    }
    assert.deepEqual([...kinds].sort(), ["Answer", "Case", "Model", "Post", "Run"]);
    await page.goto(`${pathToFileURL(join(site.pages, "search/index.html")).href}?q=${encodeURIComponent('"><img src=x onerror=hit(1)>')}&kind="><script>hit(2)</script>`);
    await page.waitForFunction(() => document.getElementById("search-count").textContent !== "");
    assert.deepEqual(await traces(page), { ran: [], odd: [] }, "words in the address");
    await close();
  });
});

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png" };

/** Serves a folder as hosts of static sites do; gives its address and a way to end. */
async function served(folder) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    try {
      const body = readFileSync(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

describe("the policy of a page", () => {
  const kinds = () => samples(Object.values(sites)).concat(["search/index.html?q=birch", "de/search/index.html?q=modell"].map((path) => ({ folder: sites.languages.pages, path })));

  for (const scheme of ["file", "http"]) {
    it(`lets every page do what it does, over ${scheme}, and runs nothing that was put into it`, async () => {
      const servers = new Map();
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(() => {
        globalThis.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
      });
      for (const { folder, path } of [...kinds(), ...(scheme === "http" ? [{ folder: sites.showcase.pages, path: "404.html" }] : [])]) {
        if (scheme === "http" && !servers.has(folder)) servers.set(folder, await served(folder));
        const address = scheme === "http" ? servers.get(folder).address : `${pathToFileURL(folder).href}/`;
        await page.goto(address + path);
        if (path.includes("?q=")) await page.waitForSelector("#search-results mark");
        assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".mast")).display), "flex", `${path} has no style`);
        assert.deepEqual(await page.evaluate(() => globalThis.violations), [], path);
        const ran = await page.evaluate(async () => {
          const put = (name, attributes, text) => {
            const element = document.createElement(name);
            Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
            element.textContent = text;
            document.body.append(element);
            return element;
          };
          put("script", {}, "globalThis.bad = 'a script in the page'");
          put("script", { src: "data:text/javascript,globalThis.bad='a script as data'" }, "");
          put("a", { onclick: "globalThis.bad = 'a handler'" }, "").click();
          put("a", { href: "javascript:void(globalThis.bad = 'an address')" }, "").click();
          put("iframe", { srcdoc: "<script>parent.bad = 'a frame'</script>" }, "");
          put("base", { href: "https://elsewhere.example/" }, "");
          put("img", { src: "https://elsewhere.example/a.png" }, "");
          await new Promise((resolve) => setTimeout(resolve, 50));
          return { bad: globalThis.bad, base: document.baseURI.startsWith("https:"), stopped: new Set(globalThis.violations.map((one) => one.split(" ")[0])).size };
        });
        assert.equal(ran.bad, undefined, path);
        assert.equal(ran.base, false, path);
        assert.ok(ran.stopped >= 4, `${path}: ${ran.stopped} kinds were stopped`);
      }
      await context.close();
      servers.forEach((server) => server.close());
    });
  }
});
