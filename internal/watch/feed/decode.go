package feed

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
)

// decoder makes events of the pieces of a log.
type decoder struct {
	choice sniff.Choice
	opts   event.Options
	cut    *shape.Cutter
	shaper *shape.Shaper
	reader event.Reader
	rec    event.Record
}

func (d *decoder) begin(c sniff.Choice, o event.Options) {
	*d = decoder{choice: c, opts: o, cut: c.Shape.Cutter(), shaper: shape.New(c.Shape, o), reader: c.Parser.Reader(o)}
}

// keep is what shaper and reader remember.
func (d *decoder) keep() (shaper, reader []byte) {
	if k, ok := d.reader.(event.Keeper); ok {
		reader = k.Keep()
	}
	return d.shaper.Keep(), reader
}

func (d *decoder) restore(shaper, reader []byte) error {
	if err := d.shaper.Restore(shaper); err != nil {
		return err
	}
	if k, ok := d.reader.(event.Keeper); ok {
		return k.Restore(reader)
	}
	return nil
}

// at makes times without a year be of the year nearest to now, and goes on.
func (d *decoder) at(now time.Time) error {
	if d.opts.Now != 0 && now.Sub(time.UnixMicro(d.opts.Now)).Abs() < month {
		return nil
	}
	s, r := d.keep()
	o, cut := d.opts, d.cut
	o.Now = now.UnixMicro()
	d.begin(d.choice, o)
	d.cut = cut
	return d.restore(s, r)
}

const month = 30 * 24 * time.Hour

// fresh begins a file of the same log: pieces are cut from its beginning, and its own row of names counts, if it has one.
func (d *decoder) fresh(names bool) {
	short := d.cut.Short
	d.cut = d.choice.Shape.Cutter()
	d.cut.Short = short
	if names {
		d.shaper = shape.New(d.choice.Shape, d.opts)
	}
}

// prime lets a decoder see what a file begins with, up to the first access, where it is read from further on: names of columns.
func (d *decoder) prime(head []byte) {
	d.fresh(true)
	cut := d.choice.Shape.Cutter()
	var e event.Event
	for at := 0; at < len(head); {
		n, piece, err := cut.Split(head[at:], false)
		if err != nil || n == 0 {
			return
		}
		at += n
		if piece == nil || !d.shaper.Record(piece, &d.rec) {
			continue
		}
		e.Reset()
		if d.reader.Read(&d.rec, &e) == event.Access {
			return
		}
	}
}

// read makes an event of a piece.
func (d *decoder) read(piece []byte, e *event.Event) event.Verdict {
	if !d.shaper.Record(piece, &d.rec) {
		return event.Nothing
	}
	e.Reset()
	return d.reader.Read(&d.rec, e)
}

// earliest is the time of the first access in a log's beginning, in µs; 0 if none says any.
func earliest(head []byte, c sniff.Choice, o event.Options) int64 {
	var d decoder
	d.begin(c, o)
	var e event.Event
	for at := 0; at < len(head); {
		n, piece, err := d.cut.Split(head[at:], len(head) < sniff.Head)
		if err != nil || n == 0 {
			break
		}
		at += n
		if piece != nil && d.read(piece, &e) == event.Access && e.Time != 0 {
			return e.Time
		}
	}
	return 0
}

// know finds out what a log is.
func know(head []byte, parser string, all []event.Parser, o event.Options) (sniff.Choice, bool) {
	if parser == "" {
		return sniff.Log(head, all, o)
	}
	for _, p := range all {
		if p.Name() != parser {
			continue
		}
		if c, ok := sniff.Log(head, []event.Parser{p}, o); ok {
			return c, true
		}
		// It does not look so, but the user must know: in the plainest shape.
		s := shape.Shape{Form: p.Form()}
		if in, ok := p.(event.Indenter); ok {
			s.Indented = in.Indented()
		}
		if s.Form == event.Framed {
			s.Wrap = shape.Syslog
		}
		return sniff.Choice{Parser: p, Shape: s}, len(head) > 0
	}
	return sniff.Choice{}, false
}
