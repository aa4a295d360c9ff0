// Package sniff finds out what a log is: by its first records it chooses the parser, and how records stand in the log.
package sniff

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/syslog"
)

// Head is how much of a log is enough to know it by.
const Head = 256 << 10

const most = 100 // records

// Choice is what a log is.
type Choice struct {
	Parser event.Parser
	Shape  shape.Shape
	// Certainty is the parser's own.
	Certainty event.Certainty
}

// Log chooses among parsers by the beginning of a log, at best of Head bytes; false if it is none of theirs. What is more
// certain wins, then the likelier shape, then what is listed first.
func Log(head []byte, parsers []event.Parser, o event.Options) (Choice, bool) {
	var best Choice
	for _, c := range candidates(head) {
		sample := records(head, c, o)
		if len(sample) == 0 {
			continue
		}
		for _, p := range parsers {
			form := p.Form()
			if form == event.Framed {
				form = event.Line
			}
			if form != c.Form || p.Form() == event.Framed && c.Wrap == shape.Bare {
				continue
			}
			if sure := p.Match(sample); sure > best.Certainty {
				s := c
				s.Form = p.Form()
				if in, ok := p.(event.Indenter); ok {
					s.Indented = in.Indented()
				}
				best = Choice{p, s, sure}
			}
		}
	}
	return best, best.Certainty > event.No
}

// candidates are the shapes that the beginning of a log could have, the likeliest first.
func candidates(head []byte) []shape.Shape {
	text := lex.Trim(shape.Clean(head))
	text = bytes.TrimLeft(text, "\r\n")
	line := text
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	out := []shape.Shape{}
	if len(text) > 0 && (text[0] == '{' || text[0] == '[' && bytes.IndexByte(text, '{') > 0 && bytes.IndexByte(text, '{') < 32) {
		out = append(out, shape.Shape{Form: event.JSON})
		if shape.Wrapped(object(text)) {
			out = append(out, shape.Shape{Form: event.Line, Wrap: shape.Message}, shape.Shape{Form: event.JSON, Wrap: shape.Message})
		}
		return out
	}
	var r syslog.Reader
	var h event.Head
	if shape.IsRuntime(line) {
		out = append(out, shape.Shape{Form: event.Line, Wrap: shape.Runtime}, shape.Shape{Form: event.JSON, Wrap: shape.Runtime})
	} else if msg, ok := r.Head(shape.Clean(line), &h); ok && len(msg) < len(line) {
		// A parser may find its lines behind a head too, and would take the head for something else.
		out = append(out, shape.Shape{Form: event.Line, Wrap: shape.Syslog}, shape.Shape{Form: event.JSON, Wrap: shape.Syslog})
	}
	out = append(out, shape.Shape{Form: event.Line})
	if comma := separator(line); comma != 0 {
		out = append(out, shape.Shape{Form: event.Table, Comma: comma})
	}
	if bytes.IndexByte(line, '{') > 0 { // JSON behind a mark of the writer's
		out = append(out, shape.Shape{Form: event.JSON})
	}
	return out
}

func object(text []byte) []byte {
	c := shape.Cutter{Form: event.JSON}
	_, piece, err := c.Split(text, true)
	if err != nil {
		return nil
	}
	return piece
}

// separator is what stands between the names of columns, 0 if the line is no row of names.
func separator(line []byte) byte {
	for _, c := range []byte{',', '\t', ';'} {
		if row, _, open := lex.Row(shape.Clean(line), c, nil, nil); !open && len(row) >= 3 {
			for _, name := range row {
				if len(name) > 0 && name[0]-'0' <= 9 {
					return 0
				}
			}
			return c
		}
	}
	return 0
}

func records(head []byte, s shape.Shape, o event.Options) []event.Record {
	cut := s.Cutter()
	var out []event.Record
	var names []byte
	if s.Form == event.Table {
		names = columns(head, s, o)
	}
	for at := 0; at < len(head) && len(out) < most; {
		whole := len(head) < Head || at == 0 // the last piece of a head may be cut
		n, piece, err := cut.Split(head[at:], whole)
		if err != nil || n == 0 {
			break
		}
		at += n
		if piece == nil {
			continue
		}
		// Each record needs a shaper of its own, since all are kept; only the columns are one for all.
		sh := shape.New(s, o)
		var rec event.Record
		if err := sh.Restore(names); err != nil {
			break
		}
		if sh.Record(piece, &rec) {
			out = append(out, rec)
		}
	}
	return out
}

// columns are the names that the first row gives.
func columns(head []byte, s shape.Shape, o event.Options) []byte {
	sh := shape.New(s, o)
	var rec event.Record
	cut := shape.Cutter{Form: event.Table}
	if _, row, err := cut.Split(head, true); err == nil {
		sh.Record(row, &rec)
	}
	return sh.Keep()
}
