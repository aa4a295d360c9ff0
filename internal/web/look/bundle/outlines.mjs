// Turns Natural Earth's countries (npm world-atlas) into ../world/outlines.tsv. Run by hand where the data is to be renewed:
//   node outlines.mjs >../world/outlines.tsv
import { createRequire } from "node:module";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const coarse = require("world-atlas/countries-110m.json");
const fine = require("world-atlas/countries-50m.json");
const codes = Object.fromEntries(require("i18n-iso-countries/codes.json").map((c) => [c[2], c[0]]));

// The Equal Earth projection (Šavrič, Patterson, Jenny 2018).

const A = [1.340264, -0.081106, 0.000893, 0.003796];
const M = Math.sqrt(3) / 2;
function project([lon, lat]) {
  const l = (((lon + 540) % 360) - 180) * (Math.PI / 180), t = Math.asin(M * Math.sin((lat * Math.PI) / 180));
  const t2 = t * t, t6 = t2 * t2 * t2;
  const x = (l * Math.cos(t)) / (M * (A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2)));
  const y = t * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
  return [1000 + (x / 2.70663) * 1000, 455 - (y / 2.70663) * 1000];
}
// What crosses the 180th meridian is cut there: made to run on beyond it, and both sides clipped.
function clip(ring, west, east) {
  let out = ring;
  for (const [edge, keep] of [[west, (x) => x >= west], [east, (x) => x <= east]]) {
    const next = [];
    out.forEach((b, i) => {
      const a = out[(i + out.length - 1) % out.length];
      if (keep(a[0]) !== keep(b[0])) next.push([edge, a[1] + ((b[1] - a[1]) * (edge - a[0])) / (b[0] - a[0])]);
      if (keep(b[0])) next.push(b);
    });
    out = next;
  }
  return out;
}
function cut(ring) {
  const on = [ring[0]];
  for (const [x, y] of ring.slice(1)) on.push([x + 360 * Math.round((on.at(-1)[0] - x) / 360), y]);
  return [-360, 0, 360].map((k) => clip(on, k - 179.99, k + 179.99).map(([x, y]) => [x - k, y])).filter((r) => r.length > 3);
}
const rings = (g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates).flatMap((p) => cut(p[0]));
const area = (r) => Math.abs(r.reduce((s, [x, y], i) => { const [u, v] = r[(i + 1) % r.length]; return s + x * v - u * y; }, 0) / 2);
function centre(r) {
  let a = 0, cx = 0, cy = 0;
  r.forEach(([x, y], i) => { const [u, v] = r[(i + 1) % r.length], k = x * v - u * y; a += k; cx += (x + u) * k; cy += (y + v) * k; });
  return a ? [cx / (3 * a), cy / (3 * a)] : r[0];
}
const out = new Map();
const code = (f) => codes[f.id] || (f.properties.name === "Kosovo" ? "XK" : "");
for (const f of feature(fine, fine.objects.countries).features) {
  const big = rings(f.geometry).map((r) => r.map(project)).sort((a, b) => area(b) - area(a))[0];
  if (code(f)) out.set(code(f), { at: centre(big).map(Math.round), d: "" });
}
for (const f of feature(coarse, coarse.objects.countries).features) {
  const c = code(f) || "-" + out.size; // without a code of its own: land all the same
  if (c === "AQ") continue;
  const all = rings(f.geometry).map((r) => r.map(project)).sort((a, b) => area(b) - area(a));
  let d = "";
  for (const r of all.filter((r, i) => i === 0 || area(r) > 14)) {
    const pts = r.map((p) => p.map(Math.round)).filter((p, i, s) => i === 0 || p[0] !== s[i - 1][0] || p[1] !== s[i - 1][1]);
    const thin = pts.filter((p, i) => { // what lies on a line is left out
      const a = pts[i - 1], b = pts[i + 1];
      return !a || !b || Math.abs((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])) > Math.hypot(b[0] - a[0], b[1] - a[1]) * 0.7;
    });
    if (thin.length < 4) continue;
    d += "M" + thin[0].join(" ") + "l" + thin.slice(1).map((p, i) => `${p[0] - thin[i][0]} ${p[1] - thin[i][1]}`).join(" ").replaceAll(" -", "-") + "z";
  }
  const e = out.get(c) || { at: [0, 0] };
  out.set(c.startsWith("-") ? "-" : c, { ...e, d: c.startsWith("-") ? ((out.get("-") || {}).d || "") + d : d });
}
console.log("# Outlines of countries and where their names stand, on a sheet 2000 wide in the Equal Earth projection.");
console.log("# Natural Earth 1:110m (outlines) and 1:50m (places), public domain, by way of npm world-atlas 2.0.2 (ISC).");
console.log("# code\tx\ty\tpath");
for (const [c, e] of [...out].sort(([a], [b]) => (a < b ? -1 : 1))) if (c !== "AQ") console.log([c, ...e.at, e.d].join("\t"));
