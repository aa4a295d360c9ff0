package phone

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// The Japanese area codes (市外局番の一覧, Ministry of Internal Affairs and Communications), written with the 0.
const (
	three = "011 015 017 018 019 022 023 024 025 026 027 028 029 042 043 044 045 046 047 048 049 052 053 054 055 058 059 " +
		"072 073 075 076 077 078 079 082 083 084 086 087 088 089 092 093 095 096 097 098 099"
	// four lists, by the first three digits, which fourth digits make a code.
	four = "012:3456 013:3456789 014:23456 015:2345678 016:234567 017:2345689 018:234567 019:1234578 022:0345689 " +
		"023:34578 024:012346789 025:0456789 026:01345689 027:046789 028:02345789 029:1345679 042:28 043:689 046:03567 " +
		"047:05689 048:0 049:345 053:1236789 054:4578 055:01345678 056:123456789 057:2345678 058:14567 059:456789 072:15 " +
		"073:56789 074:023456789 076:135678 077:0123468 079:0145679 082:034679 083:345678 084:5678 085:23456789 " +
		"086:356789 087:579 088:034579 089:2345678 092:0 093:0 094:02346789 095:0245679 096:456789 097:234789 098:0234567 " +
		"099:34567"
	five = "01267 01372 01374 01377 01392 01397 01398 01456 01457 01466 01547 01558 01564 01586 01587 01632 01634 01635 " +
		"01648 01654 01655 01656 01658 04992 04994 04996 04998 05769 05979 07468 08387 08388 08396 08477 08512 08514 09496 " +
		"09802 09912 09913 09969"
)

// codes tells by the first four digits behind the 0 which lengths of area code exist: bit n for n digits with the 0.
var codes = func() *[10000]uint8 {
	t := new([10000]uint8)
	set := func(code string, n uint8) {
		lo, span := 0, 1
		for _, c := range code[1:] {
			lo = lo*10 + int(c-'0')
		}
		for i := len(code) - 1; i < 4; i++ {
			lo, span = lo*10, span*10
		}
		for i := lo; i < lo+span; i++ {
			t[i] |= 1 << n
		}
	}
	for _, c := range []string{"03", "04", "06"} {
		set(c, 2)
	}
	words(three, func(w string) { set(w, 3) })
	words(four, func(w string) {
		if len(w) > 4 {
			for _, c := range w[4:] {
				set(w[:3]+string(c), 4)
			}
		}
	})
	words(five, func(w string) { set(w, 5) })
	return t
}()

func words(s string, yield func(string)) {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == ' ' {
			yield(s[start:i])
			start = i + 1
		}
	}
}

func lengths(d []byte) uint8 {
	return codes[int(d[1]-'0')*1000+int(d[2]-'0')*100+int(d[3]-'0')*10+int(d[4]-'0')]
}

// area tells whether the first n digits are an area code and a subscriber's exchange may follow.
func area(d []byte, n int) bool {
	return n >= 2 && n <= 5 && lengths(d)>>n&1 != 0 && (d[n] >= '1' || n >= 4)
}

// areaOf is the length of the area code that ten digits begin with, the longest that exists, or 0.
func areaOf(d []byte) int {
	for n := 5; n >= 2; n-- {
		if area(d, n) {
			return n
		}
	}
	return 0
}

// countries has the country codes of E.164 in use: the zones 1 and 7, and others of two digits; three-digit ones begin
// with a pair that no two-digit code has.
const two = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 " +
	"90 91 92 93 94 95 98"

const triple = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 85 87 88 96 97 99"

var countries = func() (t [100]uint8) {
	words(two, func(w string) { t[(w[0]-'0')*10+w[1]-'0'] = 2 })
	words(triple, func(w string) { t[(w[0]-'0')*10+w[1]-'0'] = 3 })
	return t
}()

// international judges digits that begin with a country code.
func international(d []byte, isGrouped bool) detect.Evidence {
	e := plain
	if isGrouped {
		e = grouped
	}
	switch n := len(d); {
	case n < 8 || n > 15 && !(n == 16):
		return 0
	case d[0] == '1':
		if n != 11 || d[1] < '2' || d[4] < '2' {
			return 0
		}
		return e
	case d[0] == '7':
		if n != 11 {
			return 0
		}
		return e
	case d[0] == '0':
		return 0
	case d[0] == '8' && d[1] == '1':
		rest := d[2:]
		if rest[0] == '0' { // +81-(0)90-…
			rest = rest[1:]
		}
		if len(rest) == 10 && (mobile(rest) || rest[0] == '5' || rest[0] == '8' || rest[0] == '2') || len(rest) == 9 && rest[0] != '0' {
			return e
		}
		return 0
	case d[0] == '8' && d[1] == '6':
		rest := d[2:]
		if rest[0] == '0' {
			rest = rest[1:]
		}
		if len(rest) == 11 && rest[0] == '1' && rest[1] >= '3' || len(rest) >= 9 && len(rest) <= 11 {
			return e
		}
		return 0
	case d[0] == '8' && d[1] == '5' && d[2] == '2', d[0] == '8' && d[1] == '5' && d[2] == '3':
		if n != 11 {
			return 0
		}
		return e
	case d[0] == '6' && d[1] == '5':
		if n != 10 {
			return 0
		}
		return e
	}
	if countries[(d[0]-'0')*10+d[1]-'0'] == 0 || len(d) > 15 {
		return 0
	}
	return e
}
