// How much dearer each group buys under the same conditions: an estimate as a dot, its interval as a bar, zero as a line.
"use strict";
(() => {
  const place = document.getElementById("chart-prices");
  const source = document.getElementById("price-numbers");
  if (!place || !source || !window.echarts) return;
  const numbers = JSON.parse(source.textContent);
  place.style.height = `${90 + 44 * numbers.names.length}px`;
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  const ends = numbers.values.flatMap((one) => [one[0], one[2], 0]);
  chart.setOption({
    animation: false, grid: { left: 8, right: 24, top: 12, bottom: 30, containLabel: true },
    tooltip: { trigger: "item", renderMode: "richText", formatter: (p) => `${p.name}\n${numbers.values[p.dataIndex].map((v) => v.toFixed(2)).join(" / ")} %` },
    xAxis: { type: "value", name: "%", nameLocation: "end", nameGap: 6, min: Math.floor(Math.min(...ends) * 1.2 * 10) / 10, max: Math.ceil(Math.max(...ends) * 1.2 * 10) / 10, axisLabel: { color: "#57617a", hideOverlap: true }, splitLine: { lineStyle: { color: "#edf0f5" } } },
    yAxis: { type: "category", data: numbers.names, inverse: true, axisLabel: { color: "#1a2233", width: 110, overflow: "truncate" }, axisTick: { show: false }, axisLine: { show: false } },
    series: [
      { type: "bar", stack: "interval", silent: true, barWidth: 8, itemStyle: { color: "transparent" }, data: numbers.values.map((one) => (one[0] > 0 ? one[0] : one[2] < 0 ? one[2] : 0)) },
      { type: "bar", stack: "interval", silent: true, barWidth: 8, itemStyle: { color: "#9cc3ff" }, data: numbers.values.map((one) => (one[0] > 0 ? one[2] - one[0] : one[2] < 0 ? one[0] - one[2] : one[2])) },
      { type: "bar", stack: "interval", silent: true, barWidth: 8, itemStyle: { color: "#9cc3ff" }, data: numbers.values.map((one) => (one[0] < 0 && one[2] > 0 ? one[0] : 0)) },
      { type: "scatter", symbolSize: 12, itemStyle: { color: "#a04b00" }, data: numbers.values.map((one, at) => [one[1], at]),
        markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: "#57617a" }, data: [{ xAxis: 0 }] } },
    ],
  });
  window.addEventListener("resize", () => chart.resize());
})();
