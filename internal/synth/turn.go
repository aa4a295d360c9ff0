package synth

import (
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Turn puts the generator where the n-th of its many sequences begins, wherever it stood before: what is drawn next
// follows from the seed and n alone. So one of ten million people can be invented without those before, and again.
func (g *Gen) Turn(n uint64) {
	g.pcg.Seed(g.seed^0x6d696368_69626b69, n*0x9e3779b97f4a7c15+1)
	g.persons = int(n % 1_000_000)
}

// Move gives p another address, and with it another landline if the old one was of elsewhere.
func (g *Gen) Move(p *Person) {
	region := p.Region
	p.Building = ""
	switch p.Country {
	case "JP":
		g.jpAddress(p)
		if p.Region != region || g.P(40) {
			p.Landline = g.jpLandline(p.Region)
		}
	case "CN":
		live := &g.l.counties[g.N(len(g.l.counties))]
		p.Region, p.City = live.province, live.city+live.county
		p.Street, p.Building = g.cnRoad(), g.cnRoom()
		p.Landline = g.cnLandline()
	default:
		c := one(g, usCities)
		p.Region, p.City, p.Postal = c.state, c.city, pad(c.zip+g.N(60), 5)
		p.Street = g.In1(9999) + " " + one(g, usStreets) + ", "
	}
}

// Marry gives p, who is Japanese, another surname.
func (g *Gen) Marry(p *Person) {
	old := p.Surname
	for p.Surname == old {
		s := g.l.jpSur[g.Skew(len(g.l.jpSur))]
		p.Surname, p.SurnameKana, p.SurnameLatin = s.text, s.kana, s.latin
	}
}

// Mobile is the n-th Japanese mobile number in an order that looks like none. No two are equal for n below 270 million.
func Mobile(n uint64) string {
	m := int(n % mobiles * stride % mobiles)
	return one3[m%3] + pad(10_000_000+m/3, 8)
}

// ChineseMobile is the n-th Chinese mobile number in an order that looks like none. No two are equal for n below three
// thousand million.
func ChineseMobile(n uint64) string {
	all := uint64(len(cnPrefixes)) * 100_000_000
	m := int(n % all * stride % all)
	return cnPrefixes[m/100_000_000] + pad(m%100_000_000, 8)
}

// Hiragana writes katakana in hiragana.
func Hiragana(s string) string { return hiragana(s) }

// HalfKana writes katakana in half width, the marks of voiced ones apart, as banks do.
func HalfKana(s string) string { return width.Narrow.String(norm.NFD.String(s)) }

// Wide writes ASCII digits and hyphens in full width.
func Wide(s string) string { return wide(s) }
