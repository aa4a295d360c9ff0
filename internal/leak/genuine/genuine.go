// Package genuine judges whether the data of a dump are real, altered or made up.
package genuine

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Judge gathers what tells real data from altered and from made up ones. Real data are valid, agree with themselves and
// are spread as people are; altered ones are so for the most part, and fail in a minority of values or where two columns
// were torn apart; invented ones fail at the rates of chance.
//
// What is observed (check.go a value alone, pair.go the values of a record with each other, stock.go all
// records) and what it weighs (rules.go) are kept apart. Whatever share is near what both
// hypotheses expect weighs nothing.
type Judge struct {
	rows   int64
	pairs  [numPairs]tally
	fields row.Fields[checked]
	stock  stock
	latin  romaji
	buf    [128]byte
}

// tally counts n of of.
type tally struct{ n, of int64 }

func (t *tally) note(yes bool) {
	t.of++
	if yes {
		t.n++
	}
}

func (t *tally) join(o tally) { t.n, t.of = t.n+o.n, t.of+o.of }

// New makes a judge that has seen nothing.
func New() *Judge { return &Judge{stock: newStock()} }

// Add implements row.Aspect.
func (g *Judge) Add(r *row.Record) {
	if len(r.Values) == 0 && len(r.All) == 0 {
		return
	}
	g.rows++
	g.check(r)
	g.pair(r)
	g.stock.add(r)
}

// Merge implements row.Aspect.
func (g *Judge) Merge(o *Judge) {
	g.rows += o.rows
	for i := range g.pairs {
		g.pairs[i].join(o.pairs[i])
	}
	for name, theirs := range o.fields.All() {
		if c := g.fields.Named(name); c != nil {
			c.merge(theirs)
		}
	}
	g.stock.merge(&o.stock)
}

// Least is the number of records below which no verdict is passed: a handful can be copied from anywhere.
const Least = 30

// The log-odds of each verdict before anything was seen: what is offered for sale under our name is more often real than
// not, which is why somebody looks at it; but nothing rests on that.
var prior = map[string]float64{leak.IsGenuine: 0, leak.IsAltered: -1, leak.IsInvent: -0.5}

// Below so much weight, and below such a likelihood, the verdict is unknown.
const (
	weightLeast     = 1.5
	likelihoodLeast = 0.6
)

// intact is how much of what speaks for genuine data speaks for altered ones too: whoever alters a genuine stock leaves
// most of it as it was.
const intact = 0.8

// Fill passes the verdict into m.Genuine. known is what the indices say of the values of persons whom we know.
func (g *Judge) Fill(m *leak.Match, known ...leak.Evidence) {
	v := leak.Genuine{Verdict: leak.Unknown, Evidence: append(g.evidence(), known...)}
	odds := map[string]float64{}
	for h, p := range prior {
		odds[h] = p
	}
	weight := 0.0
	for _, e := range v.Evidence {
		if e.For != "" {
			odds[e.For] += e.Weight
			weight += e.Weight
			if e.For == leak.IsGenuine {
				odds[leak.IsAltered] += intact * e.Weight
			}
		}
	}
	if g.rows >= Least && weight >= weightLeast {
		sum := math.Exp(odds[leak.IsGenuine]) + math.Exp(odds[leak.IsAltered]) + math.Exp(odds[leak.IsInvent])
		share := func(h string) *float64 {
			p := math.Exp(odds[h]) / sum
			return &p
		}
		v.Real, v.Altered, v.Invented = share(leak.IsGenuine), share(leak.IsAltered), share(leak.IsInvent)
		for _, c := range []struct {
			verdict string
			p       *float64
		}{{leak.IsGenuine, v.Real}, {leak.IsAltered, v.Altered}, {leak.IsInvent, v.Invented}} {
			if *c.p >= likelihoodLeast {
				v.Verdict, v.Likelihood = c.verdict, c.p
			}
		}
	}
	m.Genuine = v
}

// evidence weighs every observation that there is, in the order of the rules.
func (g *Judge) evidence() []leak.Evidence {
	out := []leak.Evidence{}
	seen := g.observe()
	for i := range rules {
		r := &rules[i]
		for _, o := range seen {
			if o.code != r.code || o.t.of < r.least {
				continue
			}
			e := leak.Evidence{Code: r.code, Kind: o.kind, N: o.t.n, Of: o.t.of}
			if b := r.weigh(o.t, seen); b != nil {
				w := b.weight
				if !r.whole {
					w *= sure(o.t.of)
				}
				e.For, e.Weight = b.verdict, math.Round(100*w)/100
			}
			if e.Weight == 0 {
				e.For = ""
			}
			out = append(out, e)
		}
	}
	return out
}

// sure is how much of its weight an observation of n has: a third at 15, half at 30, nearly all at 1,000.
func sure(n int64) float64 { return float64(n) / float64(n+30) }

// observation is a share by its code.
type observation struct {
	code string
	kind pii.Kind
	t    tally
}

// observe turns what was gathered into observations, in a fixed order.
func (g *Judge) observe() []observation {
	out := g.checks()
	for i, code := range pairCodes {
		out = append(out, observation{code, pairKinds[i], g.pairs[i]})
	}
	out = append(out, g.stock.observe()...)
	return append(out, independent(out))
}
