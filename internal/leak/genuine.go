package leak

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// genuine gathers what tells real data from altered and from made up ones. Real data are valid, agree with themselves and
// are spread as people are; altered ones are so for the most part, and fail in a minority of values or where two columns
// were torn apart; invented ones fail at the rates of chance.
//
// What is observed (genuine_check.go a value alone, genuine_pair.go the values of a record with each other,
// genuine_stock.go all records) and what it weighs (genuine_rules.go) are kept apart. Whatever share is near what both
// hypotheses expect weighs nothing.
type genuine struct {
	rows   int64
	pairs  [numPairs]tally
	fields fields[checked]
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

func newGenuine() *genuine { return &genuine{stock: newStock()} }

func (g *genuine) add(r *row) {
	if len(r.values) == 0 && len(r.all) == 0 {
		return
	}
	g.rows++
	g.check(r)
	g.pair(r)
	g.stock.add(r)
}

func (g *genuine) merge(o *genuine) {
	g.rows += o.rows
	for i := range g.pairs {
		g.pairs[i].join(o.pairs[i])
	}
	for name, theirs := range o.fields.all() {
		if c := g.fields.named(name); c != nil {
			c.merge(theirs)
		}
	}
	g.stock.merge(&o.stock)
}

// genuineLeast is the number of records below which no verdict is passed: a handful can be copied from anywhere.
const genuineLeast = 30

// The log-odds of each verdict before anything was seen: what is offered for sale under our name is more often real than
// not, which is why somebody looks at it; but nothing rests on that.
var genuinePrior = map[string]float64{IsGenuine: 0, IsAltered: -1, IsInvent: -0.5}

// Below so much weight, and below such a likelihood, the verdict is unknown.
const (
	weightLeast     = 1.5
	likelihoodLeast = 0.6
)

// intact is how much of what speaks for genuine data speaks for altered ones too: whoever alters a genuine stock leaves
// most of it as it was.
const intact = 0.8

// fill passes the verdict. known is what the indices say of the values of persons whom we know.
func (g *genuine) fill(m *Match, known ...Evidence) {
	v := Genuine{Verdict: Unknown, Evidence: append(g.evidence(), known...)}
	odds := map[string]float64{}
	for h, p := range genuinePrior {
		odds[h] = p
	}
	weight := 0.0
	for _, e := range v.Evidence {
		if e.For != "" {
			odds[e.For] += e.Weight
			weight += e.Weight
			if e.For == IsGenuine {
				odds[IsAltered] += intact * e.Weight
			}
		}
	}
	if g.rows >= genuineLeast && weight >= weightLeast {
		sum := math.Exp(odds[IsGenuine]) + math.Exp(odds[IsAltered]) + math.Exp(odds[IsInvent])
		share := func(h string) *float64 {
			p := math.Exp(odds[h]) / sum
			return &p
		}
		v.Real, v.Altered, v.Invented = share(IsGenuine), share(IsAltered), share(IsInvent)
		for _, c := range []struct {
			verdict string
			p       *float64
		}{{IsGenuine, v.Real}, {IsAltered, v.Altered}, {IsInvent, v.Invented}} {
			if *c.p >= likelihoodLeast {
				v.Verdict, v.Likelihood = c.verdict, c.p
			}
		}
	}
	m.Genuine = v
}

// evidence weighs every observation that there is, in the order of the rules.
func (g *genuine) evidence() []Evidence {
	out := []Evidence{}
	seen := g.observe()
	for i := range genuineRules {
		r := &genuineRules[i]
		for _, o := range seen {
			if o.code != r.code || o.t.of < r.least {
				continue
			}
			e := Evidence{Code: r.code, Kind: o.kind, N: o.t.n, Of: o.t.of}
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
func (g *genuine) observe() []observation {
	out := g.checks()
	for i, code := range pairCodes {
		out = append(out, observation{code, pairKinds[i], g.pairs[i]})
	}
	out = append(out, g.stock.observe()...)
	return append(out, independent(out))
}
