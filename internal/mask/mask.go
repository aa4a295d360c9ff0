package mask

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/jsondoc"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Mode is what takes the place of a value.
type Mode uint8

// The modes.
const (
	// Mask: asterisks, with the separators and a little of the beginning.
	Mask Mode = iota
	// Pseudonym: an invented value that stands for the same value everywhere.
	Pseudonym
)

// ParseMode reads a mode's name.
func ParseMode(s string) (Mode, error) {
	switch s {
	case "mask":
		return Mask, nil
	case "pseudonym":
		return Pseudonym, nil
	}
	return 0, fault.Errorf(fault.Usage, "mode %q: mask or pseudonym", s)
}

// Options are what a copy is made with.
type Options struct {
	// Engine judges. It must be made with Findings.
	Engine  *engine.Engine
	Formats []content.Format
	Limits  content.Limits
	Mode    Mode
	// Key makes pseudonyms; Run those of what may not be kept (My Number), and lives as long as the run.
	Key, Run *pii.Key
	// Kinds are replaced; nil means all.
	Kinds map[pii.Kind]bool
}

// Report tells what was replaced.
type Report struct {
	Files  int64
	Bytes  int64 // read
	Values map[pii.Kind]int64
	// Bad counts records that were not well formed, which are replaced in as far as they could be read.
	Bad int64
}

// Add adds another report.
func (r *Report) Add(o Report) {
	r.Files += o.Files
	r.Bytes += o.Bytes
	r.Bad += o.Bad
	if r.Values == nil {
		r.Values = map[pii.Kind]int64{}
	}
	for k, n := range o.Values {
		r.Values[k] += n
	}
}

// rewritable are the formats whose text is the file itself.
var rewritable = map[string]bool{"text": true, "json": true, "sql": true}

// Copy writes r to w without its findings. name tells the form where the bytes do not, and stands in errors. What was
// written before an error is not whole and has to be thrown away.
//
// What is found depends on what stands around it: once a name is replaced, an address beside it may be told for one. So
// what the first pass writes goes through a second one on its way.
func Copy(ctx context.Context, o Options, name string, r io.Reader, w io.Writer) (Report, error) {
	name = o.rename(name)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pr, pw := io.Pipe()
	type result struct {
		Report
		err error
	}
	first := make(chan result, 1)
	var same settled
	go func() {
		buffered := bufio.NewWriterSize(pw, pieceSize)
		rep, err := pass(ctx, o, name, r, buffered, &same, false)
		if err == nil {
			err = buffered.Flush()
		}
		pw.CloseWithError(err)
		first <- result{rep, err}
	}()
	again, err := pass(ctx, o, name, pr, w, &same, true)
	pr.CloseWithError(err)
	one := <-first
	if one.err != nil && (err == nil || errors.Is(err, one.err)) {
		err = one.err
	}
	for k, n := range again.Values {
		one.Values[k] += n
	}
	return one.Report, err
}

// settled is what the first pass found out, before it wrote what the second reads: a masked text may look otherwise.
type settled struct {
	format content.Format
	set    atomic.Pointer[charset.Name]
}

// pass is one reading and writing.
func pass(ctx context.Context, o Options, name string, r io.Reader, w io.Writer, s *settled, again bool) (Report, error) {
	format, in, err := o.choose(name, r, s, again)
	if format == nil || err != nil {
		return Report{Files: 1, Values: map[pii.Kind]int64{}}, err
	}
	if !again {
		s.format = format
	}
	src, err := newSource(name, in, &s.set, again)
	if err != nil {
		return Report{}, err
	}
	if _, err := w.Write(src.mark); err != nil {
		return Report{}, err
	}
	c := &copier{o: &o, name: name, src: src, w: w, maker: newMaker(&o, src)}
	c.report = Report{Files: 1, Values: map[pii.Kind]int64{}}
	reader := o.Engine.NewReader(c, name)
	reader.Odd = true
	walk := &content.Walk{Handler: reader, Formats: []content.Format{format}, Limits: o.Limits}
	err = walk.Run(ctx, content.Body{Name: name, Size: -1, R: src})
	if err == nil {
		err = reader.Close()
	}
	if err == nil {
		err = c.skipped
	}
	if err == nil {
		err = c.finish()
	}
	c.report.Bytes = src.read
	return c.report, err
}

// choose settles the format by the first bytes. An empty input has none.
func (o *Options) choose(name string, r io.Reader, s *settled, again bool) (content.Format, io.Reader, error) {
	head := make([]byte, content.HeadSize)
	n, err := io.ReadFull(r, head)
	all := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !all {
		return nil, nil, fault.As(fault.Unreadable, fmt.Errorf("read %q: %w", name, err))
	}
	if n == 0 {
		return nil, nil, nil
	}
	head = head[:n]
	in := io.MultiReader(bytes.NewReader(head), r)
	if again {
		return s.format, in, nil
	}
	var best content.Format
	var sure content.Certainty
	for _, f := range o.Formats {
		if c := f.Match(&content.Head{Name: name, Bytes: head, All: all}); c > sure {
			best, sure = f, c
		}
	}
	switch {
	case best == nil:
		return nil, nil, fault.Errorf(fault.Refused, "mask %q: binary of unknown form cannot be rewritten", name)
	case !rewritable[best.Name()]:
		return nil, nil, fault.Errorf(fault.Refused, "mask %q: %s cannot be rewritten; save what is in it as text, CSV, JSON or SQL first", name, best.Name())
	}
	if best.Name() == "json" {
		best = jsondoc.Format{InOrder: true}
	}
	return sureOf{best}, in, nil
}

// sureOf is a format that is chosen already.
type sureOf struct{ content.Format }

// Match implements content.Format.
func (sureOf) Match(*content.Head) content.Certainty { return content.Magic }
