package secret

// class is a set of byte classes; classes[b] has the bit of every class that holds b.
type class uint32

// The classes, each under the letter that providers.tsv writes it with.
const (
	clsDigit   class = 1 << iota // d 0-9
	clsHex                       // h 0-9a-f
	clsHEX                       // H 0-9A-F
	clsAnyHex                    // x 0-9a-fA-F
	clsLower                     // l a-z
	clsUpper                     // u A-Z
	clsLowNum                    // n 0-9a-z
	clsUpNum                     // N 0-9A-Z
	clsAlnum                     // a 0-9A-Za-z
	clsWord                      // w 0-9A-Za-z_
	clsURL64                     // j 0-9A-Za-z_-
	clsURL64E                    // q 0-9A-Za-z_-=
	clsB64                       // b 0-9A-Za-z+/
	clsB64E                      // e 0-9A-Za-z+/=
	clsDotted                    // p 0-9A-Za-z_-.
	clsTilde                     // r 0-9A-Za-z_-.~
	clsBase32                    // t A-Z2-7
	clsBech32                    // k the letters of bech32 in upper case
	clsPercent                   // c 0-9A-Za-z%_-+/=
	clsIdent                     // the characters of a key's name: 0-9A-Za-z_-.
	clsUser                      // userinfo of a URL but for ':'
	clsSpace                     // blank and tab
	clsSym                       // printable ASCII that is no letter, digit or space
	clsWeird                     // > 0x7e or control
)

var classLetters = map[byte]class{
	'd': clsDigit, 'h': clsHex, 'H': clsHEX, 'x': clsAnyHex, 'l': clsLower, 'u': clsUpper, 'n': clsLowNum,
	'N': clsUpNum, 'a': clsAlnum, 'w': clsWord, 'j': clsURL64, 'q': clsURL64E, 'b': clsB64, 'e': clsB64E,
	'p': clsDotted, 'r': clsTilde, 't': clsBase32, 'k': clsBech32, 'c': clsPercent,
}

var classes = makeClasses()

func makeClasses() (t [256]class) {
	add := func(c class, s string) {
		for i := range len(s) {
			t[s[i]] |= c
		}
	}
	span := func(c class, lo, hi byte) {
		for b := int(lo); b <= int(hi); b++ {
			t[b] |= c
		}
	}
	const alnum = clsAlnum | clsWord | clsURL64 | clsURL64E | clsB64 | clsB64E | clsDotted | clsTilde | clsPercent | clsIdent | clsUser
	span(alnum|clsDigit|clsHex|clsHEX|clsAnyHex|clsLowNum|clsUpNum, '0', '9')
	span(alnum|clsLower|clsLowNum, 'a', 'z')
	span(alnum|clsUpper|clsUpNum|clsBase32, 'A', 'Z')
	span(clsHex|clsAnyHex, 'a', 'f')
	span(clsHEX|clsAnyHex, 'A', 'F')
	span(clsBase32, '2', '7')
	add(clsBech32, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")
	add(clsWord|clsURL64|clsURL64E|clsDotted|clsTilde|clsIdent|clsPercent|clsUser, "_")
	add(clsURL64|clsURL64E|clsDotted|clsTilde|clsIdent|clsPercent|clsUser, "-")
	add(clsB64|clsB64E|clsPercent, "+/")
	add(clsURL64E|clsB64E|clsPercent, "=")
	add(clsPercent|clsUser, "%")
	add(clsDotted|clsTilde|clsIdent|clsUser, ".")
	add(clsTilde|clsUser, "~")
	add(clsUser, "!$&'()*+,;=^|{}")
	add(clsSpace, " \t")
	span(clsWeird, 0, 0x1f)
	span(clsWeird, 0x7f, 0xff)
	for b := byte('!'); b <= '~'; b++ {
		if t[b]&clsAlnum == 0 {
			t[b] |= clsSym
		}
	}
	return t
}

func is(b byte, c class) bool { return classes[b]&c != 0 }

// run returns the end of the run of c that begins at i and goes no further than hi.
func run(t []byte, i, hi int, c class) int {
	for i < hi && classes[t[i]]&c != 0 {
		i++
	}
	return i
}

// runBack returns the start of the run of c that ends at i and goes no further back than lo.
func runBack(t []byte, i, lo int, c class) int {
	for i > lo && classes[t[i-1]]&c != 0 {
		i--
	}
	return i
}

// begins tells whether a token may begin at i: at lo, behind no letter, digit or '_', or behind an escape such as \n.
func begins(t []byte, i, lo int) bool {
	if i <= lo || classes[t[i-1]]&clsWord == 0 {
		return true
	}
	p := t[i-1]
	return (p == 'n' || p == 'r' || p == 't') && i-2 >= lo && t[i-2] == '\\'
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// foldAt tells whether t has the lower-case word w at i, in any case.
func foldAt(t []byte, i, hi int, w string) bool {
	if hi-i < len(w) {
		return false
	}
	for k := range len(w) {
		if lower(t[i+k]) != w[k] {
			return false
		}
	}
	return true
}

// foldIndex returns where t first has the lower-case word w in any case, or -1.
func foldIndex(t []byte, w string) int {
	for i := 0; i+len(w) <= len(t); i++ {
		if lower(t[i]) == w[0] && foldAt(t, i, len(t), w) {
			return i
		}
	}
	return -1
}
