package genuine

import (
	"bytes"
	"math/bits"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/number"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// stock is what all records together show: how often values come again, and how they are spread.
type stock struct {
	records  row.Sample[row.Times] // whole records
	values   row.Sample[row.Times] // e-mail addresses, phones and national numbers
	bodies   row.Sample[row.Bits]  // numbers without their check character, and the check characters met
	births   row.Sample[row.Times] // by day
	domains  row.Sample[row.Times]
	stems    row.Sample[row.Times] // local parts of e-mail addresses without their digits
	postal   tally                 // codes of districts: those of Japan begin their last four digits with 0, nearly all
	names    row.Sample[row.Times]
	named    row.Sample[row.Times] // persons with a name
	test     tally
	reserved tally
	ages     [240]int64 // by year of birth plus age, from ageYear on
	mobiles  [2]spread64
	reading  *readings
	buf      []byte
}

const ageYear = 1880

// spread64 is the range of numbers and how many different ones it holds.
type spread64 struct {
	from, to uint64
	seen     row.Sample[row.Times]
}

// readings counts by the first character of a name how often each kana begins its reading: real names go together with
// their readings, torn apart or invented ones do not. Characters share a thousand places.
type readings [1024][96]uint32

func newStock() stock {
	s := stock{buf: make([]byte, 0, 256)}
	for _, t := range []*row.Sample[row.Times]{&s.records, &s.values, &s.births, &s.names, &s.named} {
		t.Limit = 1 << 15
	}
	s.bodies.Limit, s.domains.Limit, s.births.Limit, s.stems.Limit = 1<<15, 1<<12, 1<<16, 1<<12
	for i := range s.mobiles {
		s.mobiles[i].seen.Limit = 1 << 12
	}
	return s
}

func (s *stock) add(r *row.Record) {
	s.record(r)
	age, year := -1, 0
	var name, kana *row.Value
	for i := range r.Values {
		v := &r.Values[i]
		if len(v.Text) == 0 {
			continue
		}
		switch v.Kind {
		case pii.PersonName:
			if name == nil {
				name = v
			}
			s.test.note(testName(v.Text))
		case pii.PersonNameKana:
			if kana == nil {
				kana = v
			}
		case pii.EmailAddress:
			s.mail(v)
		case pii.JapanPostalCode:
			var buf [7]byte
			if d, ok := number.Figures(bytes.TrimPrefix(v.Text, []byte("〒")), buf[:]); ok && len(d) == 7 {
				s.postal.note(d[3] == '0')
			}
		case pii.PhoneNumber:
			s.values.Add(valueKey(v), 1)
			s.mobile(v)
		case pii.DateOfBirth:
			if y, m, d, ok := dob.Day(v.Text); ok {
				year = y
				s.births.Add(row.Spread(uint64(y<<9|m<<5|d)), 1)
			}
		case pii.Age:
			if n, ok := number.Age(v.Text); ok {
				age = n
			}
		default:
			if number.National>>v.Kind&1 != 0 {
				s.values.Add(valueKey(v), 1)
				s.test.note(v.Evidence&detect.TestValue != 0)
			}
		}
	}
	if age >= 0 && year > 0 && year+age >= ageYear && year+age-ageYear < len(s.ages) {
		s.ages[year+age-ageYear]++
	}
	if name != nil {
		s.names.Add(valueKey(name), 1)
		if r.Person != 0 {
			s.named.Add(row.Spread(r.Person), 1)
		}
		if kana != nil {
			s.read(name.Text, kana.Text)
		}
	}
}

// valueKey is a hash of a value.
func valueKey(v *row.Value) uint64 {
	if v.Hash != 0 {
		return row.Spread(v.Hash)
	}
	return row.Hash(v.Text, uint64(v.Kind))
}

// record counts whole records that say something.
func (s *stock) record(r *row.Record) {
	h, filled := uint64(0), 0
	for i := range r.All {
		if len(r.All[i].Text) > 0 {
			h = row.Hash(r.All[i].Text, h^uint64(r.All[i].Field))
			filled++
		}
	}
	if filled >= 3 {
		s.records.Add(h, 1)
	}
}

func (s *stock) mail(v *row.Value) {
	s.values.Add(valueKey(v), 1)
	at := bytes.LastIndexByte(v.Text, '@')
	if at < 0 {
		return
	}
	s.domains.Add(row.Hash(v.Text[at+1:], 1), 1)
	s.reserved.note(reservedDomain(v.Text[at+1:]))
	s.test.note(testWord(v.Text[:at]))
	var buf [64]byte
	stem := buf[:0]
	for _, c := range v.Text[:min(at, len(buf))] {
		if c < '0' || c > '9' {
			stem = append(stem, row.Lower(c))
		}
	}
	if len(stem) > 1 {
		s.stems.Add(row.Hash(stem, 2), 1)
	}
}

// mobile notes a mobile number of Japan or China: nobody owns a range of them.
func (s *stock) mobile(v *row.Value) {
	var buf [18]byte
	d, ok := number.Figures(v.Text, buf[:])
	if !ok || len(d) != 11 {
		return
	}
	which := 0
	switch {
	case d[0] == '0' && d[2] == '0' && d[1] >= '7':
	case d[0] == '1' && d[1] >= '3':
		which = 1
	default:
		return
	}
	s.test.note(digits.Regular(d[3:]) || digits.Regular(d[5:]))
	n := uint64(digits.Number(d[:3]))*100_000_000 + uint64(digits.Number(d[3:]))
	m := &s.mobiles[which]
	m.note(n, n)
	m.seen.Add(row.Spread(n), 1)
}

func (m *spread64) note(from, to uint64) {
	if m.from == 0 || from < m.from {
		m.from = from
	}
	m.to = max(m.to, to)
}

// near notes a number with a check character: the same number with another one was altered.
func (s *stock) near(kind pii.Kind, d []byte) {
	last := d[len(d)-1]
	bit := last - '0'
	if last == 'X' {
		bit = 10
	}
	s.bodies.Add(row.Hash(d[:len(d)-1], uint64(kind)), 1<<bit)
}

// read notes the first character of a name and of its reading.
func (s *stock) read(name, kana []byte) {
	s.buf = pii.Normalize(s.buf[:0], pii.ClassName, name[:min(len(name), 12)])
	first, n := utf8.DecodeRune(s.buf)
	if n < 3 || first < 0x4E00 {
		return
	}
	s.buf = pii.Normalize(s.buf[:0], pii.ClassKana, kana[:min(len(kana), 12)])
	sound, _ := utf8.DecodeRune(s.buf)
	if sound < 'ァ' || sound > 'ヺ' {
		return
	}
	if s.reading == nil {
		s.reading = new(readings)
	}
	s.reading[row.Spread(uint64(first))%uint64(len(s.reading))][sound-'ァ']++
}

func (s *stock) merge(o *stock) {
	s.records.Merge(&o.records)
	s.values.Merge(&o.values)
	s.bodies.Merge(&o.bodies)
	s.births.Merge(&o.births)
	s.domains.Merge(&o.domains)
	s.stems.Merge(&o.stems)
	s.postal.join(o.postal)
	s.names.Merge(&o.names)
	s.named.Merge(&o.named)
	s.test.join(o.test)
	s.reserved.join(o.reserved)
	for i, n := range o.ages {
		s.ages[i] += n
	}
	for i := range o.mobiles {
		if m := &o.mobiles[i]; m.to > 0 {
			s.mobiles[i].note(m.from, m.to)
			s.mobiles[i].seen.Merge(&m.seen)
		}
	}
	if o.reading != nil {
		if s.reading == nil {
			s.reading = new(readings)
		}
		for i := range o.reading {
			for k, n := range o.reading[i] {
				s.reading[i][k] += n
			}
		}
	}
}

// observe turns what was gathered into observations.
func (s *stock) observe() []observation {
	out := []observation{
		{"age_birth", pii.Age, s.sameYear()},
		{"name_reading", pii.PersonNameKana, s.reading.agree()},
		{"test_values", pii.None, s.test},
		{"reserved_domains", pii.EmailAddress, s.reserved},
		{"top_domain", pii.EmailAddress, top(&s.domains)},
		{"mail_stem", pii.EmailAddress, top(&s.stems)},
		{"postal_form", pii.JapanPostalCode, s.postal},
		{"one_birthday", pii.DateOfBirth, top(&s.births)},
		{"repeated", pii.None, again(&s.values)},
		{"same_rows", pii.None, again(&s.records)},
		{"near_duplicates", pii.None, s.altered()},
		{"name_stock", pii.PersonName, tally{s.names.Scale(int64(s.names.Len())), s.named.Scale(int64(s.named.Len()))}},
	}
	for i := range s.mobiles {
		m := &s.mobiles[i]
		if n := m.seen.Scale(int64(m.seen.Len())); n >= 30 {
			out = append(out, observation{"sequence", pii.PhoneNumber, tally{n, int64(m.to-m.from) + 1}})
		}
	}
	return out
}

// sameYear counts whose age fits the date of birth, taking all to be told within the same two years or so.
func (s *stock) sameYear() (t tally) {
	for i, n := range s.ages {
		t.of += n
		if i >= 2 {
			t.n = max(t.n, n+s.ages[i-1]+s.ages[i-2])
		}
	}
	return t
}

// agree counts the readings that are the most frequent of their character, where there are enough to tell.
func (r *readings) agree() (t tally) {
	if r == nil {
		return t
	}
	for i := range r {
		sum, most := uint32(0), uint32(0)
		for _, n := range r[i] {
			sum += n
			most = max(most, n)
		}
		if sum >= 5 {
			t.join(tally{int64(most), int64(sum)})
		}
	}
	return t
}

// top counts the sightings of the most frequent key.
func top(s *row.Sample[row.Times]) (t tally) {
	for n := range s.All() {
		t.of += int64(*n)
		t.n = max(t.n, int64(*n))
	}
	t.of = s.Scale(t.of)
	return t
}

// again counts the sightings beyond the first.
func again(s *row.Sample[row.Times]) (t tally) {
	for n := range s.All() {
		t.join(tally{int64(*n) - 1, int64(*n)})
	}
	return tally{s.Scale(t.n), s.Scale(t.of)}
}

// altered counts the numbers that were met with more than one check character.
func (s *stock) altered() (t tally) {
	for b := range s.bodies.All() {
		t.note(bits.OnesCount64(uint64(*b)) > 1)
	}
	return tally{s.bodies.Scale(t.n), s.bodies.Scale(t.of)}
}
