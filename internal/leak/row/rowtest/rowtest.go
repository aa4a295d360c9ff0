// Package rowtest makes records of invented people for the tests of aspects: genuine, altered and made up.
package rowtest

import (
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/china"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/mynumber"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Cell is a field's value as a test writes it: kind None is a value that no detector passed. It is an
// alias, so that tables of them are written without the names of fields.
type Cell = struct {
	Field string
	Kind  pii.Kind
	Text  string
}

// Of makes a record of cells. person 0 is nobody in particular.
func Of(person uint64, cells ...Cell) *row.Record {
	r := &row.Record{Person: person}
	for i, c := range cells {
		r.Fields = append(r.Fields, c.Field)
		r.All = append(r.All, content.Value{Field: i, Text: []byte(c.Text)})
		if c.Kind != pii.None && c.Text != "" {
			r.Values = append(r.Values, row.Value{Field: i, Kind: c.Kind, Text: []byte(c.Text), Evidence: detect.Shape, Hash: row.Hash([]byte(c.Text), 7)})
		}
	}
	return r
}

// Noon is a day's, in UTC.
func Noon(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

// Japanese is a row of a table of members.
func Japanese(g *synth.Gen) []Cell {
	p := g.Japanese()
	return []Cell{
		{"会員番号", pii.AccountID, p.Member}, {"氏名", pii.PersonName, p.Name("　")}, {"フリガナ", pii.PersonNameKana, p.Kana(" ")},
		{"生年月日", pii.DateOfBirth, p.Birth.Slash()}, {"性別", pii.Gender, p.Sex("男", "女")}, {"年齢", pii.Age, strconv.Itoa(p.Birth.Age())},
		{"郵便番号", pii.JapanPostalCode, p.Postal[:3] + "-" + p.Postal[3:]}, {"住所", pii.StreetAddress, p.Address()},
		{"電話番号", pii.PhoneNumber, synth.JPPhone(p.Landline, "")}, {"携帯電話", pii.PhoneNumber, synth.JPPhone(p.Mobile, "")},
		{"メールアドレス", pii.EmailAddress, p.Email}, {"個人番号", pii.JapanIndividualNumber, p.National},
		{"登録日時", pii.None, "20" + strconv.Itoa(15+g.N(8)) + "-0" + strconv.Itoa(1+g.N(9)) + "-1" + strconv.Itoa(g.N(10)) + " 12:34:56"},
	}
}

// Chinese is a row of a register of persons.
func Chinese(g *synth.Gen) []Cell {
	p := g.Chinese()
	return []Cell{
		{"_source.xm", pii.PersonName, p.Name("")}, {"_source.xb", pii.Gender, p.Sex("男", "女")}, {"_source.csrq", pii.DateOfBirth, p.Birth.Compact()},
		{"_source.sfzh", pii.ChinaResidentIDNumber, p.National}, {"_source.sjh", pii.PhoneNumber, p.Mobile},
		{"_source.hjdz", pii.StreetAddress, p.Origin}, {"_source.xzz", pii.StreetAddress, p.Address()},
	}
}

// rejudge takes the kind from numbers that the engine would not pass.
func rejudge(cells []Cell) []Cell {
	for i := range cells {
		switch c := &cells[i]; c.Kind {
		case pii.ChinaResidentIDNumber:
			if len(c.Text) != 18 || !china.Valid([]byte(c.Text)) {
				c.Kind = pii.None
			}
		case pii.JapanIndividualNumber:
			if len(c.Text) != 12 || !mynumber.Valid([]byte(c.Text)) {
				c.Kind = pii.None
			}
		}
	}
	return cells
}

// Stock makes n rows, the same for the same seed.
func Stock(n int, seed uint64, person func(*synth.Gen) []Cell) [][]Cell {
	g := synth.New(seed)
	out := make([][]Cell, n)
	for i := range out {
		out[i] = person(g)
	}
	return out
}

// Corrupt changes a digit of share percent of the values that hold any.
func Corrupt(rows [][]Cell, share int, seed uint64) [][]Cell {
	r := rand.New(rand.NewPCG(seed, 1))
	for _, row := range rows {
		for i := range row {
			if r.IntN(100) >= share {
				continue
			}
			b := []byte(row[i].Text)
			for range 20 {
				if k := r.IntN(max(1, len(b))); len(b) > 0 && b[k] >= '0' && b[k] <= '9' {
					b[k] = '0' + (b[k]-'0'+byte(1+r.IntN(9)))%10
					break
				}
			}
			row[i].Text = string(b)
		}
		rejudge(row)
	}
	return rows
}

// Shuffle tears a column apart from the others.
func Shuffle(rows [][]Cell, seed uint64, columns ...int) [][]Cell {
	r := rand.New(rand.NewPCG(seed, 2))
	for _, c := range columns {
		r.Shuffle(len(rows), func(i, j int) { rows[i][c].Text, rows[j][c].Text = rows[j][c].Text, rows[i][c].Text })
	}
	return rows
}

// naiveRow is what a script of ten lines invents: every column by itself, numbers without check digits, few names.
func naiveRow(r *rand.Rand, cn bool) []Cell {
	n := func(k int) string {
		b := make([]byte, k)
		for i := range b {
			b[i] = byte('0' + r.IntN(10))
		}
		return string(b)
	}
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	date := func(sep string) string {
		return strconv.Itoa(1950+r.IntN(55)) + sep + strconv.Itoa(11 + r.IntN(2) - r.IntN(2))[0:2] + sep + strconv.Itoa(10+r.IntN(18))
	}
	if cn {
		return rejudge([]Cell{
			{"xm", pii.PersonName, pick("张", "王", "李", "赵", "陈") + pick("伟", "丽", "强", "芳", "军", "娟")}, {"xb", pii.Gender, pick("男", "女")},
			{"csrq", pii.DateOfBirth, date("")}, {"sfzh", pii.ChinaResidentIDNumber, pick("11", "31", "44", "51") + n(4) + date("") + n(4)},
			{"sjh", pii.PhoneNumber, "13" + n(9)}, {"xzz", pii.StreetAddress, pick("上海市浦东新区", "北京市朝阳区", "广东省广州市") + n(3) + "号"},
		})
	}
	return rejudge([]Cell{
		{"氏名", pii.PersonName, pick("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺") + pick("太郎", "花子", "一郎", "美香", "健太", "陽子")},
		{"フリガナ", pii.PersonNameKana, pick("サトウ", "スズキ", "タカハシ", "タナカ", "イトウ", "ワタナベ") + pick("タロウ", "ハナコ")},
		{"生年月日", pii.DateOfBirth, date("-")}, {"性別", pii.Gender, pick("男", "女")}, {"年齢", pii.Age, strconv.Itoa(18 + r.IntN(60))},
		{"郵便番号", pii.JapanPostalCode, "1" + n(2) + "-" + n(4)}, {"住所", pii.StreetAddress, pick("東京都", "大阪府", "北海道", "福岡県") + "中央市" + n(1) + "-" + n(2)},
		{"携帯電話", pii.PhoneNumber, "090-" + n(4) + "-" + n(4)}, {"メールアドレス", pii.EmailAddress, "user" + n(4) + "@example.com"},
		{"個人番号", pii.JapanIndividualNumber, n(12)},
	})
}

// Invented makes n rows that no person stands behind, Chinese or Japanese.
func Invented(n int, seed uint64, cn bool) [][]Cell {
	r := rand.New(rand.NewPCG(seed, 3))
	out := make([][]Cell, n)
	for i := range out {
		out[i] = naiveRow(r, cn)
	}
	return out
}
