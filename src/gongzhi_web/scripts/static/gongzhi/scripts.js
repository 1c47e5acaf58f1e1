// Counts the characters of a script, and says so before the server has to.
"use strict";
(() => {
  const box = document.getElementById("script-text");
  const line = document.getElementById("script-count");
  if (!box) return;
  const most = Number(box.dataset.most);
  const count = () => {
    // Code points, as the server counts them.
    const length = [...box.value].length;
    const over = length > most;
    line.textContent = over ? `已有 ${length} 字，超过 ${most} 字，请分成几份` : `${length} / ${most} 字`;
    line.classList.toggle("over", over);
  };
  box.addEventListener("input", count);
  count();
})();
