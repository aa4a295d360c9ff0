package notice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/phrase"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// The places of what templates may name.
const (
	inName = iota
	inYou
	inOwner
	inDepartment
	inPhone
	inEmail
	inHours
	inURL
	inCase
	inDate
	inOccurred
	inKnown
	inOutline
	inItems
	inCause
	inDamage
	inMeasures
	inPrevention
	inOther
	inAdvice
	inAdviceAny
	places
)

// names are what templates may name; docs/case-notices.md explains each.
var names = phrase.Names{
	"name": inName, "you": inYou, "owner": inOwner, "department": inDepartment, "phone": inPhone, "email": inEmail, "hours": inHours, "url": inURL,
	"case": inCase, "date": inDate, "occurred": inOccurred, "known": inKnown, "outline": inOutline, "items": inItems, "cause": inCause,
	"damage": inDamage, "measures": inMeasures, "prevention": inPrevention, "other": inOther, "advice": inAdvice, "advice_any": inAdviceAny,
}

// required is what the law has a notice say (Enforcement Rules Art. 10: items 1, 2, 4, 5 and 9).
var required = []string{"outline", "items", "cause", "damage", "other"}

// Said is what letters say beside what they say of one person.
type Said struct {
	State *breach.State
	Owner *config.Case
	Zone  *time.Location
	Now   time.Time
	Next  time.Time // when there will be further word of what is not known yet; zero: as soon as it is
	You   string    // how persons are addressed in Japanese; "" is お客様
}

// Missing is a fact that letters in a language tell as under investigation.
type Missing struct {
	Fact string
	// Elsewhere: it is known, but written in the other language only.
	Elsewhere bool
}

// values fills the places for letters in a language.
func (s *Said) values(lang string) ([]phrase.Value, []Missing) {
	v := make([]phrase.Value, places)
	of := func(ja, en string) string {
		if lang == "ja" {
			return ja
		}
		return en
	}
	text := func(place int, t string) { v[place].Text = strings.TrimSpace(t) }
	c := s.Owner
	either := func(one, other string) string {
		if one != "" {
			return one
		}
		return other
	}
	text(inYou, either(s.You, "お客様"))
	text(inOwner, of(either(c.Name, c.NameEN), either(c.NameEN, c.Name)))
	text(inDepartment, of(c.Department, c.DepartmentEN))
	text(inPhone, c.Phone)
	text(inEmail, c.Email)
	text(inHours, c.Hours)
	text(inURL, c.URL)
	text(inCase, s.State.ID)
	text(inDate, DayText(s.Now.In(s.Zone), lang))
	text(inOccurred, s.moment(s.State.Times().FirstRead, lang))
	text(inKnown, s.day(s.State.Times().Known, lang))

	var missing []Missing
	fact := func(place int, name, unknown string) {
		t, m := s.text(name, lang)
		if m != nil {
			missing = append(missing, *m)
			t = unknown
		}
		text(place, t)
	}
	later := s.later(lang)
	fact(inOutline, breach.Outline, later)
	fact(inCause, breach.CauseText, later)
	fact(inDamage, breach.Damage, later)
	fact(inOther, breach.OtherText, of("現時点で、ほかにお知らせすべき事項はございません。新たに判明した事項がございましたら、あらためてお知らせいたします。", "There is nothing further at present. Should there be more that you ought to know, we will write to you again."))
	fact(inMeasures, breach.ToPersons, "")
	done, m1 := s.text(breach.Prevented, lang)
	plan, m2 := s.text(breach.Preventing, lang)
	text(inPrevention, strings.TrimSpace(done+"\n"+plan))
	for _, m := range []*Missing{m1, m2} {
		if m != nil && m.Elsewhere {
			missing = append(missing, *m)
		}
	}
	// Other matters and measures need not be there: only what is written in the other language is worth a word.
	missing = slices.DeleteFunc(missing, func(m Missing) bool {
		return !m.Elsewhere && (m.Fact == breach.OtherText || m.Fact == breach.ToPersons)
	})
	return v, missing
}

// text is what is believed of a fact in words; a Missing if there are none in the language.
func (s *Said) text(name, lang string) (string, *Missing) {
	b := s.State.Now(name)
	if b != nil && b.Value.Text != nil {
		if t := b.Value.Text.Of(lang); t != "" {
			return t, nil
		}
		return "", &Missing{name, b.Value.Text.JA+b.Value.Text.EN != ""}
	}
	switch name {
	case breach.CauseText:
		return s.cause(lang)
	case breach.Damage:
		if d := s.State.Now(breach.DamageSeen); d != nil && d.Value.Truth == law.No {
			return law.Text{JA: "現時点において、本件に起因する不正利用等の二次被害は確認されておりません。", EN: "So far we know of no case in which the data were misused."}.Of(lang), nil
		}
	}
	return "", &Missing{Fact: name}
}

// cause is the one that stands undisputed; where several compete, or none is left, the cause is under investigation.
func (s *Said) cause(lang string) (string, *Missing) {
	var one *breach.Cause
	for i := range s.State.Causes {
		c := &s.State.Causes[i]
		if c.Status == breach.Refuted {
			continue
		}
		if one != nil || c.Status != breach.Asserted {
			return "", &Missing{Fact: breach.CauseText}
		}
		one = c
	}
	if one == nil || one.Text.Of(lang) == "" {
		return "", &Missing{breach.CauseText, one != nil && one.Text.JA+one.Text.EN != ""}
	}
	return one.Text.Of(lang), nil
}

// later says that something is not known yet, and when there will be word of it.
func (s *Said) later(lang string) string {
	if lang == "ja" {
		if s.Next.IsZero() {
			return "現在調査中です。判明次第、あらためてお知らせいたします。"
		}
		return "現在調査中です。" + DayText(s.Next.In(s.Zone), lang) + "までに、あらためてお知らせいたします。"
	}
	if s.Next.IsZero() {
		return "This is still under investigation. We will write to you again as soon as we know."
	}
	return "This is still under investigation. We will write to you again by " + DayText(s.Next.In(s.Zone), lang) + "."
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// DayText is a day as letters write it.
func DayText(t time.Time, lang string) string {
	if lang == "ja" {
		return fmt.Sprintf("%d年%d月%d日（%s）", t.Year(), t.Month(), t.Day(), weekdays[t.Weekday()])
	}
	return t.Format("2 January 2006")
}

// day is the day of a time: the hour at which we knew is nothing to the persons.
func (s *Said) day(b *breach.Belief, lang string) string {
	if b == nil || b.Value.Moment == nil {
		return ""
	}
	m := *b.Value.Moment
	switch m.Precision {
	case breach.Second, breach.Minute, breach.Hour:
		m.Precision = breach.Day
	}
	return s.moment(&breach.Belief{Value: breach.Value{Moment: &m}}, lang)
}

// moment is a time as precisely as it is known, "" if it is not.
func (s *Said) moment(b *breach.Belief, lang string) string {
	if b == nil || b.Value.Moment == nil || b.Value.Moment.At.IsZero() {
		return ""
	}
	m := b.Value.Moment
	out := s.at(m.At, m.Precision, lang)
	if m.About {
		out = law.Text{JA: out + "ごろ", EN: "about " + out}.Of(lang)
	}
	if !m.Until.IsZero() {
		out += law.Text{JA: "から", EN: " to "}.Of(lang) + s.at(m.Until, m.Precision, lang)
		if lang == "ja" {
			out += "まで"
		}
	}
	return out
}

func (s *Said) at(t time.Time, p breach.Precision, lang string) string {
	t = t.In(s.Zone)
	if lang != "ja" {
		return t.Format(map[breach.Precision]string{breach.Year: "2006", breach.Month: "January 2006", breach.Day: "2 January 2006"}[p] + clockIf(p, " 15:04", "2 January 2006"))
	}
	switch p {
	case breach.Year:
		return fmt.Sprintf("%d年", t.Year())
	case breach.Month:
		return fmt.Sprintf("%d年%d月", t.Year(), t.Month())
	case breach.Day:
		return DayText(t, lang)
	case breach.Hour:
		return DayText(t, lang) + fmt.Sprintf("%d時", t.Hour())
	}
	return DayText(t, lang) + fmt.Sprintf("%d時%02d分", t.Hour(), t.Minute())
}

func clockIf(p breach.Precision, clock, day string) string {
	switch p {
	case breach.Year, breach.Month, breach.Day:
		return ""
	}
	return day + clock
}
