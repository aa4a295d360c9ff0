package register

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// maxSheet bounds a sheet's size, packed and unpacked: the largest registers are far smaller.
const maxSheet = 256 << 20

// Mapping says what a sheet's columns are called. Whatever it does not say is guessed.
type Mapping struct {
	// Columns maps our keys (id, department, name, items, people, place, form, purpose, acquired, disposal, contractor,
	// country, confirmed, remarks) to the sheet's own headings.
	Columns map[string]string `yaml:"columns"`
	Sheet   string            `yaml:"sheet"`  // of a workbook; "" is the first with a heading that is known
	Header  int               `yaml:"header"` // row of the headings, from 1; 0 is guessed
}

// lineIn is what of the library's text goes on: the rest quotes what it read, and a user may have named another file.
var lineIn = regexp.MustCompile(`line \d+`)

// ReadMapping reads a mapping file. Its errors name no value.
func ReadMapping(r io.Reader) (Mapping, error) {
	var m Mapping
	d := yaml.NewDecoder(io.LimitReader(r, 1<<20))
	d.KnownFields(true)
	if err := d.Decode(&m); err != nil && !errors.Is(err, io.EOF) {
		where := ""
		if l := lineIn.FindString(err.Error()); l != "" {
			where = l + ": "
		}
		return m, fault.Errorf(fault.Usage, "read mapping: %snot YAML with the keys columns, sheet and header", where)
	}
	for key := range m.Columns {
		if !slices.ContainsFunc(columns, func(c column) bool { return c.key == key }) {
			return m, fault.Errorf(fault.Usage, "read mapping: unknown column %q", key)
		}
	}
	return m, nil
}

// Sheet is a register that was read.
type Sheet struct {
	Entries []Entry
	// Columns tells which heading was taken for which of our keys.
	Columns map[string]string
	// Ignored are headings that were taken for nothing.
	Ignored []string
}

// Read reads a register in XLSX, CSV (UTF-8 or Shift_JIS) or our own JSON, told from its bytes.
func Read(r io.Reader, m Mapping) (*Sheet, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxSheet+1))
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read register: %w", err)
	}
	if len(b) > maxSheet {
		return nil, fault.Errorf(fault.Refused, "read register: larger than %d bytes", maxSheet)
	}
	switch trimmed := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff"))); {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return readXLSX(b, m)
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return nil, fault.Errorf(fault.Usage, "read register: an old or password-protected Excel file; save it as .xlsx without a password, or as .csv")
	case bytes.HasPrefix(trimmed, []byte("[")):
		s := &Sheet{}
		if err := json.Unmarshal(trimmed, &s.Entries); err != nil {
			return nil, fault.Errorf(fault.Usage, "read register: not a register in JSON")
		}
		return s, nil
	}
	return readCSV(b, m)
}

func readXLSX(b []byte, m Mapping) (*Sheet, error) {
	// Equal limits keep the library from unpacking to temporary files.
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: maxSheet, UnzipXMLSizeLimit: maxSheet})
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "read register: not a workbook that can be read")
	}
	defer f.Close()
	names := f.GetSheetList()
	if m.Sheet != "" {
		if !slices.Contains(names, m.Sheet) {
			return nil, fault.Errorf(fault.Usage, "read register: no sheet %q", m.Sheet)
		}
		names = []string{m.Sheet}
	}
	var first error
	for i, name := range names {
		rows, err := f.GetRows(name)
		if err != nil { // the library's texts quote cells
			return nil, fault.Errorf(fault.Usage, "read register: sheet %d cannot be read", i+1)
		}
		s, err := take(rows, m)
		if err == nil {
			return s, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

func readCSV(b []byte, m Mapping) (*Sheet, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		d, err := japanese.ShiftJIS.NewDecoder().Bytes(b)
		if err != nil {
			return nil, fault.Errorf(fault.Usage, "read register: neither UTF-8 nor Shift_JIS")
		}
		b = d
	}
	c := csv.NewReader(bytes.NewReader(b))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	head, _, _ := bytes.Cut(b, []byte("\n"))
	if bytes.Count(head, []byte("\t")) > bytes.Count(head, []byte(",")) {
		c.Comma = '\t'
	}
	rows, err := c.ReadAll()
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "read register: %w", err)
	}
	return take(rows, m)
}

// take finds the headings and reads the rows below them.
func take(rows [][]string, m Mapping) (*Sheet, error) {
	at, best := -1, map[int]*column{}
	for i, row := range rows[:min(len(rows), 30)] {
		if m.Header > 0 && i != m.Header-1 {
			continue
		}
		if got := headings(row, m); len(got) > len(best) {
			at, best = i, got
		}
	}
	has := func(key string) bool {
		for _, c := range best {
			if c.key == key {
				return true
			}
		}
		return false
	}
	if at < 0 || !has("place") && !has("name") {
		return nil, fault.Errorf(fault.Usage, "read register: no column for the place (保管場所) or the name (名称); say which with a mapping")
	}
	for key, want := range m.Columns {
		if !has(key) {
			return nil, fault.Errorf(fault.Usage, "read register: no heading %q, which the mapping names for %q", want, key)
		}
	}
	s := &Sheet{Columns: map[string]string{}}
	for i, h := range rows[at] {
		if c := best[i]; c != nil {
			s.Columns[c.key] = h
		} else if h != "" {
			s.Ignored = append(s.Ignored, h)
		}
	}
	for i, row := range rows[at+1:] {
		e := Entry{Row: at + 2 + i}
		for j, v := range row {
			if c := best[j]; c != nil && c.set != nil {
				c.set(&e, strings.TrimPrefix(strings.TrimSpace(v), "'"))
			}
		}
		if e.Place != "" || e.Name != "" {
			s.Entries = append(s.Entries, e)
		}
	}
	return s, nil
}

// headings tells which of a row's cells head which of our columns: as the mapping says, else by equal names, else by
// names that hold one another.
func headings(row []string, m Mapping) map[int]*column {
	got := map[int]*column{}
	taken := map[string]bool{}
	claim := func(match func(c *column, cell string) bool) {
		for j := range columns {
			c := &columns[j]
			for i, cell := range row {
				if f := fold(cell); f != "" && got[i] == nil && !taken[c.key] && match(c, f) {
					got[i], taken[c.key] = c, true
				}
			}
		}
	}
	claim(func(c *column, cell string) bool { return m.Columns[c.key] != "" && fold(m.Columns[c.key]) == cell })
	for key := range m.Columns {
		taken[key] = true // said by the mapping: not to be guessed
	}
	claim(func(c *column, cell string) bool { return cell == fold(c.ja) || cell == fold(c.en) || cell == c.key })
	claim(func(c *column, cell string) bool { return slices.Contains(c.also, cell) })
	claim(func(c *column, cell string) bool {
		return slices.ContainsFunc(append([]string{fold(c.ja)}, c.also...), func(s string) bool {
			return utf8.RuneCountInString(s) >= 2 && s[0] >= utf8.RuneSelf && strings.Contains(cell, s)
		})
	})
	return got
}

// String tells how the headings were taken, for a message.
func (s *Sheet) String() string {
	var out []string
	for i := range columns {
		if h, ok := s.Columns[columns[i].key]; ok {
			out = append(out, fmt.Sprintf("%s=%s", columns[i].key, h))
		}
	}
	return strings.Join(out, " ")
}
