package legal

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/known"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Personal is a personal datum that was found in a document.
type Personal struct {
	Kind  pii.Kind
	Where string // the entry's ID, or what part of the document; of a file its name
	Mask  string
	// Named: the law asks that it be named (who reports, who is asked); it is declared in the section case of tsutsumi.yaml.
	Named bool
}

// Named are what a document may name: everything that the owner declares of himself for documents.
func Named(c *config.Case) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, s := range []string{c.Name, c.NameEN, c.Address, c.AddressEN, c.Representative, c.Department, c.DepartmentEN, c.Contact, c.Phone, c.Email, c.URL, c.Corporate} {
		if s = folded(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// folded makes spellings of one value equal: width, case, blanks, hyphens.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '-', '‐', '‑', '–', 'ー', '−', '(', ')':
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(s)))
}

// names tells whether a value is one that may be named, or a part of it. Few characters are a part of much.
func names(named []string, value string) bool {
	v := folded(value)
	if len([]rune(v)) < 2 {
		return false
	}
	for _, n := range named {
		if strings.Contains(n, v) {
			return true
		}
	}
	return false
}

// Check looks for personal data in a document before it is written anywhere: with the detectors of a scan, over all that a writer
// prints. What may be named is found too, and marked.
func Check(ctx context.Context, e *engine.Engine, d *paper.Document, c *config.Case) ([]Personal, error) {
	var found []Personal
	for _, labels := range []bool{true, false} {
		k := &checker{named: Named(c), text: spread(d, labels)}
		if err := k.read(ctx, e, d.Name); err != nil {
			return nil, err
		}
		for _, p := range k.found {
			if byLabel(p.Kind) != labels {
				found = append(found, p)
			}
		}
	}
	return found, nil
}

// byLabel are kinds that are told by what stands before them. The names of a form's entries are our own and say nothing of a person: 発生日
// is no 生日 (a birthday in Chinese). These kinds are looked for without them.
func byLabel(k pii.Kind) bool {
	switch k {
	case pii.AccountID, pii.EmployeeID, pii.DateOfBirth, pii.Age, pii.Gender, pii.MaritalStatus, pii.EthnicGroup, pii.Religion, pii.MedicalTerm, pii.Disability, pii.CriminalRecord, pii.CrimeVictim:
		return true
	}
	return false
}

// read judges the text.
func (k *checker) read(ctx context.Context, e *engine.Engine, name string) error {
	text := k.text.buf.Bytes()
	reader := e.NewReader(k, "")
	w := &content.Walk{Handler: reader, Formats: []content.Format{known.Format{}}, Limits: content.DefaultLimits()}
	part := &content.Part{Name: name, Type: "text/plain", Charset: "utf-8", Form: content.Text}
	if err := w.Run(ctx, content.Body{Name: name, Size: int64(len(text)), R: bytes.NewReader(text), Known: part}); err != nil {
		return fmt.Errorf("check %q for personal data: %w", name, err)
	}
	if err := reader.Close(); err != nil {
		return fmt.Errorf("check %q for personal data: %w", name, err)
	}
	return k.err
}

// CheckFile does the same with a file: it is read as a scan reads it (DOCX, PDF, …). That it cannot be read is an error. Of a file to which a
// document of ours was written (ours) what only a label tells is left out: it was judged by Check, and the labels are ours.
func CheckFile(ctx context.Context, e *engine.Engine, formats []content.Format, b content.Body, ours bool, c *config.Case) ([]Personal, error) {
	k := &checker{named: Named(c), name: b.Name, ours: ours}
	reader := e.NewReader(k, "")
	w := &content.Walk{Handler: reader, Formats: formats, Limits: content.DefaultLimits()}
	if err := w.Run(ctx, b); err != nil {
		return nil, fmt.Errorf("check %q for personal data: %w", b.Name, err)
	}
	if err := reader.Close(); err != nil {
		return nil, fmt.Errorf("check %q for personal data: %w", b.Name, err)
	}
	return k.found, k.err
}

// Forbidden are those that the law does not ask to be named.
func Forbidden(found []Personal) []Personal {
	var out []Personal
	for _, p := range found {
		if !p.Named {
			out = append(out, p)
		}
	}
	return out
}

// spreadText is a document as one text, with what each stretch of it is.
type spreadText struct {
	buf  bytes.Buffer
	from []int
	what []string
}

func (t *spreadText) add(what string, parts ...string) {
	t.from, t.what = append(t.from, t.buf.Len()), append(t.what, what)
	for _, p := range parts {
		if p != "" {
			t.buf.WriteString(p)
			t.buf.WriteByte('\n')
		}
	}
}

func (t *spreadText) at(offset int64) string {
	what := ""
	for i, f := range t.from {
		if int64(f) > offset {
			break
		}
		what = t.what[i]
	}
	return what
}

// spread writes out all that is printed of a document. Entries of a form stand behind their names, which are labels to the detectors, or
// without them.
func spread(d *paper.Document, labels bool) *spreadText {
	t := &spreadText{}
	t.add("title", append([]string{d.Title, d.Subject, d.Foot}, d.Lead...)...)
	t.add("to", d.To...)
	t.add("from", d.From...)
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			t.add("text", b.Text)
		case paper.Text:
			t.add("text", b.Text)
		case paper.List:
			t.add("list", b.Items...)
		case paper.Fields:
			for _, f := range b.List {
				t.add(f.ID, field(f, labels)...)
			}
		case paper.Table:
			t.add("table", b.Caption)
			t.table(b, labels)
		case paper.Timeline:
			for _, m := range b.Marks {
				t.add("timeline", m.When+"  "+m.Text)
			}
		case paper.Figures:
			for _, f := range b.List {
				t.add("figures", f.Name+": "+f.Value+"  "+f.Note)
			}
		}
	}
	return t
}

// table: heads, and of a table without them the first column, are labels.
func (t *spreadText) table(b paper.Table, labels bool) {
	if labels {
		for _, row := range append([][]string{b.Head}, b.Rows...) {
			t.add("table", strings.Join(row, "\t"))
		}
		return
	}
	for _, row := range b.Rows {
		if len(b.Head) == 0 && len(row) > 0 {
			row = row[1:]
		}
		t.add("table", row...)
	}
}

func field(f paper.Field, labels bool) []string {
	var boxes []string
	for _, c := range f.Choices {
		boxes = append(boxes, c.Text)
	}
	out := append([]string{strings.Join(boxes, " / ")}, f.Value...)
	if labels && len(f.Value) > 0 {
		out[1] = f.Name + ": " + out[1]
	}
	return append(append(out, f.Was...), f.Help)
}

// checker gathers what the engine finds.
type checker struct {
	named []string
	text  *spreadText // nil of a file
	name  string
	ours  bool // a file of our own
	found []Personal
	err   error
}

// Hits implements engine.Sink.
func (k *checker) Hits(_ *engine.Part, _ []string, hits []engine.Hit) error {
	if k.text == nil {
		return nil
	}
	for i := range hits {
		h := &hits[i]
		if h.Start < 0 || h.End > int64(k.text.buf.Len()) || h.Start > h.End {
			continue
		}
		text := k.text.buf.Bytes()
		if byLabel(h.Kind) && counts(text[h.Start:h.End], text[h.End:]) {
			continue
		}
		k.add(h.Kind, k.text.at(h.Start), text[h.Start:h.End])
	}
	return nil
}

// counts tells whether a value is a number of persons or of things: "会員ID：140人" names how many lost one, not whose it is.
func counts(value, rest []byte) bool {
	for _, c := range value {
		if (c < '0' || c > '9') && c != ',' {
			return false
		}
	}
	for _, unit := range []string{"人", "名", "件", " people", " person", " values", " of "} {
		if bytes.HasPrefix(rest, []byte(unit)) {
			return true
		}
	}
	return false
}

func (k *checker) add(kind pii.Kind, where string, value []byte) {
	if kind.Has(pii.NotPersonal) || k.ours && byLabel(kind) {
		return
	}
	k.found = append(k.found, Personal{Kind: kind, Where: where, Mask: string(pii.Mask(nil, kind, value)), Named: names(k.named, string(value))})
}

// Done implements engine.Sink.
func (k *checker) Done(p *engine.Part) error {
	if p.Err != nil && k.err == nil {
		k.err = fmt.Errorf("check %q for personal data: %w", p.Name, p.Err)
	}
	return nil
}

// Skip implements engine.Sink. A document that cannot be looked at must not leave unseen.
func (k *checker) Skip(name string, _ int64, err error) {
	if k.err == nil {
		k.err = fault.As(fault.Of(err), fmt.Errorf("check %q for personal data: %w", name, err))
	}
}

// Eye implements engine.EyeSink: of a file only the eye sees the values.
func (k *checker) Eye() engine.Eye { return &eye{} }

// Seen implements engine.EyeSink.
func (k *checker) Seen(_ *engine.Part, seen engine.Eye) error {
	if e, ok := seen.(*eye); ok && k.text == nil {
		for _, v := range e.values {
			k.add(v.kind, k.name, v.text)
		}
	}
	return nil
}

type eye struct{ values []value }

type value struct {
	kind pii.Kind
	text []byte
}

// Block implements engine.Eye.
func (e *eye) Block(*content.Part, *content.Block) { e.values = e.values[:0] }

// Row implements engine.Eye.
func (e *eye) Row(_ *content.Record, _ []string, found []engine.Judged) {
	for _, j := range found {
		e.values = append(e.values, value{j.Kind, bytes.Clone(j.Text)})
	}
}
