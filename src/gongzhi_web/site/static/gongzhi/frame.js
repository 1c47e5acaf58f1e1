// The menu on narrow screens, dialogs by data attributes, and what htmx could not load.
"use strict";
(() => {
  const button = document.getElementById("menu-button");
  const shade = document.getElementById("shade");
  const open = (yes) => {
    document.body.classList.toggle("menu-open", yes);
    shade.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
  };
  if (button) {
    button.addEventListener("click", () => open(!document.body.classList.contains("menu-open")));
    shade.addEventListener("click", () => open(false));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") open(false); });
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
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
