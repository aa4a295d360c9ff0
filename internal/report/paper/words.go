package paper

import (
	"strconv"
	"strings"
	"time"
)

// Words are the few words that every writer prints besides a document's own.
type Words struct{ ja bool }

// WordsOf are those of a document's language: Japanese for "ja", else English.
func WordsOf(lang string) Words { return Words{lang == "ja"} }

func (w Words) of(ja, en string) string {
	if w.ja {
		return ja
	}
	return en
}

// Draft is the mark of what has not been decided on.
func (w Words) Draft() string { return w.of("案", "DRAFT") }

// Changed marks a field that differs from the version before; Was stands before what it said.
func (w Words) Changed() string { return w.of("変更", "Changed") }
func (w Words) Was() string     { return w.of("変更前：", "Before: ") }

// Nothing is what a field said that had no value.
func (w Words) Nothing() string { return w.of("（記載なし）", "(nothing)") }

// Open stands behind a box of which it is not known whether it is to be ticked.
func (w Words) Open() string { return w.of("（確認中）", " (to be confirmed)") }

// Source is the heading of what events support an entry; By are the events: #12, #15.
func (w Words) Source() string { return w.of("根拠", "Source") }
func (w Words) By(events []int64) string {
	if len(events) == 0 {
		return ""
	}
	s := make([]string, len(events))
	for i, e := range events {
		s[i] = "#" + strconv.FormatInt(e, 10)
	}
	return strings.Join(s, w.of("・", ", "))
}

// Sourced is By with its heading before it.
func (w Words) Sourced(events []int64) string {
	if len(events) == 0 {
		return ""
	}
	return w.of("根拠 ", "Source ") + w.By(events)
}

// Date is a day as a letter has it; "" for the zero time.
func (w Words) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(w.of("2006年1月2日", "2 January 2006"))
}

// To and From head the addressees and the sender of a document that is no letter; Subject stands before what it is about.
func (w Words) To() string      { return w.of("宛先", "To") }
func (w Words) From() string    { return w.of("差出人", "From") }
func (w Words) Subject() string { return w.of("件名", "Subject") }

// When and What head the columns of a time line.
func (w Words) When() string { return w.of("日時", "When") }
func (w Words) What() string { return w.of("できごと", "What happened") }

// Kind is what a mark of a time line tells of; "" for a kind that has no word.
func (w Words) Kind(kind string) string {
	switch kind {
	case "access":
		return w.of("不正な閲覧・持ち出し", "Access")
	case "known":
		return w.of("認知", "Known")
	case "told":
		return w.of("報告・連絡", "Told")
	case "duty":
		return w.of("期限", "Due")
	case "done":
		return w.of("対応", "Done")
	case "evidence":
		return w.of("証拠・記録", "Evidence")
	}
	return ""
}

// Page is the number of a page of so many.
func (w Words) Page(n, of int) string { return strconv.Itoa(n) + " / " + strconv.Itoa(of) }
