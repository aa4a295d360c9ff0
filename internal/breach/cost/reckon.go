package cost

import (
	"math"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Of reckons a case. What events reckoned themselves (Spent.Planned) counts instead of the model's item of the same name.
func (m *Model) Of(st *breach.State, a breach.Affected, manner []string) *Estimate {
	e := &Estimate{Name: m.Name, Dated: m.Dated, Currency: m.Currency}
	spent := map[string]int64{}
	planned := map[string]bool{}
	for _, c := range st.Costs {
		if c.Body.Currency != m.Currency {
			e.Unknown = append(e.Unknown, other(c.Body))
			continue
		}
		line := Line{Item: c.Body.Item, Text: named(c.Body), Low: c.Body.Amount, High: c.Body.Amount, By: []int64{c.Seq}}
		if c.Body.Planned {
			planned[c.Body.Item] = true
			e.Planned = append(e.Planned, line)
			continue
		}
		spent[c.Body.Item] += c.Body.Amount
		e.Spent = join(e.Spent, line)
	}
	for i := range m.Items {
		it := &m.Items[i]
		switch {
		case it.Unknown:
			e.Unknown = append(e.Unknown, it.Text)
		case !it.concerns(a, manner) || it.named(planned):
		default:
			e.item(it, a, it.sum(spent))
		}
	}
	for _, l := range e.Planned {
		e.Low, e.High = e.Low+l.Low, e.High+l.High
	}
	return e
}

// item adds what is to come of an item: what was spent on it is taken off.
func (e *Estimate) item(it *Item, a breach.Affected, spent int64) {
	low, high := 1.0, 1.0
	if it.Per == Person {
		l, h, ok := it.persons(a)
		if !ok {
			e.Unknown = append(e.Unknown, it.Text)
			return
		}
		low, high = float64(l), float64(h)
	}
	line := Line{Item: it.ID, Text: it.Text, Assumed: len(it.Assumed) > 0, By: a.By,
		Low:  rest(low*it.Share.Low*it.Count.Low*it.Price.Low, spent),
		High: rest(high*it.Share.High*it.Count.High*it.Price.High, spent)}
	if it.Per != Person {
		line.By = nil
	}
	if line.High > 0 {
		e.Planned = append(e.Planned, line)
	}
}

func rest(v float64, spent int64) int64 {
	return max(0, int64(math.Round(min(v, math.MaxInt64/4)))-spent)
}

// concerns tells whether the case is one in which the item arises. As long as it is not known how it happened, it may.
func (it *Item) concerns(a breach.Affected, manner []string) bool {
	if len(it.Kinds) > 0 && !slices.ContainsFunc(a.Kinds, func(h breach.Held) bool { return slices.Contains(it.Kinds, h.Kind) }) {
		return false
	}
	return len(it.Manner) == 0 || len(manner) == 0 || slices.ContainsFunc(manner, func(m string) bool { return slices.Contains(it.Manner, m) })
}

// persons are for how many it is done at least and at most.
func (it *Item) persons(a breach.Affected) (low, high int64, ok bool) {
	low, high, ok = bounds(a.Count)
	if len(it.Kinds) == 0 {
		return low, high, ok
	}
	var most, sum int64
	for _, h := range a.Kinds {
		if !slices.Contains(it.Kinds, h.Kind) {
			continue
		}
		if h.People == nil { // it is among them; for how many is not known
			return 0, high, ok
		}
		most, sum = max(most, *h.People), sum+*h.People
	}
	if ok {
		sum = min(sum, high)
	}
	return min(most, sum), sum, true
}

// bounds are the least and the greatest number of persons.
func bounds(c breach.Count) (low, high int64, ok bool) {
	var known []int64
	for _, n := range []*int64{c.Confirmed, c.Likely, c.Max} {
		if n != nil {
			known = append(known, *n)
		}
	}
	if len(known) == 0 {
		return 0, 0, false
	}
	return slices.Min(known), slices.Max(known), true
}

func (it *Item) names() []string { return append([]string{it.ID}, it.Spent...) }

func (it *Item) named(in map[string]bool) bool {
	return slices.ContainsFunc(it.names(), func(n string) bool { return in[n] })
}

func (it *Item) sum(of map[string]int64) (n int64) {
	names := it.names()
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		n += of[name]
	}
	return n
}

// join adds a line to one of the same item.
func join(lines []Line, l Line) []Line {
	for i := range lines {
		if lines[i].Item == l.Item {
			lines[i].Low, lines[i].High = lines[i].Low+l.Low, lines[i].High+l.High
			lines[i].By = append(lines[i].By, l.By...)
			return lines
		}
	}
	return append(lines, l)
}

func named(s breach.Spent) law.Text {
	if s.Text.EN != "" || s.Text.JA != "" {
		return s.Text
	}
	return law.Text{EN: s.Item, JA: s.Item}
}

func other(s breach.Spent) law.Text {
	t := named(s)
	return law.Text{EN: t.EN + " (" + s.Currency + ")", JA: t.JA + "（" + s.Currency + "）"}
}
