// The showcase's posts and runs, exported and built by the real Hugo and Zola, beside the pages they come from: the same values, sentences,
// figures, tables and notes. `HUGO` and `ZOLA` are the commands; `scripts/deep blogs` calls this.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, open, run, showcaseSource } from "./site.js";

const BLOGS = {
  hugo: {
    files: {
      "hugo.toml": 'baseURL = "https://blog.example/"\ntitle = "Blog"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n[markup.goldmark.renderer]\nunsafe = true\n',
      "layouts/_default/single.html": "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}",
      "layouts/_default/list.html": "<!doctype html><title>{{ .Title }}</title>",
    },
    content: "content/posts",
    built: (name) => `public/posts/${name}/index.html`,
    note: ".footnotes > ol > li",
    arguments: ["--logLevel", "info", "--printPathWarnings"],
  },
  zola: {
    files: {
      "config.toml": 'base_url = "https://blog.example"\ncompile_sass = false\n',
      "templates/index.html": "<!doctype html><title>Blog</title>",
      "templates/section.html": "<!doctype html><title>Blog</title>",
      "templates/page.html": "<!doctype html><title>{{ page.title }}</title><h1>{{ page.title }}</h1>{{ page.content | safe }}",
      "content/_index.md": '+++\ntitle = "Blog"\n+++\n',
      "content/blog/_index.md": '+++\ntitle = "Blog"\n+++\n',
    },
    content: "content/blog",
    // Zola takes a date off the name.
    built: (name) => `public/blog/${name.replace(/^\d{4}-\d{2}-\d{2}-/, "")}/index.html`,
    note: ".footnote-definition",
    arguments: ["build"],
  },
};

/** What a page says: its words, and how many figures, tables and notes it has. */
function said(page, note) {
  return page.evaluate((note) => {
    const own = document.querySelector("article") ?? document.body;
    const folded = (text) => text.replace(/\s+/g, " ").trim();
    const bound = [...own.querySelectorAll("a.value:not(.sidenote a), a.claim:not(.sidenote a)")].map((link) => {
      const copy = link.cloneNode(true);
      copy.querySelectorAll("sup").forEach((letter) => letter.remove());
      return folded(copy.textContent);
    });
    const pictures = [...document.images];
    return {
      text: folded(document.body.textContent),
      bound,
      figures: own.querySelectorAll("figure.fig").length + pictures.filter((picture) => !picture.src.endsWith(".svg")).length,
      pictures: pictures.length,
      broken: pictures.filter((picture) => !(picture.complete && picture.naturalWidth > 0)).map((picture) => picture.src),
      tables: own.querySelectorAll("table:not(.evidence, .evidence table)").length,
      notes: document.querySelectorAll(note).length,
    };
  }, note);
}

const folder = mkdtempSync(join(tmpdir(), "offprint-blogs-"));
const source = showcaseSource(join(folder, "source"));
const config = join(source, "offprint.toml");
writeFileSync(config, `base_url = "https://bench.example"\n${readFileSync(config, "utf8")}`);
run("-C", source, "build");
const posts = readdirSync(join(source, "content/en/blog")).filter((name) => name.endsWith(".md")).map((name) => name.slice(0, -3));
const runs = readdirSync(join(source, "data/runs"));
const browser = await launch();
try {
  for (const [name, blog] of Object.entries(BLOGS)) {
    const command = process.env[name.toUpperCase()];
    if (!command) {
      console.log(`skipped: ${name} (${name.toUpperCase()} is not set)`);
      continue;
    }
    const site = join(folder, name);
    for (const [path, text] of Object.entries(blog.files)) {
      mkdirSync(dirname(join(site, path)), { recursive: true });
      // Zola writes whole addresses into its pages, which are opened from disk here.
      writeFileSync(join(site, path), text.replace("https://blog.example", pathToFileURL(join(site, "public")).href));
    }
    for (const subject of [...posts, ...runs]) run("-C", source, "export", subject, "--to", name, join(site, blog.content));
    const [program, ...first] = command.split(" ");
    const built = spawnSync(program, [...first, ...blog.arguments], { cwd: site, encoding: "utf8" });
    assert.equal(built.status, 0, built.stdout + built.stderr);
    assert.doesNotMatch(built.stdout + built.stderr, /\bwarn|\berror/i);
    for (const post of posts) {
      const ours = await open(browser, join(source, "public"), `en/blog/${post}/index.html`);
      const theirs = await open(browser, site, blog.built(post));
      const [here, there] = [await said(ours.page, ".endnotes > ol > li"), await said(theirs.page, blog.note)];
      for (const words of here.bound) assert.ok(there.text.includes(words), `${name}, ${post}: \`${words}\` is missing`);
      assert.deepEqual(there.broken, [], `${name}, ${post}`);
      assert.deepEqual([there.pictures, there.tables, there.notes], [here.figures, here.tables, here.notes], `${name}, ${post}: figures, tables, notes`);
      console.log(`${name}, ${post}: ${here.bound.length} values and sentences, ${here.figures} figures, ${here.tables} tables, ${here.notes} notes`);
      await ours.close();
      await theirs.close();
    }
    for (const id of runs) {
      const { page, close } = await open(browser, site, blog.built(id));
      const there = await said(page, blog.note);
      assert.deepEqual(there.broken, [], `${name}, ${id}`);
      assert.ok(there.pictures > 0 || there.tables > 0, `${name}, ${id}: nothing is shown`);
      await close();
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
