package leak

import (
	"bytes"
	"math/bits"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// stock is what all records together show: how often values come again, and how they are spread.
type stock struct {
	records  sample[times]  // whole records
	values   sample[times]  // e-mail addresses, phones and national numbers
	bodies   sample[bitset] // numbers without their check character, and the check characters met
	births   sample[times]  // by day
	domains  sample[times]
	stems    sample[times] // local parts of e-mail addresses without their digits
	postal   tally         // codes of districts: those of Japan begin their last four digits with 0, nearly all
	names    sample[times]
	named    sample[times] // persons with a name
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
	seen     sample[times]
}

// readings counts by the first character of a name how often each kana begins its reading: real names go together with
// their readings, torn apart or invented ones do not. Characters share a thousand places.
type readings [1024][96]uint32

func newStock() stock {
	s := stock{buf: make([]byte, 0, 256)}
	for _, t := range []*sample[times]{&s.records, &s.values, &s.births, &s.names, &s.named} {
		t.limit = 1 << 15
	}
	s.bodies.limit, s.domains.limit, s.births.limit, s.stems.limit = 1<<15, 1<<12, 1<<16, 1<<12
	for i := range s.mobiles {
		s.mobiles[i].seen.limit = 1 << 12
	}
	return s
}

func (s *stock) add(r *row) {
	s.record(r)
	age, year := -1, 0
	var name, kana *value
	for i := range r.values {
		v := &r.values[i]
		if len(v.text) == 0 {
			continue
		}
		switch v.kind {
		case pii.PersonName:
			if name == nil {
				name = v
			}
			s.test.note(testName(v.text))
		case pii.PersonNameKana:
			if kana == nil {
				kana = v
			}
		case pii.EmailAddress:
			s.mail(v)
		case pii.JapanPostalCode:
			var buf [7]byte
			if d, ok := figures(bytes.TrimPrefix(v.text, []byte("〒")), buf[:]); ok && len(d) == 7 {
				s.postal.note(d[3] == '0')
			}
		case pii.PhoneNumber:
			s.values.add(valueKey(v), 1)
			s.mobile(v)
		case pii.DateOfBirth:
			if y, m, d, ok := dob.Day(v.text); ok {
				year = y
				s.births.add(spread(uint64(y<<9|m<<5|d)), 1)
			}
		case pii.Age:
			if n, ok := ageIn(v.text); ok {
				age = n
			}
		default:
			if nationalKinds>>v.kind&1 != 0 {
				s.values.add(valueKey(v), 1)
				s.test.note(v.evidence&detect.TestValue != 0)
			}
		}
	}
	if age >= 0 && year > 0 && year+age >= ageYear && year+age-ageYear < len(s.ages) {
		s.ages[year+age-ageYear]++
	}
	if name != nil {
		s.names.add(valueKey(name), 1)
		if r.person != 0 {
			s.named.add(spread(r.person), 1)
		}
		if kana != nil {
			s.read(name.text, kana.text)
		}
	}
}

// valueKey is a hash of a value.
func valueKey(v *value) uint64 {
	if v.hash != 0 {
		return spread(v.hash)
	}
	return hash64(v.text, uint64(v.kind))
}

// record counts whole records that say something.
func (s *stock) record(r *row) {
	h, filled := uint64(0), 0
	for i := range r.all {
		if len(r.all[i].Text) > 0 {
			h = hash64(r.all[i].Text, h^uint64(r.all[i].Field))
			filled++
		}
	}
	if filled >= 3 {
		s.records.add(h, 1)
	}
}

func (s *stock) mail(v *value) {
	s.values.add(valueKey(v), 1)
	at := bytes.LastIndexByte(v.text, '@')
	if at < 0 {
		return
	}
	s.domains.add(hash64(v.text[at+1:], 1), 1)
	s.reserved.note(reservedDomain(v.text[at+1:]))
	s.test.note(testWord(v.text[:at]))
	var buf [64]byte
	stem := buf[:0]
	for _, c := range v.text[:min(at, len(buf))] {
		if c < '0' || c > '9' {
			stem = append(stem, lowered(c))
		}
	}
	if len(stem) > 1 {
		s.stems.add(hash64(stem, 2), 1)
	}
}

// mobile notes a mobile number of Japan or China: nobody owns a range of them.
func (s *stock) mobile(v *value) {
	var buf [18]byte
	d, ok := figures(v.text, buf[:])
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
	m.seen.add(spread(n), 1)
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
	s.bodies.add(hash64(d[:len(d)-1], uint64(kind)), 1<<bit)
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
	s.reading[spread(uint64(first))%uint64(len(s.reading))][sound-'ァ']++
}

func (s *stock) merge(o *stock) {
	s.records.merge(&o.records)
	s.values.merge(&o.values)
	s.bodies.merge(&o.bodies)
	s.births.merge(&o.births)
	s.domains.merge(&o.domains)
	s.stems.merge(&o.stems)
	s.postal.join(o.postal)
	s.names.merge(&o.names)
	s.named.merge(&o.named)
	s.test.join(o.test)
	s.reserved.join(o.reserved)
	for i, n := range o.ages {
		s.ages[i] += n
	}
	for i := range o.mobiles {
		if m := &o.mobiles[i]; m.to > 0 {
			s.mobiles[i].note(m.from, m.to)
			s.mobiles[i].seen.merge(&m.seen)
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
		{"name_stock", pii.PersonName, tally{s.names.scale(int64(s.names.len())), s.named.scale(int64(s.named.len()))}},
	}
	for i := range s.mobiles {
		m := &s.mobiles[i]
		if n := m.seen.scale(int64(m.seen.len())); n >= 30 {
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
func top(s *sample[times]) (t tally) {
	for n := range s.all() {
		t.of += int64(*n)
		t.n = max(t.n, int64(*n))
	}
	t.of = s.scale(t.of)
	return t
}

// again counts the sightings beyond the first.
func again(s *sample[times]) (t tally) {
	for n := range s.all() {
		t.join(tally{int64(*n) - 1, int64(*n)})
	}
	return tally{s.scale(t.n), s.scale(t.of)}
}

// altered counts the numbers that were met with more than one check character.
func (s *stock) altered() (t tally) {
	for b := range s.bodies.all() {
		t.note(bits.OnesCount64(uint64(*b)) > 1)
	}
	return tally{s.bodies.scale(t.n), s.bodies.scale(t.of)}
}
