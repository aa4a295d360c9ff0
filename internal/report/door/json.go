package door

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// line is a line of the stream: exactly one of them. docs/exposure.md describes it.
type line struct {
	Config   *configLine   `json:"config,omitempty"`
	Plan     *planLine     `json:"plan,omitempty"`
	Exposure *exposureLine `json:"exposure,omitempty"`
	Closed   *closedLine   `json:"closed,omitempty"`
	Error    *errorLine    `json:"unlooked,omitempty"`
	Entry    *entryLine    `json:"entry,omitempty"`
	Summary  *summaryLine  `json:"summary,omitempty"`
}

type configLine struct {
	Version string    `json:"version"`
	Started time.Time `json:"started"`
	Targets []string  `json:"targets"`
	DryRun  bool      `json:"dry_run"`
}

type planLine struct {
	Target string `json:"target"`
	Act    string `json:"act"`
	Object string `json:"object"`
}

type exposureLine struct {
	ID          string             `json:"id"`
	Target      string             `json:"target"`
	Object      string             `json:"object"`
	Title       string             `json:"title"`
	What        string             `json:"what"`
	Seen        string             `json:"seen"`
	From        exposure.Vantage   `json:"from"`
	People      *int64             `json:"people"`
	PeopleKnown bool               `json:"people_known"`
	Sampled     bool               `json:"sampled"`
	Looked      *time.Time         `json:"looked"` // when the inventory last looked; null if this run did
	Records     int64              `json:"records"`
	Kinds       map[pii.Kind]int64 `json:"kinds"`
	Severity    string             `json:"severity"`
	Rated       string             `json:"rated"` // in the catalogue, before people and vantage
	Fix         string             `json:"fix"`
	Reference   string             `json:"reference"`
	Since       time.Time          `json:"since"`
	New         bool               `json:"new"`
	Check       string             `json:"check"`
	Key         string             `json:"key"`
}

type closedLine struct {
	ID     string           `json:"id"`
	Target string           `json:"target"`
	Object string           `json:"object"`
	From   exposure.Vantage `json:"from"`
	Since  time.Time        `json:"since"`
	Last   time.Time        `json:"last"`
	Key    string           `json:"key"`
}

type errorLine struct {
	Target string `json:"target"`
	Check  string `json:"check"`
	Error  string `json:"error"`
	Class  string `json:"class"`
}

type summaryLine struct {
	Targets     int                `json:"targets"`
	Exposures   int                `json:"exposures"`
	New         int                `json:"new"`
	Closed      int                `json:"closed"`
	People      *int64             `json:"people"`
	PeopleMin   *int64             `json:"people_min"`
	PeopleMax   *int64             `json:"people_max"`
	PeopleError float64            `json:"people_error"`
	PeopleKnown bool               `json:"people_known"` // of every door
	Kinds       map[pii.Kind]int64 `json:"kinds"`
	Severities  map[string]int     `json:"severities"`
	Errors      int                `json:"errors"`
	ElapsedMS   int64              `json:"elapsed_ms"`
}

// JSON writes a result as a stream of one JSON object a line. version is the program's.
func JSON(w io.Writer, lang, version string, r *exposure.Result) error {
	c := &configLine{Version: version, Started: r.Started.UTC(), Targets: []string{}, DryRun: r.Dry}
	for i := range r.Looked {
		c.Targets = append(c.Targets, r.Looked[i].Target)
	}
	out := []line{{Config: c}}
	for i := range r.Looked {
		for _, p := range r.Looked[i].Plans {
			out = append(out, line{Plan: &planLine{r.Looked[i].Target, p.Act, p.Object}})
		}
	}
	s := &summaryLine{
		Targets: len(r.Looked), Exposures: len(r.Exposures), New: r.New, Closed: len(r.Closed), Errors: unlooked(r),
		People: r.People.N, PeopleMin: r.People.Min, PeopleMax: r.People.Max, PeopleError: r.People.Error, PeopleKnown: r.People.N != nil && !r.Partial,
		Kinds: kinds(r.Kinds), Severities: map[string]int{}, ElapsedMS: r.Ended.Sub(r.Started).Milliseconds(),
	}
	for i := range r.Exposures {
		x := &r.Exposures[i]
		s.Severities[x.Weight.String()]++
		out = append(out, line{Exposure: lineOf(lang, x)})
	}
	for i := range r.Closed {
		out = append(out, line{Closed: closedOf(&r.Closed[i])})
	}
	for i := range r.Looked {
		for _, e := range r.Looked[i].Errors {
			out = append(out, line{Error: &errorLine{r.Looked[i].Target, e.Check, e.Text, e.Class}})
		}
	}
	return write(w, append(out, line{Summary: s}))
}

func lineOf(lang string, x *exposure.Exposure) *exposureLine {
	b := &x.Behind
	l := &exposureLine{
		ID: x.ID, Target: x.Target, Object: x.Object, From: x.From, Check: x.Check, Key: x.Key(),
		Title: said(lang, x, x.Entry.Title), What: said(lang, x, x.Entry.What), Seen: said(lang, x, x.Entry.Seen), Fix: said(lang, x, x.Entry.Fix),
		People: b.People, PeopleKnown: b.People != nil, Sampled: b.Sampled, Records: b.Records, Kinds: kinds(b.Kinds),
		Severity: x.Weight.String(), Rated: x.Entry.Severity.String(), Reference: x.Entry.Reference, Since: x.Since.UTC(), New: x.New,
	}
	if !b.LastSeen.IsZero() {
		at := b.LastSeen.UTC()
		l.Looked = &at
	}
	return l
}

func closedOf(k *exposure.Known) *closedLine {
	return &closedLine{k.ID, k.Target, k.Object, k.From, k.First.UTC(), k.Last.UTC(), k.Key}
}

// Lines writes exposures, and those that are closed, as the stream has them: for a stream that tells more besides.
func Lines(w io.Writer, lang string, open []exposure.Exposure, closed []exposure.Known) error {
	out := make([]line, 0, len(open)+len(closed))
	for i := range open {
		out = append(out, line{Exposure: lineOf(lang, &open[i])})
	}
	for i := range closed {
		out = append(out, line{Closed: closedOf(&closed[i])})
	}
	return write(w, out)
}

// Encode writes v as a line of JSON in which nothing steers a terminal.
func Encode(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode exposure: %w", err)
	}
	_, err := w.Write(quiet(b.Bytes()))
	return err
}

func kinds(m map[pii.Kind]int64) map[pii.Kind]int64 {
	if m == nil {
		return map[pii.Kind]int64{}
	}
	return m
}

func write(w io.Writer, out []line) error {
	for i := range out {
		if err := Encode(w, &out[i]); err != nil {
			return err
		}
	}
	return nil
}

// quiet escapes what JSON allows as it stands but what steers a terminal.
func quiet(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r >= 0x7f && r < 0xa0 || r < 0x10000 && unicode.Is(unicode.Cf, r):
			out = fmt.Appendf(out, `\u%04x`, r)
		case unicode.Is(unicode.Cf, r):
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = append(out, b[i:i+n]...)
		}
		i += n
	}
	return out
}
