// Package content is the contract by which bytes become parts and parts become records.
//
// A Body (a file, an object, standard input) is read by the Format that its first bytes and its name speak for. A format
// either holds other bodies (an archive, a mail: it calls Walk.Descend for each) or parts (it calls Walk.Part). A part is
// what a person would call one thing: a file, a sheet, a table of a dump. A part's text is always UTF-8 and reaches the
// engine in Blocks, each cut so that it can be judged alone; a table's block is taken apart by its Cursor.
//
// Whatever has no text of its own (a sheet, a Parquet file, a database file) is written out as CSV or NDJSON, the form
// that its rows speak best, and then read like any other, with Part.Locate telling that offsets mean nothing there.
//
// Memory is bounded whatever the input's size: formats stream, or ask Walk.Spool for random access.
package content

import (
	"context"
	"io"
)

// Body is a run of bytes with a name.
type Body struct {
	// Name is the path shown to people: relative to the target, inner bodies joined by "!/" ("a.zip!/b.csv").
	Name string
	// Path is what a file of these bytes would be called, where the name says more ("a.csv" of "a.csv@0123456789ab"):
	// formats go by its ending. "" is Name.
	Path string
	// Size in bytes, or -1 if unknown.
	Size int64
	// R yields the bytes once, from the start.
	R io.Reader
	// At is random access to the same bytes, or nil.
	At io.ReaderAt
	// Known is the part that the bytes are, where whoever made them knows (rows of a database as CSV with these columns):
	// they are then UTF-8, and no format guesses. Name and Size may be left to the body. Nil otherwise.
	Known *Part
}

// Called is the name that formats go by.
func (b *Body) Called() string {
	if b.Path != "" {
		return b.Path
	}
	return b.Name
}

// Form is how a part's text is taken apart.
type Form uint8

// The forms.
const (
	Text   Form = iota // running text, a line or paragraph a record
	Code               // source code and configuration
	Log                // lines written by a machine
	CSV                // delimited fields, a header or none
	NDJSON             // one JSON value a record, separated by white space and commas
	Tuples             // (v, v, …), (…) of a SQL INSERT
	Copy               // PostgreSQL COPY text: tabs, backslash escapes, \N
)

// String is the form's name.
func (f Form) String() string {
	return [...]string{"text", "code", "log", "csv", "ndjson", "tuples", "copy"}[f]
}

// Table tells whether the form has named fields.
func (f Form) Table() bool { return f >= CSV }

// Locate says what a place in a part is called where byte offsets mean nothing to a person.
type Locate uint8

// The ways to tell a place.
const (
	ByOffset Locate = iota // byte offsets in the part's text and lines
	ByRow                  // row of a table without text (Parquet, a database file)
	ByCell                 // cell of a sheet (column letters and row)
	ByPage                 // page of a document: form feeds in the text separate pages
	ByRecord               // record only
)

// Part is one thing to a person, with one text.
type Part struct {
	Name    string // "a.zip!/b.csv", "d.sql!/users", "b.xlsx!/Sheet1"
	Type    string // media type, for example text/csv
	Charset string // name of the charset that the text was decoded from, "" if it never was bytes
	Size    int64  // of the undecoded text, -1 if unknown
	Form    Form
	Locate  Locate
	// Comma is the delimiter of CSV.
	Comma byte
	// Header: the first record of CSV names the fields. It is not counted as a record.
	Header bool
	// Fields are the names known beforehand (columns of an INSERT or a COPY, comments of a schema), or nil.
	Fields []string
	// Prefix is put before the paths of NDJSON fields, with a dot ("hits.hits").
	Prefix string
	// Escape is the byte that escapes inside the strings of Tuples: a backslash (MySQL), or 0 (standard strings).
	Escape byte
	// FirstLine counts the lines, and FirstRow the rows of the sheet, that stand before the part's text in its file, for
	// a part that is one of several in a text (a table of a dump) or does not begin at its sheet's first row.
	FirstLine, FirstRow int64
	// Again: the same name may come again before the body ends (what stands between the tables of a dump).
	Again bool
	// Broken counts byte sequences that were not valid in Charset.
	Broken func() int64
	// Origin tells where in the body's text a byte of the part's text stands, for a part that is put together out of
	// pieces of it, in their order; nil where the offsets of the part's text are the body's own.
	Origin func(offset int64) int64
}

// Block is a stretch of a part's text that can be judged alone.
type Block struct {
	// Text[From:To] is the block's own; what stands before From and behind To is context (Text, Code, Log only).
	Text     []byte
	From, To int
	// Offset of Text[From] in the part's text, in bytes.
	Offset int64
	// Cut: the block does not end at the end of a record, because the record is longer than a block may be.
	Cut bool
}

// Blocks yields a part's blocks in order. The first holds the whole sample for planning if the part is that long.
type Blocks interface {
	// Next fills b, taking over b.Text as a buffer if it has room; io.EOF after the last. Another error means that the
	// part could be read up to here only.
	Next(b *Block) error
}

// Handler takes what a walk finds, in order. The engine is one.
type Handler interface {
	// Part reads the part's blocks to their end (or stops early with an error that ends the walk). The same name may
	// come again (a dump that goes back to a table); it is then the same part going on.
	Part(ctx context.Context, p *Part, blocks Blocks) error
	// Skip tells that the named body or part was not read, or not to its end, and why. The error has a class.
	Skip(name string, size int64, err error)
}

// Value is one field's value in a record.
type Value struct {
	// Field is the index of the field in the Cursor's Fields.
	Field int
	// Start, End: the raw value in Block.Text, inside its quotes, still escaped.
	Start, End int
	// Text is the value itself: a part of Block.Text, or of the cursor's scratch where escapes had to be undone.
	Text []byte
}

// Record is one row or document.
type Record struct {
	Start, End int // in Block.Text
	Line       int // lines of the block (from 0) before Start
	Values     []Value
	// Bad: the record is not well formed; Values hold what could be read.
	Bad bool
}

// Cursor takes one block of a table apart. It is used by one goroutine and keeps nothing between blocks but buffers.
type Cursor interface {
	Reset(b *Block)
	// Next fills r (reusing r.Values); false at the block's end.
	Next(r *Record) bool
	// Fields names the fields that indexes stand for. It grows while NDJSON is read: the names frozen at the cursor's
	// making come first and never change; those met later follow in the order of this cursor's meeting them.
	Fields() []string
}
