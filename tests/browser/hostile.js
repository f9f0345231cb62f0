// A site in which everything that comes from elsewhere is an attack: names, answers, errors, prompts, titles, other tools' files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "./site.js";

const root = resolve(import.meta.dirname, "../..");
const ELSEWHERE = "https://elsewhere.example";

// `X` is a call that would be noticed, `N` a number that no other attack has.
const ATTACKS = [
  "<script>X</script>", "<img src=x onerror=X>", "<svg onload=X>", "<svg><script>X</script></svg>", "<body onload=X>", '<iframe src="javascript:X"></iframe>',
  '<iframe srcdoc="<script>parent.X</script>"></iframe>', '<a href="javascript:X" autofocus onfocus=X tabindex=1>x</a>', "<input autofocus onfocus=X>",
  "<details open ontoggle=X>", "<video><source onerror=X></video>", "<audio src=x onerror=X></audio>", '<object data="javascript:X"></object>',
  '<embed src="javascript:X">', "<math><mtext><table><mglyph><style><img src=x onerror=X>", '<form action="javascript:X"><button>x</button></form>',
  '<meta http-equiv=refresh content="0;url=javascript:X">', `<link rel=stylesheet href="${ELSEWHERE}/N">`, `<img src="${ELSEWHERE}/N.png">`,
  `<style>@import "${ELSEWHERE}/N"</style>`, `<base href="${ELSEWHERE}/">`, "<template><script>X</script></template>", "<marquee onstart=X>",
  '<b style="animation-name:x" onanimationstart=X>', `<script src="${ELSEWHERE}/N.js"></script>`, '<noscript><p title="</noscript><img src=x onerror=X>">',
  "<textarea autofocus onfocus=X>", "<select autofocus onfocus=X></select>", "<p popover=auto onbeforetoggle=X>", "javascript:X",
  "data:text/html,<script>X</script>", "{{ X }}", "{% X %}", "${X}", "`${X}`", "#{X}", "<%= X %>", "__proto__ N", "constructor.constructor('X')()", "';X;//",
  '";X;//', '\\";X;//', "</script><script>X</script>", "--><script>X</script>", "]]><script>X</script>", "*/X/*", "\u2028X\u2029", "[x](javascript:X)",
  `![x](${ELSEWHERE}/N.png)`, "&lt;script&gt;X&lt;/script&gt;", "&#60;img src=x onerror=X&#62;", "\\u003cscript\\u003eX\\u003c/script\\u003e",
  "%3Cscript%3EX%3C/script%3E", "<ScRiPt>X</sCrIpT>", "<scr\u0000ipt>X</script>", "\uff1cscript\uff1eX\uff1c/script\uff1e",
  '<a href="jav&#x09;ascript:X">x</a>', "\u202e>tpircs<X", '<!--<img src="--><img src=x onerror=X>">', "<svg><use href=\"data:image/svg+xml,<svg id='x' onload='X'/>#x\">",
];
const BEFORE = ["", '"', "'>", "</title>", "</textarea></style></script>", "--></noscript></svg></math></p>"];

/** How many attacks there are. */
export const COUNT = ATTACKS.length * BEFORE.length;

/** Gives one attack after the other, and begins again. */
function attacker() {
  let number = 0;
  return () => {
    const place = number++ % COUNT;
    return BEFORE[place % BEFORE.length] + ATTACKS[Math.floor(place / BEFORE.length)].replaceAll("X", `hit(${place})`).replaceAll("N", String(place));
  };
}

/** Puts attacks in place of texts of an object. */
function poison(object, keys, attack) {
  for (const key of keys) if (typeof object[key] === "string") object[key] = attack();
}

/** A run like the showcase's, of a few models and cases, which nobody has sealed. */
function poisonedRun(site, attack) {
  const source = join(root, "data/runs/2026-11-28-demo");
  const made = JSON.parse(readFileSync(join(source, "run.json"), "utf8"));
  for (const key of ["finished", "trials", "trials_digest", "sealed"]) delete made[key];
  made.id = "hostile";
  const pairs = new Set(made.questions.filter(({ pair }) => pair).slice(0, 6).map(({ pair }) => pair.id));
  made.questions = made.questions.filter(({ pair }, place) => (pair ? pairs.has(pair.id) : place < 40));
  made.targets = made.targets.slice(0, 6);
  poison(made, ["title"], attack);
  poison(made.suite, ["title"], attack);
  made.suite.categories.forEach((category) => poison(category, ["title"], attack));
  poison(made.environment, ["os", "kernel", "processor", "offprint"], attack);
  for (const target of made.targets) {
    poison(target, ["model", "runtime_version", "identity", "system"], attack);
    poison(target.facts, ["architecture", "quantisation"], attack);
    target.unknown = [attack()];
  }
  made.explanations = made.explanations.map(() => attack());
  const checks = new Map();
  const check = (text) => checks.set(text, checks.get(text) ?? attack()).get(text);
  for (const question of made.questions) {
    poison(question, ["title", "prompt", "stands_for"], attack);
    question.checks = question.checks.map(check);
  }
  const cases = new Set(made.questions.map((question) => question.case));
  const targets = new Set(made.targets.map(({ id }) => id));
  const lines = readFileSync(join(source, "trials.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const kept = lines.filter((trial) => targets.has(trial.target) && cases.has(trial.case) && trial.phase === "measured");
  kept.forEach((trial, place) => {
    if (trial.answer) trial.answer = attack();
    if (trial.reasoning) trial.reasoning = attack();
    for (const one of trial.checks ?? []) {
      one.check = check(one.check);
      if (one.found) one.found = attack();
    }
    if (place % 9 === 0) {
      trial.outcome = "failed";
      trial.failure = { kind: "server", message: attack() };
      delete trial.checks;
    }
  });
  const folder = join(site, "data/runs/hostile");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "run.json"), JSON.stringify(made, null, 2));
  writeFileSync(join(folder, "trials.jsonl"), kept.map((trial) => JSON.stringify(trial) + "\n").join(""));
}

/** Builds the site: the folder of its pages, and a way to remove it. */
export function hostile() {
  const folder = mkdtempSync(join(tmpdir(), "offprint-hostile-"));
  const attack = attacker();
  const quoted = () => JSON.stringify(attack());
  writeFileSync(join(folder, "offprint.toml"), `title = ${quoted()}\ntagline = ${quoted()}\nlicence = ${quoted()}\nnumbers = "off"\nlanguage = "en"\n`);
  poisonedRun(folder, attack);
  const results = JSON.parse(readFileSync(join(root, "tests/fixtures/ingest/llama-bench.json"), "utf8"));
  for (const row of results) poison(row, ["model_filename", "model_type", "cpu_info", "gpu_info", "backends", "build_commit", "type_k"], attack);
  writeFileSync(join(folder, "results.json"), JSON.stringify(results));
  run("-C", folder, "ingest", join(folder, "results.json"));
  mkdirSync(join(folder, "content/en/blog"), { recursive: true });
  for (let post = 0; post < 12; post++) {
    const front = ["title", "finding", "description"].map((key) => `${key} = ${quoted()}\n`).join("");
    const more = `date = 2026-05-${10 + post}\nauthors = [${quoted()}]\ntags = [${quoted()}, ${quoted()}]\nlicence = ${quoted()}\n${post === 0 ? 'run = "hostile"\n' : ""}`;
    // As an author writes what is not to be read as Markdown.
    const code = Array.from({ length: 10 }, () => "~~~~\n" + attack().replaceAll("~", "") + "\n~~~~\n").join("\n");
    const words = Array.from({ length: 4 }, () => attack().replace(/[^\p{L}\p{N}\s]/gu, "\\$&").replace(/\s+/gu, " ")).join("\n\n");
    writeFileSync(join(folder, `content/en/blog/post-${post}.md`), `+++\n${front}${more}+++\n\n${words}\n\n${code}\n`);
  }
  run("-C", folder, "build", "--stale=mark");
  return { pages: join(folder, "public"), remove: () => rmSync(folder, { recursive: true }) };
}
