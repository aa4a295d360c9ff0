package world

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// invent writes rows that a naive faker made: no check digit is right but by chance, days that no calendar has, an
// identity number that contradicts birth and sex, phone numbers that follow each other, the names of manuals.
func (d *dumper) invent(f form) error {
	d.truth.Genuine, d.truth.After, d.truth.Before = "invented", nil, nil
	d.truth.Births, d.truth.Regions = nil, nil
	row := make([]string, len(d.part))
	for n := range d.spec.Invented {
		for i := range d.part {
			row[i] = d.fake(d.part[i].Field, n)
		}
		if err := d.put(f, row); err != nil {
			return err
		}
	}
	d.truth.Persons += d.spec.Invented
	return nil
}

var fakeSurnames = []string{"山田", "佐藤", "鈴木", "田中", "テスト", "高橋"}

var fakeGiven = []string{"太郎", "花子", "一郎", "次郎", "ユーザー", "三郎"}

var fakeKana = []string{"ヤマダ", "サトウ", "スズキ", "タナカ", "テスト", "タカハシ"}

var fakeReadings = []string{"タロウ", "ハナコ", "イチロウ", "ジロウ", "ユーザー", "サブロウ"}

var fakePlaces = []string{"東京都千代田区千代田", "東京都新宿区西新宿", "大阪府大阪市北区梅田", "神奈川県横浜市中区"}

func (d *dumper) fake(f Field, n int) string {
	s, g := n%len(fakeSurnames), n/len(fakeSurnames)%len(fakeGiven)
	num := strconv.Itoa
	any := func(digits int) string {
		v := num(1 + d.r.IntN(9))
		for len(v) < digits {
			v += num(d.r.IntN(10))
		}
		return v
	}
	day := func() string {
		return num(1950+d.r.IntN(60)) + digits(uint64(1+d.r.IntN(13)), 2) + digits(uint64(1+d.r.IntN(31)), 2)
	}
	switch f {
	case Account:
		return "X" + digits(uint64(n+1), 7)
	case Name:
		return fakeSurnames[s] + fakeGiven[g]
	case Surname:
		return fakeSurnames[s]
	case Given:
		return fakeGiven[g]
	case Kana:
		return fakeKana[s] + " " + fakeReadings[g]
	case SurnameKana:
		return fakeKana[s]
	case GivenKana:
		return fakeReadings[g]
	case Birth:
		v := day()
		return v[:4] + "-" + v[4:6] + "-" + v[6:]
	case Sex:
		return []string{"男", "女"}[d.r.IntN(2)]
	case Postal:
		return any(3) + "-" + any(4)
	case Address, Street:
		return fakePlaces[d.r.IntN(len(fakePlaces))] + num(1+n%9) + "-" + num(1+n%5) + "-" + num(1+n%3)
	case Region:
		return "東京都"
	case City:
		return "千代田区"
	case Landline:
		return "03-1234-" + digits(uint64(n%10_000), 4)
	case Mobile:
		return "090-" + digits(uint64(1234+n/10_000), 4) + "-" + digits(uint64(n%10_000), 4)
	case Email:
		return "test" + num(n+1) + "@example.com"
	case Country:
		return "CN"
	case Identity:
		return "110101" + day() + any(4)
	case MyNumber:
		return any(12)
	case BankAccount:
		return "1234567"
	case Holder:
		return synth.HalfKana(fakeKana[s] + " " + fakeReadings[g])
	case Card:
		return "4" + any(15)
	case Hash, WeakHash:
		return "5f4dcc3b5aa765d61d8327deb882cf99" // MD5 of "password"
	case Registered, Updated:
		v := day()
		return "20" + v[2:4] + "-" + v[4:6] + "-" + v[6:] + " 00:00:00"
	}
	return ""
}
