// Searching and unfolding the groups of a report; without script all of it can be read, group by group.
"use strict";
const groups = [...document.querySelectorAll("details.group")];
const find = document.getElementById("find");
const count = document.getElementById("count");
const unfold = document.getElementById("unfold");
const first = groups.map((group) => group.open);

function search() {
  const wanted = find.value.trim();
  let left = 0;
  groups.forEach((group, number) => {
    const found = !wanted || group.textContent.includes(wanted);
    group.hidden = !found;
    group.open = wanted ? found : first[number];
    left += found;
  });
  count.textContent = wanted ? `${left} 组里有「${wanted}」` : "";
  unfold.setAttribute("aria-pressed", "false");
}

function unfoldAll(open) {
  for (const group of groups) group.open = open;
  unfold.setAttribute("aria-pressed", String(open));
}

document.getElementById("search").hidden = groups.length === 0;
find.addEventListener("input", search);
find.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { find.value = ""; search(); }
});
unfold.addEventListener("click", () => unfoldAll(unfold.getAttribute("aria-pressed") !== "true"));
window.addEventListener("beforeprint", () => unfoldAll(true));
for (const link of document.querySelectorAll("nav a[href^='#']")) {
  link.addEventListener("click", () => {
    const group = document.querySelector(link.hash)?.closest("details.group");
    if (group) group.open = true;
  });
}
