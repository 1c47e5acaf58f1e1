// The arrows move between the results, Home and End to the ends, Escape back to the box.
"use strict";
(() => {
  const box = document.getElementById("q");
  const links = () => [...document.querySelectorAll("#found .found-title")];
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== box) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (next !== undefined && all.length) {
      if (next < 0) box.focus();
      else all[Math.min(next, all.length - 1)].focus();
    } else if (at >= 0 && event.key === "Escape") {
      box.focus();
    } else if (at >= 0 && event.key === "Home") {
      all[0].focus();
    } else if (at >= 0 && event.key === "End") {
      all[all.length - 1].focus();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
