package person

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// thousand is the number of persons above which a leak must be reported whatever it holds (Enforcement Rules Art. 7 no. 4).
const thousand = 1000

// Law fills what the law asks for. It reads m.People, which must be filled. A login with its password counts as data whose
// misuse can cost money only where the service has payment, which a dump does not tell: the case asks.
func (p *Table) Law(m *leak.Match) {
	special, financial := row.KindsWith(pii.Special), row.KindsWith(pii.Financial)
	specific, secrecy := row.KindsWith(pii.Specific), row.KindsWith(pii.Secrecy)
	l := leak.Law{
		Special: p.seen&special != 0, Financial: p.seen&financial != 0, Specific: p.seen&specific != 0, Secrecy: p.seen&secrecy != 0,
		Kinds: (p.seen & (special | financial | specific | secrecy)).List(),
	}
	var n [3]int64
	for who := range p.table.All() {
		for i, s := range [...]row.Kinds{special, financial, specific} {
			if who.kinds&s != 0 {
				n[i]++
			}
		}
	}
	l.SpecialPeople, l.FinancialPeople, l.SpecificPeople = p.table.Scale(n[0]), p.table.Scale(n[1]), p.table.Scale(n[2])
	l.Over1000 = overMany(m.People.Min, m.People.Max, m.People.Error)
	m.Law = l
}

// overMany is whether there are more than a thousand, as far as the bounds tell, their error counted in.
func overMany(least, most *int64, deviation float64) *bool {
	yes, no := true, false
	switch {
	case least != nil && float64(*least)*(1-deviation) > thousand:
		return &yes
	case most != nil && math.Ceil(float64(*most)*(1+deviation)) <= thousand:
		return &no
	}
	return nil
}
