package synth

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed data/jp_prose.txt
var jpProse string

//go:embed data/cn_prose.txt
var cnProse string

// frame is a sentence: text, slot, text, slot, … text.
type frame []string

type genre struct {
	name   string
	frames []frame
}

var (
	jpGenres = sync.OnceValue(func() []genre { return genres(jpProse) })
	cnGenres = sync.OnceValue(func() []genre { return genres(cnProse) })
)

func genres(s string) []genre {
	var out []genre
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			out = append(out, genre{name: name})
			continue
		}
		f := strings.FieldsFunc(strings.ReplaceAll(line, "{", "\x00{"), func(r rune) bool { return r == '}' || r == 0 })
		g := &out[len(out)-1]
		g.frames = append(g.frames, f)
	}
	return out[1:] // the first is the file's own comment
}

// slot is what a {word} stands for.
type slot struct {
	kind pii.Kind
	get  func(g *Gen, a, b *Person) string // a: the sentence's person, b: another
}

func ofColumn(name string) slot {
	c := catalogue[name]
	return slot{c.kind, func(g *Gen, a, _ *Person) string { return c.get(g, a) }}
}

func filler(get func(g *Gen) string) slot {
	return slot{pii.None, func(g *Gen, _, _ *Person) string { return get(g) }}
}

// spaced is a full name as prose has it: mostly joined.
func spaced(g *Gen, p *Person) string {
	if p.Country == "JP" && g.P(25) {
		return p.Name(one(g, []string{"　", " "}))
	}
	return p.Name("")
}

func hiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' {
			return r - 0x60
		}
		return r
	}, s)
}

var slots = sync.OnceValue(func() map[string]slot {
	type P = *Person
	return map[string]slot{
		"name":    {pii.PersonName, func(g *Gen, a, _ P) string { return spaced(g, a) }},
		"name2":   {pii.PersonName, func(g *Gen, _, b P) string { return spaced(g, b) }},
		"sur":     {pii.PersonName, func(_ *Gen, a, _ P) string { return a.Surname }},
		"sur2":    {pii.PersonName, func(_ *Gen, _, b P) string { return b.Surname }},
		"kana":    {pii.PersonNameKana, func(_ *Gen, a, _ P) string { return a.Kana("　") }},
		"hira":    {pii.PersonNameKana, func(_ *Gen, a, _ P) string { return hiragana(a.Kana("　")) }},
		"mail":    ofColumn("email"),
		"mail2":   {pii.EmailAddress, func(_ *Gen, _, b P) string { return b.Email }},
		"mobile":  {pii.PhoneNumber, func(g *Gen, a, _ P) string { return g.Phone(a) }},
		"mobile2": {pii.PhoneNumber, func(g *Gen, _, b P) string { return g.Phone(b) }},
		"tel":     {pii.PhoneNumber, telephone},
		"otel":    {pii.PhoneNumber, func(g *Gen, _, _ P) string { return g.OtherPhone() }},
		"mrz": {pii.PassportMRZ, func(g *Gen, a, _ P) string {
			x, y := g.MRZ(a, g.JPPassport())
			return x + "\n" + y
		}},
		"iban":   ofColumn("iban"),
		"postal": {pii.JapanPostalCode, func(g *Gen, a, _ P) string { return postal(g, a) }},
		"addr":   {pii.StreetAddress, func(_ *Gen, a, _ P) string { return a.Address() }},
		"origin": ofColumn("registered"),
		"birth": {pii.DateOfBirth, func(g *Gen, a, _ P) string {
			return one(g, []string{a.Birth.Kanji(), a.Birth.Slash(), a.Birth.ShortEra()})
		}},
		"wareki": ofColumn("wareki"),
		"cbirth": {pii.DateOfBirth, func(g *Gen, a, _ P) string { return one(g, []string{a.Birth.Kanji(), a.Birth.ISO()}) }},
		"age":    {pii.Age, func(_ *Gen, a, _ P) string { return strconv.Itoa(a.Birth.Age()) }},
		"sex":    ofColumn("sex"),
		"nation": {pii.EthnicGroup, func(g *Gen, _, _ P) string { return one(g, []string{"汉族", "汉族", "回族", "满族", "壮族"}) }},
		"member": ofColumn("member_id"), "staff": ofColumn("employee_id"),
		"mynumber": {pii.JapanIndividualNumber, func(g *Gen, a, _ P) string {
			n := a.National
			return one(g, []string{n, n[:4] + "-" + n[4:8] + "-" + n[8:], n[:4] + " " + n[4:8] + " " + n[8:], wide(n)})
		}},
		"license": ofColumn("license_no"), "pension": ofColumn("pension_no"), "residence": ofColumn("residence_card_no"),
		"passport": ofColumn("passport_no"), "cnpass": ofColumn("passport_cn"), "card": {pii.CreditCardNumber, cardSpaced},
		"account": ofColumn("account_no"), "plate": ofColumn("plate"), "imei": ofColumn("imei"), "ip": ofColumn("ip"),
		"id":   ofColumn("id_number"),
		"id15": {pii.ChinaResidentIDNumber, func(_ *Gen, a, _ P) string { return OldResidentID(a.National) }},

		"dept":    filler(func(g *Gen) string { return one(g, departments) }),
		"product": filler(func(g *Gen) string { return one(g, products) }),
		"company": {pii.None, func(g *Gen, a, _ P) string {
			if a.Country == "CN" {
				return one(g, cnCompanies)
			}
			return one(g, companies)
		}},
		"bank":    filler(func(g *Gen) string { a := g.Account(); return a.BankName + a.BranchName }),
		"city":    filler(func(g *Gen) string { return one(g, g.l.places).city }),
		"pref":    filler(func(g *Gen) string { return one(g, g.l.places).pref }),
		"road":    filler(func(g *Gen) string { return one(g, cnRoads) + "路" }),
		"date":    filler(func(g *Gen) string { return g.Date(2022, 2025).Kanji() }),
		"hour":    filler(func(g *Gen) string { return strconv.Itoa(g.N(24)) }),
		"money":   filler(func(g *Gen) string { return strconv.Itoa(g.In(1, 999) * 100) }),
		"pct":     filler(func(g *Gen) string { return strconv.Itoa(g.In(1, 40)) + "." + g.Digits(1) }),
		"n":       filler(func(g *Gen) string { return strconv.Itoa(g.In(2, 30)) }),
		"cm":      filler(func(g *Gen) string { return strconv.Itoa(g.In(150, 185)) }),
		"ext":     filler(func(g *Gen) string { return g.Digits(4) }),
		"order12": filler((*Gen).Twelve), "jan": filler((*Gen).JAN), "isbn": filler((*Gen).ISBN),
		"corp": filler((*Gen).CorporateNumber), "uuid": filler((*Gen).UUID),
		"serial": filler(func(g *Gen) string { return "SN" + g.Digits(10) }),
		"ver":    filler(func(g *Gen) string { return g.In1(9) + "." + g.In1(20) + "." + g.In1(30) }),
	}
})

var cnCompanies = []string{"上海远航贸易有限公司", "杭州云帆科技有限公司", "深圳市鹏翔电子厂", "北京中天物流公司", "广州美佳食品有限公司", "成都锦城餐饮管理公司"}

func telephone(g *Gen, a, _ *Person) string {
	if a.Country != "JP" {
		return a.Landline
	}
	d := a.Landline
	if g.P(40) {
		d = a.Mobile
	}
	return JPPhone(d, one(g, phoneStyles))
}

func cardSpaced(g *Gen, _, _ *Person) string {
	c := g.Card()
	if len(c) != 16 || g.P(30) {
		return c
	}
	sep := one(g, []string{"-", " "})
	return c[:4] + sep + c[4:8] + sep + c[8:12] + sep + c[12:]
}

// sentence writes one frame.
func (g *Gen) sentence(t *text, f frame, a, b *Person) {
	for _, s := range f {
		word, ok := strings.CutPrefix(s, "{")
		if !ok {
			t.plain(t.able(s))
			continue
		}
		sl, ok := slots()[word]
		if !ok {
			panic("synth: no slot " + word)
		}
		t.put("", sl.kind, t.able(sl.get(g, a, b)))
	}
}

// prose writes n sentences of a genre ("" is any), persons taken in turn from next, lines broken now and then.
func (g *Gen) prose(t *text, of []genre, name string, n int, next func() *Person) {
	a, b, last := next(), next(), -1
	for range n {
		ge := one(g, of)
		for name != "" && ge.name != name {
			ge = one(g, of)
		}
		f := g.N(len(ge.frames))
		if f == last {
			f = (f + 1) % len(ge.frames)
		}
		last = f
		g.sentence(t, ge.frames[f], a, b)
		switch {
		case g.P(45):
			t.raw("\n")
			a, b = b, next()
		case g.P(15):
			t.raw("\n\n")
			a, b = next(), next()
		}
	}
	t.raw("\n")
}
