package webtest

import (
	_ "embed" // what is asked of a page
	"encoding/json"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed access.js
var accessJS string

// quote is a string of JavaScript.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string can be written
	}
	return string(b)
}

// Accessible checks what a machine can check of WCAG 2.2 AA on the page as it stands: names, labels, headings, landmarks, tables,
// contrast of every text by its computed colours, no scrolling sideways; and that the tabulator reaches every control, in the order
// of the page, each with a focus that is seen.
func (p *Tab) Accessible() {
	p.t.Helper()
	for _, s := range Eval[[]string](p, accessJS) {
		p.t.Errorf("%s: %s", p.Path(), s)
	}
	p.keys()
}

// mostKeys is how many controls are stepped through; a long list is like its beginning.
const mostKeys = 60

// keys steps through the page with the tabulator.
func (p *Tab) keys() {
	p.t.Helper()
	// The same names that the walk below reads; a group of radio buttons is one stop.
	n := Eval[int](p, `(() => { document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0);
		const seen = new Set(), all = [...document.querySelectorAll("a[href],button:not([disabled]),input:not([type=hidden],[disabled]),select:not([disabled]),textarea:not([disabled]),summary,[tabindex='0']")]
			.filter(e => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0 && !(e.type === "radio" && (seen.has(e.name) || !seen.add(e.name))));
		all.forEach((e, i) => e.dataset.stop = i); return all.length })()`)
	before := -1
	for i := range min(n, mostKeys) {
		p.Do(chromedp.KeyEvent(kb.Tab))
		at := Eval[struct {
			Stop int
			Seen bool
			Name string
		}](p, `(() => { const e = document.activeElement, s = getComputedStyle(e);
			const seen = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none";
			return {Stop: e.dataset.stop === undefined ? -1 : +e.dataset.stop, Seen: seen, Name: e.outerHTML.slice(0, 120)} })()`)
		switch {
		case at.Stop < 0:
			p.t.Errorf("%s: the tabulator stops at what is no control: %s", p.Path(), at.Name)
			return
		case at.Stop != before+1:
			p.t.Errorf("%s: the tabulator goes from control %d to %d (%s) at step %d of %d", p.Path(), before, at.Stop, at.Name, i, n)
			return
		case !at.Seen:
			p.t.Errorf("%s: the focus is not seen on %s", p.Path(), at.Name)
		}
		before = at.Stop
	}
	if n == 0 {
		p.t.Errorf("%s: nothing can be reached by keys", p.Path())
	}
}
