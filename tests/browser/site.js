// The sites under test, built once by the binary that `cargo test` leaves, and pages opened from disk the way a reader opens them.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
const offprint = join(root, "target/debug/offprint");

const BROWSER = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
};

export const WIDTHS = [390, 1280];
export const THEMES = ["light", "dark"];

/** Runs the binary; returns what it printed on standard output. */
export function run(...args) {
  return execFileSync(binary(), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function binary() {
  const target = process.env.CARGO_TARGET_DIR;
  return target ? join(resolve(root, target), "debug/offprint") : offprint;
}

/** Makes the demo's site in a new folder; returns the folder of the built pages and a way to remove it. */
export function demo() {
  const folder = mkdtempSync(join(tmpdir(), "offprint-demo-"));
  const site = join(folder, "site");
  run("demo", site);
  return { pages: join(site, "public"), remove: () => rmSync(folder, { recursive: true }) };
}

/** Builds a copy of this repository's own site, the showcase. */
export function showcase() {
  const folder = mkdtempSync(join(tmpdir(), "offprint-showcase-"));
  for (const part of ["offprint.toml", "content", "data", "templates", "static"]) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  run("-C", folder, "build");
  return { pages: join(folder, "public"), remove: () => rmSync(folder, { recursive: true }) };
}

/** Every HTML page below a folder, by its path there. */
export function allPages(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
}

export function launch() {
  return chromium.launch(BROWSER);
}

/** A page that notes everything it should not do: say something on the console, throw, ask for anything outside `folder`. */
export async function open(browser, folder, path, options = {}) {
  const { width = 1280, theme = "light", javaScript = true } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: theme, javaScriptEnabled: javaScript, reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    if (!inside(folder, request.url())) faults.push(`request outside the folder: ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, path)).href);
  return { page, faults, close: () => context.close() };
}

/** Whether an address lies below a folder on disk (or is a `data:` address, which makes no request). */
export function inside(folder, address) {
  if (address.startsWith("data:")) return true;
  if (!address.startsWith("file:")) return false;
  return !relative(folder, fileURLToPath(address.split("#")[0])).startsWith("..");
}
