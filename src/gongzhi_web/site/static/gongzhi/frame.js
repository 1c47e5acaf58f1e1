// The menu on narrow screens, dialogs by data attributes, and what htmx could not load.
"use strict";
(() => {
  const button = document.getElementById("menu-button");
  const shade = document.getElementById("shade");
  const isOpen = () => document.body.classList.contains("menu-open");
  // The focus goes into the menu and comes back to its button, because the menu lies before the button in the page.
  const open = (yes) => {
    document.body.classList.toggle("menu-open", yes);
    shade.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    button.setAttribute("aria-label", yes ? "关闭菜单" : "打开菜单");
    (yes ? document.querySelector("#sidebar .side-link") : button).focus();
  };
  if (button) {
    button.addEventListener("click", () => open(!isOpen()));
    shade.addEventListener("click", () => open(false));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen()) open(false); });
    document.getElementById("content").addEventListener("focusin", () => { if (isOpen()) open(false); });
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target.closest("[data-print]")) window.print();
  });
  document.body.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll("[data-open]").forEach((one) => one.setAttribute("aria-haspopup", "dialog")));
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });
  // A list that refreshes itself takes the focused link away: the same link in the new list gets the focus back, else the list.
  // A button is not found again, lest a second Enter decide the next item unread.
  let held = null;
  const places = (box) => [...box.querySelectorAll("a[href], summary, [tabindex='0']")];
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const box = event.detail.target;
    const at = document.activeElement;
    held = box && box.id && box !== at && box.contains(at) ? { id: box.id, href: at.getAttribute("href"), at: places(box).indexOf(at) } : null;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const box = held && document.getElementById(held.id);
    if (!box || document.activeElement !== document.body) return;
    const all = places(box);
    const again = all.find((one) => held.href && one.getAttribute("href") === held.href) || all[held.at];
    if (!again && !box.hasAttribute("tabindex")) box.tabIndex = -1;
    (again || box).focus({ preventScroll: true });
    held = null;
  });
  const say = (text) => {
    const box = document.createElement("div");
    box.className = "notice notice-error";
    box.setAttribute("role", "alert");
    box.textContent = text;
    document.getElementById("content").prepend(box);
    setTimeout(() => box.remove(), 8000);
  };
  document.body.addEventListener("htmx:sendError", () => say("网络没有连上，请检查后重试。"));
  document.body.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status === 429 ? "操作太频繁，请稍后再试。" : "这一步没有完成，请刷新页面后重试。"));
})();
