(() => {
  const out = [], say = (s) => out.length < 25 && out.push(s);
  const all = (q, e = document) => [...e.querySelectorAll(q)];
  const seen = (e) => e.checkVisibility({ visibilityProperty: true });
  const short = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const text = (e) => {
    if (!e) return "";
    if (e.nodeType === 3) return e.data;
    if (e.nodeType !== 1 || e.getAttribute("aria-hidden") === "true") return "";
    return e.getAttribute("aria-label") || e.getAttribute("alt") || [...e.childNodes].map(text).join(" ");
  };
  const name = (e) => {
    const by = e.getAttribute("aria-labelledby");
    const labels = e.labels ? [...e.labels].map(text).join(" ") : "";
    return ((by && by.split(/\s+/).map((i) => text(document.getElementById(i))).join(" ")) || e.getAttribute("aria-label") || labels ||
      (/^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) ? (/^(submit|button)$/.test(e.type) ? e.value : "") : text(e)) || e.getAttribute("title") || "").trim();
  };

  // the page
  const lang = document.documentElement.lang;
  if (!/^(ja|en)$/.test(lang)) say(`html has lang "${lang}"`);
  if (!document.title.trim()) say("the page has no title");
  if (all("h1").filter(seen).length + all("h1.hidden").length !== 1) say(`${all("h1").length} h1`);
  let level = 0;
  for (const h of all("h1,h2,h3,h4,h5,h6").filter(seen)) {
    const l = +h.tagName[1];
    if (l > level + 1 && level) say(`heading of level ${l} after ${level}: ${short(h)}`);
    if (!h.textContent.trim()) say(`empty heading: ${short(h)}`);
    level = l;
  }
  if (all("main").length !== 1) say(`${all("main").length} main landmarks`);
  for (const n of all("nav,[role=region],section[aria-label]")) if (n.matches("nav,[role=region]") && !name(n)) say(`landmark without a name: ${short(n)}`);
  const navs = all("nav").map((n) => n.getAttribute("aria-label"));
  for (const n of new Set(navs)) if (navs.filter((x) => x === n).length > 1 && n) say(`several landmarks named "${n}"`);
  const ids = new Set();
  for (const e of all("[id]")) ids.has(e.id) ? say(`the ID ${e.id} is there twice`) : ids.add(e.id);
  for (const e of all("[aria-describedby],[aria-labelledby],[for]"))
    for (const i of (e.getAttribute("aria-describedby") || e.getAttribute("aria-labelledby") || e.getAttribute("for")).split(/\s+/))
      if (!document.getElementById(i)) say(`points to ${i}, which is not there: ${short(e)}`);
  if (all("[style]").some((e) => !e.closest(".canvas,i[hidden]"))) say(`style attribute: ${short(all("[style]").find((e) => !e.closest(".canvas,i[hidden]")))}`);

  // controls and pictures
  for (const e of all("a[href],button,summary,input:not([type=hidden]),select,textarea,[role=button],[tabindex]").filter(seen)) {
    if (!name(e) && !e.matches("main,code")) say(`no name: ${short(e)}`);
    if (+e.getAttribute("tabindex") > 0) say(`tabindex above 0: ${short(e)}`);
  }
  for (const e of all("input:not([type=hidden],[type=submit],[type=button]),select,textarea").filter(seen))
    if (!e.labels?.length && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) say(`no label: ${short(e)}`);
  for (const e of all("img")) if (!e.hasAttribute("alt")) say(`no alt: ${short(e)}`);
  for (const e of all("svg").filter((e) => seen(e) && !e.parentElement.closest("svg")))
    if (e.getAttribute("aria-hidden") !== "true" && !(/^(img|group)$/.test(e.getAttribute("role")) && name(e))) say(`drawing without role and name: ${short(e)}`);
  for (const e of all("progress,meter").filter(seen)) if (!name(e)) say(`no name: ${short(e)}`);
  for (const a of all("a")) if (!a.hasAttribute("href")) say(`link that leads nowhere: ${short(a)}`);
  for (const e of all("a a,a button,button a,button button,label label")) say(`control within a control: ${short(e)}`);

  // tables
  for (const t of all("table")) {
    if (!t.caption && !name(t)) say(`table without a caption: ${short(t)}`);
    for (const th of all("thead th", t)) if (!th.scope) say(`th without scope: ${short(th)}`);
    const want = all("thead tr:last-child > *", t).length;
    if (want) for (const r of all("tbody > tr", t).slice(0, 5)) {
      const n = [...r.cells].reduce((s, c) => s + c.colSpan, 0);
      if (n !== want) say(`row of ${n} cells below ${want} heads: ${short(r)}`);
    }
  }

  // contrast
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (c) => {
    if (!known.has(c)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = c;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(c, [r, g, b, a / 255]);
    }
    return known.get(c);
  };
  const over = (f, b) => [0, 1, 2].map((i) => f[i] * f[3] + b[i] * (1 - f[3])).concat(1);
  const ground = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) {
      const c = rgba(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] === 1) break;
    }
    return layers.reduceRight((b, f) => over(f, b), [255, 255, 255, 1]);
  };
  const light = ([r, g, b]) => {
    const l = [r, g, b].map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
  };
  const told = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode()); ) {
    const e = n.parentElement;
    if (!n.data.trim() || e.closest("script,style,noscript,title,option,.hidden,.skip,[disabled]") || !seen(e)) continue;
    const s = getComputedStyle(e), svg = !!e.closest("svg");
    const front = rgba(svg ? s.fill : s.color), back = ground(svg ? e.closest("svg:not(svg svg)").parentElement : e);
    const f = light(over(front, back)), b = light(back);
    const ratio = (Math.max(f, b) + 0.05) / (Math.min(f, b) + 0.05);
    const px = parseFloat(s.fontSize), large = px >= 24 || (px >= 18.66 && +s.fontWeight >= 700);
    const key = `${s.color} ${back} ${large}`;
    if (ratio < (large ? 3 : 4.5) && !told.has(key)) {
      told.add(key);
      say(`contrast ${ratio.toFixed(2)} of "${n.data.trim().slice(0, 30)}" (${svg ? s.fill : s.color} on rgb(${back.slice(0, 3).map(Math.round)}))`);
    }
  }

  const wide = document.scrollingElement;
  if (wide.scrollWidth > innerWidth + 1) {
    const e = all("body *").find((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll,.side nav,.diff,.copy,svg"));
    say(`scrolls sideways: ${wide.scrollWidth} at ${innerWidth}${e ? ": " + short(e) : ""}`);
  }
  return out;
})()
