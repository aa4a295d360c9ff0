package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// topic is what a section is about.
type topic uint8

const (
	none topic = iota
	foreign
	storage
	where // the countries themselves: 所在国
	contractor
	third
	joint
	purpose
	retention
	rights // of people elsewhere, of a law, of a court
	contact
	outward // what the browser is made to send elsewhere
)

// topics are known by their headings, the first that matches.
var topics = []struct {
	topic
	by *regexp.Regexp
}{
	{foreign, regexp.MustCompile(`(?i)外国に|外国の第三者|外国にある|越境|(?:国外|海外|外国)(?:への|で|における|での)|(?:国外|海外)(?:移転|提供|委託)|個人(?:データ|情報)の移転|外的環境|international (?:data )?transfer|cross.?border|transfers? (?:of|outside|abroad|to)|overseas|outside (?:of )?japan|跨境|境外|出境`)},
	{where, regexp.MustCompile(`(?i)所在国|国名|国・地域|所在地域|countr(?:y|ies) (?:where|of|in)|locations? of`)},
	{storage, regexp.MustCompile(`(?i)保管場所|保存先|保存場所|保管先|データの保管|データの保存|where .{0,40}(?:stor|kept|held|process)|where (?:is|are) .{0,20}(?:data|information|records)|保管拠点|取扱い拠点|取扱拠点|data (?:storage|location|residency|hosting)|^\W*(?:[0-9.]+\s*)?storage|信息的存储|信息的保存|存储地点|个人信息的存储|数据存储|資料儲存|資料的儲存|資料保存`)},
	{joint, regexp.MustCompile(`(?i)共同利用|共同して利用|joint use|jointly`)},
	{contractor, regexp.MustCompile(`(?i)委託|委任|クラウド|processors?|service providers?|subprocess|vendors?|outsourc|委托`)},
	{third, regexp.MustCompile(`(?i)第三者|提供先|開示先|shar(?:e|ing)|disclos|recipient|third part|who (?:receives|has access|can)|共有|グループ会社|共享|转让|对外提供`)},
	{outward, regexp.MustCompile(`(?i)外部送信|利用者情報の送信|cookie|クッキー`)},
	{retention, regexp.MustCompile(`(?i)保存期間|保有期間|保管期間|retention|how long|保存期限|存储期限`)},
	{purpose, regexp.MustCompile(`(?i)利用目的|使用目的|利用の目的|how (?:do )?we use|purpose|why we|我们如何使用|使用您的`)},
	{rights, regexp.MustCompile(`(?i)権利|準拠法|管轄|法令|rights|governing law|jurisdiction|complaint|gdpr|ccpa|适用法律|您的权利`)},
	{contact, regexp.MustCompile(`(?i)問い?合わ?せ|窓口|会社概要|連絡先|contact|about us|who we are|联系我们|聯絡|改定|改訂|履歴|languages?|受賞|沿革`)},
}

func topicOf(heading string) topic {
	for _, t := range topics {
		if t.by.MatchString(heading) {
			return t.topic
		}
	}
	return none
}

// sentence is a sentence, or a line that is none, with what it stands under.
type sentence struct {
	start int
	text  string
	form
	topic
	whole string // the sentence that a clause is of
	near  string // the line before, and this one
	lead  bool   // a line before it announces a list of recipients or countries
}

var (
	stops = regexp.MustCompile(`[。！？]|[.!?](?:\s+|$)`)
	short = regexp.MustCompile(`(?:\b(?:Ltd|Inc|Co|Corp|Pte|Pvt|No|St|Mr|Dr|e\.g|i\.e|U\.S|U\.K|U\.S\.A|Art|vs|etc)|^\W*[0-9０-９]{1,2}|^\W*[IVX]{1,4}|\b[A-Z])[.]\s*$`)
	leads = regexp.MustCompile(`(?i)(?:次の|以下の|下記の|下記|左記)[^。]{0,40}(?:国|地域|事業者|委託|提供|第三者|者|とおり)|following (?:countr|recipient|part|compan|provider|service)`)
)

// sentences are those of a text, each with its section's topic.
func sentences(t *Text) []sentence {
	var out []sentence
	var open [8]topic
	lead, last := false, ""
	for _, l := range t.lines {
		if l.form == head {
			level := min(max(l.level, 1), 7)
			open[level] = topicOf(l.text)
			for i := level + 1; i < len(open); i++ {
				open[i] = none
			}
			if open[level] == none && level > 1 && !shorter(l.text) {
				// A heading of its own without a topic does not inherit that of a heading of the same kind.
				open[level] = none
			}
			lead = false
			continue
		}
		now := none
		for i := len(open) - 1; i > 0 && now == none; i-- {
			now = open[i]
		}
		near := last + " " + l.text
		for _, p := range split(l.text) {
			s := sentence{start: l.start + p[0], text: l.text[p[0]:p[1]], form: l.form, topic: now, near: near, lead: lead && (l.form == item || l.form == row)}
			s.whole = s.text
			if strings.TrimSpace(s.text) != "" {
				out = append(out, s)
			}
		}
		last = l.text
		if l.form == para {
			lead = leads.MatchString(l.text)
		}
	}
	return out
}

func shorter(s string) bool { return utf8.RuneCountInString(s) < 4 }

// split cuts a line into its sentences, as ranges of bytes.
func split(s string) [][2]int {
	var out [][2]int
	from := 0
	for _, m := range stops.FindAllStringIndex(s, -1) {
		part := s[from:m[1]]
		if len(part) > 400 { // what begins it does not matter any more
			part = tail(part, 40)
		}
		if short.MatchString(part) {
			continue
		}
		out = append(out, [2]int{from, m[1]})
		from = m[1]
	}
	if from < len(s) {
		out = append(out, [2]int{from, len(s)})
	}
	return out
}

// turns are where a sentence turns: what goes before may be denied and what follows not.
var turns = regexp.MustCompile(`(?i)ており、|しており,|ませんが、|ませんが,|ものの、|ですが、|ますが、|; however,?|, but |;|, whereas |，但`)

// clauses are the parts of a sentence that are denied or not each by itself.
func clauses(s *sentence) []sentence {
	var out []sentence
	from := 0
	for _, m := range turns.FindAllStringIndex(s.text, -1) {
		c := *s
		c.start, c.text = s.start+from, s.text[from:m[1]]
		out = append(out, c)
		from = m[1]
	}
	c := *s
	c.start, c.text = s.start+from, s.text[from:]
	return append(out, c)
}
