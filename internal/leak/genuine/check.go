package genuine

import (
	"bytes"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/china"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/hongkong"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/iban"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/insurance"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/korea"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/license"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/mynumber"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/singapore"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/taiwan"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/number"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/stamp"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// digitCheck knows the check digit of a kind. The engine leaves out what fails, so the values of a field are checked as
// they stand, whether or not they were judged; which fields count is settled at the end, so that order plays no part.
type digitCheck struct {
	kind pii.Kind
	// shortest, longest: the number of digits. A field that no name speaks for is tried too, if open.
	shortest, longest int
	open              bool
	valid             func(d []byte) bool
	// judge is asked instead where letters belong to the number.
	judge detect.Detector
}

var digitChecks = []digitCheck{
	{kind: pii.ChinaResidentIDNumber, shortest: 18, longest: 18, open: true, valid: china.Valid},
	{kind: pii.JapanIndividualNumber, shortest: 12, longest: 12, open: true, valid: mynumber.Valid},
	{kind: pii.JapanDriversLicenseNumber, shortest: 12, longest: 12, judge: license.New()},
	{kind: pii.CreditCardNumber, shortest: 14, longest: 16, open: true, valid: digits.Luhn},
	{kind: pii.IMEIHardwareID, shortest: 15, longest: 15, valid: digits.Luhn},
	{kind: pii.KoreaRRN, shortest: 13, longest: 13, judge: korea.New()},
	{kind: pii.JapanHealthInsuranceNumber, shortest: 8, longest: 8, judge: insurance.Insurer()},
	{kind: pii.TaiwanNationalIDNumber, judge: taiwan.New()},
	{kind: pii.HongKongIDNumber, judge: hongkong.New()},
	{kind: pii.SingaporeNationalRegistrationIDNumber, judge: singapore.New()},
	{kind: pii.IBANCode, judge: iban.New()},
}

// checked is what is known of a field.
type checked struct {
	asked   bool
	says    label.Verdict
	surname bool  // its name says that only the surname stands here
	tries   []int // the checks that its name allows
	filled  int64
	judged  [64]int64 // values by kind that a detector passed
	numbers [16]tally // valid ones, by the index of the check
	dates   tally     // impossible ones of what is written like a date
	inside  tally     // impossible dates inside national numbers
	places  tally     // divisions that exist, inside the same
	shapes  shapes
	stamps  tally // moments, with a time of day, of what is not empty
}

func (c *checked) merge(o *checked) {
	if o.asked {
		c.asked, c.says, c.surname, c.tries = true, o.says, o.surname, o.tries
	}
	c.filled += o.filled
	for i, n := range o.judged {
		c.judged[i] += n
	}
	for i, n := range o.numbers {
		c.numbers[i].join(n)
	}
	c.dates.join(o.dates)
	c.inside.join(o.inside)
	c.places.join(o.places)
	c.shapes.merge(&o.shapes)
	c.stamps.join(o.stamps)
}

// check looks at the values of a record one by one.
func (g *Judge) check(r *row.Record) {
	cols := g.fields.Of(r.Fields)
	for i := range r.Values {
		v := &r.Values[i]
		if v.Field >= 0 && v.Field < len(cols) && cols[v.Field] != nil && v.Passed() {
			cols[v.Field].judged[v.Kind&63]++
		}
	}
	for i := range r.All {
		v := &r.All[i]
		if v.Field < 0 || v.Field >= len(cols) || cols[v.Field] == nil || len(v.Text) < 4 {
			continue
		}
		c := cols[v.Field]
		if !c.asked {
			c.ask(r.Fields[v.Field])
		}
		c.filled++
		if len(v.Text) > 48 {
			continue
		}
		c.shapes.add(v.Text)
		if _, kind := stamp.Of(v.Text); !bytes.HasPrefix(v.Text, []byte("0000")) { // what MySQL writes for none
			c.stamps.note(kind == stamp.Time)
		}
		if len(c.tries) > 0 {
			g.number(c, v.Text)
		}
		if shaped, ok := dateShape(v.Text); shaped {
			c.dates.note(!ok)
		}
	}
}

// ask reads the name of a field once: it settles which checks its values are held against.
func (c *checked) ask(name string) {
	c.asked, c.says, c.surname = true, label.Field(name), surnameField(name)
	for i := range digitChecks {
		k := &digitChecks[i]
		if named := c.says.Kind == k.kind && c.says.Strength >= 2; named || k.open && !c.says.Known() {
			c.tries = append(c.tries, i)
		}
	}
}

// surnameWords stand in the names of fields that hold a surname alone.
var surnameWords = [...]string{"surname", "last", "family", "sei", "姓", "苗字", "名字"}

func surnameField(name string) bool {
	name = strings.ToLower(name)
	for _, w := range surnameWords {
		if strings.Contains(name, w) && !strings.Contains(name, "姓名") {
			return true
		}
	}
	return false
}

// number holds a value against the checks that its form allows.
func (g *Judge) number(c *checked, v []byte) {
	d, plain := number.Figures(v, g.buf[:18])
	if plain && len(d) < 8 {
		return
	}
	for _, i := range c.tries {
		k := &digitChecks[i]
		switch {
		case k.longest == 0: // letters
			if len(v) < 8 {
				continue
			}
		case !plain || len(d) < k.shortest || len(d) > k.longest:
			continue
		}
		c.numbers[i].note(g.holds(k, d, v))
		if k.kind == pii.ChinaResidentIDNumber || k.kind == pii.JapanIndividualNumber {
			g.stock.near(k.kind, d)
		}
		if in, ok := number.Read(k.kind, v); ok {
			c.inside.note(!in.Possible())
			if k.kind == pii.ChinaResidentIDNumber {
				_, there := china.Division(in.Division[:])
				c.places.note(there)
			}
		}
	}
}

// holds tells whether the check digit is right.
func (g *Judge) holds(k *digitCheck, d, v []byte) bool {
	if k.valid != nil {
		return k.valid(d)
	}
	cand := detect.Candidate{Text: v, Hi: len(v), End: len(v), Whole: true, Place: detect.Table, Labelled: true}
	digits.Fill(&cand, g.buf[64:])
	m, ok := k.judge.Judge(&cand)
	return ok && m.Start == 0 && m.End == len(v)
}

// dateShape tells whether a value is written as year, month and day, and whether there is such a day.
func dateShape(v []byte) (shaped, ok bool) {
	if len(v) < 8 || len(v) > 10 || v[0] != '1' && v[0] != '2' || !digits.All(v[:4]) {
		return false, false
	}
	y := digits.Number(v[:4])
	if y < 1880 || y > digits.Upto+5 {
		return false, false
	}
	if len(v) == 8 && digits.All(v) {
		return true, digits.Date(y, digits.Number(v[4:6]), digits.Number(v[6:]))
	}
	sep := v[4]
	if sep != '-' && sep != '/' && sep != '.' {
		return false, false
	}
	m, i := stamp.Two(v, 5)
	if i == 5 || i >= len(v) || v[i] != sep {
		return false, false
	}
	d, j := stamp.Two(v, i+1)
	return j > i+1 && j == len(v), digits.Date(y, m, d)
}

// rejectable are the kinds without a check digit of whose values detectors pass nearly all.
var rejectable = [...]pii.Kind{pii.PhoneNumber, pii.EmailAddress, pii.JapanPostalCode, pii.Gender}

// looksLike tells a field of eighteen digits that hold a date where resident numbers do, whatever their check characters:
// other numbers hold one in a hundred.
func (c *checked) looksLike(k pii.Kind) bool {
	return k == pii.ChinaResidentIDNumber && c.inside.of > 0 && 10*c.inside.n <= 4*c.inside.of
}

// checks sums up the fields: a field counts for a kind if its name says so, or if detectors passed a good part of it.
func (g *Judge) checks() []observation {
	var out []observation
	var numbers [16]tally
	var dates, inside, places, rejected, odd, broken tally
	for _, c := range g.fields.All() {
		for i := range digitChecks {
			k, t := digitChecks[i].kind, c.numbers[i]
			if t.of == 0 || c.says.Kind != k && 10*c.judged[k] < 3*t.of && !c.looksLike(k) {
				continue
			}
			numbers[i].join(t)
			if k == pii.ChinaResidentIDNumber || k == pii.KoreaRRN {
				inside.join(c.inside)
				places.join(c.places)
			}
		}
		if c.says.Kind == pii.DateOfBirth || 10*c.judged[pii.DateOfBirth] >= 3*c.filled && c.filled > 0 {
			dates.join(c.dates)
		}
		odd.join(c.shapes.odd())
		if t := c.stamps; t.of >= shapeLeast && 10*t.n >= 7*t.of {
			broken.join(tally{t.of - t.n, t.of}) // a database writes these: it breaks none
		}
		for _, k := range rejectable {
			if n := c.judged[k]; 2*n >= c.filled && c.filled > 0 {
				rejected.join(tally{max(0, c.filled-n), c.filled})
			}
		}
	}
	for i := range digitChecks {
		out = append(out, observation{"check_digits", digitChecks[i].kind, numbers[i]})
	}
	return append(out, observation{"impossible_dates", pii.DateOfBirth, dates}, observation{"impossible_dates", pii.ChinaResidentIDNumber, inside},
		observation{"divisions", pii.ChinaResidentIDNumber, places}, observation{code: "rejected", t: rejected}, observation{code: "odd_shapes", t: odd},
		observation{code: "broken_stamps", t: broken})
}
