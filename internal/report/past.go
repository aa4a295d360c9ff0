package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// period is from when to when a content stood there, as a range of days; "" if its source keeps no history.
func (w words) period(l *inventory.Lived) string {
	if l.First.IsZero() {
		return ""
	}
	first, last := l.First.Local().Format("2006-01-02"), l.Last.Local().Format("2006-01-02")
	if !l.Gone {
		last = w.of("現在", "today")
	}
	return first + w.of("～", " to ") + last
}

// lived says in a sentence when a content stood there.
func (w words) lived(l *inventory.Lived) string {
	if l.First.IsZero() {
		return ""
	}
	var out []string
	if l.Gone {
		out = append(out, w.of("現在はありませんが、履歴から読み取れます", "not there any more, but still readable in the history"))
	}
	if l.Versions > 0 {
		out = append(out, fmt.Sprintf(w.of("コミット%s件", "%s"), w.of(number(l.Versions), plural(l.Versions, "commit", "commits"))))
	}
	if l.Authors > 0 {
		out = append(out, fmt.Sprintf(w.of("作成者%s人", "%s"), w.of(number(l.Authors), plural(l.Authors, "author", "authors"))))
	}
	return w.period(l) + w.of("：", ": ") + strings.Join(out, w.of("、", ", "))
}

// sampled says how much of a table was read, and what a sample may miss: by the rule of three, what stands in less than 3/n
// of all records is missed by a sample of n with a probability above 5 %.
func (w words) sampled(read, of int64) string {
	if of <= 0 || read <= 0 {
		return ""
	}
	share := strconv.FormatFloat(float64(read)*100/float64(of), 'g', 2, 64)
	miss := strconv.FormatFloat(min(300/float64(read), 100), 'g', 2, 64)
	return fmt.Sprintf(w.of("標本調査：%[2]s行中%[1]s行（%[3]s％）。全体の%[4]s％未満の行にしかない項目は見落とすことがあります（信頼度95％）",
		"a sample: %[1]s of %[2]s records (%[3]s %%); what stands in less than %[4]s %% of them may be missed (95 %% confidence)"),
		number(read), number(of), share, miss)
}

// within says between what the number of persons of a run lies.
func (w words) within(s *scan.Summary) string {
	if s.Sample.Of == 0 || s.People.N == nil || s.People.Min == nil || s.People.Max == nil {
		return w.bounds(s.People)
	}
	return fmt.Sprintf(w.of("標本からの推計：最少%s人、最多%s人", "estimated from a sample: between %s and %s"), number(*s.People.Min), number(*s.People.Max))
}
