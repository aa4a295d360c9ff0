package synth

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// Options say how large an estate is and what is kept of it.
type Options struct {
	Seed   uint64
	People int  // customers; 20,000 if 0
	Values bool // keep the planted values in Truth.Values
}

// estate is a folder of files being made.
type estate struct {
	g     *Gen
	dir   string
	truth *Truth
	clear bool

	customers []Person
	staff     []Person
	suspects  []Person // of the dump that looks like a police cloud's
	foreign   []Person
	turn      int
	used      map[int]bool
	err       error
}

// item is a file on its way: a name, its bytes, and labels that still lack the name of the file they end in.
type item struct {
	name   string
	data   []byte
	labels []Label
}

// Estate makes the files of an invented company under dir and tells what stands where. The folder must not hold files of
// the same names.
func Estate(dir string, o Options) (Truth, error) {
	if o.People == 0 {
		o.People = 20_000
	}
	e := &estate{g: New(o.Seed), dir: dir, truth: &Truth{}, clear: o.Values, used: make(map[int]bool)}
	for range o.People {
		e.customers = append(e.customers, e.g.Japanese())
	}
	for range max(40, o.People/100) {
		e.staff = append(e.staff, e.g.Japanese())
	}
	for range max(100, o.People/8) {
		e.suspects = append(e.suspects, e.g.Chinese())
	}
	for range max(40, o.People/50) {
		e.foreign = append(e.foreign, e.g.Foreigner())
	}
	e.all()
	e.truth.People = len(e.used)
	return *e.truth, e.err
}

// next takes the customers in turn, from a place that moves on, so that people recur across files.
func (e *estate) next() *Person {
	e.turn = (e.turn + 7919) % len(e.customers)
	return e.see(&e.customers[e.turn])
}

func (e *estate) see(p *Person) *Person {
	e.used[p.ID] = true
	return p
}

// from gives a function that takes people in turn.
func (e *estate) from(of []Person, start int) func() *Person {
	i := start
	return func() *Person {
		p := e.see(&of[i%len(of)])
		i++
		return p
	}
}

// text starts a text whose labels go to a new item's.
func (e *estate) text(esc func([]byte, string) []byte, cs string) (*text, *Truth) {
	c := charsets[cs]
	tr := &Truth{}
	return &text{esc: esc, truth: tr, clear: e.clear, charset: &c}, tr
}

// done turns a finished text into an item.
func (e *estate) done(name string, t *text, tr *Truth) item {
	data := t.buf
	if t.charset != nil && t.charset.enc != nil {
		var b bytes.Buffer
		w := t.charset.writer(&b)
		_, err := w.Write(t.buf)
		if err == nil {
			err = w.Close()
		}
		e.fail(err)
		data = b.Bytes()
	}
	e.truth.Values = append(e.truth.Values, tr.Values...)
	return item{name: name, data: data, labels: tr.Labels}
}

// write puts an item into the folder.
func (e *estate) write(dir string, it item) {
	if e.err != nil {
		return
	}
	file := path.Join(dir, it.name)
	for _, l := range it.labels {
		l.File = file
		l.Part = file + l.Part
		e.truth.Labels = append(e.truth.Labels, l)
	}
	full := filepath.Join(e.dir, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		e.fail(fmt.Errorf("make folder for %q: %w", file, err))
		return
	}
	if err := os.WriteFile(full, it.data, 0o644); err != nil {
		e.fail(fmt.Errorf("write %q: %w", file, err))
		return
	}
	e.truth.Files++
}

func (e *estate) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// csv makes a delimited table.
func (e *estate) csv(name, cs string, tb table, rows int, next func() *Person) item {
	t, tr := e.text(escCSV, cs)
	t.raw(t.charset.bom)
	tb.head(t)
	for range rows {
		tb.row(t, e.g, next())
	}
	return e.done(name, t, tr)
}

// doc makes running text of a genre.
func (e *estate) doc(name, cs, genre string, of []genre, n int, next func() *Person) item {
	t, tr := e.text(nil, cs)
	t.raw(t.charset.bom)
	e.g.prose(t, of, genre, n, next)
	return e.done(name, t, tr)
}
