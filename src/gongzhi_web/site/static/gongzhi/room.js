// The room page keeps the reader's place while new lines arrive above.
"use strict";
(() => {
  const places = {};
  let only = false;
  // Only lines with findings: kept while the parts are replaced under the reader.
  const narrow = () => {
    const box = document.getElementById("only-found");
    if (!box) return;
    box.checked = only;
    document.querySelectorAll(".lines .line").forEach((line) => { line.hidden = only && !line.classList.contains("found"); });
  };
  document.addEventListener("change", (event) => {
    if (event.target.id === "only-found") { only = event.target.checked; narrow(); }
  });
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
    narrow();
  });
})();
