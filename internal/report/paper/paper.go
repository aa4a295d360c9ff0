package paper

import "time"

// Document is a document in one language.
type Document struct {
	Name    string // of the file, without ending: jp-appi-preliminary.v2
	Lang    string // "ja", "en"
	Title   string
	Lead    []string // below the title: 第2報（追完）
	Date    time.Time
	To      []string // addressees, a line each; of a letter it stands in the window of the envelope
	From    []string // sender
	Draft   bool     // marked as such on every page
	Letter  bool     // laid out as a letter for a window envelope (see package pdf)
	Subject string   // of a letter
	Foot    string   // at the foot of every page: case, number and hash of the event up to which it tells
	Blocks  []Block
}

// Block is one of Heading, Text, Fields, Table, List, Timeline, Figures and Break.
type Block interface{ block() }

// Heading opens a section; Level 1 to 3.
type Heading struct {
	Level int
	Text  string
}

// Text is a paragraph.
type Text struct {
	Text string
	By   []int64 // events that support it
	Note bool    // small: an explanation that is no part of what is declared
}

// Fields are the entries of a form.
type Fields struct{ List []Field }

// Field is an entry of a form.
type Field struct {
	ID      string // of the form's entry, for copying
	No      string // as the form numbers it: 1, (2), ア
	Name    string
	Value   []string // a paragraph each; none where Unknown
	Unknown bool     // printed as 調査中 / under investigation
	Choices []Choice // boxes of the form, ticked or not
	By      []int64
	Changed bool // against the version before
	Was     []string
	Help    string // how it is to be understood; not a part of what is declared
}

// Choice is a box of a form. Open: whether it is to be ticked is not known.
type Choice struct {
	Text         string
	Ticked, Open bool
}

// Table is a table. Widths are shares; Right are columns of numbers. Its head is repeated on each page, and no row is torn apart.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
	Widths  []int
	Right   []bool
	Total   bool // the last row is one
	By      [][]int64
}

// List is a list of paragraphs.
type List struct {
	Ordered bool
	Items   []string
}

// Timeline is what happened when.
type Timeline struct{ Marks []Mark }

// Mark is a moment, or a span.
type Mark struct {
	When  string // as precise as it is known: 2020年10月18日ごろ
	At    time.Time
	Until time.Time // zero: a moment
	Text  string
	Kind  string // access, known, told, duty, done, evidence: by which it is coloured
	Key   bool   // one of the three times
	By    []int64
}

// Figures are a few numbers that are to be seen first.
type Figures struct{ List []Figure }

// Figure is a number with its name.
type Figure struct{ Name, Value, Note string }

// Break begins a new page.
type Break struct{}

func (Heading) block()  {}
func (Text) block()     {}
func (Fields) block()   {}
func (Table) block()    {}
func (List) block()     {}
func (Timeline) block() {}
func (Figures) block()  {}
func (Break) block()    {}

// UnderInvestigation is what stands where nothing is known yet.
func UnderInvestigation(lang string) string {
	if lang == "ja" {
		return "調査中"
	}
	return "Under investigation"
}
