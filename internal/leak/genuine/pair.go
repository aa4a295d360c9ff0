package genuine

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/number"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/region"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
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
func (g *Judge) pair(r *row.Record) {
	woman, sexed := sexOf(r)
	if in, ok := g.numberIn(r); ok {
		if same, any := bornOn(r, &in); any {
			g.pairs[numberBirth].note(same)
		}
		if sexed {
			g.pairs[numberSex].note(in.Woman == woman)
		}
		if in.Division[0] != 0 {
			if same, any := livesIn(r, region.Province(in.Division[:])); any {
				g.pairs[numberRegion].note(same)
			}
		}
	}
	if v := r.Find(pii.JapanPostalCode); v != nil {
		if p := region.Postal(v.Text); p != 0 {
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
func (g *Judge) givenSex(r *row.Record) int {
	cols := g.fields.Of(r.Fields)
	for i := range r.Values {
		v := &r.Values[i]
		if v.Kind != pii.PersonName || v.Field >= 0 && v.Field < len(cols) && cols[v.Field] != nil && cols[v.Field].surname {
			continue
		}
		return nameSexOf(v.Text)
	}
	return 0
}

// mail looks for the name in the e-mail address.
func (g *Judge) mail(r *row.Record) {
	v := r.Find(pii.EmailAddress)
	if v == nil {
		return
	}
	at := bytes.LastIndexByte(v.Text, '@')
	if at < 0 {
		return
	}
	same, said := false, false
	for i := range r.Values {
		if k := &r.Values[i]; k.Kind == pii.PersonNameKana && !same {
			one, some := g.latin.own(v.Text[:at], k.Text)
			same, said = same || one, said || some
		}
	}
	if said {
		g.pairs[mailName].note(same)
	}
}

// numberIn reads the record's national number, be it valid or not.
func (g *Judge) numberIn(r *row.Record) (number.Inside, bool) {
	for i := range r.Values {
		if k := r.Values[i].Kind; k == pii.ChinaResidentIDNumber || k == pii.KoreaRRN {
			if in, ok := number.Read(k, r.Values[i].Text); ok {
				return in, true
			}
		}
	}
	cols := g.fields.Of(r.Fields)
	for i := range r.All {
		f := r.All[i].Field
		if f < 0 || f >= len(cols) || cols[f] == nil || len(r.All[i].Text) > 48 {
			continue
		}
		if k := cols[f].says.Kind; k == pii.ChinaResidentIDNumber || k == pii.KoreaRRN {
			if in, ok := number.Read(k, r.All[i].Text); ok {
				return in, true
			}
		}
	}
	return number.Inside{}, false
}

// bornOn tells whether a date of birth of the record is that of the number; any is false if it has none.
func bornOn(r *row.Record, in *number.Inside) (same, any bool) {
	for i := range r.Values {
		if r.Values[i].Kind != pii.DateOfBirth {
			continue
		}
		if y, m, d, ok := dob.Day(r.Values[i].Text); ok {
			any = true
			same = same || y == in.Year && m == in.Month && d == in.Day
		}
	}
	return same, any
}

// livesIn tells whether an address of the record lies in the region; any is false if none tells where it lies. A field
// of its own may name the region of addresses that stand in several.
func livesIn(r *row.Record, place uint8) (same, any bool) {
	if at := region.Apart(r); at != 0 {
		same, any = at == place, true
	}
	for i := range r.Values {
		if r.Values[i].Kind != pii.StreetAddress {
			continue
		}
		if at := region.Of(r.Values[i].Text); at != 0 {
			any = true
			same = same || at == place
		}
	}
	return same, any
}

// sexOf reads the record's sex: words, M and F, and the codes 1 and 2 of JIS X 0303 and ISO/IEC 5218.
func sexOf(r *row.Record) (woman, ok bool) {
	v := r.Find(pii.Gender)
	if v == nil || len(v.Text) > 32 {
		return false, false
	}
	switch string(v.Text) {
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
func (g *Judge) phone(r *row.Record) {
	for i := range r.Values {
		v := &r.Values[i]
		if v.Kind != pii.PhoneNumber {
			continue
		}
		var buf [18]byte
		d, ok := number.Figures(v.Text, buf[:])
		if !ok || len(d) != 10 || d[0] != '0' {
			continue
		}
		set := areaRegions[digits.Number(d[1:3])]
		if set == 0 {
			continue
		}
		if at := region.Address(r); at != 0 && at <= region.Japan {
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
