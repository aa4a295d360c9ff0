package xlsx

import (
	"bytes"
	"io"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/ooxml"
)

// sheet reads the rows of a worksheet as lines of CSV.
type sheet struct {
	*book
	s     *ooxml.Scanner
	line  []byte // lines not yet read
	last  int64  // number of the last row in line
	first int64  // rows before the table
	more  bool   // a row of the table waits in line
	err   error

	filled int // cells of the last row that hold something
	cell   []byte
}

// The bounds of a sheet (Excel's own).
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// title reads the rows above the table, those that fill one cell only, and returns their text. A sheet of nothing but
// such rows is a table of one column.
func (s *sheet) title() []byte {
	var out []byte
	for s.row() {
		s.more = true
		if s.filled > 1 || s.last > 32 {
			break
		}
		if s.filled == 1 {
			out = append(append(out, bytes.Trim(s.line, ",\n")...), '\n')
		}
	}
	if s.filled < 2 || !s.more {
		return nil // the lines so far are the table's
	}
	end := bytes.LastIndexByte(s.line[:len(s.line)-1], '\n') + 1
	s.line = s.line[end:]
	s.first = s.last - 1
	return out
}

// Read implements io.Reader.
func (s *sheet) Read(p []byte) (int, error) {
	for len(s.line) == 0 {
		if !s.row() {
			if s.err != nil {
				return 0, s.err
			}
			return 0, io.EOF
		}
	}
	n := copy(p, s.line)
	s.line = append(s.line[:0], s.line[n:]...)
	return n, nil
}

// row appends the next row, and the empty ones before it.
func (s *sheet) row() bool {
	for s.err == nil && s.s.Next() {
		if s.s.Kind != ooxml.Start || string(s.s.Name) != "row" {
			continue
		}
		n, err := strconv.ParseInt(string(s.s.AttrBytes("r")), 10, 64)
		if err != nil || n <= s.last || n > maxRows {
			n = s.last + 1
		}
		for ; s.last < n-1; s.last++ {
			s.line = append(s.line, '\n')
		}
		s.last, s.filled = n, 0
		if !s.s.Empty {
			s.cells()
		}
		s.line = append(s.line, '\n')
		return true
	}
	if s.err == nil {
		s.err = s.s.Err()
	}
	return false
}

// cells appends the cells of a row.
func (s *sheet) cells() {
	at := 0 // commas written
	next := 0
	for s.s.Next() {
		switch {
		case s.s.Kind == ooxml.End && string(s.s.Name) == "row":
			return
		case s.s.Kind != ooxml.Start || string(s.s.Name) != "c":
			continue
		}
		col := next
		if ref := s.s.AttrBytes("r"); len(ref) > 0 {
			if c := column(ref); c >= next && c < maxColumns {
				col = c
			}
		}
		next = col + 1
		if s.s.Empty || !s.value() || len(s.cell) == 0 || col >= maxColumns {
			continue
		}
		for ; at < col; at++ {
			s.line = append(s.line, ',')
		}
		s.filled++
		s.line = appendField(s.line, s.cell)
	}
}

// column is the number of the column in a reference like AB12, from 0.
func column(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}

// value reads a cell up to its end.
func (s *sheet) value() bool {
	kind := byte('n')
	if t := s.s.AttrBytes("t"); len(t) > 0 {
		kind = t[0]
		if string(t) == "str" {
			kind = 'S'
		}
	}
	var st style
	if i, err := strconv.Atoi(string(s.s.AttrBytes("s"))); err == nil && i >= 0 && i < len(s.styles) {
		st = s.styles[i]
	}
	s.cell = s.cell[:0]
	inText, reading := false, false
	for s.s.Next() {
		switch s.s.Kind {
		case ooxml.Text:
			if inText && !reading {
				s.cell = append(s.cell, s.s.Text...)
			}
		case ooxml.Start:
			switch string(s.s.Name) {
			case "v", "t":
				inText = !s.s.Empty
			case "rPh":
				reading = !s.s.Empty
			}
		case ooxml.End:
			switch string(s.s.Name) {
			case "v", "t":
				inText = false
			case "rPh":
				reading = false
			case "c":
				s.show(kind, st)
				return true
			}
		}
	}
	return false
}

// show turns what the cell holds into what is shown.
func (s *sheet) show(kind byte, st style) {
	raw := s.cell
	switch kind {
	case 's':
		i, err := strconv.Atoi(string(raw))
		if err != nil {
			return
		}
		if s.cell, err = s.strings.text(raw[:0], i); err != nil {
			s.err = err
		}
	case 'n':
		var buf [64]byte
		s.cell = append(raw[:0], s.number(buf[:0], raw, st)...)
	case 'b':
		if len(raw) == 1 {
			s.cell = append(raw[:0], [...]string{"FALSE", "TRUE"}[raw[0]&1]...)
		}
	}
}

// appendField appends a field of CSV on one line.
func appendField(dst, v []byte) []byte {
	for i, c := range v {
		if c == '\n' || c == '\r' {
			v[i] = ' '
		}
	}
	if bytes.IndexByte(v, ',') < 0 && bytes.IndexByte(v, '"') < 0 {
		return append(dst, v...)
	}
	dst = append(dst, '"')
	for _, c := range v {
		if c == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}
