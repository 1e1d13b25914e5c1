"use strict";
(() => {
  // Everything here moves focus and ticks boxes; text is set as text, never as markup.
  const form = document.querySelector(".studio");
  const lines = [...form.querySelectorAll(".line")];
  const box = (line) => line.querySelector("input[type=checkbox]");
  const output = document.getElementById("kept");
  const keys = document.getElementById("keys");
  let at = Math.max(lines.findIndex((line) => box(line).checked), 0);
  let from = at;

  function textOf(line) {
    const written = line.querySelector("textarea");
    return written ? written.value : line.querySelector(".t").textContent;
  }
  function count() {
    const kept = lines.filter((line) => box(line).checked);
    const characters = kept.reduce((sum, line) => sum + textOf(line).length, 0);
    const lineCount = kept.length.toLocaleString("en") + (kept.length === 1 ? " line, " : " lines, ");
    output.value = lineCount + characters.toLocaleString("en") + " characters";
  }
  const isShown = (line) => { const inside = line.closest("details"); return !inside || inside.open; };
  function go(place) {
    const line = lines[place];
    if (!line) return;
    const inside = line.closest("details");
    if (inside) inside.open = true;
    at = place;
    box(line).focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  }
  function step(by, wanted = isShown) {
    let place = at + by;
    while (lines[place] && !wanted(lines[place])) place += by;
    go(place);
  }
  function tick(line, on) { box(line).checked = on; }
  function toggle() { tick(lines[at], !box(lines[at]).checked); from = at; count(); }
  function toggleRange() {
    const on = box(lines[from]).checked;
    for (let place = Math.min(from, at); place <= Math.max(from, at); place++) tick(lines[place], on);
    count();
  }
  function begins() {
    lines.forEach((line, place) => { if (place < at) tick(line, false); });
    tick(lines[at], true);
    from = at;
    count();
  }
  function ends() {
    lines.forEach((line, place) => { if (place > at) tick(line, false); });
    tick(lines[at], true);
    from = at;
    count();
  }
  function write() {
    const line = lines[at];
    if (!line) return;
    let area = line.querySelector("textarea");
    if (!area) {
      const shown = line.querySelector(".t");
      area = document.createElement("textarea");
      area.name = "text." + line.dataset.i;
      area.value = shown.textContent;
      area.rows = Math.min(12, Math.ceil(area.value.length / 60) + 1);
      area.setAttribute("aria-label", "The text of this line");
      shown.replaceWith(area);
      area.addEventListener("input", count);
    }
    tick(line, true);
    area.focus();
    count();
  }
  function open() {
    const inside = lines[at] && lines[at].closest("details");
    if (inside) { inside.open = !inside.open; if (!inside.open) step(1); return; }
    // The folded lines that come next.
    const next = lines.slice(at).find((line) => !isShown(line));
    if (next) go(lines.indexOf(next));
  }
  form.addEventListener("focusin", (event) => {
    const line = event.target.closest(".line");
    if (line) at = lines.indexOf(line);
    for (const each of form.querySelectorAll(".line.here")) each.classList.remove("here");
    if (line) line.classList.add("here");
  });
  form.addEventListener("change", (event) => { if (event.target.name === "keep") { from = at; count(); } });
  const field = (name) => () => document.getElementById("f-" + name).focus();
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, input:not([type=checkbox]), select");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing) { event.preventDefault(); go(at); return; }
    if (typing) return;
    const deeds = {
      j: () => step(1), k: () => step(-1), x: toggle, X: toggleRange, "[": begins, "]": ends, e: write, o: open,
      n: () => step(1, (line) => box(line).checked), t: field("title"), d: field("published"), a: field("authors"),
      s: () => form.requestSubmit(), "?": () => { keys.open = !keys.open; },
    };
    if (Object.hasOwn(deeds, event.key)) { event.preventDefault(); deeds[event.key](); }
  });
  count();
  if (lines.length) { go(at); lines[at].scrollIntoView({ block: "center" }); }
})();
