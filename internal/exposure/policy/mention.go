package policy

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

// mention is a country's name in a text.
type mention struct {
	code       string
	start, end int
}

// name is one name of a country, as it is looked for.
type name struct {
	text, code string
	latin      bool
}

// more are names that stand in policies beside those of package country: with the words that make them a state's name,
// and the letters that English texts use.
var more = map[string]string{
	"U.S.": "US", "U.S.A.": "US", "US": "US", "USA": "US", "UK": "GB", "U.K.": "GB", "EU": "EU", "EEA": "EEA", "UAE": "AE",
	"中华人民共和国": "CN", "中国大陆": "CN", "中国大陸": "CN", "中国本土": "CN", "PRC": "CN", "mainland China": "CN", "Mainland China": "CN",
	"大韓民国": "KR", "大韩民国": "KR", "タイ王国": "TH", "スイス連邦": "CH", "シンガポール共和国": "SG", "フィリピン共和国": "PH",
	"European Economic Area": "EEA", "European Union": "EU", "Great Britain": "GB", "Northern Ireland": "GB", "Ivory Coast": "CI",
	"Czech Republic": "CZ", "South Korea": "KR", "North Korea": "KP", "Republic of Korea": "KR", "台灣": "TW", "臺灣": "TW", "美國": "US", "韓國": "KR", "中國": "CN", "英國": "GB", "德國": "DE", "法國": "FR",
}

// names are all names by their first byte, the longest first.
var names = sync.OnceValue(func() map[byte][]name {
	m := map[string]string{}
	add := func(text, code string) {
		if utf8.RuneCountInString(text) > 1 && text != "国内" {
			m[text] = code
		}
	}
	for _, c := range country.All() {
		for _, n := range c.Names() {
			add(n, c.Code)
		}
	}
	for _, code := range []string{country.EU, country.EEA} {
		if c, ok := country.Of(code); ok {
			for _, n := range c.Names() {
				add(n, code)
			}
		}
	}
	for n, code := range more {
		add(n, code)
	}
	out := map[byte][]name{}
	for n, code := range m {
		out[n[0]] = append(out[n[0]], name{n, code, n[0] < 0x80 || unicode.Is(unicode.Latin, firstRune(n))})
	}
	for _, l := range out {
		slices.SortFunc(l, func(a, b name) int {
			if d := len(b.text) - len(a.text); d != 0 {
				return d
			}
			return strings.Compare(a.text, b.text)
		})
	}
	return out
})

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// mentions finds the names of countries in a text, each where it stands as a name of its own.
func mentions(s string) []mention {
	var out []mention
	table := names()
	for i := 0; i < len(s); {
		hit := false
		for _, n := range table[s[i]] {
			if strings.HasPrefix(s[i:], n.text) && stands(s, i, i+len(n.text), &n) {
				out = append(out, mention{n.code, i, i + len(n.text)})
				i += len(n.text)
				hit = true
				break
			}
		}
		if !hit {
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
		}
	}
	return out
}

var (
	// noState follow a name that is no state there: a language, a region of Japan, a company, a dish, a people.
	noState = regexp.MustCompile(`^(?:語|语|人|籍|料理|地方|四国|銀行|電力|新聞|運輸|経済産業局|財務局|総合通信局|支社|支店|営業所|工場|製|風|系|ドル|史|年金|郵便|橋|海|酒|茶|\s*(?:dollars?|language|Street|Road|cuisine)\b)`)
	// noStateBefore end before it.
	noStateBefore = regexp.MustCompile(`(?:ラテン|南|北|中央|New |Little |Papua |Old |東|西)$`)
	// japan goes on after 日本 where it is the state.
	japan = regexp.MustCompile(`^(?:国内|国民|国(?:$|[^外])|の|に|で|を|へ|と|も|は|が|、|,|，|及|又|お|および|また|以外|法|・|から|所在|（|）|\(|\)|「|」|。|/|\s|$|在|境内|和|或|的)`)
)

// stands tells whether a name is one there, and no part of another word.
func stands(s string, i, j int, n *name) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[j:])
	if n.latin {
		letter := func(r rune) bool { return unicode.Is(unicode.Latin, r) || unicode.IsDigit(r) || r == '_' || r == '@' }
		if i > 0 && (letter(before) || before == '-' || before == '.') || j < len(s) && (letter(after) || after == '-' && !strings.HasPrefix(s[j:], "-based")) {
			return false
		}
		if n.text == "US" && strings.HasSuffix(s[:i], "about ") || strings.HasPrefix(s[j:], ".com") {
			return false
		}
		return !noStateBefore.MatchString(tail(s[:i], 16)) && !noState.MatchString(s[j:])
	}
	kana := func(r rune) bool { return unicode.Is(unicode.Katakana, r) || r == 'ー' }
	first, _ := utf8.DecodeRuneInString(n.text)
	last, _ := utf8.DecodeLastRuneInString(n.text)
	if kana(first) && i > 0 && kana(before) || kana(last) && j < len(s) && kana(after) {
		return false
	}
	if n.text == "日本" && !japan.MatchString(s[j:]) || strings.HasPrefix(s[j:], "国外") || strings.HasSuffix(n.text, "国") && after == '外' || strings.HasPrefix(s[j:], "以外") {
		return false
	}
	return !noState.MatchString(s[j:]) && !noStateBefore.MatchString(tail(s[:i], 16))
}
