// The balance of one party around the day asked for: a stepped line that never rises above zero.
"use strict";
(() => {
  const place = document.getElementById("chart-credit");
  const source = document.getElementById("credit-numbers");
  if (!place || !source || !window.echarts) return;
  const numbers = JSON.parse(source.textContent);
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({
    animation: false, grid: { left: 40, right: 16, top: 26, bottom: 26 },
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: "#fff", borderColor: "#e4e8ef", textStyle: { color: "#1a2233" } },
    xAxis: { type: "category", data: numbers.labels, boundaryGap: false, axisLabel: { color: "#66708a", hideOverlap: true, interval: place.clientWidth < 500 ? 119 : 59 }, axisTick: { show: false }, axisLine: { onZero: false, lineStyle: { color: "#ccd4e0" } } },
    yAxis: { type: "value", max: 0, minInterval: 1, axisLabel: { color: "#66708a" }, splitLine: { lineStyle: { color: "#edf0f5" } } },
    series: [{ name: "余额", type: "line", step: "end", showSymbol: false, data: numbers.values, lineStyle: { width: 2, color: "#c25a00" }, itemStyle: { color: "#c25a00" }, areaStyle: { color: "rgba(194,90,0,.10)" },
      markLine: { symbol: "none", silent: true, data: [{ xAxis: numbers.on }], lineStyle: { color: "#1677ff", type: "dashed" }, label: { formatter: numbers.on, color: "#1677ff" } } }],
  });
  window.addEventListener("resize", () => chart.resize());
  const other = document.getElementById("chart-score");
  if (!other) return;
  const scores = window.echarts.init(other, null, { renderer: "canvas" });
  const option = chart.getOption();
  scores.setOption({
    animation: false, grid: option.grid, tooltip: option.tooltip, xAxis: option.xAxis,
    yAxis: { type: "value", scale: true, axisLabel: { color: "#66708a" }, splitLine: { lineStyle: { color: "#edf0f5" } } },
    series: [{ name: "信用分", type: "line", showSymbol: false, data: numbers.scores, lineStyle: { width: 2, color: "#1677ff" }, itemStyle: { color: "#1677ff" },
      markLine: option.series[0].markLine }],
  });
  window.addEventListener("resize", () => scores.resize());
})();
