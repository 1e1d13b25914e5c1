"use strict";
(() => {
  // Everything here reads attributes that newsmill wrote and sets text, never markup.
  const reasons = JSON.parse(document.getElementById("data").textContent);
  const page = document.querySelector(".page");
  const side = document.querySelector(".side");
  const panes = document.querySelector(".panes");
  const why = document.getElementById("why");
  const help = document.getElementById("help");
  const query = document.getElementById("q");
  const found = document.getElementById("found");
  const foldButton = document.getElementById("fold");
  const blocks = [...page.querySelectorAll(".block")];
  const first = page.querySelector(".block.k-title") || page.querySelector(".block.kept") || blocks[0];
  const parts = [...document.querySelectorAll(".part, .bytes rect")];
  const byKey = new Map();
  const byBlock = new Map();
  for (const part of parts) {
    if (part.dataset.key) byKey.set(part.dataset.key, part);
    for (const id of idsOf(part)) {
      if (!byBlock.has(id)) byBlock.set(id, []);
      byBlock.get(id).push(part);
    }
  }
  const root = document.documentElement;
  root.classList.add("js");
  // What stands at the edges of the window takes its room from the panes between.
  const toolbar = document.querySelector(".toolbar");
  new ResizeObserver(() => root.style.setProperty("--bar", toolbar.offsetHeight + "px")).observe(toolbar);
  new ResizeObserver(() => root.style.setProperty("--why", why.offsetHeight + "px")).observe(why);

  function idsOf(part) { return part.dataset.b ? part.dataset.b.split(" ") : []; }
  const narrow = matchMedia("(max-width: 56rem)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  function reveal(element, place = "center") {
    element.scrollIntoView({ block: place, behavior: calm.matches ? "auto" : "smooth" });
  }

  // Hovering: a part lights its blocks, a block lights its parts.
  let lit = [];
  function light(elements) {
    for (const element of lit) element.classList.remove("lit");
    lit = elements;
    for (const element of lit) element.classList.add("lit");
  }
  function partsAndBlocks(target) {
    const part = target.closest(".part, .bytes rect");
    if (part) {
      const ids = idsOf(part);
      const same = part.dataset.run === undefined ? [] : parts.filter((each) => each.dataset.run === part.dataset.run);
      return [part, ...same, ...ids.map((id) => document.getElementById("b" + id)).filter(Boolean)];
    }
    const block = target.closest(".block");
    return block ? [block, ...(byBlock.get(block.dataset.i) || [])] : [];
  }
  // A page that scrolls under a pointer at rest is no hovering.
  let pointer = "";
  document.addEventListener("mouseover", (event) => {
    const place = event.screenX + "," + event.screenY;
    if (event.isTrusted && place === pointer) return;
    pointer = place;
    light(partsAndBlocks(event.target));
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.closest(".part, .block")) light(partsAndBlocks(event.target));
  });

  // Choosing a block shows why it has its label.
  let chosen = null;
  function element(name, kind, text) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function written(value) {
    if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
    return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  }
  const FIRST = 6;
  let moreOpen = false;
  function tableOf(names, features) {
    const body = element("tbody");
    for (const name of names) {
      const row = element("tr");
      const head = element("th", "", name);
      head.scope = "row";
      row.append(head, element("td", "", written(features[name])));
      body.append(row);
    }
    const table = element("table");
    table.append(body);
    return table;
  }
  function choose(block, explain = true) {
    if (chosen) { chosen.classList.remove("chosen"); chosen.querySelector(".label").tabIndex = -1; }
    chosen = block;
    if (!block) { why.hidden = true; return; }
    block.classList.add("chosen");
    block.querySelector(".label").tabIndex = 0;
    if (!explain && why.hidden) return;
    const [rule, features, path] = reasons[Number(block.dataset.i)] || ["", {}, ""];
    const label = block.querySelector(".label").textContent;
    why.className = [...block.classList].find((name) => name.startsWith("k-")) || "";
    why.replaceChildren();
    const close = element("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => { why.hidden = true; });
    why.append(element("h2", "", label), close, element("p", "rule", rule ? "Rule: " + rule : "No rule was noted."));
    const names = Object.keys(features).filter((name) => features[name] !== "");
    if (names.length) why.append(tableOf(names.slice(0, FIRST), features));
    if (names.length > FIRST) {
      const more = element("details");
      more.open = moreOpen;
      more.addEventListener("toggle", () => { moreOpen = more.open; });
      const summary = element("summary", "", names.length - FIRST + " more that were looked at");
      more.append(summary, tableOf(names.slice(FIRST), features));
      why.append(more);
    }
    const keys = block.dataset.f ? block.dataset.f.split(" ") : [];
    if (keys.length) why.append(element("p", "soft", "In the record: " + keys.join(", ")));
    if (path) why.append(element("p", "path", path));
    why.hidden = false;
  }
  page.addEventListener("click", (event) => {
    const block = event.target.closest(".block");
    if (!block || String(getSelection())) return;
    choose(block);
    // On a phone the reasons come up over the page: the block stays in sight above them.
    const bottom = block.getBoundingClientRect().bottom;
    if (narrow.matches && bottom > why.getBoundingClientRect().top) reveal(block, "start");
    const part = (byBlock.get(block.dataset.i) || []).find((each) => side.contains(each) && each.offsetParent);
    if (part && !narrow.matches) reveal(part, "nearest");
  });
  // A block in a run that is folded shows when somebody goes to it.
  function unfold(block) {
    const run = block.closest("details.run");
    if (run) run.open = true;
  }
  function follow(part) {
    const first = idsOf(part).map((id) => document.getElementById("b" + id)).find(Boolean);
    if (!first) return;
    show("page");
    only(null);
    if (page.classList.contains("folded") && first.classList.contains("left")) toggleFold();
    unfold(first);
    reveal(first);
    choose(first, !why.hidden);
    light(partsAndBlocks(part));
  }
  document.addEventListener("click", (event) => {
    const part = event.target.closest(".part, .bytes rect");
    if (part && !String(getSelection())) follow(part);
  });

  // Labels: show only one, or hide boilerplate.
  const chips = [...document.querySelectorAll(".chip")];
  let onlyLabel = null;
  function only(label) {
    onlyLabel = label === onlyLabel ? null : label;
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip === onlyLabel));
    page.classList.toggle("only", onlyLabel !== null);
    if (onlyLabel) {
      const wanted = onlyLabel.dataset.label;
      for (const block of blocks) {
        const shown = block.querySelector(".label").textContent === wanted;
        block.classList.toggle("shown", shown);
        if (shown) unfold(block);
      }
    }
  }
  for (const chip of chips) chip.addEventListener("click", () => only(chip));
  function toggleFold() {
    const folded = page.classList.toggle("folded");
    foldButton.setAttribute("aria-pressed", String(folded));
  }
  foldButton.addEventListener("click", toggleFold);

  // Tabs of the record.
  const tabs = [...document.querySelectorAll("[role=tab]")];
  function open(tab) {
    for (const each of tabs) {
      const on = each === tab;
      each.setAttribute("aria-selected", String(on));
      each.tabIndex = on ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !on;
    }
  }
  for (const tab of tabs) {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      open(next);
      next.focus();
    });
  }
  open(tabs[0]);

  // On a narrow screen one pane at a time.
  const views = [...document.querySelectorAll(".views button")];
  function show(view) {
    panes.classList.toggle("record", view === "record");
    for (const each of views) each.setAttribute("aria-pressed", String(each.dataset.view === view));
  }
  for (const each of views) each.addEventListener("click", () => show(each.dataset.view));

  // Search: ranges are highlighted, the text itself is left alone.
  const ofRecord = "#panel-record .part, #panel-record ins, #panel-record del";
  const searched = [...page.querySelectorAll(".t"), ...side.querySelectorAll(ofRecord)];
  const canHighlight = typeof Highlight === "function" && CSS.highlights;
  let matches = [];
  let at = -1;
  function search() {
    const wanted = query.value.toLowerCase();
    matches = [];
    at = -1;
    for (const box of wanted ? searched : []) {
      const node = box.firstChild;
      if (!node || node.nodeType !== Node.TEXT_NODE) continue;
      const text = node.data.toLowerCase();
      if (text.length !== node.data.length) {
        if (text.includes(wanted)) matches.push([box, 0, node.data.length]);
        continue;
      }
      let from = text.indexOf(wanted);
      while (from >= 0 && matches.length < 5000) {
        matches.push([box, from, from + wanted.length]);
        from = text.indexOf(wanted, from + wanted.length);
      }
    }
    if (canHighlight) CSS.highlights.set("found", new Highlight(...matches.map(rangeOf)));
    if (matches.length) step(1, false); else mark();
  }
  function rangeOf([box, start, end]) {
    const range = new Range();
    range.setStart(box.firstChild, start);
    range.setEnd(box.firstChild, end);
    return range;
  }
  function mark() {
    found.value = query.value ? (matches.length ? at + 1 + "/" + matches.length : "none") : "";
    const current = matches[at] ? [rangeOf(matches[at])] : [];
    if (canHighlight) CSS.highlights.set("current", new Highlight(...current));
  }
  function step(by) {
    if (!matches.length) return;
    at = (at + by + matches.length) % matches.length;
    const [box] = matches[at];
    const block = box.closest(".block");
    if (block && page.classList.contains("folded") && block.classList.contains("left")) toggleFold();
    if (block && onlyLabel) only(null);
    if (block) unfold(block);
    if (narrow.matches) show(block ? "page" : "record");
    mark();
    if (block) choose(block, false);
    box.scrollIntoView({ block: "center" });
  }
  let waiting = 0;
  query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 80); });
  query.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    if (at < 0) search(); else step(1);
  });

  // Keys.
  document.getElementById("keys").addEventListener("click", () => help.showModal());
  const isShown = (block) => block.getClientRects().length > 0;
  function beside(by) {
    if (!chosen || !isShown(chosen)) return isShown(first) ? first : blocks.find(isShown);
    let place = blocks.indexOf(chosen) + by;
    while (by && blocks[place] && !isShown(blocks[place])) place += by;
    return blocks[place] || chosen;
  }
  function move(by) { go(beside(by)); }
  const isKept = (block) => block.classList.contains("kept");
  // The nearest block in a direction that fits; a folded run that it is in opens.
  function jump(by, fits) {
    let place = chosen ? blocks.indexOf(chosen) + by : blocks.indexOf(first);
    while (blocks[place] && !fits(blocks[place], blocks[place - 1])) place += by;
    if (blocks[place]) { unfold(blocks[place]); go(blocks[place]); }
  }
  const changes = (block, before) => !before || isKept(block) !== isKept(before);
  function openRun() {
    const from = Math.max(blocks.indexOf(chosen || first), 0);
    const inside = blocks[from] && blocks[from].closest("details.run");
    if (inside && inside.open) {
      inside.open = false;
      go(blocks.slice(from).find(isShown) || blocks.findLast(isShown));
      return;
    }
    const isFolded = (block) => !isShown(block) && block.closest("details.run");
    const next = [...blocks.slice(from), ...blocks.slice(0, from)].find(isFolded);
    if (next) { unfold(next); go(next); }
  }
  function go(next) {
    if (!next) return;
    choose(next, false);
    next.querySelector(".label").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    light(partsAndBlocks(next));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const typing = event.target === query;
    if (event.key === "Escape") {
      if (!why.hidden) why.hidden = true;
      else if (query.value) { query.value = ""; search(); }
      query.blur();
      return;
    }
    if (typing) return;
    const part = event.target.closest(".part");
    if (event.key === "Enter" && part) { follow(part); return; }
    const keys = {
      j: () => move(1), k: () => move(-1), J: () => jump(1, isKept), K: () => jump(-1, isKept),
      d: () => jump(1, changes), D: () => jump(-1, changes), o: openRun,
      n: () => step(1), N: () => step(-1), b: toggleFold,
      r: () => { show("record"); open(tabs[0]); document.getElementById("panel-record").focus(); },
      p: () => { show("page"); move(0); }, "?": () => help.showModal(), "/": () => query.focus(),
    };
    if (Object.hasOwn(keys, event.key)) { event.preventDefault(); keys[event.key](); }
  });
  // The page opens where its article begins.
  if (first) {
    first.querySelector(".label").tabIndex = 0;
    if (first.getBoundingClientRect().bottom > innerHeight * 0.6) first.scrollIntoView({ block: "center" });
  }
})();
