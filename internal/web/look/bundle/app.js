// The console's own script. Pages work without it: it makes lists and progress live, and charts ones to zoom into.
import htmx from "./htmx.js";
import "htmx-ext-sse";
import { moved } from "./world.js";

// A menu that asks for a confirmation is closed by Escape, and by a click beside it.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const d of document.querySelectorAll("details.confirm[open]")) {
    d.open = false;
    d.querySelector("summary").focus();
  }
});
document.addEventListener("click", (e) => {
  for (const d of document.querySelectorAll("details.confirm[open]")) if (!d.contains(e.target)) d.open = false;
});

// Jobs on the page are asked for when they changed: one line of events for all of them, polling where there is none.
function follow() {
  const jobs = () => document.querySelectorAll("[id^='job-'][hx-get]");
  if (!jobs().length) return;
  const events = new EventSource("/events?topic=jobs");
  events.addEventListener("job", (e) => {
    let id;
    try {
      id = JSON.parse(e.data).job?.id;
    } catch {
      return;
    }
    const at = id && document.getElementById(`job-${id}`);
    if (at?.hasAttribute("hx-get")) htmx.trigger(at, "job");
    if (!jobs().length) events.close();
  });
  addEventListener("pagehide", () => events.close());
}
follow();

// A drawing of the server stays as it is, with its links, until somebody wants to zoom into it: then its library is loaded, and a chart
// stands in its place until he wants the drawing back.
const ja = document.documentElement.lang === "ja";
for (const figure of document.querySelectorAll("figure[data-chart]")) {
  if (figure.dataset.chart === "world") {
    moved(figure, ja);
    continue;
  }
  const b = document.createElement("button");
  b.type = "button";
  b.className = "btn small zoomer";
  b.textContent = ja ? "拡大して見る" : "Zoom in";
  b.setAttribute("aria-pressed", "false");
  b.addEventListener("click", async () => {
    const { toggle } = await import("./charts.js");
    b.setAttribute("aria-pressed", String(toggle(figure)));
  });
  figure.querySelector("details.data")?.before(b);
}
