package leak

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The pairs of values of a record that ought to agree.
const (
	numberBirth = iota
	numberSex
	numberRegion
	postalRegions
	phoneRegions
	nameSex
	mailName
	numPairs
)

var pairCodes = [numPairs]string{"number_birth", "number_sex", "number_region", "postal_region", "phone_region", "name_sex", "mail_name"}

var pairKinds = [numPairs]pii.Kind{pii.DateOfBirth, pii.Gender, pii.StreetAddress, pii.JapanPostalCode, pii.PhoneNumber, pii.PersonName, pii.EmailAddress}

// pair compares the values of a record with each other.
func (g *genuine) pair(r *row) {
	woman, sexed := sexOf(r)
	if in, ok := g.numberIn(r); ok {
		if same, any := bornOn(r, &in); any {
			g.pairs[numberBirth].note(same)
		}
		if sexed {
			g.pairs[numberSex].note(in.woman == woman)
		}
		if in.division[0] != 0 {
			if same, any := livesIn(r, provinceOf(in.division[:])); any {
				g.pairs[numberRegion].note(same)
			}
		}
	}
	if v := r.find(pii.JapanPostalCode); v != nil {
		if p := postalRegion(v.text); p != 0 {
			if same, any := livesIn(r, p); any {
				g.pairs[postalRegions].note(same)
			}
		}
	}
	g.phone(r)
	if sexed {
		if s := g.givenSex(r); s != 0 {
			g.pairs[nameSex].note(woman == (s == 2))
		}
	}
	g.mail(r)
}

// givenSex asks the record's given name, where it stands apart from the surname that alone, for the sex it tells.
func (g *genuine) givenSex(r *row) int {
	cols := g.fields.of(r.fields)
	for i := range r.values {
		v := &r.values[i]
		if v.kind != pii.PersonName || v.field >= 0 && v.field < len(cols) && cols[v.field] != nil && cols[v.field].surname {
			continue
		}
		return nameSexOf(v.text)
	}
	return 0
}

// mail looks for the name in the e-mail address.
func (g *genuine) mail(r *row) {
	v := r.find(pii.EmailAddress)
	if v == nil {
		return
	}
	at := bytes.LastIndexByte(v.text, '@')
	if at < 0 {
		return
	}
	same, said := false, false
	for i := range r.values {
		if k := &r.values[i]; k.kind == pii.PersonNameKana && !same {
			one, some := g.latin.own(v.text[:at], k.text)
			same, said = same || one, said || some
		}
	}
	if said {
		g.pairs[mailName].note(same)
	}
}

// numberIn reads the record's national number, be it valid or not.
func (g *genuine) numberIn(r *row) (inside, bool) {
	for i := range r.values {
		if k := r.values[i].kind; k == pii.ChinaResidentIDNumber || k == pii.KoreaRRN {
			if in, ok := readNumber(k, r.values[i].text); ok {
				return in, true
			}
		}
	}
	cols := g.fields.of(r.fields)
	for i := range r.all {
		f := r.all[i].Field
		if f < 0 || f >= len(cols) || cols[f] == nil || len(r.all[i].Text) > 48 {
			continue
		}
		if k := cols[f].says.Kind; k == pii.ChinaResidentIDNumber || k == pii.KoreaRRN {
			if in, ok := readNumber(k, r.all[i].Text); ok {
				return in, true
			}
		}
	}
	return inside{}, false
}

// bornOn tells whether a date of birth of the record is that of the number; any is false if it has none.
func bornOn(r *row, in *inside) (same, any bool) {
	for i := range r.values {
		if r.values[i].kind != pii.DateOfBirth {
			continue
		}
		if y, m, d, ok := dob.Day(r.values[i].text); ok {
			any = true
			same = same || y == in.y && m == in.m && d == in.d
		}
	}
	return same, any
}

// livesIn tells whether an address of the record lies in the region; any is false if none tells where it lies. A field
// of its own may name the region of addresses that stand in several.
func livesIn(r *row, place uint8) (same, any bool) {
	if at := apartRegion(r); at != 0 {
		same, any = at == place, true
	}
	for i := range r.values {
		if r.values[i].kind != pii.StreetAddress {
			continue
		}
		if at := regionOf(r.values[i].text); at != 0 {
			any = true
			same = same || at == place
		}
	}
	return same, any
}

// sexOf reads the record's sex: words, M and F, and the codes 1 and 2 of JIS X 0303 and ISO/IEC 5218.
func sexOf(r *row) (woman, ok bool) {
	v := r.find(pii.Gender)
	if v == nil || len(v.text) > 32 {
		return false, false
	}
	switch string(v.text) {
	case "男", "男性", "男子", "M", "m", "Ｍ", "male", "Male", "MALE", "1", "１", "01", "남", "남자", "남성", "1:男", "1.男":
		return false, true
	case "女", "女性", "女子", "F", "f", "Ｆ", "female", "Female", "FEMALE", "2", "２", "02", "여", "여자", "여성", "2:女", "2.女":
		return true, true
	}
	return false, false
}

// The last characters of given names that are nearly always a man's, or a woman's, in Japan and in China.
const (
	menEnd   = "郎男夫雄介輔助太司樹斗翔也哉之彦平治吾史朗伟强军刚勇杰涛斌龙鹏辉磊峰波"
	womenEnd = "子美香奈菜恵江代枝乃穂花華織佳丽娟芳燕娜婷玲霞梅艳洁雪莉萍兰琴倩颖"
)

// nameSexOf is 1 for a name that ends as men's do, 2 as women's, 0 for others.
func nameSexOf(name []byte) int {
	r, n := utf8.DecodeLastRune(name)
	if n < 3 || len(name) < 6 {
		return 0
	}
	switch {
	case strings.ContainsRune(menEnd, r):
		return 1
	case strings.ContainsRune(womenEnd, r):
		return 2
	}
	return 0
}

// phone compares the area of a landline with the address, roughly.
func (g *genuine) phone(r *row) {
	for i := range r.values {
		v := &r.values[i]
		if v.kind != pii.PhoneNumber {
			continue
		}
		var buf [18]byte
		d, ok := figures(v.text, buf[:])
		if !ok || len(d) != 10 || d[0] != '0' {
			continue
		}
		set := areaRegions[digits.Number(d[1:3])]
		if set == 0 {
			continue
		}
		if at := addressRegion(r); at != 0 && at <= jpRegions {
			g.pairs[phoneRegions].note(set>>at&1 != 0)
			return
		}
	}
}

// areas give the prefectures (JIS X 0401) in which area codes that begin with 0 and two further digits mostly lie.
const areas = "11:1 12:1 13:1 14:1 15:1 16:1 17:2 18:5,3 19:3 22:4 23:6 24:7 25:15 26:20,10 27:10,9 28:9,8 29:8,11 30:13 31:13 32:13 33:13 34:13 35:13 " +
	"36:13 37:13 38:13 39:13 42:13,11,14 43:12 44:14 45:14 46:14,22 47:12,8,11 48:11,12 49:11 52:23 53:22,23 54:22 55:19,22 56:23 57:21 58:21,23 59:24 " +
	"60:27,28 61:27 62:27 63:27 64:27,28 65:27 66:27,28 67:27 68:27 69:27,28 72:27,28 73:30,29 74:29,30,25 75:26 76:17,16,18 77:25,26,18 78:28 79:28,26 " +
	"82:34 83:35,34 84:34 85:31,32 86:33 87:37 88:36,39 89:38 92:40 93:40 94:40,43,44 95:42,41 96:43,45 97:44 98:45,47,46 99:46,45"

var areaRegions = func() (t [100]uint64) {
	for _, f := range strings.Fields(areas) {
		code, list, _ := strings.Cut(f, ":")
		for _, p := range strings.Split(list, ",") {
			t[digits.Number([]byte(code))] |= 1 << digits.Number([]byte(p))
		}
	}
	return t
}()
