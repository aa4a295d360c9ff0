package policy

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

var (
	companyJA = regexp.MustCompile(`(?:株式会社|合同会社|有限会社|合資会社|一般社団法人|一般財団法人|（株）|\(株\))[\p{Han}\p{Hiragana}\p{Katakana}ーA-Za-z0-9＆&.・]{2,30}|[\p{Han}\p{Katakana}ーA-Za-z0-9＆&・]{2,30}(?:株式会社|合同会社|有限会社|有限公司)`)
	companyEN = regexp.MustCompile(`(?:[\p{Lu}][\p{L}0-9&.'’-]*\s+){1,5}(?:Inc|LLC|L\.L\.C|Ltd|Limited|Corporation|Corp|GmbH|AG|SARL|S\.A|SAS|B\.V|BV|PLC|plc|K\.K|Pty Ltd|Pte\.? Ltd|Pvt\.? Ltd|Co\., Ltd)\b\.?`)
	particles = regexp.MustCompile(`(?:は|が|の|に|へ|を|と(?:の|共|締)|も|から|より|等|など|および|及び|または|又は|である|です|グループ各社).*$`)
	receives  = regexp.MustCompile(`(?i)委託|再委託|提供(?:し|す|先)|共同利用|processor|engage|provider|recipient|receive|subcontract|on our behalf|委托|共享`)
	suffix    = regexp.MustCompile(`(?i)株式会社|合同会社|有限会社|合資会社|一般社団法人|一般財団法人|（株）|\(株\)|㈱|有限公司|,?\s*\b(?:inc|llc|l\.l\.c|ltd|limited|corporation|corp|gmbh|ag|sarl|sas|b\.v|bv|plc|k\.k|pty|pte|pvt|co)\b\.?`)
)

// companies are the names of organisations in a text.
func companies(s string) [][2]int {
	var out [][2]int
	for _, m := range companyJA.FindAllStringIndex(s, 100) {
		i, j := m[0], m[1]
		name := s[i:j]
		for _, head := range []string{"株式会社", "合同会社", "有限会社", "合資会社", "一般社団法人", "一般財団法人", "（株）", "(株)"} {
			rest, ok := strings.CutPrefix(name, head)
			if !ok {
				continue
			}
			first := string([]rune(rest)[:2])
			j = i + len(head) + len(first) + len(particles.ReplaceAllString(rest[len(first):], ""))
		}
		out = append(out, [2]int{i, j})
	}
	for _, m := range companyEN.FindAllStringIndex(s, 100) {
		out = append(out, [2]int{m[0], m[1]})
	}
	return out
}

var speaks = regexp.MustCompile(`(?i)^[）)」"]?\s*[（(][^）)]{0,12}(?:以下|当社|we\b|"we"|“we”|us\b|the company)|^は、[^。]{0,40}(?:個人情報|お客様|方針|遵守)|^\s*\((?:"|“)?(?:we|us|our)`)

// ownNames are the names by which a policy's owner calls itself.
func ownNames(t *Text) map[string]bool {
	own := map[string]bool{}
	now := none
	for _, l := range t.lines {
		if l.form == head {
			now = topicOf(l.text)
		}
		for _, c := range companies(l.text) {
			if now == contact || speaks.MatchString(l.text[c[1]:]) || strings.Contains(t.Title, l.text[c[0]:c[1]]) || strings.Contains(l.text, "管理責任者") {
				own[Plain(l.text[c[0]:c[1]])] = true
			}
		}
	}
	return own
}

// contractors notes who receives data by name.
func (x *extract) contractors(s *sentence) {
	section := s.topic == contractor || s.topic == third || s.topic == joint || s.topic == foreign
	if !(section && (s.form != para || s.lead) || receives.MatchString(s.text)) || s.topic == contact || strings.Contains(s.text, "管理責任者") {
		return
	}
	if s.denies() {
		return
	}
	for _, c := range companies(s.text) {
		name := strings.TrimSpace(s.text[c[0]:c[1]])
		if x.own[Plain(name)] || slices.ContainsFunc(x.d.Contractors, func(q Quote) bool { return Plain(q.Text) == Plain(name) }) || len(x.d.Contractors) >= 200 {
			continue
		}
		x.d.Contractors = append(x.d.Contractors, Quote{name, s.start + c[0], s.start + c[1]})
	}
}

// Plain is a name for comparing: without what says that it is a company, in one width and case, without blanks.
func Plain(name string) string {
	s := strings.ToLower(norm.NFKC.String(suffix.ReplaceAllString(norm.NFC.String(name), "")))
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u3000', '.', ',', '・', '-', '\'', '’', '&', '"':
			return -1
		}
		return r
	}, s)
}
