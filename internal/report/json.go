package report

import (
	"bytes"
	"encoding/json"
	"io"
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// flushAt is how many bytes are collected before they are written.
const flushAt = 64 << 10

// jsonWriter writes the stream. Findings are by far the most frequent lines: what repeats from one to the next is made
// once, and a finding costs no allocation.
type jsonWriter struct {
	w   io.Writer
	min float64
	buf []byte

	source, part string
	alike        [256]alike // by field, kind and what speaks for it
	record, line numeral
}

// alike is what findings of one kind in one field have in common.
type alike struct {
	kind       pii.Kind
	field      []byte
	likelihood float64
	why        detect.Evidence
	// `","kind":…,"source":…,"unit":…`, empty if this place is free; `,"field":…`; `,"likelihood":…,"level":…,"mask":"`;
	// `","why":…}}` and a line feed
	kindOf, fieldOf, before, behind []byte
}

// numeral is a number with its key, as it was written last: a record has many findings.
type numeral struct {
	n    int64
	text []byte
}

// NewJSON writes the stream of one JSON object a line to w, leaving out findings below the likelihood min.
func NewJSON(w io.Writer, min float64) scan.Handler {
	return &jsonWriter{w: w, min: min, buf: make([]byte, 0, flushAt+4096)}
}

func (j *jsonWriter) Config(c *scan.Config) error {
	if err := j.other(lineOut{Config: c}); err != nil {
		return err
	}
	return j.flush()
}

func (j *jsonWriter) Unit(u *scan.Unit) error { return j.other(lineOut{Unit: unitOut(u)}) }

func (j *jsonWriter) Summary(s *scan.Summary) error {
	if err := j.other(lineOut{Summary: summaryOut(s)}); err != nil {
		return err
	}
	return j.flush()
}

func (j *jsonWriter) Findings(p *scan.PartRef, fs []scan.Finding) error {
	if p.Part != j.part || p.Source != j.source {
		j.enter(p)
	}
	for i := range fs {
		f := &fs[i]
		if f.Likelihood < j.min {
			continue
		}
		j.finding(f)
		if len(j.buf) >= flushAt {
			if err := j.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *jsonWriter) finding(f *scan.Finding) {
	a := j.like(f)
	b := append(j.buf, `{"finding":{"id":"`...)
	b = appendHex(b, f.ID[:])
	b = append(b, a.kindOf...)
	if f.Record > 0 {
		b = j.record.append(b, `,"record":`, f.Record)
	}
	b = append(b, a.fieldOf...)
	if f.Line > 0 {
		b = j.line.append(b, `,"line":`, f.Line)
	}
	if f.Place != "" {
		b = append(b, `,"place":"`...)
		b = append(appendJSON(b, f.Place), '"')
	} else {
		b = append(b, `,"start":`...)
		b = appendInt(b, f.Start)
		b = append(b, `,"end":`...)
		b = appendInt(b, f.End)
	}
	b = append(b, a.before...)
	b = appendJSON(b, f.Mask)
	j.buf = append(b, a.behind...)
}

func (n *numeral) append(dst []byte, key string, v int64) []byte {
	if n.n != v || len(n.text) == 0 {
		n.n = v
		n.text = appendInt(append(n.text[:0], key...), v)
	}
	return append(dst, n.text...)
}

// like finds what f has in common with findings before.
func (j *jsonWriter) like(f *scan.Finding) *alike {
	h := (uint64(f.Why) ^ uint64(f.Kind)<<40 ^ uint64(len(f.Field))<<48 ^ math.Float64bits(f.Likelihood)) * 0x9e3779b97f4a7c15
	if n := len(f.Field); n > 1 {
		h ^= (uint64(f.Field[n-1]) | uint64(f.Field[n/2])<<8) * 0xc2b2ae3d27d4eb4f
	}
	var a *alike
	for i := range uint8(4) {
		a = &j.alike[uint8(h>>56)+i]
		if len(a.kindOf) == 0 {
			break
		}
		if a.kind == f.Kind && a.why == f.Why && a.likelihood == f.Likelihood && string(a.field) == f.Field {
			return a
		}
	}
	a.kind, a.why, a.likelihood, a.field = f.Kind, f.Why, f.Likelihood, append(a.field[:0], f.Field...)
	b := append(a.kindOf[:0], `","kind":"`...)
	b = append(b, f.Kind.String()...)
	b = append(b, `","source":"`...)
	b = appendJSON(b, j.source)
	b = append(b, `","unit":"`...)
	a.kindOf = append(appendJSON(b, j.part), '"')
	if a.fieldOf = a.fieldOf[:0]; f.Field != "" {
		a.fieldOf = append(appendJSON(append(a.fieldOf, `,"field":"`...), f.Field), '"')
	}
	b = append(a.before[:0], `,"likelihood":`...)
	b = appendLikelihood(b, f.Likelihood)
	b = append(b, `,"level":"`...)
	b = append(b, pii.LevelOf(f.Likelihood).String()...)
	a.before = append(b, `","mask":"`...)
	b = append(a.behind[:0], `","why":"`...)
	b = appendWhy(b, f.Why)
	a.behind = append(b, "\"}}\n"...)
	return a
}

// enter forgets what belonged to the part before.
func (j *jsonWriter) enter(p *scan.PartRef) {
	j.source, j.part = p.Source, p.Part
	for i := range j.alike {
		j.alike[i].kindOf = j.alike[i].kindOf[:0]
	}
}

func (j *jsonWriter) other(v lineOut) error {
	b := bytes.NewBuffer(j.buf)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	j.buf = b.Bytes()
	if len(j.buf) >= flushAt {
		return j.flush()
	}
	return nil
}

func (j *jsonWriter) flush() error {
	if len(j.buf) == 0 {
		return nil
	}
	_, err := j.w.Write(j.buf)
	j.buf = j.buf[:0]
	return err
}
