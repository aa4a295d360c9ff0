//go:build unix

package cli_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// TestMemory scans large files in a process of its own: 128 MiB of anonymous memory for text, 256 MiB else, whatever the
// size. The size is 100 MB, or with TSUTSUMI_TEST_SLOW 700 MB, where the number of persons comes close to what is counted
// exactly and memory is at its highest.
func TestMemory(t *testing.T) {
	if underRace {
		t.Skip("the race detector takes several times the memory")
	}
	size := int64(100e6)
	if os.Getenv("TSUTSUMI_TEST_SLOW") != "" {
		size = 700e6
	}
	shanghai := func(w io.Writer) error { return synth.WriteShanghai(w, 1<<30, 1) }
	japanese := func(charset string) func(io.Writer) error {
		return func(w io.Writer) error { return synth.WriteJapaneseCSV(w, 1<<30, 1, charset) }
	}
	for _, c := range []struct {
		name  string
		write func(io.Writer) error
		limit int64
	}{
		{"shanghai.ndjson", shanghai, 128},
		{"japan.csv", japanese("utf-8"), 128},
		{"japan-sjis.csv", japanese("shift_jis"), 128},
		{"app.log", func(w io.Writer) error { return synth.WriteLog(w, 1<<30, 1) }, 128},
		{"code.go", func(w io.Writer) error { return synth.WriteCode(w, 1<<30, 1) }, 128},
		{"japan.zip", zipped("japan.csv", japanese("utf-8")), 256},
		{"japan.xlsx", sheet(japanese("utf-8")), 256},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			f, err := os.Create(filepath.Join(dir, c.name))
			if err != nil {
				t.Fatal(err)
			}
			w := bufio.NewWriterSize(f, 1<<20)
			if err = c.write(&enough{w: w, n: size}); err == nil || errors.Is(err, errEnough) {
				err = w.Flush()
			}
			if e := f.Close(); err == nil {
				err = e
			}
			if err != nil {
				t.Fatal(err)
			}
			r := run(t, child(t, filepath.Join(dir, "home"), "scan", f.Name()))
			if r.status != 0 {
				t.Fatalf("status %d: %s", r.status, r.err)
			}
			r.below(t, c.limit)
		})
	}
}

var errEnough = errors.New("enough")

// enough ends a generator after n bytes.
type enough struct {
	w io.Writer
	n int64
}

func (e *enough) Write(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, errEnough
	}
	e.n -= int64(len(p))
	return e.w.Write(p)
}

// zipped puts what a generator makes into a zip; the size is that of what is inside.
func zipped(name string, write func(io.Writer) error) func(io.Writer) error {
	return func(w io.Writer) error {
		size := w.(*enough).n
		z := zip.NewWriter(w.(*enough).w)
		f, err := z.Create(name)
		if err == nil {
			err = write(&enough{w: f, n: size})
		}
		if err != nil && !errors.Is(err, errEnough) {
			return err
		}
		return z.Close()
	}
}

// sheet makes a workbook with one sheet out of a table.
func sheet(write func(io.Writer) error) func(io.Writer) error {
	const head = `<?xml version="1.0"?>`
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
	}
	return func(w io.Writer) error {
		size := w.(*enough).n
		z := zip.NewWriter(w.(*enough).w)
		for _, p := range parts {
			f, err := z.Create(p.name)
			if err == nil {
				_, err = io.WriteString(f, head+p.text)
			}
			if err != nil {
				return err
			}
		}
		f, err := z.Create("xl/worksheets/sheet1.xml")
		if err != nil {
			return err
		}
		r, in := io.Pipe()
		go func() { in.CloseWithError(write(&enough{w: in, n: size / 3})) }()
		if err := rows(f, r); err != nil && !errors.Is(err, errEnough) {
			return err
		}
		return z.Close()
	}
}

// rows writes a table as the rows of a sheet.
func rows(w io.Writer, r io.Reader) error {
	var b bytes.Buffer
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	var err error
	for in, record := csv.NewReader(r), []string(nil); err == nil; {
		if record, err = in.Read(); err != nil {
			break
		}
		b.WriteString("<row>")
		for _, v := range record {
			b.WriteString(`<c t="inlineStr"><is><t>`)
			_ = xml.EscapeText(&b, []byte(v))
			b.WriteString("</t></is></c>")
		}
		b.WriteString("</row>")
		_, _ = w.Write(b.Bytes())
		b.Reset()
	}
	if err == io.EOF || errors.Is(err, errEnough) || errors.Is(err, csv.ErrFieldCount) || errors.Is(err, csv.ErrQuote) {
		err = nil
	}
	_, _ = io.WriteString(w, "</sheetData></worksheet>")
	return err
}
