package dossier

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// mishaps are how everyday cases come about, in the order in which they are listed.
var mishaps = []struct {
	name string
	text law.Text
}{
	{"email", law.Text{EN: "e-mail to the wrong person", JA: "メール誤送信"}},
	{"post", law.Text{EN: "letter to the wrong person", JA: "郵便・宅配の誤送付"}},
	{"fax", law.Text{EN: "fax to the wrong number", JA: "FAX誤送信"}},
	{"device", law.Text{EN: "device or medium lost", JA: "端末・記録媒体の紛失"}},
	{"stolen", law.Text{EN: "stolen", JA: "盗難"}},
	{"paper", law.Text{EN: "papers lost", JA: "書類の紛失"}},
	{"web", law.Text{EN: "shown on a web page", JA: "Webでの誤掲載・誤表示"}},
	{"handed", law.Text{EN: "handed to the wrong person", JA: "誤交付・誤手渡し"}},
	{"other", law.Text{EN: "other", JA: "その他"}},
}

// Mishaps lists the names of how everyday cases come about.
func Mishaps() []string {
	out := make([]string, len(mishaps))
	for i := range mishaps {
		out[i] = mishaps[i].name
	}
	return out
}

// MishapText is what a mishap is called.
func MishapText(name string) law.Text {
	for i := range mishaps {
		if mishaps[i].name == name {
			return mishaps[i].text
		}
	}
	return mishaps[len(mishaps)-1].text
}

// small is an everyday case as the yearly list has it.
type small struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	When       *time.Time `json:"when"`  // when it was known
	Month      string     `json:"month"` // 2026-12, in the local zone
	Mishap     string     `json:"mishap"`
	Department string     `json:"department"`
	People     *int64     `json:"people"`
	NearMiss   bool       `json:"near_miss"`
	Retrieved  string     `json:"retrieved"`
	Report     string     `json:"report"` // yes, no, unknown: whether it must be reported to an authority
	Reported   *time.Time `json:"reported"`
	Due        *time.Time `json:"due"`
	Closed     *time.Time `json:"closed"`
}

// Year is the everyday cases of a year.
type Year struct {
	Year  int
	Small []small
}

// NewYear takes the small cases out of those listed: those that were known, or else opened, in the year; 0 is every year.
func NewYear(l *Listed, year int) *Year {
	y := &Year{Year: year}
	for i := range l.Cases {
		c := &l.Cases[i]
		if !c.State.Small {
			continue
		}
		s := everyday(c, l.Zone)
		if year == 0 || s.When.In(l.Zone).Year() == year {
			y.Small = append(y.Small, s)
		}
	}
	slices.SortFunc(y.Small, func(a, b small) int { return cmp.Or(a.When.Compare(*b.When), cmp.Compare(a.ID, b.ID)) })
	return y
}

func everyday(c *Case, zone *time.Location) small {
	s := small{ID: c.State.ID, Title: c.State.Title, NearMiss: c.State.NearMiss, Mishap: "other", People: best(&c.Affected.Count), Retrieved: "unknown", Report: "no"}
	when := c.State.Opened
	if b := c.Now(law.Known); b != nil && b.Value.Moment != nil {
		when = b.Value.Moment.At
	}
	s.When, s.Month = &when, when.In(zone).Format("2006-01")
	if b := c.Now(breach.Mishap); b != nil && len(b.Value.Set) > 0 {
		s.Mishap = b.Value.Set[0]
	}
	if b := c.Now(breach.Where); b != nil && b.Value.Text != nil {
		s.Department = cmp.Or(b.Value.Text.JA, b.Value.Text.EN)
	}
	if b := c.Now(breach.Retrieved); b != nil {
		s.Retrieved = b.Value.Truth.String()
	}
	if !c.State.Closed.IsZero() {
		s.Closed = &c.State.Closed
	}
	for i := range c.Duties {
		d := &c.Duties[i]
		if d.Rule.Duty != law.Report {
			continue
		}
		switch d.Status {
		case breach.Done, breach.DoneLate:
			s.Report = "yes"
			if n := len(d.Met); n > 0 && s.Reported == nil {
				s.Reported = &d.Met[n-1].Body.At
			}
		case breach.Due, breach.Late:
			s.Report = "yes"
			if d.Due != nil && (s.Due == nil || d.Due.At.Before(*s.Due)) {
				s.Due = &d.Due.At
			}
		case breach.Undecided:
			if s.Report == "no" && !s.NearMiss && doubtful(d) && d.Rule.Jurisdiction == "JP" {
				s.Report = "unknown"
			}
		}
	}
	return s
}

// tallied counts everyday cases by something.
type tallied struct {
	Name     string `json:"name"`
	Cases    int64  `json:"cases"`
	NearMiss int64  `json:"near_misses"`
}

func tally(all []small, by func(*small) string) []tallied {
	var out []tallied
	for i := range all {
		name := by(&all[i])
		at := slices.IndexFunc(out, func(x tallied) bool { return x.Name == name })
		if at < 0 {
			at = len(out)
			out = append(out, tallied{Name: name})
		}
		if all[i].NearMiss {
			out[at].NearMiss++
		} else {
			out[at].Cases++
		}
	}
	return out
}

func most(a, b tallied) int {
	return cmp.Or(cmp.Compare(b.Cases+b.NearMiss, a.Cases+a.NearMiss), cmp.Compare(a.Name, b.Name))
}

func (y *Year) byMishap() []tallied {
	out := tally(y.Small, func(s *small) string { return s.Mishap })
	slices.SortFunc(out, most)
	return out
}

func (y *Year) byMonth() []tallied {
	out := tally(y.Small, func(s *small) string { return s.Month })
	slices.SortFunc(out, func(a, b tallied) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (y *Year) byDepartment() []tallied {
	out := tally(y.Small, func(s *small) string { return s.Department })
	slices.SortFunc(out, most)
	return out
}

// Text writes the yearly list for people.
func (y *Year) Text(w io.Writer, o report.Options, l *Listed) error {
	t := &teller{report.NewPage(w, o), &Case{At: l.At, Zone: l.Zone, Fact: nobody}, o.Lang, true}
	var near, due, reported int64
	for i := range y.Small {
		s := &y.Small[i]
		switch {
		case s.NearMiss:
			near++
		case s.Reported != nil:
			reported++
		case s.Report == "yes":
			due++
		}
	}
	year := ""
	if y.Year != 0 {
		year = t.Of(fmt.Sprintf("%d年：", y.Year), fmt.Sprintf("%d: ", y.Year))
	}
	n := int64(len(y.Small)) - near
	head := t.Of(fmt.Sprintf("%s軽微な事案 %d件・ヒヤリハット %d件", year, n, near), fmt.Sprintf("%s%s, %s", year, report.Plural(n, "small case", "small cases"), report.Plural(near, "near miss", "near misses")))
	t.Line(t.Paint(report.Bold, head))
	if reported+due > 0 {
		t.Line(t.Of(fmt.Sprintf("  当局への報告：済 %d件・未了 %d件", reported, due), fmt.Sprintf("  reported to an authority: %d; still to be reported: %d", reported, due)))
	}
	if len(y.Small) == 0 {
		return t.Flush()
	}
	mishap := func(name string) string { return t.text(MishapText(name)) }
	t.tallied(t.Of("態様別", "By what happened"), y.byMishap(), mishap)
	t.tallied(t.Of("月別", "By month"), y.byMonth(), said)
	if by := y.byDepartment(); len(by) > 1 || by[0].Name != "" {
		t.tallied(t.Of("部署別", "By department"), by, func(name string) string {
			if name == "" {
				return t.Of("（記載なし）", "(not said)")
			}
			return said(name)
		})
	}
	t.Title(t.Of("一覧", "List"), report.Right(t.Of("人数", "people"), 9)+"  "+report.Fit(t.Of("報告", "to report"), 20))
	for i := range y.Small {
		t.everyday(&y.Small[i])
	}
	return t.Flush()
}

func (t *teller) tallied(title string, all []tallied, name func(string) string) {
	t.Title(title, report.Right(t.Of("事案", "cases"), 10)+report.Right(t.Of("ヒヤリハット", "near misses"), 14))
	for _, x := range all {
		t.Line("  " + report.Fit(name(x.Name), t.Width()-26) + report.Right(report.Number(x.Cases), 10) + report.Right(report.Number(x.NearMiss), 14))
	}
}

func (t *teller) everyday(s *small) {
	what, style := t.Of("不要", "no"), report.Dim
	switch {
	case s.NearMiss:
		what = t.Of("ヒヤリハット", "near miss")
	case s.Reported != nil:
		what = t.Of(t.date(*s.Reported)+" 報告済", "reported "+t.date(*s.Reported))
	case s.Report == "yes" && s.Due != nil:
		if what, style = t.Of(t.date(*s.Due)+" 期限", "due "+t.date(*s.Due)), report.Bold; t.c.At.After(*s.Due) {
			what, style = t.Of(t.date(*s.Due)+" 超過", "late, "+t.date(*s.Due)), report.Red
		}
	case s.Report == "yes":
		what, style = t.Of("要", "yes"), report.Bold
	case s.Report == "unknown":
		what, style = t.Of("未確定", "not decided"), report.Yellow
	}
	left := s.ID + "  " + s.When.In(t.c.Zone).Format("01-02") + "  "
	w := t.Width() - report.Columns(left) - 9 - 2 - 20
	title := said(s.Title)
	if text := MishapText(s.Mishap); !strings.HasPrefix(title, text.EN) && !strings.HasPrefix(title, text.JA) {
		title += t.Of("（", " (") + t.text(text) + t.Of("）", ")")
	}
	t.Line(left + report.Fit(title, w) + report.Right(t.count(s.People), 9) + "  " + t.Paint(style, report.Cut(what, 20)))
}
