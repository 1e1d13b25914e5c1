"use strict";
// Opens and closes all pages of a comparison at once.
const all = document.getElementById("all");
if (all) {
  const pages = [...document.querySelectorAll("details.changed")];
  const show = () => {
    const open = pages.every((page) => page.open);
    all.textContent = open ? "Collapse all" : "Expand all";
    all.setAttribute("aria-pressed", String(open));
  };
  all.hidden = false;
  all.addEventListener("click", () => {
    const open = !pages.every((page) => page.open);
    for (const page of pages) page.open = open;
    show();
  });
  for (const page of pages) page.addEventListener("toggle", show);
}
