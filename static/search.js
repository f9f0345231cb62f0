/* The page of the search. Its indexes are scripts that this page adds as it needs them and that hand their data to offprintSearch:
   nothing is fetched, so that it works from a disk. What is found is set as text, never as markup. */
(function () {
  "use strict";

  /* Words, as src/search/words.rs has them; tests/fixtures/search/words.json holds both to one list. */
  const WRITTEN = /[\p{Alphabetic}\p{N}\p{M}'’]+/gu;
  const DROPPED = /['’\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\ufe00-\ufe0f]/g;
  const UNSPACED = /([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u{20000}-\u{3ffff}]+)/u;
  const PLAIN = new Map([["ß", "ss"], ["æ", "ae"], ["œ", "oe"], ["þ", "th"], ["ø", "o"], ["đ", "d"], ["ð", "d"], ["ł", "l"], ["ı", "i"], ["ς", "σ"]]);
  const ASCII = /^[\0-\x7f]*$/;

  function folded(written) {
    const lower = written.normalize("NFKD").replace(DROPPED, "").toLowerCase();
    return lower.replace(/[ßæœþøđðłıς]/g, (one) => PLAIN.get(one)).normalize("NFC");
  }
  function stem(word) {
    if (word.length < 4 || !ASCII.test(word)) return word;
    if (word.endsWith("ies")) return word.slice(0, -3) + "i";
    if (word.endsWith("s") && !/(ss|us|is)$/.test(word)) return word.slice(0, -1);
    return /[^aeiou]y$/.test(word) ? word.slice(0, -1) + "i" : word;
  }
  function cut(word) { return Array.from(stem(word)).slice(0, 24).join(""); }
  function unspaced(part) {
    const all = Array.from(part);
    return all.map((one, index) => one + (all[index + 1] || ""));
  }
  /* The words of one written word. */
  function within(written) {
    if (ASCII.test(written)) return [cut(written.replace(/'/g, "").toLowerCase())].filter(Boolean);
    const words = folded(written).match(WRITTEN) || [];
    return words.flatMap((word) => word.split(UNSPACED).flatMap((part, index) => (index % 2 ? unspaced(part) : [cut(part)])).filter(Boolean));
  }
  function wordsOf(text) { return (text.match(WRITTEN) || []).flatMap(within); }

  /* Indexes: what has been handed over, by its place, and what is on its way. */
  const handed = new Map();
  const coming = new Map();
  let root = "";
  function offprintSearch(name, kind, number, data) { handed.set(name + " " + kind + " " + number, data); }
  offprintSearch.words = wordsOf;
  window.offprintSearch = offprintSearch;

  function need(name, kind, number) {
    const key = name + " " + kind + " " + number;
    if (handed.has(key)) return Promise.resolve(handed.get(key));
    const file = root + name + "/" + (kind === "index" ? "index" : kind + "-" + (number + 1)) + ".js";
    if (!coming.has(file)) {
      coming.set(file, new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        const missing = function () { coming.delete(file); reject(new Error(file)); };
        script.onload = function () { if (handed.has(key)) resolve(); else missing(); };
        script.onerror = missing;
        script.src = file;
        document.head.appendChild(script);
      }));
    }
    return coming.get(file).then(() => handed.get(key));
  }
  /* The place of the last of `list` that is not behind `value`; -1 where all are. */
  function lastBefore(list, value) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= value) low = middle + 1; else high = middle;
    }
    return low - 1;
  }
  /* What entries weigh by a word: all of it, or by the most of what begins with it. */
  const PREFIX = 0.4, MOST_SHARDS = 3, MOST_WORDS = 200;
  function isLong(word) { return word.length > 1 || UNSPACED.test(word); }
  function addWeights(weights, coded, all, share) {
    const postings = coded.match(/[0-9a-z]+[A-Z]/g) || [];
    const rare = Math.log(1 + (all - postings.length + 0.5) / (postings.length + 0.5));
    let entry = 0;
    postings.forEach(function (one) {
      entry += parseInt(one.slice(0, -1), 36);
      const weight = share * rare * (one.charCodeAt(one.length - 1) - 64);
      if (!(weights.get(entry) >= weight)) weights.set(entry, weight);
    });
  }
  async function weightsOf(name, index, word) {
    const weights = new Map();
    const first = Math.max(lastBefore(index.words, word), 0);
    const last = isLong(word) ? Math.max(lastBefore(index.words, word + "\uffff"), 0) : first;
    const shards = [];
    for (let number = first; number <= Math.min(last, first + MOST_SHARDS - 1) && number < index.words.length; number++) shards.push(need(name, "words", number));
    let left = MOST_WORDS;
    for (const [words, coded] of await Promise.all(shards)) {
      let at = Math.max(lastBefore(words, word), 0);
      for (; at < words.length && left > 0; at++) {
        if (words[at] === word) addWeights(weights, coded[at], index.entries, 1);
        else if (words[at] > word && !words[at].startsWith(word)) break;
        else if (isLong(word) && words[at].startsWith(word)) { addWeights(weights, coded[at], index.entries, PREFIX); left--; }
      }
    }
    return weights;
  }
  /* How much a result of a kind counts beside others. */
  const KINDS = new Map([["post", 1], ["run", 1], ["model", 1.2], ["case", 0.8], ["answer", 0.6]]);
  async function found(name, words, share) {
    const index = await need(name, "index", 0);
    const all = await Promise.all(words.map((word) => weightsOf(name, index, word)));
    const results = new Map();
    all.forEach((weights) => weights.forEach(function (weight, entry) {
      const result = results.get(entry) || { name: name, entry: entry, score: 0, has: 0 };
      result.score += weight * share;
      result.has += 1;
      results.set(entry, result);
    }));
    let start = 0;
    const ends = index.kinds.map(([kind, count]) => ({ kind: kind, end: (start += count) }));
    results.forEach(function (result) {
      result.kind = ends.find(({ end }) => result.entry < end).kind;
      result.score *= KINDS.get(result.kind) || 1;
    });
    return { index: index, results: Array.from(results.values()) };
  }

  /* A text as pieces, each with whether it is one of the words. */
  function isFound(written, words) {
    return within(written).some((one) => words.some((word) => one === word || (isLong(word) && one.startsWith(word))));
  }
  function marks(text, words) {
    const places = [];
    for (const match of text.matchAll(WRITTEN)) {
      const parts = match[0].split(UNSPACED);
      let at = match.index;
      parts.forEach(function (part, index) {
        if (index % 2 === 0) { if (part && isFound(part, words)) places.push([at, at + part.length]); }
        else {
          const all = Array.from(part);
          let start = at;
          all.forEach(function (one, place) {
            const pair = one + (all[place + 1] || "");
            if (words.some((word) => folded(pair).startsWith(word))) {
              const end = start + (words.some((word) => folded(one).startsWith(word)) ? one : pair).length;
              const last = places[places.length - 1];
              if (last && last[1] >= start) last[1] = Math.max(end, last[1]); else places.push([start, end]);
            }
            start += one.length;
          });
        }
        at += part.length;
      });
    }
    return places;
  }
  function setMarked(element, text, places) {
    let from = 0;
    places.forEach(function ([start, end]) {
      element.append(text.slice(from, start));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      element.append(mark);
      from = end;
    });
    element.append(text.slice(from));
  }
  /* The stretch of a text with the most words, and the marks in it. */
  const STRETCH = 220;
  function stretch(text, words) {
    const places = marks(text, words);
    let best = 0, most = 0;
    places.forEach(function ([start], index) {
      const near = new Set();
      for (let other = index; other < places.length && places[other][1] <= start + STRETCH; other++) {
        within(text.slice(places[other][0], places[other][1])).forEach((word) => near.add(word));
      }
      if (near.size > most) { most = near.size; best = start; }
    });
    let from = Math.max(0, best - 60), to = Math.min(text.length, from + STRETCH);
    const space = text.indexOf(" ", from);
    if (from > 0 && space >= 0 && space < best) from = space + 1;
    const end = text.lastIndexOf(" ", to);
    if (to < text.length && end > best + 40) to = end;
    /* Never between the halves of a character. */
    if (/[\udc00-\udfff]/.test(text.charAt(from))) from += 1;
    if (/[\udc00-\udfff]/.test(text.charAt(to))) to -= 1;
    const before = from > 0 ? "… " : "";
    const shown = before + text.slice(from, to) + (to < text.length ? " …" : "");
    const moved = places.filter(([start, stop]) => start >= from && stop <= to).map(([start, stop]) => [start - from + before.length, stop - from + before.length]);
    return { text: shown, places: moved, most: most };
  }

  const form = document.querySelector("form[data-search]");
  if (!form) return;
  const setting = JSON.parse(form.getAttribute("data-search"));
  const say = setting.words;
  const box = form.elements.namedItem("q");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  const more = document.getElementById("search-more");
  const scope = document.getElementById("search-scope");
  const SHOWN = 10;
  const asked = new URLSearchParams(location.search || location.hash.replace(/^#/, "?"));
  /* The run whose answers are searched: a name as runs have it, and nothing that leads elsewhere. */
  const run = /^[a-z0-9][a-z0-9-]{0,79}$/.test(asked.get("run") || "") ? asked.get("run") : setting.newest;
  root = setting.root;

  function fill(text, values) { return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? values[name] : whole)); }
  function kind() { return form.elements.namedItem("kind").value; }
  function number(value) { return value.toLocaleString(document.documentElement.lang || "en"); }
  function counted(words, value) { return fill(value === 1 ? words.one : words.other, { count: number(value) }); }
  function element(name, className) {
    const made = document.createElement(name);
    if (className) made.className = className;
    return made;
  }

  function item(result, text, words) {
    const [href, title, note, passages] = text;
    const best = passages.map(([anchor, heading, body]) => ({ anchor: anchor, heading: heading, headed: marks(heading, words), body: stretch(body, words) }))
      .reduce((a, b) => (b.body.most + b.headed.length * 2 > a.body.most + a.headed.length * 2 ? b : a), { anchor: "", heading: "", headed: [], body: { text: "", places: [], most: 0 } });
    const shown = best.body.most || best.headed.length || !passages.length ? best : { anchor: "", heading: "", headed: [], body: stretch(passages[0][2], words) };
    const row = element("li");
    const link = element("a");
    link.href = root + (setting.pretty ? href.replace(/(^|\/)index\.html$/, "$1") : href) + (shown.anchor ? "#" + encodeURIComponent(shown.anchor) : "");
    if (result.language) row.lang = result.language;
    const name = element("bdi");
    setMarked(name, title, marks(title, words));
    link.append(name);
    if (shown.heading) {
      const heading = element("bdi");
      setMarked(heading, shown.heading, shown.headed);
      link.append(" › ", heading);
    }
    row.append(link);
    const what = element("p", "what");
    what.lang = setting.spoken;
    const beside = element("bdi");
    beside.textContent = note;
    what.append(say.kinds[result.kind], note ? " · " : "", beside);
    if (result.kind === "run" && result.searched) {
      const inside = element("a");
      inside.href = "?" + new URLSearchParams({ q: box.value, run: title });
      inside.textContent = say.within;
      what.append(" · ", inside);
    }
    row.append(what);
    if (shown.body.text) {
      const part = element("p", "stretch");
      part.dir = "auto";
      setMarked(part, shown.body.text, shown.body.places);
      row.append(part);
    }
    return row;
  }

  let turn = 0, waiting, shownUpTo = 0, results = [], words = [];
  async function show(mine, from) {
    const next = results.slice(from, from + SHOWN);
    const texts = await Promise.all(next.map(async function (result) {
      const shard = lastBefore(result.index.texts, result.entry);
      const part = await need(result.name, "texts", shard).catch(() => []);
      return part[result.entry - result.index.texts[shard]];
    }));
    if (mine !== turn) return;
    const rows = next.flatMap((result, place) => (texts[place] ? [item(result, texts[place], words)] : []));
    if (from === 0) list.replaceChildren(...rows); else list.append(...rows);
    shownUpTo = from + next.length;
    more.hidden = shownUpTo >= results.length;
    if (from > 0 && rows[0]) rows[0].querySelector("a").focus();
    return rows.length === next.length;
  }
  function keep() {
    const values = new URLSearchParams();
    if (box.value) values.set("q", box.value);
    if (kind()) values.set("kind", kind());
    if (run !== setting.newest) values.set("run", run);
    const text = values.toString();
    try { history.replaceState(null, "", location.pathname + (text ? "?" + text : "")); }
    catch (error) { location.replace("#" + text); }
  }
  async function search() {
    const mine = ++turn;
    keep();
    words = Array.from(new Set(wordsOf(box.value))).slice(0, 12);
    /* What is written without spaces is a row of pairs: the sign at its end alone says nothing more. */
    words = words.filter((word) => Array.from(word).length > 1 || !UNSPACED.test(word) || words.length === 1);
    if (!words.length) {
      results = [];
      list.replaceChildren();
      more.hidden = true;
      count.textContent = "";
      scope.textContent = "";
      return;
    }
    const names = setting.indexes.map(({ name, language }, place) => ({ name: name, language: language, share: place > 0 && language ? 0.5 : 1 }));
    if (run) names.push({ name: "runs/" + run + "/search", share: 1, isRun: true });
    let missing = false, ofRun;
    const parts = await Promise.all(names.map(async function ({ name, language, share, isRun }) {
      try {
        const part = await found(name, words, share);
        if (isRun) ofRun = part.index.note;
        part.results.forEach(function (result) {
          result.index = part.index;
          result.language = language && language !== document.documentElement.lang ? language : "";
          result.searched = !(part.index.note && part.index.note.ingested_from <= result.entry);
        });
        return part.results;
      } catch (error) { missing = true; return []; }
    }));
    if (mine !== turn) return;
    const all = parts.flat().filter((result) => !kind() || result.kind === kind());
    const most = all.reduce((before, result) => Math.max(before, result.has), 0);
    results = all.filter((result) => result.has === most).sort((a, b) => b.score - a.score || b.entry - a.entry);
    const said = results.length ? counted(say.results, results.length) : fill(say.none, { query: box.value });
    const some = most > 0 && most < words.length ? say.some : "";
    const isWhole = await show(mine, 0);
    if (mine !== turn) return;
    missing = missing || !isWhole;
    count.textContent = [said, some, missing ? say.failed : ""].filter(Boolean).join(" · ");
    scope.textContent = !ofRun ? "" : fill(ofRun.searched < ofRun.answers ? say.capped : say.whole, { run: run, searched: number(ofRun.searched), answers: number(ofRun.answers) });
  }
  function soon() { clearTimeout(waiting); waiting = setTimeout(search, 150); }

  box.addEventListener("input", soon);
  form.addEventListener("change", function (event) { if (event.target !== box) search(); });
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    clearTimeout(waiting);
    await search();
    const first = list.querySelector("a");
    if (first) first.focus();
  });
  more.querySelector("button").addEventListener("click", function () { show(turn, shownUpTo); });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const links = Array.from(list.querySelectorAll("li > a"));
    const row = document.activeElement && document.activeElement.closest("#search-results > li");
    const at = row ? links.findIndex((link) => row.contains(link)) : -1;
    const isInBox = document.activeElement === box;
    if (event.key === "ArrowDown" && (isInBox || row) && links[at + 1]) links[at + 1].focus();
    else if (event.key === "ArrowUp" && row) (at > 0 ? links[at - 1] : box).focus();
    else if (event.key === "Escape" && row) box.focus();
    else if (event.key === "Escape" && isInBox) { box.value = ""; search(); }
    else if (event.key === "/" && !isInBox && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { box.focus(); box.select(); }
    else return;
    event.preventDefault();
  });

  box.value = asked.get("q") || "";
  const wanted = Array.from(form.elements.namedItem("kind")).find((one) => one.value === asked.get("kind"));
  if (wanted) wanted.checked = true;
  form.hidden = false;
  if (box.value) search(); else box.focus();
})();
