package synth

import "strings"

// Person is somebody who does not exist.
type Person struct {
	ID      int
	Country string // JP, CN, or of the Latin-named: US
	Woman   bool
	Birth   Date

	Surname, Given           string
	SurnameKana, GivenKana   string // katakana, Japanese only
	SurnameLatin, GivenLatin string

	Mobile, Landline, Email string // digits only
	Postal                  string // digits only
	Region, City, Street    string // prefecture, municipality, the rest with block numbers
	Building                string
	National                string // My Number, resident ID or social security number
	Division                string // division code of the household register, China only
	Origin                  string // 户籍地址, China only
	Member                  string // account ID
	Staff                   string // employee ID
}

// Name is surname and given name with sep between them.
func (p *Person) Name(sep string) string {
	if p.Country == "US" {
		return p.Given + " " + p.Surname
	}
	return p.Surname + sep + p.Given
}

// Kana is the reading with sep between the names.
func (p *Person) Kana(sep string) string { return p.SurnameKana + sep + p.GivenKana }

// Latin is the name in Latin letters, the given name first.
func (p *Person) Latin() string { return p.GivenLatin + " " + p.SurnameLatin }

// Address is the whole address.
func (p *Person) Address() string {
	if p.Building == "" {
		return p.Region + p.City + p.Street
	}
	if p.Country == "JP" {
		return p.Region + p.City + p.Street + "　" + p.Building
	}
	return p.Region + p.City + p.Street + p.Building
}

// Sex in a manner of writing: 男/女, 男性/女性, M/F, 1/2.
func (p *Person) Sex(man, woman string) string {
	if p.Woman {
		return woman
	}
	return man
}

// Japanese invents somebody who lives in Japan.
func (g *Gen) Japanese() Person {
	g.persons++
	p := Person{ID: g.persons, Country: "JP", Woman: g.P(50), Birth: g.Date(1938, 2007)}
	s := g.l.jpSur[g.Skew(len(g.l.jpSur))]
	given := g.l.jpMen
	if p.Woman {
		given = g.l.jpWomen
	}
	n := given[g.Skew(len(given))]
	p.Surname, p.SurnameKana, p.SurnameLatin = s.text, s.kana, s.latin
	p.Given, p.GivenKana, p.GivenLatin = n.text, n.kana, n.latin
	g.jpAddress(&p)
	p.Mobile, p.Landline = g.jpMobile(), g.jpLandline(p.Region)
	p.Email = g.email(&p)
	p.National = g.MyNumber()
	p.Member, p.Staff = "M"+pad(10000000+p.ID*7+g.N(7), 8), pad(100000+p.ID, 6)
	return p
}

// Chinese invents somebody who lives in China.
func (g *Gen) Chinese() Person {
	g.persons++
	p := Person{ID: g.persons, Country: "CN", Woman: g.P(50), Birth: g.Date(1942, 2007)}
	s := g.l.cnSur[g.Skew(len(g.l.cnSur))]
	given := g.l.cnMen
	if p.Woman {
		given = g.l.cnWomen
	}
	n := one(g, given)
	p.Surname, p.SurnameLatin = s.text, title(s.latin)
	p.Given, p.GivenLatin = n.text, title(n.latin)
	if g.P(75) {
		m := one(g, given)
		p.Given, p.GivenLatin = p.Given+m.text, p.GivenLatin+m.latin
	}
	home := &g.l.counties[g.N(len(g.l.counties))]
	p.Division = home.code
	p.Origin = home.province + home.city + home.county + one(g, home.streets) + g.cnBlock()
	live := home
	if g.P(60) {
		live = &g.l.counties[g.N(len(g.l.counties))]
	}
	p.Region, p.City = live.province, live.city+live.county
	p.Street, p.Building = g.cnRoad(), g.cnRoom()
	p.Postal = pad(g.In(100, 859), 3) + pad(g.N(1000), 3)
	p.Mobile, p.Landline = g.cnMobile(), g.cnLandline()
	p.Email = g.email(&p)
	p.National = g.ResidentID(p.Division, p.Birth, p.Woman)
	p.Member, p.Staff = "U"+pad(20000000+p.ID*7+g.N(7), 8), pad(600000+p.ID, 6)
	return p
}

// Foreigner invents somebody with a name in Latin letters who lives in the United States.
func (g *Gen) Foreigner() Person {
	g.persons++
	p := Person{ID: g.persons, Country: "US", Woman: g.P(50), Birth: g.Date(1942, 2006)}
	p.Given, p.Surname = one(g, g.l.latinGiven), one(g, g.l.latinSurnames)
	p.GivenLatin, p.SurnameLatin = p.Given, p.Surname
	c := one(g, usCities)
	p.Region, p.City, p.Postal = c.state, c.city, pad(c.zip+g.N(60), 5)
	p.Street = g.In1(9999) + " " + one(g, usStreets) + ", "
	if g.P(30) {
		p.Street += "Apt " + g.In1(40) + ", "
	}
	p.Mobile = "1" + one(g, usAreas) + pad(g.In(200, 999), 3) + pad(g.N(10000), 4)
	p.Landline = p.Mobile
	p.Email = g.email(&p)
	p.National = g.SSN()
	p.Member, p.Staff = "M"+pad(30000000+p.ID*7+g.N(7), 8), pad(800000+p.ID, 6)
	return p
}

// LatinAddress is "123 Elm Street, Springfield, IL 62704".
func (p *Person) LatinAddress() string { return p.Street + p.City + ", " + p.Region + " " + p.Postal }

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// domains are reserved for examples (RFC 2606), or below such a one.
var domains = []string{"example.com", "example.jp", "example.org", "example.co.jp", "example.net", "mail.example.com",
	"mobile.example.jp", "univ.example.ac.jp", "tsutsumi.example.jp", "hanbai.example.co.jp", "mx1.example.net"}

func (g *Gen) email(p *Person) string {
	return g.local(p) + "@" + domains[g.Skew(len(domains))]
}

func (g *Gen) local(p *Person) string {
	s, n := ascii(p.SurnameLatin), ascii(p.GivenLatin)
	if s == "" {
		s = "u"
	}
	if n == "" {
		n = "x"
	}
	switch g.N(7) {
	case 0:
		return n + "." + s
	case 1:
		return s + "." + n + g.Digits(2)
	case 2:
		return n[:1] + "-" + s + g.Digits(3)
	case 3:
		return s + "_" + n[:1] + pad(p.Birth.Y%100, 2)
	case 4:
		return n + pad(p.Birth.M, 2) + pad(p.Birth.D, 2) + g.From(lower, 2)
	case 5:
		return g.From(lower, 3) + g.Digits(3) + "+" + s
	}
	return s + n + g.Digits(4)
}

// ascii keeps the lower-case letters of a name.
func ascii(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if c >= 'a' && c <= 'z' {
			b = append(b, c)
		}
	}
	return string(b)
}
