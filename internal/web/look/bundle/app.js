// The console's own script. Pages work without it: it makes lists and progress live, and charts ones to zoom into.
import htmx from "htmx.org";

window.htmx = htmx; // extensions look for it there
await import("htmx-ext-sse");

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
  events.onerror = () => events.close(); // every job polls by itself
  addEventListener("pagehide", () => events.close());
}
follow();

// Charts that can be zoomed into bring their library only where there is one.
const charts = document.querySelectorAll("figure[data-chart]");
if (charts.length) import("./charts.js").then((m) => charts.forEach(m.enhance));
