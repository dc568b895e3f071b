// Draws [data-chart] with uPlot and draws it anew when data-version changes.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const drawn = new WeakMap();
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const two = (count) => String(count).padStart(2, "0");
  const said = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 });
  const clock = (s) => { const at = new Date(s * 1000); return `${two(at.getHours())}:${two(at.getMinutes())}`; };

  function word(place, text) {
    const line = document.createElement("p");
    line.className = "chart-word";
    line.textContent = text;
    place.replaceChildren(line);
    drawn.delete(place);
  }
  function axis(scale, side, unit, grid) {
    return {
      scale, side, size: side === 2 ? 26 : side === 1 ? 64 : 52, font: "12px system-ui, sans-serif", stroke: color("--ink-soft"),
      grid: { show: grid, stroke: color("--line"), width: 1 }, ticks: { show: false },
      space: side === 2 ? 72 : 40,
      values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : side === 2 ? clock(tick) : `${said.format(tick)} ${unit}`)),
    };
  }
  function options(place) {
    const large = "energy" in place.dataset;
    const series = [{}, {
      label: "kW", scale: "kw", stroke: color("--chart-power"), fill: color("--chart-fill"), width: 2,
      spanGaps: true, points: { show: false },
    }];
    const axes = [axis("x", 2, "", false), axis("kw", 3, "kW", true)];
    const scales = { kw: { range: (_, low, high) => [0, Math.max(1, (high || 0) * 1.15)] } };
    if (large) {
      series.push({
        label: "kWh", scale: "kwh", stroke: color("--chart-energy"), width: 1.5, dash: [5, 4], spanGaps: true, points: { show: false },
      });
      axes.push(axis("kwh", 1, "kWh", false));
      scales.kwh = { range: (_, low, high) => [0, Math.max(0.1, (high || 0) * 1.1)] };
    }
    return {
      width: place.clientWidth, height: place.clientHeight, series, axes, scales,
      legend: { show: false }, cursor: { show: large, drag: { x: false, y: false } }, padding: [8, large ? 0 : 20, 0, 0],
    };
  }
  async function draw(place) {
    const version = place.dataset.version, last = drawn.get(place);
    if (last && (last.version === version || last.loading)) return;
    const mine = last || { chart: null };
    mine.loading = true;
    mine.version = version;
    drawn.set(place, mine);
    if (!mine.chart && !place.children.length) place.append(Object.assign(document.createElement("p"), { className: "chart-word", textContent: words.chart_loading }));
    try {
      const answer = await fetch(place.dataset.chart, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const told = await answer.json();
      mine.data = [told.at, told.kw, told.kwh];
      show(place, mine);
    } catch {
      if (!mine.chart) word(place, words.chart_gone);
    } finally {
      mine.loading = false;
    }
    if (place.dataset.version !== version) draw(place);
  }
  function show(place, mine) {
    if (mine.data[0].length < 2) {
      if (!mine.chart) { place.replaceChildren(); place.append(Object.assign(document.createElement("p"), { className: "chart-word", textContent: words.chart_none })); }
      return;
    }
    const data = "energy" in place.dataset ? mine.data : mine.data.slice(0, 2);
    if (mine.chart) return mine.chart.setData(data);
    place.replaceChildren();
    mine.chart = new uPlot(options(place), data, place);
    sizes.observe(place);
  }
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = drawn.get(target)?.chart;
      if (chart && (chart.width !== target.clientWidth || chart.height !== target.clientHeight)) {
        chart.setSize({ width: target.clientWidth, height: target.clientHeight });
      }
    }
  });
  function scan() {
    document.querySelectorAll("[data-chart]").forEach(draw);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const mine = drawn.get(place);
      if (!mine?.chart) continue;
      mine.chart.destroy();
      mine.chart = null;
      show(place, mine);
    }
  });
  document.addEventListener("htmx:after:swap", scan);
  scan();
})();
