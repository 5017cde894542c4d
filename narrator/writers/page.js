
"use strict";
/* The page as a reviewer's desk: what is told of a place beside it, the text by keys, finding, filtering, dark colours. */
(() => {
  const byId = (id) => document.getElementById(id);
  const text = byId("text");

  /* What is told of a place: on hover and focus, kept by click or Enter, closed by Esc or its button. */
  const panel = document.createElement("div"), told = document.createElement("section");
  const close = document.createElement("button");
  panel.id = "panel";
  panel.tabIndex = -1;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", "出处");
  close.type = "button";
  close.textContent = "关闭";
  panel.append(close, told);
  panel.hidden = true;
  document.body.append(panel);
  let owner = null, kept = false, timer = 0, quiet = false, pressed = false;

  const reached = (event) => event.target.closest ? event.target.closest("main [aria-describedby]") : null;

  function place() {
    panel.style.left = panel.style.top = "";
    const at = owner.getBoundingClientRect();
    if (!matchMedia("(min-width: 38rem)").matches) return;
    const left = Math.min(at.left, document.documentElement.clientWidth - panel.offsetWidth - 8);
    const below = at.bottom + 6, above = at.top - 6 - panel.offsetHeight;
    const fits = below + panel.offsetHeight < innerHeight || above < 0;
    panel.style.left = Math.max(left, 8) + "px";
    panel.style.top = (fits ? below : above) + "px";
  }

  /* The ids of what is told of a figure, a gap or a sentence: its own, and last year's sentence. */
  function ids(element) {
    const own = element.getAttribute("aria-describedby"), sentence = element.closest("[data-last]");
    return [...(own ? own.split(" ") : []), ...(sentence ? [sentence.dataset.last] : [])];
  }

  function show(element) {
    clearTimeout(timer);
    if (element !== owner) kept = false;
    owner = element;
    told.replaceChildren(...ids(element).map((id) => {
      const item = document.createElement("div");
      item.append(...byId(id).cloneNode(true).childNodes);
      return item;
    }));
    panel.hidden = false;
    panel.scrollTop = 0;
    document.documentElement.classList.add("explained");
    place();
    /* On a phone the panel lies at the bottom: what it explains goes above it. */
    const hidden = owner.getBoundingClientRect().bottom - panel.getBoundingClientRect().top + 8;
    if (!panel.style.top && hidden > 0) scrollBy({ top: hidden, behavior: "instant" });
  }

  function hide() {
    clearTimeout(timer);
    const back = panel.contains(document.activeElement) ? owner : null;
    panel.hidden = true;
    owner = null;
    kept = false;
    document.documentElement.classList.remove("explained");
    if (back) {
      quiet = true;
      back.focus();
      quiet = false;
    }
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(() => { if (!kept) hide(); }, 250); };

  close.addEventListener("click", hide);
  /* While a pointer is down nothing moves under it: a finger waits for its click. */
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const name of ["keydown", "pointercancel"]) document.addEventListener(name, () => { pressed = false; }, true);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const element = reached(event);
    if (element && !kept) show(element);
    else if (panel.contains(event.target)) clearTimeout(timer);
    else if (owner && element !== owner && document.activeElement !== owner) later();
  });
  document.addEventListener("focusin", (event) => {
    const element = reached(event), item = itemOf(event.target);
    if (item) here(item);
    if (element && !quiet && !pressed) show(element);
    else if (owner && owner !== element && !panel.contains(event.target)) hide();
  });
  document.addEventListener("focusout", later);
  document.addEventListener("click", (event) => {
    pressed = false;
    const item = itemOf(event.target), element = reached(event) || (item && item.dataset.last && alone() ? item : null);
    if (item) here(item);
    if (element && !(owner === element && kept)) { show(element); kept = true; }
    else if (owner && !panel.contains(event.target)) hide();
  });
  addEventListener("scroll", () => { if (owner) place(); }, { passive: true, capture: true });
  addEventListener("resize", () => { if (owner) place(); });
  addEventListener("beforeprint", hide);

  /* The text by keys: one tab stop, arrows from sentence to sentence (a row of a table is one), Enter to its figures. */
  const items = [...text.querySelectorAll("h1, h2, h3, h4, p > .s, caption, tr")];
  const itemOf = (element) => element.closest ? element.closest("main :is(h1, h2, h3, h4, p > .s, caption, tr)") : null;
  const seen = (item) => item.getClientRects().length > 0;
  let current = null;

  function here(item) {
    if (item === current) return;
    if (item) item.tabIndex = 0;
    if (current) current.tabIndex = -1;
    current = item;
  }

  const first = () => here(items.find(seen) || null);

  /* The next one in a list that can be seen, so many steps away; none at its ends. */
  function next(list, from, step) {
    let number = list.indexOf(from) + step;
    while (list[number] && !seen(list[number])) number += step;
    return list[number];
  }

  const STEPS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const figure = reached(event), item = itemOf(event.target), key = event.key, step = STEPS[key];
    if (key === "Escape") {
      if (owner) hide();
      else if (figure && item) item.focus();
      return;
    }
    if (!item) return;
    const figures = [...item.querySelectorAll("[aria-describedby]")];
    let to = null;
    if (figure && (key === "ArrowLeft" || key === "ArrowRight")) to = next(figures, figure, step);
    else if (step) to = next(items, item, step);
    else if (key === "Home") to = items.find(seen);
    else if (key === "End") to = items.findLast(seen);
    else if (figure && (key === "Enter" || key === " ")) {
      show(figure);
      kept = true;
      panel.focus({ preventScroll: true });
    } else if (key === "Enter" && !figures.length && item.dataset.last) {
      show(item);
      kept = true;
      panel.focus({ preventScroll: true });
    } else if (key === "Enter") to = figures[0];
    else return;
    event.preventDefault();
    if (!to) return;
    here(itemOf(to));
    to.focus();
  });

  /* What is seen: a section, and in it the paragraphs and tables that hold what is asked for, under their headings. */
  const only = byId("only"), within = byId("within"), shown = byId("shown");
  const level = (block) => /^H[1-4]$/.test(block.tagName) ? Number(block.tagName[1]) : 0;

  function filter() {
    const blocks = [...text.children], visible = new Map();
    let inside = !within.value, depth = 0;
    for (const block of blocks) {
      if (inside && depth && level(block) && level(block) <= depth) inside = false;
      if (block.id && block.id === within.value) { inside = true; depth = level(block) || 9; }
      const holds = !only.value || block.matches(only.value) || block.querySelector(only.value);
      visible.set(block, inside && Boolean(holds));
    }
    const under = Array(6).fill(false);
    for (const block of blocks.toReversed ? blocks.toReversed() : blocks.slice().reverse()) {
      const rank = level(block), stays = visible.get(block) || (rank && under[rank]) || rank === 1;
      if (rank) under.fill(false, rank);
      if (stays) under.fill(true, 0, rank || 6);
      block.hidden = !stays;
    }
    if (!current || !seen(current)) first();
    find();
  }

  for (const link of document.querySelectorAll(".contents a")) {
    const target = link.getAttribute("href").slice(1), indent = "　".repeat(Math.max(level(byId(target)) - 2, 0));
    within.append(new Option(indent + link.textContent, target));
  }
  only.addEventListener("change", filter);
  within.addEventListener("change", filter);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    const target = link && byId(link.getAttribute("href").slice(1));
    if (target && target.closest("main > [hidden]")) {
      only.value = within.value = "";
      filter();
    }
  });

  /* Finding: words in the sentences that are seen; the words themselves are marked where the browser can. */
  const words = byId("find");
  const marks = window.CSS && CSS.highlights && window.Highlight;
  let hits = [], hit = -1;
  /* Here and not in the style, which has to be valid where nobody knows this yet. */
  if (marks) document.styleSheets[0].insertRule("::highlight(found) { color: var(--paper); background-color: var(--link); }");

  function ranges(item, wanted) {
    const walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT), nodes = [], starts = [];
    let whole = "";
    while (walker.nextNode()) {
      nodes.push(walker.currentNode);
      starts.push(whole.length);
      whole += walker.currentNode.data.toLowerCase();
    }
    const found = [];
    for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) {
      const node = (offset) => starts.findLastIndex((start) => start <= offset), range = new Range();
      const begin = node(at), end = node(at + wanted.length - 1);
      range.setStart(nodes[begin], at - starts[begin]);
      range.setEnd(nodes[end], at + wanted.length - starts[end]);
      found.push(range);
    }
    return found;
  }

  function find() {
    for (const item of hits) item.classList.remove("hit", "here");
    const wanted = words.value.trim().toLowerCase();
    hits = wanted ? items.filter((item) => item.textContent.toLowerCase().includes(wanted) && seen(item)) : [];
    hit = -1;
    for (const item of hits) item.classList.add("hit");
    if (marks) {
      CSS.highlights.set("found", new Highlight(...hits.flatMap((item) => ranges(item, wanted))));
    }
    tell();
  }

  function tell() {
    const parts = [];
    if (only.value || within.value) {
      const blocks = [...text.children].filter((block) => !level(block));
      parts.push(`显示 ${blocks.filter((block) => !block.hidden).length} 段，共 ${blocks.length} 段`);
    }
    if (words.value.trim()) parts.push(hits.length ? `${hit >= 0 ? `第 ${hit + 1} 句，` : ""}共 ${hits.length} 句` : "没有找到");
    shown.textContent = parts.join("；");
  }

  function go(step) {
    if (!hits.length) return;
    if (hits[hit]) hits[hit].classList.remove("here");
    hit = (hit < 0 && step < 0 ? hits.length - 1 : hit + step + hits.length) % hits.length;
    hits[hit].classList.add("here");
    hits[hit].scrollIntoView({ block: "center" });
    here(hits[hit]);
    tell();
  }

  words.addEventListener("input", find);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) go(event.shiftKey ? -1 : 1);
  });
  byId("before").addEventListener("click", () => go(-1));
  byId("after").addEventListener("click", () => go(1));

  /* Dark colours: as the system says, until somebody says otherwise. */
  const theme = byId("theme"), dark = byId("dark"), system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = (on) => theme.setAttribute("aria-pressed", String(on));
  chosen(system.matches);
  system.addEventListener("change", () => { if (dark.media.includes("(")) chosen(system.matches); });
  theme.addEventListener("click", () => {
    const on = theme.getAttribute("aria-pressed") !== "true";
    dark.media = on ? "screen" : "not all";
    chosen(on);
  });

  /* Last year's sentences: beside the text where there is room, else in the panel, until somebody says otherwise. */
  const root = document.documentElement, past = byId("past");
  function alone() { return !past || root.classList.contains("alone"); }
  function compare(on) {
    root.classList.toggle("alone", !on);
    past.setAttribute("aria-pressed", String(on));
  }
  if (past) {
    compare(matchMedia("(min-width: 76rem)").matches);
    past.addEventListener("click", () => compare(alone()));
  }

  /* A table's frame is a tab stop where there is something to scroll. */
  const frames = [...text.querySelectorAll(".scroll")];
  const measure = () => frames.forEach((frame) => { frame.tabIndex = frame.scrollWidth > frame.clientWidth ? 0 : -1; });
  addEventListener("resize", measure);

  measure();
  first();
  byId("tools").hidden = false;
  if (matchMedia("(min-width: 64rem)").matches) document.querySelector(".contents details").open = true;
})();
