// The live monitor: charts, the event stream, and polling where the stream cannot be reached.
"use strict";
(() => {
  const live = document.getElementById("live");
  const colours = ["#1677ff", "#fa8c16", "#d4380d", "#13a8a8", "#722ed1", "#7cb305", "#8c9bb3"];
  const charts = {};
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const draw = () => {
    const source = document.getElementById("chart-numbers");
    if (!source || !window.echarts) return;
    const numbers = JSON.parse(source.textContent);
    for (const id of ["chart-minutes", "chart-types"]) {
      charts[id] = charts[id] || window.echarts.init(document.getElementById(id), null, { renderer: "canvas" });
    }
    const tooltip = { renderMode: "richText", backgroundColor: "#fff", borderColor: "#e4e8ef", textStyle: { color: "#1a2233" } };
    charts["chart-minutes"].setOption({
      animation: !still, animationDuration: 300, grid: { left: 36, right: 12, top: 14, bottom: 26 }, tooltip: { ...tooltip, trigger: "axis" },
      xAxis: { type: "category", boundaryGap: false, data: numbers.minutes.labels, axisLabel: { color: "#57617a", interval: 9 }, axisLine: { lineStyle: { color: "#ccd4e0" } }, axisTick: { show: false } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: "#57617a" }, splitLine: { lineStyle: { color: "#edf0f5" } } },
      series: [{ name: "线索", type: "line", smooth: 0.35, smoothMonotone: "x", showSymbol: false, data: numbers.minutes.counts, lineStyle: { width: 2, color: "#1677ff" }, itemStyle: { color: "#1677ff" },
        areaStyle: { color: { type: "linear", x: 0, y: 0, x2: 0, y2: 1, colorStops: [{ offset: 0, color: "rgba(22,119,255,.28)" }, { offset: 1, color: "rgba(22,119,255,.02)" }] } } }],
    });
    const narrow = document.getElementById("chart-types").clientWidth < 330;
    charts["chart-types"].setOption({
      animation: !still, animationDuration: 300, color: colours, tooltip: { ...tooltip, trigger: "item", formatter: "{b} {c}（{d}%）" },
      legend: { orient: "vertical", right: 0, top: "middle", itemWidth: 12, itemHeight: 12, itemGap: 9, textStyle: { color: "#45506a" } },
      series: [{ type: "pie", radius: narrow ? ["38%", "62%"] : ["48%", "74%"], center: [narrow ? "28%" : "32%", "50%"], label: { show: false }, data: numbers.types, itemStyle: { borderColor: "#fff", borderWidth: 2 } }],
      graphic: numbers.types.length ? [] : [{ type: "text", left: "center", top: "middle", style: { text: "还没有线索", fill: "#57617a", fontSize: 14 } }],
    });
  };
  window.addEventListener("resize", () => Object.values(charts).forEach((chart) => chart.resize()));
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "figures") draw(); });
  draw();

  let waiting = null;
  const refresh = () => {
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = null;
      window.htmx.trigger("#figures", "refresh-figures");
      window.htmx.trigger("#rooms", "refresh-rooms");
    }, 1500);
  };
  const wanted = () => document.getElementById("severity").value;
  const arrive = (event) => {
    const body = document.getElementById("finding-rows");
    const holder = document.createElement("template");
    holder.innerHTML = event.data.trim();
    const row = holder.content.firstElementChild;
    if (!row || document.getElementById(row.id)) return;
    refresh();
    if (wanted() && !row.querySelector(`.tag.${wanted()}`)) return;
    row.classList.add("fresh");
    body.prepend(row);
    window.htmx.process(row);
    const none = document.getElementById("no-findings");
    if (none) none.remove();
    while (body.children.length > 30) body.lastElementChild.remove();
  };

  let polling = null;
  const poll = (yes) => {
    if (yes && !polling) polling = setInterval(() => { window.htmx.trigger("#severity", "refresh-latest"); refresh(); }, 5000);
    if (!yes && polling) { clearInterval(polling); polling = null; }
  };
  const show = (state, text) => { live.className = `live ${state}`; live.textContent = text; };
  const connect = () => {
    const stream = new EventSource(live.dataset.events, { withCredentials: true });
    stream.addEventListener("open", () => { show("on", "事件流已连接"); poll(false); });
    stream.addEventListener("finding", arrive);
    stream.addEventListener("error", () => {
      show("slow", "事件流未连接，每 5 秒刷新");
      poll(true);
      // A closed stream (signed out, too many windows) is not retried by the browser.
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 15000);
    });
  };
  connect();
})();
