// Package zerotest proves that a run left no personal datum behind: it searches everything that the run wrote for every
// value that the generator planted, in every writing it might hide in.
//
// A value is looked for as it stands, normalised (spaces left out, full width made half, digits only), each of these in
// UTF-8, UTF-16 of both byte orders, Shift_JIS, hexadecimal and base64 in its three alignments. What is packed with gzip
// or zip (and so every XLSX) is unpacked and searched too; so are the names of files. A control that Check plants itself
// in all these writings must be found, or the test fails: a search that finds nothing must be able to find something.
//
// Only what points at somebody counts: a sex, an age, a name of two characters or a number of under ten digits stands
// in any long text by chance.
package zerotest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Planted is a value in clear. It converts from synth.Value.
type Planted struct {
	Kind pii.Kind
	Text string
}

// Find is a place where a value stands in clear.
type Find struct {
	Where  string // file, with what it was unpacked from, or the name of an extra
	Offset int
	Kind   pii.Kind
	Form   string // the writing: utf-8, utf-16le, hex, …
	Text   string // the planted value
}

// unpackLimit bounds what is read out of one packed file.
const unpackLimit = 1 << 30

// Check fails the test for every planted value found under dirs or in extra (standard output, reports held in memory).
func Check(t testing.TB, dirs []string, extra map[string][]byte, planted []Planted) {
	t.Helper()
	s := New(append(controls(), planted...))
	control(t, s)
	var finds []Find
	for _, d := range dirs {
		f, err := s.Dir(d)
		if err != nil {
			t.Errorf("search %q: %v", d, err)
		}
		finds = append(finds, f...)
	}
	for name, b := range extra {
		finds = append(finds, s.Bytes(name, b)...)
	}
	for i, f := range finds {
		if i == 20 {
			t.Errorf("and %d more", len(finds)-i)
			break
		}
		t.Errorf("%s holds a %s in clear (%s, byte %d): %q", f.Where, f.Kind, f.Form, f.Offset, f.Text)
	}
}

// controls are values that nobody has.
func controls() []Planted {
	return []Planted{{pii.PersonName, "控控検査 太郎兵衛"}, {pii.PhoneNumber, "090-0000-0000"}, {pii.EmailAddress, "Control.Zero@zero.example.com"}}
}

// control hides the controls in files in every writing and fails the test if one is not found.
func control(t testing.TB, s *Search) {
	t.Helper()
	dir := t.TempDir()
	var plain bytes.Buffer
	want := map[string]bool{}
	for _, c := range controls() {
		for _, w := range writings(c) {
			plain.WriteString("\n..")
			plain.Write(w.needle)
			plain.WriteString("..")
			want[w.form+" "+c.Text] = true
		}
	}
	var packed, book bytes.Buffer
	gz := gzip.NewWriter(&packed)
	_, err := gz.Write(plain.Bytes())
	must(t, err)
	must(t, gz.Close())
	z := zip.NewWriter(&book)
	w, err := z.Create("inner.gz")
	must(t, err)
	_, err = w.Write(packed.Bytes())
	must(t, err)
	must(t, z.Close())
	for name, b := range map[string][]byte{"control.txt": plain.Bytes(), "control.zip": book.Bytes()} {
		must(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	finds, err := s.Dir(dir)
	must(t, err)
	for _, where := range []string{filepath.Join(dir, "control.txt"), filepath.Join(dir, "control.zip") + "!/inner.gz!/"} {
		got := map[string]bool{}
		for _, f := range finds {
			if f.Where == where {
				got[f.Form+" "+f.Text] = true
			}
		}
		for k := range want {
			if !got[k] {
				t.Fatalf("the search is blind: the control %q was not found in %s", k, filepath.Base(where))
			}
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Dir searches every regular file under dir and every name. A dir that is a file is searched as one.
func (s *Search) Dir(dir string) ([]Find, error) {
	var finds []Find
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != dir {
			finds = append(finds, s.scan(path+" (name)", []byte(d.Name()))...)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read %q: %w", path, err)
		}
		finds = append(finds, s.Bytes(path, b)...)
		return nil
	})
	return finds, err
}

// Bytes searches b and what is packed in it.
func (s *Search) Bytes(name string, b []byte) []Find {
	finds := s.scan(name, b)
	switch {
	case bytes.HasPrefix(b, []byte("\x1f\x8b")):
		if r, err := gzip.NewReader(bytes.NewReader(b)); err == nil {
			in, _ := io.ReadAll(io.LimitReader(r, unpackLimit))
			finds = append(finds, s.Bytes(name+"!/", in)...)
		}
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			break
		}
		for _, f := range z.File {
			finds = append(finds, s.scan(name+"!/ (name)", []byte(f.Name))...)
			if r, err := f.Open(); err == nil {
				in, _ := io.ReadAll(io.LimitReader(r, unpackLimit))
				_ = r.Close()
				finds = append(finds, s.Bytes(name+"!/"+f.Name, in)...)
			}
		}
	}
	return finds
}
