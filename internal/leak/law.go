package leak

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// thousand is the number of persons above which a leak must be reported whatever it holds (Enforcement Rules Art. 7 no. 4).
const thousand = 1000

// law fills what the law asks for. It reads m.People, which must be filled. A login with its password counts as data whose
// misuse can cost money only where the service has payment, which a dump does not tell: the case asks.
func (p *persons) law(m *Match) {
	special, financial := kindsWith(pii.Special), kindsWith(pii.Financial)
	specific, secrecy := kindsWith(pii.Specific), kindsWith(pii.Secrecy)
	l := Law{
		Special: p.seen&special != 0, Financial: p.seen&financial != 0, Specific: p.seen&specific != 0, Secrecy: p.seen&secrecy != 0,
		Kinds: (p.seen & (special | financial | specific | secrecy)).list(),
	}
	var n [3]int64
	for who := range p.table.all() {
		for i, s := range [...]kindset{special, financial, specific} {
			if who.kinds&s != 0 {
				n[i]++
			}
		}
	}
	l.SpecialPeople, l.FinancialPeople, l.SpecificPeople = p.table.scale(n[0]), p.table.scale(n[1]), p.table.scale(n[2])
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
