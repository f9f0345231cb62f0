// The pictures in `docs/`: two for the README, two for what posts can hold, and sheets of one page of every kind, on a desk, a tablet and a phone, with large letters, in
// forced colours and on paper. `scripts/deep pictures` calls this; look at every one before you commit it.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { EVERYTHING, demo, launch, run, showcaseSource } from "./site.js";

const root = resolve(import.meta.dirname, "../..");
const docs = join(root, "docs");

// The showcase, with another tool's numbers.
const folder = showcaseSource(mkdtempSync(join(tmpdir(), "offprint-pictures-")));
run("-C", folder, "ingest", join(root, "tests/fixtures/ingest/llama-bench.json"));
run("-C", folder, "build");
const pages = join(folder, "public");
const ingested = readdirSync(join(pages, "runs")).find((name) => name.includes("llama-bench"));
const site = demo();
const fresh = readdirSync(join(site.pages, "runs")).find((name) => name.endsWith("-demo"));

const simulated = "runs/2026-11-28-demo";
const KINDS = [
  "index.html", "en/blog/2026-11-26-what-this-site-can-prove/index.html", `en/blog/2026-11-23-${EVERYTHING}/index.html`, `${simulated}/index.html`,
  `${simulated}/targets/yew-guard-12b--ollama/index.html`, `${simulated}/cases/street-cameras/index.html`, "runs/two-runtimes-two-cores-again/changes/index.html",
  `runs/${ingested}/index.html`, "runs/index.html", "suites/compliance/index.html", "models/index.html", "search/index.html",
];

// Each sheet: how a reader sees the pages, how wide, and how much of each is shown.
const SHEETS = [
  { name: "pages", width: 1280, height: 1500, media: {}, small: 440, columns: 4 },
  { name: "pages-tablet", width: 768, height: 1100, media: { colorScheme: "dark" } },
  { name: "pages-phone", width: 390, height: 1100, media: {} },
  { name: "pages-large", width: 1280, height: 1700, media: {}, letters: 32, small: 400, columns: 4 },
  { name: "pages-forced", width: 1280, height: 1700, media: { forcedColors: "active", colorScheme: "dark" } },
  { name: "pages-paper", width: 794, height: 1123, media: { media: "print" } },
];

/** A sheet of pages `small` pixels wide, so many beside each other. */
async function sheet({ name, width, height, media, letters = 16, small = 300, columns = 6 }) {
  const browser = await launch(letters);
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  await page.emulateMedia(media);
  const pictures = [];
  for (const path of KINDS) {
    await page.goto(pathToFileURL(join(pages, path)).href);
    // A browser has no margins of paper.
    await page.addStyleTag({ content: "@media print { body { padding: 18mm 16mm } }" });
    pictures.push((await page.screenshot()).toString("base64"));
  }
  const of = (picture) => `<img width="${small}" src="data:image/png;base64,${picture}">`;
  const high = Math.round((small * height) / width);
  const together = await browser.newPage({ viewport: { width: (small + 10) * columns + 10, height: (high + 10) * Math.ceil(KINDS.length / columns) + 10 } });
  await together.setContent(`<body style="margin:10px;display:grid;grid-template-columns:repeat(${columns},1fr);gap:10px;background:#d8d8d0">${pictures.map(of).join("")}`);
  const session = await together.context().newCDPSession(together);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 62 });
  writeFileSync(join(docs, `${name}.webp`), Buffer.from(data, "base64"));
  await browser.close();
}

/** A page from its top to the end of the first element that `last` finds. */
async function top(browser, folder, path, last, file) {
  const [wide, scale] = [1120, 1040 / 1120];
  const page = await browser.newPage({ viewport: { width: wide, height: 900 }, deviceScaleFactor: scale, reducedMotion: "reduce" });
  await page.goto(pathToFileURL(join(folder, path)).href);
  const height = await page.locator(last).first().evaluate((one) => Math.ceil(one.getBoundingClientRect().bottom + scrollY) + 24);
  await page.screenshot({ path: join(docs, file), fullPage: true, clip: { x: 0, y: 0, width: wide, height } });
  await page.close();
}

const everything = pathToFileURL(join(pages, `en/blog/2026-11-23-${EVERYTHING}/index.html`)).href;

/** What code, formulas and alerts look like beside each other, and a note that is opened on a phone. */
async function written(browser) {
  const wide = await browser.newPage({ viewport: { width: 1120, height: 900 }, deviceScaleFactor: 1040 / 1120 });
  await wide.goto(everything);
  const place = (id, edge) => wide.locator(id).evaluate((one, edge) => Math.round(one.getBoundingClientRect()[edge] + scrollY), edge);
  const [from, to] = [await place("#code", "top"), await place(".alert.caution", "bottom")];
  await wide.screenshot({ path: join(docs, "post-wide.png"), fullPage: true, clip: { x: 0, y: from - 32, width: 1120, height: to - from + 46 } });
  await wide.close();
  const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: "dark", reducedMotion: "reduce" });
  await phone.goto(everything);
  await phone.locator("[popovertarget=fnpop-2]").click();
  await phone.screenshot({ path: join(docs, "post-phone.png") });
  await phone.close();
}

for (const one of SHEETS) await sheet(one);
const browser = await launch();
await top(browser, site.pages, `runs/${fresh}/index.html`, "table.board", "picture.png");
const [post] = readdirSync(join(site.pages, "en/blog"), { withFileTypes: true }).filter((one) => one.isDirectory() && !/^(feed|tags|archive)$/.test(one.name));
await top(browser, site.pages, `en/blog/${post.name}/index.html`, "figure.fig + *", "post.png");
await written(browser);
await browser.close();
rmSync(folder, { recursive: true });
site.remove();
