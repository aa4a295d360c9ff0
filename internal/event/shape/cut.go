package shape

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// MaxPiece is the greatest length of a piece. What is longer is given as far as this, and the rest of it is passed over: no
// access needs more, and a line without an end must not fill the memory.
const MaxPiece = 1 << 20

// Cutter cuts a stream into pieces: lines, or rows whose quotes may hold ends of lines, or JSON objects, each on its own or
// as elements of a document ({"Records":[…]}). Split is a bufio.SplitFunc, whose buffer must have room for MaxPiece. A cutter may begin
// behind any piece, so where one ended is all that must be remembered to go on.
type Cutter struct {
	Form event.Form
	// Indented: a line that begins with a tab belongs to the one before. Where a line's end is all there is so far, more is
	// asked for, so that who follows a log says atEOF when nothing came for a while.
	Indented bool
	// Short counts the pieces that were given in part only.
	Short int64

	skip bool // the rest of a piece that was too long is being passed over
}

// Passing tells whether the rest of a piece that was too long is being passed over: then who goes on behind it must say so, by
// Pass.
func (c *Cutter) Passing() bool { return c.skip }

// Pass makes a cutter begin amid a piece that was too long.
func (c *Cutter) Pass() { c.skip = true }

// Split implements bufio.SplitFunc.
func (c *Cutter) Split(data []byte, atEOF bool) (advance int, token []byte, err error) {
	// A Scanner at the end of its input takes a step without a token as the last, so the steps are gone here.
	for advance < len(data) {
		var n int
		rest := data[advance:]
		switch {
		case c.Form == event.JSON && !c.skip:
			n, token = c.object(rest, atEOF)
		case c.Form == event.Table && !c.skip:
			n, token = c.until(rest, atEOF, rowEnd(rest))
		case c.Indented && !c.skip:
			end, more := indentedEnd(rest)
			if more && !atEOF && len(rest) < MaxPiece {
				return advance, nil, nil
			}
			n, token = c.until(rest, atEOF, end)
		default:
			n, token = c.until(rest, atEOF, bytes.IndexByte(rest, '\n'))
		}
		if advance += n; n == 0 || token != nil {
			break
		}
	}
	return advance, token, nil
}

func (c *Cutter) until(data []byte, atEOF bool, end int) (int, []byte) {
	switch {
	case end >= 0 && end < MaxPiece:
		if c.skip {
			c.skip = false
			return end + 1, nil
		}
		return end + 1, data[:end+1]
	case len(data) >= MaxPiece:
		if c.skip {
			return MaxPiece, nil
		}
		c.skip = true
		c.Short++
		return MaxPiece, data[:MaxPiece]
	case atEOF && c.skip:
		return len(data), nil
	case atEOF:
		return len(data), data
	}
	return 0, nil
}

// indentedEnd is where the first line ends behind which none goes on; more tells that what follows is not known yet.
func indentedEnd(data []byte) (end int, more bool) {
	at := 0
	for {
		i := bytes.IndexByte(data[at:], '\n')
		if i < 0 {
			return -1, true
		}
		at += i
		if at+1 == len(data) {
			return at, true
		}
		if data[at+1] != '\t' {
			return at, false
		}
		at++
	}
}

// rowEnd is where the first line ends that is not within quotes.
func rowEnd(data []byte) int {
	quoted, at := false, 0
	for {
		i := bytes.IndexByte(data[at:], '\n')
		if i < 0 {
			return -1
		}
		if bytes.Count(data[at:at+i], quote)%2 == 1 {
			quoted = !quoted
		}
		at += i
		if !quoted {
			return at
		}
		at++
	}
}

var quote = []byte{'"'}

// object finds the next object. Between objects stands what documents have around them, which is passed over.
func (c *Cutter) object(data []byte, atEOF bool) (int, []byte) {
	start := bytes.IndexByte(data, '{')
	if start < 0 {
		if tail := bytes.LastIndexByte(data, '\n'); tail >= 0 && len(lex.Trim(data)) > 4096 {
			return tail + 1, nil
		}
		if atEOF || len(data) > MaxPiece/2 {
			return len(data), nil
		}
		return 0, nil
	}
	// What stands before an object on its own line belongs to it: a syslog head.
	if i := bytes.IndexByte(data[:start], '\n'); i >= 0 && headed(data[:i]) { // no object at all
		return i + 1, data[:i+1]
	}
	from := bytes.LastIndexByte(data[:start], '\n') + 1
	if !headed(data[from:start]) {
		from = start
	}
	inside, sure := envelope(data[start:])
	if inside > 0 {
		return start + inside, nil
	}
	if !sure && !atEOF && len(data)-start < MaxPiece {
		return 0, nil
	}
	end := objectEnd(data[start:])
	if broken := broken(data[start:], end); broken > 0 {
		return start + broken, data[from : start+broken]
	}
	switch {
	case end > 0:
		return start + end, data[from : start+end]
	case len(data)-start >= MaxPiece:
		c.Short++
		c.skip = true
		return len(data), nil
	case atEOF:
		return len(data), data[from:]
	}
	return 0, nil
}

// broken is where an object ends that is not closed where the next one begins on a line of its own; 0 if there is none such.
func broken(data []byte, end int) int {
	if end > 0 {
		data = data[:end]
	}
	return bytes.Index(data, next) + 1
}

var next = []byte("\n{")

// headed tells whether what stands before an object is more than the commas and brackets of a document.
func headed(s []byte) bool {
	for _, c := range s {
		switch {
		case c-'a' <= 25, c-'A' <= 25, c-'0' <= 9, c == '<':
			return true
		case c == '"', c == ']', c == '}':
			return false
		}
	}
	return false
}

// objectEnd is the length of the object that data begins with, 0 if it does not end in it.
func objectEnd(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end, _, ok := flat.StringEnd(data, i+1)
			if !ok {
				return 0
			}
			i = end
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth <= 0 {
				return i + 1
			}
		}
	}
	return 0
}

// envelope tells how long the beginning of a document around records is, up to and with the bracket behind which they stand;
// 0 if this is a record itself. sure is false where more must be seen to know.
func envelope(data []byte) (inside int, sure bool) {
	i := 1
	for {
		for i < len(data) && (data[i] <= ' ' || data[i] == ',') {
			i++
		}
		if i == len(data) {
			return 0, false
		}
		if data[i] != '"' {
			return 0, true
		}
		end, _, ok := flat.StringEnd(data, i+1)
		if !ok {
			return 0, false
		}
		key := data[i+1 : end]
		for i = end + 1; i < len(data) && (data[i] <= ' ' || data[i] == ':'); i++ {
		}
		if i == len(data) {
			return 0, false
		}
		switch data[i] {
		case '[':
			switch string(key) {
			case "Records", "records", "value", "items", "Events", "logEvents", "logs", "results", "data":
			default:
				return 0, true
			}
			for j := i + 1; j < len(data); j++ {
				if data[j] == '{' || data[j] == ']' {
					return i + 1, true
				}
				if data[j] > ' ' {
					return 0, true
				}
			}
			return 0, false
		case '{':
			return 0, true
		case '"':
			if i, _, ok = flat.StringEnd(data, i+1); !ok {
				return 0, false
			}
			i++
		default:
			for i < len(data) && data[i] > ' ' && data[i] != ',' && data[i] != '}' {
				i++
			}
		}
	}
}
