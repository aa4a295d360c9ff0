package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// words says things in one of the two languages.
type words bool

const (
	english  words = false
	japanese words = true
)

// of picks one of two phrases.
func (w words) of(ja, en string) string {
	if w {
		return ja
	}
	return en
}

func (w words) kind(k pii.Kind) string { return w.of(k.Info().JA, k.Info().EN) }

func (w words) kinds(ks []pii.Kind) string {
	names := make([]string, len(ks))
	for i, k := range ks {
		names[i] = w.kind(k)
	}
	return strings.Join(names, w.of("、", ", "))
}

// level is a likelihood's level in plain words.
func (w words) level(p float64) string {
	l := pii.LevelOf(p)
	if w {
		return [...]string{"可能性ほぼなし", "可能性低", "可能性あり", "可能性高", "ほぼ確実"}[l]
	}
	return [...]string{"very unlikely", "unlikely", "possible", "likely", "very likely"}[l]
}

// number writes n with its thousands apart.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// people is a number of persons for a table.
func (w words) people(p inventory.People) string {
	switch {
	case p.N != nil && p.Error > 0:
		return w.of("約", "~") + number(*p.N)
	case p.N != nil:
		return number(*p.N)
	case p.Min != nil:
		return "≥" + number(*p.Min)
	}
	return w.of("不明", "unknown")
}

// persons is people with the word behind it.
func (w words) persons(p inventory.People) string {
	s := w.people(p)
	switch {
	case w == japanese:
		return s + "人"
	case s == "1":
		return s + " person"
	}
	return s + " people"
}

// headline is the first line of a report.
func (w words) headline(p inventory.People, held int64) string {
	persons := func(n int64) string {
		if n == 1 {
			return "1 person"
		}
		return number(n) + " people"
	}
	switch {
	case held == 0:
		return w.of("個人データは見つかりませんでした", "No personal data found")
	case p.N == nil && p.Min == nil:
		return w.of("個人データが見つかりました（人数は不明）", "Personal data found; of how many people is unknown")
	case p.N == nil:
		return w.of("少なくとも"+number(*p.Min)+"人分の個人データが見つかりました", "At least "+persons(*p.Min))
	case *p.N == 0:
		return w.of("特定の個人に結び付かない個人データが見つかりました", "Personal data found, none that points at one person")
	case p.Error > 0:
		return w.of("約"+number(*p.N)+"人分の個人データが見つかりました", "About "+persons(*p.N))
	}
	return w.of(number(*p.N)+"人分の個人データが見つかりました", persons(*p.N))
}

// bounds says between what the number of persons lies, "" if it is exact.
func (w words) bounds(p inventory.People) string {
	if p.N == nil {
		return ""
	}
	var out []string
	lo, hi := *p.N, *p.N
	if p.Min != nil {
		lo = *p.Min
	}
	if p.Max != nil {
		hi = *p.Max
	}
	if lo != hi {
		out = append(out, w.of(
			"最少"+number(lo)+"人、最多"+number(hi)+"人（同じ人が別々の番号で現れうるため）",
			"between "+number(lo)+" and "+number(hi)+": one person may appear under different identifiers"))
	}
	if p.Error > 0 {
		pc := strconv.FormatFloat(p.Error*100, 'f', 1, 64)
		out = append(out, w.of("推計の誤差 ±"+pc+"％（2σ）", "estimated within ±"+pc+" % (2σ)"))
	}
	return strings.Join(out, w.of("／", "; "))
}

func bytesOf(n int64) string {
	units := []string{"B", "KB", "MB", "GB", "TB", "PB"}
	f, i := float64(n), 0
	for f >= 1000 && i < len(units)-1 {
		f /= 1000
		i++
	}
	if i == 0 || f >= 100 {
		return fmt.Sprintf("%.0f %s", f, units[i])
	}
	return fmt.Sprintf("%.1f %s", f, units[i])
}

func (w words) elapsed(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf(w.of("%.1f秒", "%.1f s"), d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf(w.of("%d分%02d秒", "%d min %02d s"), int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf(w.of("%d時間%02d分", "%d h %02d min"), int(d.Hours()), int(d.Minutes())%60)
}

// scope says what was read.
func (w words) scope(d *digest) string {
	s := &d.sum
	parts := max(s.Parts, d.held)
	var out []string
	if s.Records > 0 {
		out = append(out, w.of(number(s.Records)+"行", plural(s.Records, "record", "records")))
	}
	out = append(out, bytesOf(s.Bytes), w.elapsed(s.Elapsed))
	if w {
		found := number(d.held) + "件に個人データ"
		if d.held == 0 {
			found = "該当なし"
		}
		return "ファイル・テーブル " + number(parts) + "件のうち" + found + "（" + strings.Join(out, "、") + "）"
	}
	return "in " + number(d.held) + " of " + plural(parts, "file or table", "files and tables") + " · " + strings.Join(out, " · ")
}

// shortType is a media type as people say it.
func shortType(t string) string {
	switch _, sub, _ := strings.Cut(t, "/"); {
	case strings.HasSuffix(sub, ".spreadsheetml.sheet"):
		return "xlsx"
	case strings.HasSuffix(sub, ".wordprocessingml.document"):
		return "docx"
	case strings.HasSuffix(sub, ".presentationml.presentation"):
		return "pptx"
	case strings.HasPrefix(sub, "x-"):
		return sub[2:]
	case sub != "" && sub != "plain":
		return sub
	}
	return t
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// heavy says in words what makes a place weigh.
func (w words) heavy(ks []pii.Kind) []string {
	var out []string
	for _, c := range heavy(ks) {
		out = append(out, w.of(c.ja, c.en))
	}
	return out
}

// failure says a reason in words.
func (w words) failure(r reason) string {
	if !w {
		if r.text == "" {
			return "other reasons (" + r.class + ")"
		}
		return r.text
	}
	for _, t := range reasonsJA {
		if strings.Contains(r.text, t.en) {
			return t.ja
		}
	}
	class := classesJA[r.class]
	if class == "" {
		class = "エラー"
	}
	if r.text == "" {
		return class + "（その他）"
	}
	return class + "（" + r.text + "）"
}

var classesJA = map[string]string{
	"unreadable": "読み取れない", "refused": "安全のため中止", "unavailable": "接続できない",
	"changed": "読み取り中に変更された", "internal": "内部エラー", "usage": "指定の誤り",
}

var reasonsJA = []struct{ en, ja string }{
	{"permission denied", "アクセス権がない"},
	{"encrypted", "暗号化されている"},
	{"password", "パスワードで保護されている"},
	{"nested deeper", "入れ子が深すぎる（安全のため中止）"},
	{"from each packed byte", "圧縮率が異常に高い（圧縮爆弾のおそれ、安全のため中止）"},
	{"bytes in all", "展開後の大きさが上限を超える（安全のため中止）"},
	{"unexpected EOF", "途中で切れている"},
	{"truncated", "途中で切れている"},
	{"no such file", "ファイルがない"},
	{"no space left", "ディスクの空きがない"},
	{"changed while", "読み取り中に変更された"},
}
