package world

import (
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// form is a way of writing rows of one table.
type form interface {
	head()
	put(row []string) error
	end() error
}

// Formats are the forms a dump can have.
func Formats() []string {
	return []string{"csv", "tsv", "jsonl", "hits", "mysqldump", "pgcopy", "xlsx"}
}

func newForm(format string, s sheet) (form, error) {
	switch format {
	case "", "csv":
		return &csv{sheet: s, comma: ','}, nil
	case "tsv":
		return &csv{sheet: s, comma: '\t'}, nil
	case "jsonl", "hits":
		return &lines{sheet: s, hits: format == "hits"}, nil
	case "mysqldump":
		return &mysql{s}, nil
	case "pgcopy":
		return &copying{s}, nil
	case "xlsx":
		return &xlsx{sheet: s}, nil
	}
	return nil, fault.Errorf(fault.Usage, "write a dump: no format %q", format)
}

// sheet is what all forms have: the table's name, its columns, and what has not been written yet.
type sheet struct {
	out     io.Writer
	table   string
	columns []Column
	buf     []byte
	rows    int
}

// full is how much is gathered before it is written.
const full = 1 << 18

func (s *sheet) add(v string) { s.buf = append(s.buf, v...) }

func (s *sheet) flush(n int) error {
	if len(s.buf) < n || len(s.buf) == 0 {
		return nil
	}
	_, err := s.out.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

// names are the columns' names between quotes q.
func (s *sheet) names(q string) string {
	out := make([]string, len(s.columns))
	for i := range s.columns {
		out[i] = q + s.columns[i].Name + q
	}
	return strings.Join(out, ", ")
}

type csv struct {
	sheet
	comma byte
	crlf  bool
}

func (c *csv) head() {
	names := make([]string, len(c.columns))
	for i := range c.columns {
		names[i] = c.columns[i].Name
	}
	_ = c.put(names) // the first row never fills the buffer
}

func (c *csv) put(row []string) error {
	for i, v := range row {
		if i > 0 {
			c.buf = append(c.buf, c.comma)
		}
		if strings.IndexByte(v, c.comma) < 0 && !strings.ContainsAny(v, "\"\r\n") {
			c.add(v)
			continue
		}
		c.add(`"`)
		c.add(strings.ReplaceAll(v, `"`, `""`))
		c.add(`"`)
	}
	if c.crlf {
		c.add("\r")
	}
	c.add("\n")
	return c.flush(full)
}

func (c *csv) end() error { return c.flush(0) }

// lines is JSON, an object a line, or search hits with the object inside.
type lines struct {
	sheet
	hits bool
}

func (l *lines) head() {}

func (l *lines) put(row []string) error {
	l.rows++
	if l.hits {
		l.add(`{"_index":"` + l.table + `","_type":"_doc","_id":"` + strconv.FormatUint(mix(uint64(l.rows)), 36) + `","_score":1.0,"_source":`)
	}
	for i, v := range row {
		l.add([2]string{`,"`, `{"`}[b2i(i == 0)])
		l.add(l.columns[i].Name)
		if v == "" {
			l.add(`":null`)
			continue
		}
		l.add(`":"`)
		l.buf = escape(l.buf, v, `"\`)
		l.add(`"`)
	}
	l.add("}")
	if l.hits {
		l.add("}")
	}
	l.add("\n")
	return l.flush(full)
}

func (l *lines) end() error { return l.flush(0) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// escape puts a backslash before what is special.
func escape(dst []byte, v, special string) []byte {
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case strings.IndexByte(special, c) >= 0:
			dst = append(dst, '\\', c)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// mysql is the output of mysqldump.
type mysql struct{ sheet }

func (m *mysql) head() {
	m.add("-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: service\n\nDROP TABLE IF EXISTS `" + m.table + "`;\nCREATE TABLE `" + m.table + "` (\n")
	for i := range m.columns {
		m.add("  `" + m.columns[i].Name + "` varchar(255) DEFAULT NULL" + [2]string{"", ","}[b2i(i+1 < len(m.columns))] + "\n")
	}
	m.add(") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\nLOCK TABLES `" + m.table + "` WRITE;\n")
}

func (m *mysql) put(row []string) error {
	if m.rows%500 == 0 {
		if m.rows > 0 {
			m.add(";\n")
		}
		m.add("INSERT INTO `" + m.table + "` VALUES ")
	} else {
		m.add(",")
	}
	m.rows++
	for i, v := range row {
		m.add([2]string{",", "("}[b2i(i == 0)])
		if v == "" {
			m.add("NULL")
			continue
		}
		m.add("'")
		m.buf = escape(m.buf, v, `'\`)
		m.add("'")
	}
	m.add(")")
	return m.flush(full)
}

func (m *mysql) end() error {
	if m.rows > 0 {
		m.add(";\n")
	}
	m.add("UNLOCK TABLES;\n-- Dump completed\n")
	return m.flush(0)
}

// copying is the output of pg_dump.
type copying struct{ sheet }

func (c *copying) head() {
	c.add("--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\nCREATE TABLE public." + c.table + " (\n")
	for i := range c.columns {
		c.add("    \"" + c.columns[i].Name + "\" text" + [2]string{"", ","}[b2i(i+1 < len(c.columns))] + "\n")
	}
	c.add(");\n\nCOPY public." + c.table + " (" + c.names(`"`) + ") FROM stdin;\n")
}

func (c *copying) put(row []string) error {
	for i, v := range row {
		if i > 0 {
			c.add("\t")
		}
		if v == "" {
			c.add(`\N`)
			continue
		}
		c.buf = escape(c.buf, v, `\`)
	}
	c.add("\n")
	return c.flush(full)
}

func (c *copying) end() error {
	c.add("\\.\n\n--\n-- PostgreSQL database dump complete\n--\n\n")
	return c.flush(0)
}

// sjis gives each character that Shift_JIS has, and a question mark for each that it has not.
func sjis() func(rune) rune {
	able := map[rune]bool{}
	return func(r rune) rune {
		ok, asked := able[r]
		if !asked {
			_, err := japanese.ShiftJIS.NewEncoder().String(string(r))
			ok = err == nil
			able[r] = ok
		}
		if !ok {
			return '?'
		}
		return r
	}
}
