"use strict";
for (const b of document.querySelectorAll("button.copy")) b.addEventListener("click", async () => {
  const text = [...document.getElementById(b.dataset.of).querySelectorAll("[data-copy]")].map(e => e.textContent).join("\n");
  let ok = true;
  try { await navigator.clipboard.writeText(text); }
  catch { // a file that was opened from a disk may not
    const t = document.createElement("textarea");
    t.value = text; document.body.append(t); t.select(); ok = document.execCommand("copy"); t.remove();
  }
  if (ok) { b.textContent = b.dataset.done; b.classList.add("done"); }
});
