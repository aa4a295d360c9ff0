package deadline

import (
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Words is a reminder for people, in one language. It holds nothing that depends on when it is read, so that one that is told twice is alike.
type Words struct {
	Title string
	Facts [][2]string
	Story []string
}

// Words writes a reminder. zone is the owner's.
func (r *Reminder) Words(lang string, zone *time.Location) Words {
	of := func(en, ja string) string { return law.Text{EN: en, JA: ja}.Of(lang) }
	w := Words{Title: r.head(of) + r.Title.Of(lang) + of(" – case ", "（事案 ") + r.Case + of("", "）")}
	add := func(en, ja, value string) {
		if value != "" {
			w.Facts = append(w.Facts, [2]string{of(en, ja), value})
		}
	}
	add("Due", "期限", When(&r.Deadline, lang, zone))
	add("Law", "根拠", strings.TrimSpace(r.Law.Of(lang)+" "+r.Article.Of(lang)))
	var to []string
	for _, t := range r.To {
		to = append(to, t.Of(lang))
	}
	if r.Sort == Request {
		add("From", "回答元", strings.Join(to, of(", ", "、")))
	} else {
		add("To", "提出先・通知先", strings.Join(to, of(", ", "、")))
	}
	add("Case", "事案", r.Case)
	if r.Undecided {
		w.Story = append(w.Story, of("Whether this duty applies is not known yet. As long as a suspicion counts, plan as if it did.", "この義務に該当するかは未確定です。おそれの段階では、該当するものとして準備してください。"))
		if len(r.Open) > 0 {
			w.Story = append(w.Story, of("What would decide it: ", "判断に必要な事実: ")+strings.Join(r.Open, ", "))
		}
	}
	w.Story = append(w.Story, of("To look into it: tsutsumi case show ", "確認: tsutsumi case show ")+r.Case)
	return w
}

func (r *Reminder) head(of func(en, ja string) string) string {
	switch r.Threshold {
	case Late:
		return of("LATE: ", "期限超過：")
	case Now:
		return of("Due at once: ", "直ちに対応：")
	}
	d, _ := time.ParseDuration(r.Threshold)
	if h := int(d.Hours()); d%time.Hour == 0 && h > 48 && h%24 == 0 {
		return of("Due within "+plural(h/24, "day")+": ", "期限まで"+itoa(h/24)+"日以内：")
	}
	if d%time.Hour == 0 {
		return of("Due within "+plural(int(d.Hours()), "hour")+": ", "期限まで"+itoa(int(d.Hours()))+"時間以内：")
	}
	return of("Due within "+plural(int(d.Minutes()), "minute")+": ", "期限まで"+itoa(int(d.Minutes()))+"分以内：")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return itoa(n) + " " + what + "s"
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// When says by when something is due: its last day, or the minute; in the zone of whoever sets the time and, if that is another, in the owner's.
func When(d *Deadline, lang string, zone *time.Location) string {
	if d.AtOnce {
		return law.Text{EN: "at once (without delay)", JA: "直ちに（遅滞なく）"}.Of(lang)
	}
	text := stamp(d.At, lang)
	if d.LastDay != "" {
		text = day(d.At, lang) + law.Text{EN: ", to the end of the day", JA: " 中"}.Of(lang)
	}
	_, a := d.At.Zone()
	if _, b := d.At.In(zone).Zone(); a != b {
		text += law.Text{EN: " (here " + stamp(d.At.In(zone), lang) + ")", JA: "（現地時刻 " + stamp(d.At.In(zone), lang) + "）"}.Of(lang)
	} else if d.LastDay != "" {
		text += d.At.Format(" (-07:00)")
	}
	return text
}

func day(t time.Time, lang string) string {
	if lang == "ja" {
		return t.Format("2006年1月2日") + "（" + weekdays[t.Weekday()] + "）"
	}
	return t.Format("Mon 2 Jan 2006")
}

func stamp(t time.Time, lang string) string { return day(t, lang) + t.Format(" 15:04 -07:00") }

func itoa(n int) string { return strconv.Itoa(n) }
