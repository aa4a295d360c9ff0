package world

import (
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// teller tells who a person is. It is not for two goroutines at once.
type teller struct {
	*World
	gen *synth.Gen
	row record
}

// record is a person as a store knows him at an instant.
type record struct {
	synth.Person
	index uint64
	store int

	account                   string
	registered, updated, left int64 // Unix seconds; left 0 for not

	bank         synth.Account
	card, expiry string
	hash, note   string
	fees         bool // his individual number is kept
}

// strangers is the index of the first of the people whom no store knows. They are drawn as ours are, and share no number
// and no address of e-mail with them.
const strangers = 1 << 24

// planted is the index of the first of the people whom a dump brings itself.
const planted = 1 << 31

// The sequences of a person's draws.
const (
	drawBase  = 0
	drawMoved = 8  // and one for each version
	drawWed   = 16 // the same
	drawKept  = 24 // and one for each store
	drawStale = 28 // the same
	draws     = 32
)

// tell works out what the store has of the person at an instant. What it returns is good until the next call.
func (t *teller) tell(i uint64, store int, at int64) *record {
	r := &t.row
	*r = record{index: i, store: store}
	var gap int
	r.registered, gap = t.joined(i, store)
	if r.registered > at { // strangers come at any time
		r.registered, gap = at-int64(t.roll(i, rollJoined, store, 1)%long), -1
	}
	if i < strangers || t.Stores[store].keeps {
		r.left = t.left(i, store, gap)
	}
	if r.left > at || r.left < r.registered {
		r.left = 0
	}
	if r.left != 0 {
		at = r.left // who left changes no more
	}
	r.updated = max(r.registered, r.left)
	var v [changes]int
	for c := range v {
		var told int64
		v[c], told = t.version(i, store, c, r.registered, at)
		r.updated = max(r.updated, told)
	}
	t.be(r, v)
	r.account = account(i, store)
	t.keep(r)
	return r
}

// be makes the person of the versions.
func (t *teller) be(r *record, v [changes]int) {
	i := r.index
	t.base(r)
	r.Email = t.email(r, v[emails])
	if r.Country == "JP" && v[marriages] > 0 {
		t.gen.Turn(i*draws + drawWed + uint64(v[marriages]))
		t.gen.Marry(&r.Person)
	}
	switch {
	case v[moves] > 0:
		t.gen.Turn(i*draws + drawMoved + uint64(v[moves]))
		t.gen.Move(&r.Person)
	case t.stores(i)&(t.stores(i)-1) != 0 && unit(t.roll(i, rollStale, r.store, 0)) < 0.1:
		t.gen.Turn(i*draws + drawStale + uint64(r.store))
		t.gen.Move(&r.Person)
	}
	switch n := (i*8 + uint64(v[mobiles])) * t.step; r.Country {
	case "JP":
		r.Mobile = synth.Mobile(n)
	case "CN":
		r.Mobile = synth.ChineseMobile(n)
	default:
		r.Mobile = r.Mobile[:4] + synth.Mobile(n)[4:]
	}
}

// base makes the person before anything changed. Only the app has people from abroad, among those whom no other store
// knows.
func (t *teller) base(r *record) {
	i, p := r.index, &r.Person
	abroad := t.stores(i) == 1<<App
	if i >= strangers {
		abroad = r.store == App && unit(t.roll(i, rollStores, 0, 0)) < 0.6
	}
	t.gen.Turn(i*draws + drawBase)
	u := unit(t.roll(i, rollCountry, 0, 0))
	switch {
	case abroad && u < 0.25:
		*p = t.gen.Chinese()
	case abroad && u < 0.30:
		*p = t.gen.Foreigner()
	default:
		*p = t.gen.Japanese()
	}
	// One in fourteen is born from 2008 to 2015, so that there are children.
	b := t.roll(i, rollBirth, 0, 0)
	p.Birth.Y = 1940 + int(b>>32%68)
	if b%14 == 0 {
		p.Birth.Y = 2008 + int(b>>32%8)
	}
	if p.Country == "CN" {
		p.National = t.gen.ResidentID(p.Division, p.Birth, p.Woman)
	}
}

var domains = []string{"example.com", "example.jp", "example.org", "example.net", "mail.example.com", "mobile.example.jp"}

// email ends the local part with a code that nobody else has. It keeps the name the person had at first.
func (t *teller) email(r *record, version int) string {
	line := uint64(0)
	if unit(t.roll(r.index, rollOwnMail, r.store, 0)) < 0.2 {
		line = uint64(1 + r.store)
	}
	const all = 36 * 36 * 36 * 36 * 36 * 36
	n := r.index*32 + line*8 + uint64(version)
	code := strconv.FormatUint((n*1_566_083_941+t.seed%1_000_000_007)%all+all, 36)[1:]
	u := t.roll(r.index, rollMail, int(line), version)
	s, g := strings.ToLower(r.SurnameLatin), strings.ToLower(r.GivenLatin)
	local := s
	switch u % 4 {
	case 0:
		local = g + "." + s
	case 1:
		local = g + "_"
	case 2:
		local = s + "-" + g[:1]
	}
	return strings.Map(latin, local) + code + "@" + domains[u>>8%uint64(len(domains))]
}

// latin keeps what may stand in a local part.
func latin(r rune) rune {
	if r >= 'a' && r <= 'z' || r == '.' || r == '_' || r == '-' {
		return r
	}
	return -1
}

// account is how the store numbers the person.
func account(i uint64, store int) string {
	switch store {
	case CRM:
		return "C-" + digits(10_000_000+i*3+mix(i)%3, 8)
	case Shop:
		return digits((i*7_654_321+40_000_003)%90_000_000+10_000_000, 8)
	}
	n := digits((i*123_457+9_000_001)%1_000_000_000, 9)
	return "M" + n[:3] + "-" + n[3:] + "-" + string(synth.Luhn(n))
}

func digits(n uint64, w int) string {
	s := strconv.FormatUint(n, 10)
	for len(s) < w {
		s = "0" + s
	}
	return s
}

// keep draws what only this store keeps of the person.
func (t *teller) keep(r *record) {
	g := t.gen
	g.Turn(r.index*draws + drawKept + uint64(r.store))
	switch r.store {
	case CRM:
		r.bank, r.fees = g.Account(), g.P(5)
		r.note = crmNotes[g.N(len(crmNotes))]
	case Shop:
		r.hash = "$2y$10$" + g.From(bcrypt, 53)
		if g.P(60) {
			d := testCards[g.N(len(testCards))] + g.Digits(9)
			r.card, r.expiry = d+string(synth.Luhn(d)), g.Expiry()
		}
	case App:
		r.hash = g.Hex(32)
		if g.P(12) {
			r.note = health[g.N(len(health))]
		}
	}
}

const bcrypt = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// testCards begin the numbers that payment services give out for tests.
var testCards = []string{"424242", "411111", "555555", "510510", "353011"}

var crmNotes = []string{"", "", "", "", "メルマガ不要", "請求書は PDF", "担当交代", "見積書を再送済み", "不在時は宅配ボックス", "領収書あり"}

var health = []string{"高血圧症で通院中", "2型糖尿病", "気管支喘息（吸入薬あり）", "うつ病で休職歴あり", "乳がん術後", "てんかん", "関節リウマチ", "適応障害", "C型肝炎"}
