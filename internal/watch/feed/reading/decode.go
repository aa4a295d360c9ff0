package reading

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
)

// Decoder makes events of the pieces of a log.
type Decoder struct {
	Choice sniff.Choice
	opts   event.Options
	Cut    *shape.Cutter
	shaper *shape.Shaper
	reader event.Reader
	rec    event.Record
}

// Begin makes it read a log of that kind from the beginning.
func (d *Decoder) Begin(c sniff.Choice, o event.Options) {
	*d = Decoder{Choice: c, opts: o, Cut: c.Shape.Cutter(), shaper: shape.New(c.Shape, o), reader: c.Parser.Reader(o)}
}

// Keep is what shaper and reader remember.
func (d *Decoder) Keep() (shaper, reader []byte) {
	if k, ok := d.reader.(event.Keeper); ok {
		reader = k.Keep()
	}
	return d.shaper.Keep(), reader
}

func (d *Decoder) Restore(shaper, reader []byte) error {
	if err := d.shaper.Restore(shaper); err != nil {
		return err
	}
	if k, ok := d.reader.(event.Keeper); ok {
		return k.Restore(reader)
	}
	return nil
}

// At makes times without a year be of the year nearest to now, and goes on.
func (d *Decoder) At(now time.Time) error {
	if d.opts.Now != 0 && now.Sub(time.UnixMicro(d.opts.Now)).Abs() < month {
		return nil
	}
	s, r := d.Keep()
	o, cut := d.opts, d.Cut
	o.Now = now.UnixMicro()
	d.Begin(d.Choice, o)
	d.Cut = cut
	return d.Restore(s, r)
}

const month = 30 * 24 * time.Hour

// Fresh begins a file of the same log: pieces are cut from its beginning, and its own row of names counts, if it has one.
func (d *Decoder) Fresh(names bool) {
	short := d.Cut.Short
	d.Cut = d.Choice.Shape.Cutter()
	d.Cut.Short = short
	if names {
		d.shaper = shape.New(d.Choice.Shape, d.opts)
	}
}

// Prime lets a decoder see what a file begins with, up to the first access, where it is read from further on: names of columns.
func (d *Decoder) Prime(head []byte) {
	d.Fresh(true)
	cut := d.Choice.Shape.Cutter()
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

// Read makes an event of a piece.
func (d *Decoder) Read(piece []byte, e *event.Event) event.Verdict {
	if !d.shaper.Record(piece, &d.rec) {
		return event.Nothing
	}
	e.Reset()
	return d.reader.Read(&d.rec, e)
}

// Earliest is the time of the first access in a log's beginning, in µs; 0 if none says any.
func Earliest(head []byte, c sniff.Choice, o event.Options) int64 {
	var d Decoder
	d.Begin(c, o)
	var e event.Event
	for at := 0; at < len(head); {
		n, piece, err := d.Cut.Split(head[at:], len(head) < sniff.Head)
		if err != nil || n == 0 {
			break
		}
		at += n
		if piece != nil && d.Read(piece, &e) == event.Access && e.Time != 0 {
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
