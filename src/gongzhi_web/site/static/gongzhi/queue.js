// The review queue by keyboard: j and k move, c d e say the word, ? explains.
"use strict";
(() => {
  const list = document.getElementById("queue-list");
  const item = document.getElementById("item");
  const why = document.getElementById("why");
  const text = document.getElementById("why-text");
  let current = item.dataset.asked || "";
  let wanted = "";

  const links = () => [...list.querySelectorAll(".queue-link")];
  const count = document.getElementById("queue-count");
  const paint = () => {
    links().forEach((link) => {
      const chosen = link.dataset.exhibit === current;
      link.classList.toggle("chosen", chosen);
      if (chosen) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
    count.textContent = `${links().length}${list.querySelector("[data-more]") ? "+" : ""} 条`;
  };
  const take = (link) => {
    if (!link) return;
    current = link.dataset.exhibit;
    paint();
    link.scrollIntoView({ block: "nearest" });
    window.htmx.ajax("POST", link.dataset.take, { target: "#item", swap: "innerHTML" });
  };
  const move = (step) => {
    const all = links();
    const at = all.findIndex((link) => link.dataset.exhibit === current);
    take(all[Math.min(all.length - 1, Math.max(0, at + step))]);
  };
  const say = (verdict, reason) => {
    const form = document.getElementById("verdict");
    if (!form) return;
    form.querySelector("[name=outcome]").value = verdict;
    form.querySelector("[name=reason]").value = reason;
    window.htmx.trigger(form, "submit");
  };
  const judge = (verdict) => {
    if (!document.querySelector(`#verdict [data-verdict=${verdict}]`)) return;
    if (verdict === "confirmed") { say(verdict, ""); return; }
    wanted = verdict;
    document.getElementById("why-title").textContent = verdict === "dismissed" ? "不成立的理由" : "上报的理由";
    document.getElementById("why-quick").hidden = verdict !== "dismissed";
    text.value = "";
    why.showModal();
    text.focus();
  };

  list.addEventListener("click", (event) => {
    const link = event.target.closest(".queue-link");
    if (link) { event.preventDefault(); take(link); }
  });
  item.addEventListener("click", (event) => {
    const button = event.target.closest("[data-verdict]");
    if (button) judge(button.dataset.verdict);
  });
  document.getElementById("why-quick").addEventListener("click", (event) => {
    const quick = event.target.closest("[data-reason]");
    if (quick) { text.value = quick.dataset.reason; text.focus(); }
  });
  document.getElementById("why-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    why.close();
    say(wanted, text.value.trim());
  });
  // Who speaks to the machine switches single keys off, lest a word be taken for a verdict (WCAG 2.1.4).
  const single = document.getElementById("keys-on");
  single.checked = localStorage.getItem("keys") !== "off";
  single.addEventListener("change", () => localStorage.setItem("keys", single.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!single.checked || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches("input, textarea, select")) return;
    const keys = { j: () => move(1), k: () => move(-1), c: () => judge("confirmed"), d: () => judge("dismissed"), e: () => judge("escalated"), "?": () => document.getElementById("keys").showModal() };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "item") {
      const shown = item.querySelector("[data-item]");
      if (shown) current = shown.dataset.item;
      item.scrollIntoView({ block: "nearest" });
    }
    paint();
  });
  window.addEventListener("load", () => take(links().find((link) => link.dataset.exhibit === current) || (current ? null : links()[0])));
  window.addEventListener("load", () => {
    // An item that is not in the list any more is opened all the same.
    if (current && !links().some((link) => link.dataset.exhibit === current)) {
      window.htmx.ajax("POST", `/queue/item/${encodeURIComponent(current)}/take/`, { target: "#item", swap: "innerHTML" });
    }
  });
})();
