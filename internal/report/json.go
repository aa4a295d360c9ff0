package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// flushAt is how many bytes are collected before they are written.
const flushAt = 64 << 10

// jsonWriter writes the stream. Findings are by far the most frequent lines: what repeats within a part is made once,
// and a finding costs no allocation.
type jsonWriter struct {
	w   io.Writer
	min float64
	buf []byte

	source, part string
	open         [256][]byte // by kind: `","kind":…,"source":…,"unit":…`, made when first needed in a part
	used         []pii.Kind
	fields       map[string][]byte          // `,"field":…`
	whys         map[detect.Evidence][]byte // `","why":…}}` and a line feed
}

// NewJSON writes the stream of one JSON object a line to w, leaving out findings below the likelihood min.
func NewJSON(w io.Writer, min float64) scan.Handler {
	return &jsonWriter{
		w: w, min: min, buf: make([]byte, 0, flushAt+4096),
		fields: map[string][]byte{}, whys: map[detect.Evidence][]byte{},
	}
}

func (j *jsonWriter) Config(c *scan.Config) error {
	if err := j.line(lineOut{Config: c}); err != nil {
		return err
	}
	return j.flush()
}

func (j *jsonWriter) Unit(u *scan.Unit) error { return j.line(lineOut{Unit: unitOut(u)}) }

func (j *jsonWriter) Summary(s *scan.Summary) error {
	if err := j.line(lineOut{Summary: summaryOut(s)}); err != nil {
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
	b := append(j.buf, `{"finding":{"id":"`...)
	b = appendHex(b, f.ID[:])
	open := j.open[f.Kind]
	if len(open) == 0 {
		open = j.opening(f.Kind)
	}
	b = append(b, open...)
	if f.Record > 0 {
		b = append(b, `,"record":`...)
		b = strconv.AppendInt(b, f.Record, 10)
	}
	if f.Field != "" {
		field, ok := j.fields[f.Field]
		if !ok {
			field = j.field(f.Field)
		}
		b = append(b, field...)
	}
	if f.Line > 0 {
		b = append(b, `,"line":`...)
		b = strconv.AppendInt(b, f.Line, 10)
	}
	if f.Place != "" {
		b = append(b, `,"place":"`...)
		b = append(appendJSON(b, f.Place), '"')
	} else {
		b = append(b, `,"start":`...)
		b = strconv.AppendInt(b, f.Start, 10)
		b = append(b, `,"end":`...)
		b = strconv.AppendInt(b, f.End, 10)
	}
	b = append(b, `,"likelihood":`...)
	b = appendLikelihood(b, f.Likelihood)
	b = append(b, `,"level":"`...)
	b = append(b, pii.LevelOf(f.Likelihood).String()...)
	b = append(b, `","mask":"`...)
	b = appendJSON(b, f.Mask)
	end, ok := j.whys[f.Why]
	if !ok {
		end = []byte(`","why":"` + why(f.Why) + `"}}` + "\n")
		if len(j.whys) >= 4096 {
			clear(j.whys)
		}
		j.whys[f.Why] = end
	}
	j.buf = append(b, end...)
}

// enter forgets what belonged to the part before.
func (j *jsonWriter) enter(p *scan.PartRef) {
	j.source, j.part = p.Source, p.Part
	for _, k := range j.used {
		j.open[k] = j.open[k][:0]
	}
	j.used = j.used[:0]
	if len(j.fields) >= 4096 {
		clear(j.fields)
	}
}

func (j *jsonWriter) opening(k pii.Kind) []byte {
	b := append(j.open[k][:0], `","kind":"`...)
	b = append(b, k.String()...)
	b = append(b, `","source":"`...)
	b = appendJSON(b, j.source)
	b = append(b, `","unit":"`...)
	b = append(appendJSON(b, j.part), '"')
	j.open[k] = b
	j.used = append(j.used, k)
	return b
}

func (j *jsonWriter) field(name string) []byte {
	b := append(appendJSON([]byte(`,"field":"`), name), '"')
	if len(j.fields) >= 16<<10 {
		clear(j.fields)
	}
	j.fields[string([]byte(name))] = b
	return b
}

func (j *jsonWriter) line(v lineOut) error {
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
