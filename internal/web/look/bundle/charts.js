// Charts to zoom into, in the place of drawings that the server made. The drawing's data stands beside it in a block of JSON; its
// table stays for whoever does not see the chart.
import * as echarts from "echarts/core";
import { CustomChart, LineChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([CustomChart, LineChart, DataZoomComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

// Colours are those of the page, by its light.
const probe = document.createElement("i");
probe.hidden = true;
document.body.append(probe);
function colour(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}
const tone = (t) => colour(t || "faint");
const ja = document.documentElement.lang === "ja";
const number = new Intl.NumberFormat("en-US");
const short = new Intl.NumberFormat(ja ? "ja-JP" : "en-US", { notation: "compact", maximumFractionDigits: 1 });
// Times are shown in the owner's zone, not in the reader's: they are moved by it (see toggle), and then told as if they were UTC.
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const day = (d) => (ja ? `${d.getUTCMonth() + 1}/${d.getUTCDate()}` : `${d.getUTCDate()} ${months[d.getUTCMonth()]}`);
const clock = (d) => d.toISOString().slice(11, 16);
const when = (t) => `${day(new Date(t))} ${clock(new Date(t))}`;
const axisTime = (t) => {
  const d = new Date(t);
  return d.getUTCHours() || d.getUTCMinutes() ? clock(d) : day(d);
};
const words = () => ({ fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11, color: colour("soft") });
const hatch = () => ({ type: "decal", symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4, color: colour("gap") });

function base() {
  return {
    useUTC: true,
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 200,
    aria: { enabled: false },
    textStyle: words(),
    tooltip: { renderMode: "richText", confine: true, backgroundColor: colour("sheet"), borderColor: colour("edge"), textStyle: { ...words(), color: colour("ink"), fontSize: 12 } },
    xAxis: { type: "time", axisLabel: { ...words(), hideOverlap: true, formatter: axisTime }, axisLine: { lineStyle: { color: colour("line") } }, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: colour("line") } } },
    dataZoom: [
      { type: "inside", filterMode: "weakFilter", zoomOnMouseWheel: "ctrl", moveOnMouseMove: true },
      { type: "slider", height: 16, bottom: 4, filterMode: "weakFilter", showDetail: false, borderColor: colour("line"), fillerColor: colour("ai-soft"), handleStyle: { color: colour("ai") }, moveHandleSize: 0, brushSelect: false },
    ],
  };
}

function curves(d) {
  return {
    ...base(),
    grid: { left: 8, right: 14, top: 14, bottom: 44, containLabel: true },
    tooltip: { ...base().tooltip, trigger: "axis", formatter: (ps) => [when(ps[0].value[0]), ...ps.map((p) => `${p.seriesName}  ${number.format(p.value[1])}${d.unit || ""}`)].join("\n") },
    yAxis: { type: "value", axisLabel: { ...words(), formatter: (v) => short.format(v) }, splitLine: { lineStyle: { color: colour("line") } } },
    series: d.curves.map((c, i) => ({
      type: "line", name: c.name, data: c.points, step: d.steps ? "end" : false, symbolSize: 5, showSymbol: c.points.length < 30,
      color: tone(c.tone), lineStyle: { width: 1.75, type: c.dashed ? "dashed" : "solid" },
      markArea: i || !d.gaps ? undefined : { silent: true, itemStyle: { color: colour("line2"), decal: hatch(), opacity: 0.9 }, data: d.gaps.map(([a, b]) => [{ xAxis: a }, { xAxis: b }]) },
    })),
  };
}

function timeline(d) {
  const names = d.lanes || [];
  const items = (d.items || []).filter((i) => i.lane >= 0), marks = (d.items || []).filter((i) => i.lane < 0);
  const colours = items.map((i) => (i.kind === "gap" ? colour("line2") : tone(i.tone)));
  return {
    ...base(),
    grid: { left: 8, right: 14, top: marks.length ? 26 : 10, bottom: 44, containLabel: true },
    xAxis: { ...base().xAxis, min: d.from, max: d.to },
    yAxis: { type: "category", data: names, inverse: true, axisLabel: { ...words(), color: colour("ink"), width: 170, overflow: "truncate" }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: colour("line") } } },
    tooltip: { ...base().tooltip, formatter: (p) => { const i = items[p.dataIndex]; return i ? `${names[i.lane]}\n${i.text}\n${when(i.from)}${i.to > i.from ? ` – ${when(i.to)}` : ""}` : ""; } },
    series: [{
      type: "custom",
      data: items.map((i) => [i.from, i.to, i.lane]),
      encode: { x: [0, 1], y: 2 },
      clip: true,
      renderItem: (params, api) => {
        const i = items[params.dataIndex], [x, y] = api.coord([i.from, i.lane]), end = api.coord([i.to, i.lane])[0], style = { fill: colours[params.dataIndex], opacity: i.kind === "gap" ? 1 : 0.85 };
        if (i.kind === "point") return { type: "circle", shape: { cx: x, cy: y, r: 5 }, style: { ...style, stroke: colour("sheet"), lineWidth: 1.5 } };
        return { type: "rect", shape: { x, y: y - 6, width: Math.max(end - x, 3), height: 12, r: 3 }, style: i.kind === "gap" ? { ...style, stroke: colour("edge"), lineDash: [3, 2] } : style };
      },
      markLine: { symbol: "none", silent: true, data: marks.map((m) => ({ xAxis: m.from, lineStyle: { color: tone(m.tone), type: "solid", width: 1.5 }, label: { ...words(), position: "start", formatter: m.text } })) },
    }],
  };
}

// toggle puts the chart into the place of the drawing, or the drawing back, and tells whether it is the chart now.
export function toggle(figure) {
  const there = figure.querySelector(".canvas"), svg = figure.querySelector("svg");
  if (there) {
    echarts.getInstanceByDom(there)?.dispose();
    there.replaceWith(there.drawing);
    return false;
  }
  const block = figure.querySelector("script[type='application/json']");
  const data = block && JSON.parse(block.textContent);
  if (!data || !svg) return false;
  const shift = (data.zone || 0) * 60000;
  for (const c of data.curves || []) for (const p of c.points) p[0] += shift;
  for (const g of data.gaps || []) g[0] += shift, g[1] += shift;
  for (const i of data.items || []) i.from += shift, i.to += shift;
  if (data.from) data.from += shift, data.to += shift;
  const at = document.createElement("div");
  at.className = "canvas";
  at.setAttribute("role", "img");
  at.setAttribute("aria-label", svg.getAttribute("aria-label") || "");
  at.style.height = `${Math.max(svg.getBoundingClientRect().height + 44, 160)}px`;
  at.drawing = svg;
  svg.replaceWith(at);
  const chart = echarts.init(at, null, { renderer: "canvas" });
  const draw = () => chart.isDisposed() || chart.setOption(figure.dataset.chart === "curves" ? curves(data) : timeline(data), true);
  draw();
  new ResizeObserver(() => chart.isDisposed() || chart.resize()).observe(at);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return true;
}
