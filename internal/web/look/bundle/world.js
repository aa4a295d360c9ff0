// A map is dragged and zoomed by its view box: the drawing stays the server's.
export function moved(figure, ja) {
  const svg = figure.querySelector("svg.world");
  if (!svg) return;
  const [x0, y0, w0, h0] = svg.getAttribute("viewBox").split(" ").map(Number);
  let [x, y, w] = [x0, y0, w0];
  const show = () => svg.setAttribute("viewBox", `${x} ${y} ${w} ${(w * h0) / w0}`);
  const hold = () => {
    w = Math.min(Math.max(w, w0 / 8), w0);
    x = Math.min(Math.max(x, x0), x0 + w0 - w);
    y = Math.min(Math.max(y, y0), y0 + h0 - (w * h0) / w0);
    show();
  };
  const zoom = (by, px = 0.5, py = 0.5) => {
    const was = w;
    w = Math.min(Math.max(w * by, w0 / 8), w0);
    x += (was - w) * px;
    y += ((was - w) * py * h0) / w0;
    hold();
  };
  svg.addEventListener("wheel", (e) => {
    if (!e.ctrlKey) return; // the page scrolls as ever
    e.preventDefault();
    const r = svg.getBoundingClientRect();
    zoom(e.deltaY > 0 ? 1.2 : 1 / 1.2, (e.clientX - r.left) / r.width, (e.clientY - r.top) / r.height);
  }, { passive: false });
  svg.addEventListener("pointerdown", (e) => {
    if (w >= w0) return;
    svg.setPointerCapture(e.pointerId);
    const k = w / svg.getBoundingClientRect().width, from = [e.clientX, e.clientY, x, y];
    const move = (m) => ([x, y] = [from[2] - (m.clientX - from[0]) * k, from[3] - (m.clientY - from[1]) * k], hold());
    svg.addEventListener("pointermove", move);
    svg.addEventListener("pointerup", () => svg.removeEventListener("pointermove", move), { once: true });
  });
  const bar = document.createElement("div");
  bar.className = "zoom";
  for (const [text, label, by] of [["+", ja ? "拡大" : "Zoom in", 1 / 1.5], ["−", ja ? "縮小" : "Zoom out", 1.5], ["⟲", ja ? "全体" : "All of it", 9]]) {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "btn small";
    b.textContent = text;
    b.setAttribute("aria-label", label);
    b.addEventListener("click", () => zoom(by));
    bar.append(b);
  }
  figure.prepend(bar);
}
