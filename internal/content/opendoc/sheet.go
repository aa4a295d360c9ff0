package opendoc

import (
	"bytes"
	"io"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/ooxml"
)

// The bounds of what a repetition may make.
const (
	maxRows  = 1 << 20
	maxCells = 1 << 14
	maxSame  = 1 << 10 // repetitions of a row or cell that holds something
)

// sheet writes the rows of a table as lines of CSV while it is read.
type sheet struct {
	s     *ooxml.Scanner
	line  []byte
	empty int // rows without values since the last with
	rows  int
	over  bool
}

// Read implements io.Reader.
func (s *sheet) Read(p []byte) (int, error) {
	for len(s.line) == 0 && !s.over {
		s.row()
	}
	if len(s.line) == 0 {
		if err := s.s.Err(); err != nil {
			return 0, err
		}
		return 0, io.EOF
	}
	n := copy(p, s.line)
	s.line = append(s.line[:0], s.line[n:]...)
	return n, nil
}

// row appends the next row that holds something, and the empty ones before it.
func (s *sheet) row() {
	for s.s.Next() {
		name := string(s.s.Name)
		switch {
		case s.s.Kind == ooxml.End && name == "table":
			s.over = true
			return
		case s.s.Kind != ooxml.Start || name != "table-row":
			continue
		}
		times := repeated(s.s, "number-rows-repeated", maxRows-s.rows)
		s.rows += times
		from := len(s.line)
		if !s.s.Empty {
			s.cells()
		}
		if len(s.line) == from {
			s.empty += times
			continue
		}
		row := bytes.Clone(s.line[from:])
		s.line = s.line[:from]
		for ; s.empty > 0; s.empty-- {
			s.line = append(s.line, '\n')
		}
		for range min(times, maxSame) {
			s.line = append(append(s.line, row...), '\n')
		}
		return
	}
	s.over = true
}

func repeated(s *ooxml.Scanner, attr string, most int) int {
	n, err := strconv.Atoi(string(s.AttrBytes(attr)))
	if err != nil {
		n = 1
	}
	return max(0, min(n, most))
}

// cells appends the cells of a row as they are shown; dates in the form they are stored in.
func (s *sheet) cells() {
	commas, col := 0, 0
	for s.s.Next() {
		name := string(s.s.Name)
		switch {
		case s.s.Kind == ooxml.End && name == "table-row":
			return
		case s.s.Kind != ooxml.Start || name != "table-cell" && name != "covered-table-cell":
			continue
		}
		times := repeated(s.s, "number-columns-repeated", maxCells-col)
		stored := bytes.Clone(s.s.AttrBytes("date-value"))
		var shown []byte
		if !s.s.Empty {
			shown = s.shown(name)
		}
		if len(stored) > 0 {
			shown = bytes.Replace(stored, []byte("T"), []byte(" "), 1)
		}
		if len(shown) == 0 {
			col += times
			continue
		}
		for range min(times, maxSame) {
			for ; commas < col; commas++ {
				s.line = append(s.line, ',')
			}
			s.line = appendField(s.line, shown)
			col++
		}
	}
}

// shown is the text of the cell up to its end, notes included.
func (s *sheet) shown(cell string) []byte {
	var out []byte
	depth := 0
	for s.s.Next() {
		name := string(s.s.Name)
		switch {
		case s.s.Kind == ooxml.Text:
			if depth > 0 {
				out = append(out, s.s.Text...)
			}
		case s.s.Kind == ooxml.End && name == cell:
			return bytes.TrimSpace(out)
		case name == "p" && s.s.Kind == ooxml.Start && !s.s.Empty:
			if depth++; len(out) > 0 {
				out = append(out, ' ')
			}
		case name == "p" && s.s.Kind == ooxml.End:
			depth = max(0, depth-1)
		case name == "s" && s.s.Kind == ooxml.Start:
			out = append(out, ' ')
		}
	}
	return out
}

// appendField appends a field of CSV on one line.
func appendField(dst, v []byte) []byte {
	if bytes.IndexByte(v, ',') < 0 && bytes.IndexByte(v, '"') < 0 && bytes.IndexByte(v, '\n') < 0 && bytes.IndexByte(v, '\r') < 0 {
		return append(dst, v...)
	}
	dst = append(dst, '"')
	for _, c := range v {
		switch c {
		case '"':
			dst = append(dst, '"', '"')
		case '\n', '\r':
			dst = append(dst, ' ')
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
