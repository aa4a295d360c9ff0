package asset

import (
	"encoding/binary"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
)

// literals looks for many literals in one pass. Of each literal it takes the window of m bytes that is rarest in text, m
// being what the shortest literal allows. Among m-3 places that follow each other, every window has the beginning of one
// of its grams of four bytes at each; so it is enough to look at every (m-3)th place of the text, to ask a set of bits
// whether a gram of any window begins there, and to compare only where it does. The places do not depend on each other,
// which keeps the processor busy.
type literals struct {
	list   []literal
	stride int
	bits   [1 << (bitsLog - 6)]uint64
	grams  map[uint32][]gramAt
	reach  int // what may matter of a text on either side of a border, in bytes
}

// literal is one of an asset's. Letters of its first fold bytes are compared without regard to their case.
type literal struct {
	asset int
	text  string
	fold  int
	host  bool // ends of the literal are ends of names in a host's name
	left  bool // no letter or digit may stand before
	right bool // nor behind
}

// gramAt is a gram's place in a literal.
type gramAt struct {
	lit int32
	off int32
}

const (
	bitsLog   = 16
	gram      = 4
	maxWindow = 12
)

func newLiterals(list []config.Asset) *literals {
	l := &literals{stride: 1, grams: map[uint32][]gramAt{}}
	shortest := maxWindow
	for i, a := range list {
		for _, v := range a.Values {
			if len(v) < config.MinLiteral {
				continue
			}
			one := literal{asset: i, text: v, host: a.Type == config.Host}
			switch a.Type {
			case config.Host, config.Bucket:
				one.fold = len(v)
			case config.URL:
				if scheme := strings.Index(v, "://"); scheme >= 0 {
					one.fold = len(v)
					if slash := strings.IndexByte(v[scheme+3:], '/'); slash >= 0 {
						one.fold = scheme + 3 + slash
					}
				}
			}
			one.left, one.right = wordByte(v[0]), wordByte(v[len(v)-1])
			one.text = lowerHead(v, one.fold)
			l.add(one)
			if strings.Contains(v, "/") { // as some write it in JSON
				one.text = strings.ReplaceAll(one.text, "/", `\/`)
				one.fold += strings.Count(v[:one.fold], "/")
				l.add(one)
			}
			shortest = min(shortest, len(v))
		}
	}
	l.stride = shortest - gram + 1
	used := map[uint32]int{}
	for i := range l.list {
		w := l.window(l.list[i].text, used)
		for k := range l.stride {
			g := fold4(load(l.list[i].text[w+k:]))
			used[g]++
			l.grams[g] = append(l.grams[g], gramAt{int32(i), int32(w + k)})
			h := hash4(g)
			l.bits[h>>6] |= 1 << (h & 63)
		}
	}
	return l
}

func (l *literals) add(one literal) {
	l.list = append(l.list, one)
	l.reach = max(l.reach, len(one.text)+leftOf+rightOf)
}

// window is where the rarest window of text begins: one whose grams no other literal has taken, and made of what is
// seldom in text.
func (l *literals) window(text string, used map[uint32]int) int {
	best, most := 0, -1
	for w := 0; w+l.stride+gram-1 <= len(text); w++ {
		score := 0
		for k := range l.stride {
			g := text[w+k : w+k+gram]
			for i := range gram {
				score += rarity(g[i])
			}
			for _, c := range common {
				if strings.EqualFold(g, c) {
					score -= 300
				}
			}
			score -= 5 * min(used[fold4(load(g))], 20)
		}
		if score > most || best == 0 && most == -1 {
			best, most = w, score
		}
	}
	return best
}

// common are grams of addresses that any text with addresses has.
var common = []string{"http", "ttps", "tps:", "ps:/", "s://", "://w", "//ww", "www.", ".com", ".co.", "co.j", "o.jp", ".jp/", ".com/", "com/", "exam", "xamp",
	"ampl", "mple", "ple.", "api.", "img.", "cdn.", ".ama", "amaz", "mazo", "azon", "zona", "onaw", "naws", "aws.", "s3.a", ".s3."}

// rarity is higher for bytes that are seldom in text.
func rarity(c byte) int {
	switch {
	case strings.IndexByte("etaoinsrl .0123", c|0x20) >= 0:
		return 1
	case strings.IndexByte("hdcumpgfwyb/:", c|0x20) >= 0:
		return 3
	case 'a' <= c|0x20 && c|0x20 <= 'z', '4' <= c && c <= '9':
		return 5
	case c >= 0x80:
		return 3
	}
	return 4
}

func load(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// fold4 leaves the case of letters aside, and makes some other bytes equal too; what matters is compared later.
func fold4(g uint32) uint32 { return g | 0x20202020 }

func hash4(g uint32) uint32 { return g * 0x9E3779B1 >> (32 - bitsLog) }

// each calls hit for every occurrence, with where it begins and ends.
func (l *literals) each(text []byte, hit func(lit *literal, start, end int)) {
	if len(l.list) == 0 {
		return
	}
	stride := l.stride
	i := 0
	for ; i+3*stride+gram <= len(text); i += 4 * stride {
		// Four places at a time: seldom is there anything at any of them.
		a := hash4(fold4(binary.LittleEndian.Uint32(text[i:])))
		b := hash4(fold4(binary.LittleEndian.Uint32(text[i+stride:])))
		c := hash4(fold4(binary.LittleEndian.Uint32(text[i+2*stride:])))
		d := hash4(fold4(binary.LittleEndian.Uint32(text[i+3*stride:])))
		if (l.bits[a>>6]>>(a&63)|l.bits[b>>6]>>(b&63)|l.bits[c>>6]>>(c&63)|l.bits[d>>6]>>(d&63))&1 != 0 {
			for k := range 4 {
				l.at(text, i+k*stride, hit)
			}
		}
	}
	for ; i+gram <= len(text); i += stride {
		l.at(text, i, hit)
	}
}

// at compares the literals that have the gram at i.
func (l *literals) at(text []byte, i int, hit func(lit *literal, start, end int)) {
	g := fold4(binary.LittleEndian.Uint32(text[i:]))
	h := hash4(g)
	if l.bits[h>>6]>>(h&63)&1 == 0 {
		return
	}
	for _, p := range l.grams[g] {
		lit := &l.list[p.lit]
		start := i - int(p.off)
		end := start + len(lit.text)
		if start >= 0 && end <= len(text) && lit.equal(text[start:end]) && lit.apart(text, start, end) {
			hit(lit, start, end)
		}
	}
}

func (l *literal) equal(t []byte) bool {
	if string(t[l.fold:]) != l.text[l.fold:] {
		return false
	}
	for i := range l.fold {
		c := t[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != l.text[i] {
			return false
		}
	}
	return true
}

// maxName is how far a name is followed before its literal, in bytes; leftOf and rightOf are what apart looks at.
const (
	maxName = 64
	leftOf  = maxName + 2
	rightOf = 2
)

// apart tells whether the literal stands for itself and is no piece of a longer name. A host's subdomains are ours as it
// is; a longer name that begins with it is somebody else's, and an e-mail address is no use of the host.
func (l *literal) apart(t []byte, start, end int) bool {
	if l.left && start > 0 && nameByte(t[start-1]) || l.right && end < len(t) && nameByte(t[end]) {
		return false
	}
	if !l.host {
		return true
	}
	if end+1 < len(t) && t[end] == '.' && nameByte(t[end+1]) {
		return false
	}
	i := start
	for i > 0 && start-i < maxName && (nameByte(t[i-1]) || t[i-1] == '.') {
		i--
	}
	mail := i > 1 && t[i-1] == '@' && (nameByte(t[i-2]) || t[i-2] == '.' || t[i-2] == '+')
	remote := end < len(t) && (t[end] == ':' || t[end] == '/') // user@host:path, https://user@host/
	return !mail || remote
}

// nameByte tells the bytes that names of hosts, buckets and keys are made of. Of UTF-8 beyond ASCII only what follows
// is asked, and there a Japanese sentence goes on without a blank: it is no part of a name.
func nameByte(c byte) bool { return wordByte(c) || c == '-' }

func wordByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_'
}

// lowerHead has ASCII letters of the first n bytes in lower case.
func lowerHead(s string, n int) string {
	b := []byte(s)
	for i := range b[:n] {
		if 'A' <= b[i] && b[i] <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return string(b)
}
