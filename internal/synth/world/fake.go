package world

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// invent writes rows that nobody's data stand in.
func (d *dumper) invent(f form) error {
	t := &d.truth
	t.Genuine, t.After, t.Before, t.Births, t.Regions = "invented", nil, nil, nil, nil
	k := d.faker()
	fake := k.naive
	if d.spec.Library {
		fake = k.library
	}
	row := make([]string, len(d.part))
	for n := range d.spec.Invented {
		k.person = k.gen.Japanese()
		for i := range d.part {
			row[i] = fake(d.part[i].Field, n)
		}
		if err := d.put(f, row); err != nil {
			return err
		}
	}
	t.Persons += d.spec.Invented
	return nil
}

// faker makes up rows. Each has habits of its own, so that no two dumps look alike.
type faker struct {
	*dumper
	gen            *synth.Gen // apart from the world's: its people are of no sequence
	person         synth.Person
	who, at, id    string // of e-mail and account numbers
	phone          int    // the first
	place          int
	iso, sameBirth bool
}

func (d *dumper) faker() *faker {
	return &faker{dumper: d, gen: synth.New(mix(d.spec.Seed + 0xface)), who: pick(d, "test", "user", "demo", "sample", "dummy", "hoge", "member"),
		at: pick(d, "example.com", "example.jp", "test.example.com", "mail.example.org"), id: pick(d, "X", "T", "ID", "A-", "9"),
		phone: d.r.IntN(9000)*10_000 + 1, place: d.r.IntN(4), iso: d.r.IntN(2) == 0, sameBirth: d.r.IntN(4) == 0}
}

func pick(d *dumper, of ...string) string { return of[d.r.IntN(len(of))] }

// number is so many digits, the first not 0.
func (d *dumper) number(n int) string {
	v := strconv.Itoa(1 + d.r.IntN(9))
	for len(v) < n {
		v += strconv.Itoa(d.r.IntN(10))
	}
	return v
}

// day is eight digits: of a month in thirteen, and of a day up to 31 whatever the month.
func (d *dumper) day(from, to int) string {
	return strconv.Itoa(from+d.r.IntN(to-from)) + digits(uint64(1+d.r.IntN(13)), 2) + digits(uint64(1+d.r.IntN(31)), 2)
}

var fakeNames = [][4]string{{"山田", "太郎", "ヤマダ", "タロウ"}, {"佐藤", "花子", "サトウ", "ハナコ"}, {"鈴木", "一郎", "スズキ", "イチロウ"},
	{"田中", "次郎", "タナカ", "ジロウ"}, {"テスト", "ユーザー", "テスト", "ユーザー"}, {"高橋", "三郎", "タカハシ", "サブロウ"}, {"見本", "太郎", "ミホン", "タロウ"}}

var fakePlaces = []string{"東京都千代田区千代田", "東京都新宿区西新宿", "大阪府大阪市北区梅田", "神奈川県横浜市中区"}

// naive is what somebody fills down a sheet with: no check digit is right but by chance, there are days that no calendar
// has, an identity number contradicts birth and sex, phone numbers follow each other, names are those of manuals.
func (k *faker) naive(f Field, n int) string {
	s, g := fakeNames[n%len(fakeNames)], fakeNames[n/len(fakeNames)%len(fakeNames)]
	num := strconv.Itoa
	switch f {
	case Account:
		return k.id + digits(uint64(n+1), 7)
	case Name:
		return s[0] + g[1]
	case Surname:
		return s[0]
	case Given:
		return g[1]
	case Kana:
		return s[2] + " " + g[3]
	case SurnameKana:
		return s[2]
	case GivenKana:
		return g[3]
	case Birth:
		v := k.day(1950, 2010)
		switch {
		case k.sameBirth && n%3 > 0:
			return "1990-01-01"
		case k.iso:
			return v[:4] + "-" + v[4:6] + "-" + v[6:]
		}
		return v[:4] + "/" + v[4:6] + "/" + v[6:]
	case Sex:
		return pick(k.dumper, "男", "女")
	case Postal:
		return k.number(3) + "-" + k.number(4)
	case Address, Street:
		return fakePlaces[(k.place+n)%len(fakePlaces)] + num(1+n%9) + "-" + num(1+n%5) + "-" + num(1+n%3)
	case Region:
		return fakePlaces[k.place][:9]
	case City:
		return "中央区"
	case Landline:
		return "03-1234-" + digits(uint64(n%10_000), 4)
	case Mobile:
		v := digits(uint64(k.phone+n)%100_000_000, 8)
		return "090-" + v[:4] + "-" + v[4:]
	case Email:
		return k.who + num(n+1) + "@" + k.at
	case Identity:
		return "110101" + k.day(1950, 2010) + k.number(4)
	case Holder:
		return synth.HalfKana(s[2] + " " + g[3])
	case BankAccount:
		return "1234567"
	case Card:
		return "4" + k.number(15)
	case Hash, WeakHash:
		return "5f4dcc3b5aa765d61d8327deb882cf99" // MD5 of "password"
	}
	return k.any(f)
}

// library is what a library for test data gives: each value is well formed and from a list, but what should hang together
// does not: region, city, postal code and phone, identity number and birth. Numbers hit real ones by chance.
func (k *faker) library(f Field, _ int) string {
	p := &k.person
	switch f {
	case Account:
		return account(k.r.Uint64N(10_000_000), k.spec.Takes[0].Store)
	case Birth:
		return k.gen.Date(1930, 2020).ISO()
	case Postal:
		return k.number(3) + "-" + k.number(4)
	case Address:
		q := k.gen.Japanese()
		return q.Region + p.City + p.Street
	case Landline:
		return "0" + k.number(9)
	case Mobile:
		return pick(k.dumper, "090", "080", "070") + "-" + k.number(4) + "-" + k.number(4)
	case Email:
		return p.Email
	case Identity:
		return k.number(6) + k.day(1930, 2020) + k.number(4)
	case Card:
		return k.gen.Card()
	case Hash:
		return "$2b$12$" + k.gen.From(bcrypt, 53)
	case WeakHash:
		return k.gen.Hex(32)
	case BankAccount:
		return k.number(7)
	case Kana, SurnameKana, GivenKana, Name, Surname, Given, Sex, Region, City, Street, Building, Holder:
		r := record{Person: *p}
		return fields[f].get(&r, &k.styles[0])
	}
	return k.any(f)
}

// any is what both do.
func (k *faker) any(f Field) string {
	switch f {
	case Country:
		return pick(k.dumper, "JP", "CN", "US", "FR")
	case MyNumber:
		return k.number(12)
	case Registered, Updated:
		v := k.day(2015, 2026)
		return v[:4] + "-" + v[4:6] + "-" + v[6:] + " 00:00:00"
	}
	return ""
}
