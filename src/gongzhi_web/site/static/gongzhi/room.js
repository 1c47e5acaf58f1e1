// The room page keeps the reader's place while new lines arrive above.
"use strict";
(() => {
  const places = {};
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "room-parts") return;
    // While somebody reads an explanation, nothing moves.
    if (event.target.querySelector(".spot:hover, .spot:focus")) { event.detail.shouldSwap = false; return; }
    event.target.querySelectorAll(".scroller").forEach((box, at) => { places[at] = { top: box.scrollTop, height: box.scrollHeight }; });
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "room-parts") return;
    event.target.querySelectorAll(".scroller").forEach((box, at) => {
      const was = places[at];
      if (was && was.top > 0) box.scrollTop = was.top + box.scrollHeight - was.height;
    });
  });
})();
