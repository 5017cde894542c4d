
"use strict";
/* What is told of a place of the text, beside it: on hover and focus, kept by click or Enter, closed by Esc. */
(() => {
  const panel = document.createElement("div");
  panel.id = "panel";
  panel.setAttribute("role", "tooltip");
  panel.hidden = true;
  document.body.append(panel);
  let owner = null, kept = false, timer = 0;

  const reached = (event) => event.target.closest ? event.target.closest("main [aria-describedby]") : null;

  function place() {
    panel.style.left = panel.style.top = "";
    if (!matchMedia("(min-width: 38rem)").matches) return;
    const at = owner.getClientRects()[0];
    if (!at) return;
    const left = Math.min(at.left, document.documentElement.clientWidth - panel.offsetWidth - 8);
    const below = at.bottom + 6, above = at.top - 6 - panel.offsetHeight;
    const fits = below + panel.offsetHeight < innerHeight || above < 0;
    panel.style.left = Math.max(left, 8) + "px";
    panel.style.top = (fits ? below : above) + "px";
  }

  function show(element) {
    clearTimeout(timer);
    if (element !== owner) kept = false;
    owner = element;
    panel.replaceChildren(...element.getAttribute("aria-describedby").split(" ").map((id) => {
      const item = document.createElement("div");
      item.append(...[...document.getElementById(id).cloneNode(true).childNodes]);
      return item;
    }));
    panel.hidden = false;
    panel.scrollTop = 0;
    place();
  }

  function hide() {
    clearTimeout(timer);
    panel.hidden = true;
    owner = null;
    kept = false;
  }

  function toggle(element) {
    if (owner === element && kept) hide();
    else { show(element); kept = true; }
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(() => { if (!kept) hide(); }, 250); };

  document.addEventListener("mouseover", (event) => {
    const element = reached(event);
    if (element && !kept) show(element);
    else if (panel.contains(event.target)) clearTimeout(timer);
    else if (owner && element !== owner && document.activeElement !== owner) later();
  });
  document.addEventListener("focusin", (event) => {
    const element = reached(event);
    if (element) show(element);
    else if (owner) hide();
  });
  document.addEventListener("focusout", later);
  document.addEventListener("click", (event) => {
    const element = reached(event);
    if (element) toggle(element);
    else if (owner && !panel.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    const element = reached(event);
    if (event.key === "Escape") hide();
    else if (element && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      toggle(element);
    }
  });
  addEventListener("scroll", () => { if (owner) place(); }, { passive: true, capture: true });
  addEventListener("resize", () => { if (owner) place(); });

  const contents = document.querySelector(".contents details");
  if (matchMedia("(min-width: 64rem)").matches) contents.open = true;
  addEventListener("beforeprint", hide);
})();
