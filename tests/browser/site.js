// The sites under test, built once by the binary that `cargo test` leaves, and pages opened from disk the way a reader opens them.
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
const target = process.env.CARGO_TARGET_DIR ? resolve(root, process.env.CARGO_TARGET_DIR) : join(root, "target");
const offprint = join(target, "debug", process.platform === "win32" ? "offprint.exe" : "offprint");

const BROWSER = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
};

export const WIDTHS = [390, 1280];

// The showcase's post that has each thing once.
export const EVERYTHING = "everything-a-post-can-hold";

/** Runs the binary; returns what it printed on standard output. */
export function run(...args) {
  return execFileSync(offprint, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Serves a site on a free port: its address, and a way to end it. */
export async function serve(folder) {
  const server = spawn(offprint, ["-C", folder, "serve", "--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: server.stdout })) {
    return { address: line.trim(), end: () => server.kill() };
  }
  throw new Error("it does not say where it serves");
}

/** The demo's site, as `cargo test` has left it or made anew: the folder of the built pages and a way to remove them. */
export function demo() {
  const left = join(target, "tmp/demo/site/public");
  if (isNewer(left, offprint)) return { pages: left, remove: () => {} };
  const folder = mkdtempSync(join(tmpdir(), "offprint-demo-"));
  const site = join(folder, "site");
  run("demo", site);
  return { pages: join(site, "public"), remove: () => rmSync(folder, { recursive: true }) };
}

function isNewer(path, other) {
  return existsSync(path) && statSync(path).mtimeMs > statSync(other).mtimeMs;
}

/** Builds a copy of this repository's own site, the showcase. */
export function showcase() {
  const folder = showcaseSource(mkdtempSync(join(tmpdir(), "offprint-showcase-")));
  run("-C", folder, "build");
  return { pages: join(folder, "public"), remove: () => rmSync(folder, { recursive: true }) };
}

/** Copies what this repository's own site is built from into a folder; returns the folder. */
export function showcaseSource(folder) {
  for (const part of ["offprint.toml", "content", "data", "templates", "static"]) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** Builds the site in four languages, about the showcase's run of invented models. */
export function languages() {
  const folder = mkdtempSync(join(tmpdir(), "offprint-languages-"));
  cpSync(join(root, "tests/fixtures/languages"), folder, { recursive: true });
  cpSync(join(root, "data/runs/2026-11-28-demo"), join(folder, "data/runs/2026-11-28-demo"), { recursive: true });
  run("-C", folder, "build");
  const pages = join(folder, "public");
  return { pages, remove: () => rmSync(folder, { recursive: true }) };
}

/** Every HTML page below a folder, by its path there, but the one that servers show at any address: its links begin at the root of a server. */
export function allPages(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html") && name !== "404.html").sort();
}

/** One page of every kind, over all sites: what a run or a post is called makes no kind. */
export function samples(sites) {
  const kinds = new Map();
  for (const { pages } of sites) {
    for (const path of allPages(pages)) {
      const kind = path.replace(/(blog|runs|cases|targets)\/[^/]+\//g, "$1/*/");
      const page = { folder: pages, path, size: statSync(join(pages, path)).size };
      kinds.set(kind, [...(kinds.get(kind) ?? []), page]);
    }
  }
  return [...kinds].flatMap(([kind, pages]) => {
    const [smallest, ...others] = pages.sort((a, b) => a.size - b.size);
    const largest = others.at(-1);
    // A case of one prompt and a pair of two; pages of targets are long, and alike.
    if (kind.includes("/cases/")) return [smallest, largest];
    if (kind.includes("/blog/")) return [...new Set([largest ?? smallest, pages.find(({ path }) => path.includes(EVERYTHING)) ?? smallest])];
    return [kind.includes("/targets/") ? smallest : (largest ?? smallest)];
  });
}

/** A browser with letters of a size in pixels, as a reader sets it. */
export function launch(letters = 16) {
  return chromium.launch({ ...BROWSER, args: [...BROWSER.args, `--blink-settings=defaultFontSize=${letters}`] });
}

/** A browser that reads pages in two thirds of the time, since it paints hardly any of what is read; a mouse has nothing to click on in it. */
export function launchUnpainted() {
  return chromium.launch({ ...BROWSER, args: [...BROWSER.args, "--disable-threaded-compositing"] });
}

/** Shares `items` among workers, one for each processor: `worker` is called once for each, with a function that gives the next item. */
export async function shared(items, worker) {
  const left = [...items];
  await Promise.all(Array.from({ length: availableParallelism() }, () => worker(() => left.shift())));
}

/** A reader's browser, with a size, a theme, and JavaScript or not. */
export function reader(browser, { width = 1280, theme = "light", javaScript = true } = {}) {
  return browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, javaScriptEnabled: javaScript, reducedMotion: "reduce" });
}

/** A page that notes everything it should not do: say something on the console, throw, ask for anything outside `folder`. */
export async function watched(context, folder) {
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // The icon is asked for after the page, and given up when the next page comes.
    const isGivenUp = request.failure()?.errorText === "net::ERR_ABORTED" && request.url().endsWith("/icon.svg");
    if (!isGivenUp) faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("request", (request) => {
    if (!inside(folder, request.url())) faults.push(`request outside the folder: ${request.url()}`);
  });
  return { page, faults };
}

/** A page of a site, opened by a reader of its own. */
export async function open(browser, folder, path, options) {
  const context = await reader(browser, options);
  const { page, faults } = await watched(context, folder);
  await page.goto(pathToFileURL(join(folder, path)).href);
  return { page, faults, close: () => context.close() };
}

/** Whether an address lies below a folder on disk (or is a `data:` address, which makes no request). */
export function inside(folder, address) {
  if (address.startsWith("data:")) return true;
  if (!address.startsWith("file:")) return false;
  return !relative(folder, fileURLToPath(address.split("#")[0])).startsWith("..");
}
