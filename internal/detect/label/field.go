package label

import (
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Field tells what a field of this name holds. It reads paths (`_source.xm`), camelCase, snake_case and kebab-case,
// 全角, half-width kana, remarks in parentheses (電話番号（自宅）) and numbers at the end (住所2). The zero Verdict means
// that the name says nothing.
func Field(name string) Verdict {
	if len(name) > 256 {
		name = name[len(name)-256:]
	}
	x := load()
	name = narrow(strings.TrimSpace(name))
	if strings.HasSuffix(strings.ToLower(name), "user.name") { // the name of a user, no user name
		return Verdict{Kind: pii.PersonName, Strength: 2}
	}
	if i := strings.LastIndexAny(name, "./"); i > 0 && !isASCII(name) { // 支払.有効期限 is no 支払有効期限
		if _, exact := x.words[fold(name)]; !exact {
			if v, ok := x.segment(name[i+1:]); ok && v.Kind != pii.None {
				return v
			}
		}
	}
	if v, ok := x.segment(name); ok {
		return v
	}
	segs := strings.FieldsFunc(name, func(r rune) bool {
		return r == '.' || r == '/' || r == '[' || r == ']' || r == '$' || r == ':' || r == '>'
	})
	for len(segs) > 0 && isDigits([]byte(segs[len(segs)-1])) {
		segs = segs[:len(segs)-1]
	}
	n := len(segs)
	if n == 0 {
		return Verdict{}
	}
	if v, ok := x.segment(segs[n-1]); ok {
		return v
	}
	if n > 1 {
		if v, ok := x.segment(segs[n-2] + "_" + segs[n-1]); ok && isTail(x, segs[n-1]) {
			return v
		}
	}
	return Verdict{}
}

func isTail(x *index, seg string) bool { return x.tail[fold(seg)] }

// segment resolves one component of a path, or a path read as one name.
func (x *index) segment(s string) (Verdict, bool) {
	if e, ok := x.words[fold(s)]; ok {
		return e.Verdict, true
	}
	if isASCII(s) {
		var p phrase
		if !p.read([]byte(s), 0) {
			return Verdict{}, false
		}
		v, _, ok := x.resolve(&p)
		return v, ok
	}
	if bare := withoutRemarks(s); bare != s && bare != "" {
		if v, ok := x.segment(bare); ok {
			return v, true
		}
	}
	key := fold(s)
	for {
		if v, ok := x.suffix(key); ok {
			return v, true
		}
		cut := x.cutTail(key)
		if cut == "" {
			return Verdict{}, false
		}
		key = cut
	}
}

// suffix finds the longest label that ends key. It begins at a character beyond ASCII or at the head of an ASCII word.
func (x *index) suffix(key string) (Verdict, bool) {
	prevASCII := false
	for i, r := range key {
		ascii := r < utf8.RuneSelf
		if !(ascii && prevASCII) {
			if e, ok := x.words[key[i:]]; ok && (i == 0 || !e.whole) {
				if i > 0 && e.Other {
					if v, ok := ofWhom(key); ok {
						return v, true
					}
				}
				if i > 0 && e.Strength > 2 && isASCII(key[i:]) && e.Other {
					e.Strength = 2
				}
				return e.Verdict, true
			}
		}
		prevASCII = ascii
	}
	return ofWhom(key)
}

// ofWhom reads names made of a word for a person and what is said of them: 乗務員コード, 受診者ID, 見学者名.
func ofWhom(key string) (Verdict, bool) {
	for _, end := range [...]string{"名", "id", "no", "番号", "コード", "cd"} {
		who, ok := strings.CutSuffix(key, end)
		if !ok {
			continue
		}
		kind := pii.PersonName
		switch {
		case strings.HasSuffix(who, "業者") || strings.HasSuffix(who, "機関者") || strings.HasSuffix(who, "定員") || strings.HasSuffix(who, "人員"):
			return Verdict{}, false
		case end == "名" && (strings.HasSuffix(who, "者") || strings.HasSuffix(who, "様")):
		case end == "名":
			return Verdict{}, false
		case strings.HasSuffix(who, "者") || strings.HasSuffix(who, "会員") || strings.HasSuffix(who, "組合員") || strings.HasSuffix(who, "学生") || strings.HasSuffix(who, "生徒"):
			kind = pii.AccountID
		case strings.HasSuffix(who, "員"):
			kind = pii.EmployeeID
		default:
			return Verdict{}, false
		}
		return Verdict{Kind: kind, Strength: 2}, true
	}
	return Verdict{}, false
}

// cutTail takes one part that says nothing off the end of key, or tells "".
func (x *index) cutTail(key string) string {
	if n := len(key); n > 1 && '0' <= key[n-1] && key[n-1] <= '9' {
		return strings.TrimRight(key, "0123456789")
	}
	for i := range key {
		if i > 0 && x.tail[key[i:]] {
			return key[:i]
		}
	}
	return ""
}

// withoutRemarks leaves out what stands in parentheses.
func withoutRemarks(s string) string {
	for {
		i := strings.IndexAny(s, "([{（［【〔<")
		if i < 0 {
			return strings.TrimSpace(s)
		}
		j := strings.IndexAny(s[i:], ")]}）］】〕>")
		if j < 0 {
			return strings.TrimSpace(s[:i])
		}
		_, w := utf8.DecodeRuneInString(s[i+j:])
		s = s[:i] + s[i+j+w:]
	}
}

// fold makes the key under which a label is kept: lower case, 全角 letters and half-width kana made ordinary,
// separators and brackets left out.
func fold(s string) string {
	s = narrow(s)
	out := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r)|0x20)
		case r < utf8.RuneSelf:
			if classOf(byte(r)) != 0 {
				out = append(out, byte(r))
			}
		case strings.ContainsRune("　・（）【】〔〕「」［］※＊：；、，。／＿－‐–—―＃★☆●■□◆◇▼", r), 0x2460 <= r && r <= 0x2473:
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

const (
	halfKana = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
	fullKana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
)

// narrow makes 全角 ASCII half-width and half-width kana full.
func narrow(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	var prev rune
	flush := func() {
		if prev != 0 {
			b.WriteRune(prev)
		}
	}
	for _, r := range s {
		switch {
		case 0xFF01 <= r && r <= 0xFF5E && r != '（' && r != '）' && r != '：':
			r -= 0xFEE0
		case r == 'ﾞ' && prev != 0:
			if prev == 'ウ' {
				prev = 'ヴ'
			} else {
				prev++
			}
			continue
		case r == 'ﾟ' && prev != 0:
			prev += 2
			continue
		case 0xFF66 <= r && r <= 0xFF9D:
			i := strings.IndexRune(halfKana, r)
			r, _ = utf8.DecodeRuneInString(fullKana[i:])
		}
		flush()
		prev = r
	}
	flush()
	return b.String()
}
