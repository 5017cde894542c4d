// Sorting any table by its headings; searching the units and filtering them by state. Without script all can be read.
"use strict";
const rows = [...document.querySelectorAll(".roster tbody tr")];
const find = document.getElementById("find");
const count = document.getElementById("count");
const states = [...document.querySelectorAll("[data-state]")].map((item) => {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.state = item.dataset.state;
  button.setAttribute("aria-pressed", "false");
  button.append(...item.childNodes);
  item.removeAttribute("data-state");
  item.append(button);
  return button;
});
let texts = null;

function show() {
  const wanted = find.value.trim().toLowerCase();
  const pressed = states.filter((button) => button.getAttribute("aria-pressed") === "true");
  const kinds = new Set(pressed.map((button) => button.dataset.state));
  if (wanted) texts ??= rows.map(text);
  let left = 0;
  rows.forEach((row, number) => {
    const found = (!kinds.size || kinds.has(row.className)) && (!wanted || texts[number].includes(wanted));
    row.hidden = !found;
    left += found;
  });
  count.textContent = wanted || kinds.size ? `${left} 个单位` : "";
}

function text(row) { // but for the checks that could not be made: a code finds those where something is wrong
  return [...row.cells].slice(0, -1).map((cell) => cell.textContent).join("\n").toLowerCase();
}

function value(row, column) {
  const told = row.cells[column].textContent.trim();
  const number = /^-?[\d,]*\.?\d+ ?(%|元\/人)?$/.test(told) ? parseFloat(told.replaceAll(",", "")) : NaN;
  return { row, told, number };
}

function order(a, b) {
  if (!a.told || !b.told) return !a.told - !b.told; // what is blank comes last, whichever way
  return Number.isNaN(a.number) || Number.isNaN(b.number) ? compare(a.told, b.told) : a.number - b.number;
}
const { compare } = new Intl.Collator("zh", { numeric: true });

function sort(heading) {
  const up = heading.getAttribute("aria-sort") !== "ascending";
  const body = heading.closest("table").tBodies[0];
  for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  const sorted = [...body.rows].map((row) => value(row, heading.cellIndex));
  sorted.sort((a, b) => (up || !a.told || !b.told ? order(a, b) : order(b, a)));
  body.append(...sorted.map((one) => one.row));
}

for (const heading of document.querySelectorAll("thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => sort(heading));
  heading.append(button);
}
for (const button of states) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    show();
  });
}
for (const link of document.querySelectorAll("[data-find]")) {
  link.addEventListener("click", () => { find.value = link.dataset.find; show(); });
}
document.getElementById("search").hidden = false;
find.addEventListener("input", show);
find.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { find.value = ""; show(); }
});
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
});
