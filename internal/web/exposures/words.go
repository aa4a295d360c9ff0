package exposures

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/door"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func words(v *look.View) door.Words { return door.In(string(v.Lang)) }

func said(v *look.View, d *Door, t exposure.Text) string {
	s := words(v).Said(&d.Exposure, t)
	if s == "" {
		return d.Known.ID
	}
	return s
}

// place is what a door leads to.
func place(d *Door) string {
	return strings.TrimSpace(door.Clean(d.Known.Target) + " " + door.Clean(d.Known.Object))
}

func tone(s exposure.Severity) look.Tone {
	switch {
	case s >= exposure.High:
		return look.Danger
	case s == exposure.Medium:
		return look.Warn
	}
	return look.Neutral
}

// kinds are those behind a door, the heaviest first.
func kinds(d *Door) []pii.Kind {
	ks := slices.Sorted(maps.Keys(d.Behind.Kinds))
	report.Heaviest(ks)
	return ks
}

// fresh tells that a door is new: seen first within a day.
func fresh(v *look.View, d *Door) bool { return v.Now.Sub(d.Known.First) < 24*time.Hour }

// behind is the sum of what is known of the people behind doors: the greatest of them, as a lower bound.
func most(list []Door) *int64 {
	var out *int64
	for i := range list {
		if n := list[i].Behind.People; n != nil && (out == nil || *n > *out) {
			out = n
		}
	}
	return out
}

func unknowns(list []Door) (n int64) {
	for i := range list {
		if list[i].Behind.People == nil {
			n++
		}
	}
	return n
}

func grave(list []Door) (n int64) {
	for i := range list {
		if list[i].Weight >= exposure.High {
			n++
		}
	}
	return n
}

func news(v *look.View, list []Door) (n int64) {
	for i := range list {
		if fresh(v, &list[i]) {
			n++
		}
	}
	return n
}

func failures(ls []store.Look) (n int64) {
	for i := range ls {
		n += int64(len(ls[i].Errors))
	}
	return n
}

func event(v *look.View, e string) string {
	switch e {
	case "opened":
		return v.Of("開いているのを確認", "seen open")
	case "changed":
		return v.Of("状態が変化", "changed")
	case "closed":
		return v.Of("閉じたのを確認", "seen closed")
	case "accepted":
		return v.Of("受け入れ", "accepted")
	case "withdrawn":
		return v.Of("受け入れを取り消し", "acceptance withdrawn")
	}
	return e
}

// table is doors as rows, with a head.
func table(v *look.View, list []Door) [][]string {
	out := [][]string{{v.Of("どこが", "Where"), v.Of("どのように", "How"), v.Of("重大度", "Severity"), v.Of("見えた場所", "Seen from"), v.Of("人数", "People"), v.Of("種類", "Kinds"),
		v.Of("初認", "First seen"), v.Of("最終確認", "Last seen"), v.Of("閉じた日時", "Closed"), v.Of("受け入れた人", "Accepted by"), v.Of("理由", "Reason"), "id", "key"}}
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	for i := range list {
		d := &list[i]
		by, why := "", ""
		if a := d.Known.Accepted; a != nil {
			by, why = a.By, a.Reason
		}
		out = append(out, []string{place(d), said(v, d, d.Entry.Title), words(v).Severity(d.Weight), words(v).From(d.Known.From), look.Count(v.Lang, d.Behind.People),
			look.Kinds(v.Lang, kinds(d), 0), at(d.Known.First), at(d.Known.Last), at(d.Known.Closed), by, report.Clean(why), d.Known.ID, d.Known.Key})
	}
	return out
}
