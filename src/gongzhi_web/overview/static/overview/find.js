// "/" goes to the box of the search, on every page, unless somebody is writing.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey || localStorage.getItem("keys") === "off") return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
  const box = [document.getElementById("q"), document.getElementById("find")].find((one) => one && one.offsetParent);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
