package mask_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// values counts the values found in a body.
type values struct {
	n     int
	where string
	last  engine.Hit
}

func (v *values) Hits(p *engine.Part, _ []string, hits []engine.Hit) error {
	v.n += len(hits)
	v.where = p.Name
	v.last = hits[len(hits)-1]
	return nil
}
func (v *values) Done(*engine.Part) error   { return nil }
func (v *values) Skip(string, int64, error) {}

// TestEstate masks the text of an invented company in both modes: nothing is found in the copy,
// and of the values planted only those stand in it that the engine does not find.
func TestEstate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "estate")
	made, err := demo.Run(t.Context(), dir, demo.Options{People: 1500, Values: true})
	if err != nil {
		t.Fatal(err)
	}
	for mode, name := range map[mask.Mode]string{mask.Mask: "mask", mask.Pseudonym: "pseudonym"} {
		t.Run(name, func(t *testing.T) {
			o := options(t, mode)
			out := filepath.Join(t.TempDir(), "copy")
			left := 0
			r, err := mask.Tree(t.Context(), o, dir, out, func(name string, err error) {
				left++
				switch filepath.Ext(name) {
				case ".csv", ".tsv", ".txt", ".json", ".sql", ".log", ".go", ".production":
					t.Errorf("%s is not copied: %v", name, err)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if r.Files < 80 || left < 10 || r.Values[pii.EmailAddress] < 1000 {
				t.Errorf("%d files copied, %d left out, %d e-mail addresses", r.Files, left, r.Values[pii.EmailAddress])
			}
			again(t, o, out)
			leaks(t, out, made)
		})
	}
}

// again scans the copies.
func again(t *testing.T, o mask.Options, dir string) {
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		v := &values{}
		reader := o.Engine.NewReader(v, "")
		w := &content.Walk{Handler: reader, Formats: formats.All(), Limits: content.DefaultLimits()}
		if err := w.Run(t.Context(), content.Body{Name: filepath.Base(path), Size: -1, R: bytes.NewReader(text)}); err != nil {
			return err
		}
		if v.n > 0 {
			t.Errorf("%d values found in the copy %s, the last a %v by %s", v.n, v.where, v.last.Kind, v.last.Evidence.Why(false))
			if at := v.last; int(at.End) <= len(text) && !v.last.Kind.Has(pii.NotPersonal) {
				t.Logf("%q", text[max(0, at.Start-60):min(int64(len(text)), at.End+20)])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// leaks counts the planted values that the copies hold: those that the engine missed, and no more.
func leaks(t *testing.T, dir string, made demo.Result) {
	planted := make([]zerotest.Planted, 0, len(made.Values))
	for _, v := range made.Values {
		planted = append(planted, zerotest.Planted(v))
	}
	finds, err := zerotest.New(planted).Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[pii.Kind]int{}
	for _, f := range finds {
		kinds[f.Kind]++
	}
	if len(finds)*33 > len(planted) {
		t.Errorf("%d of %d planted values stand in the copies: %v", len(finds), len(planted), kinds)
	}
}

func BenchmarkCopy(b *testing.B) {
	in := []byte(strings.Repeat(table, 40000))
	for mode, name := range map[mask.Mode]string{mask.Mask: "mask", mask.Pseudonym: "pseudonym"} {
		b.Run(name, func(b *testing.B) {
			o := options(b, mode)
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				if _, err := mask.Copy(b.Context(), o, "list.csv", bytes.NewReader(in), io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// FuzzNothing: where nothing is to be replaced, the copy is the original to the byte.
func FuzzNothing(f *testing.F) {
	f.Add("a.csv", []byte(table))
	f.Add("a.json", []byte("{\n\"email\":\"hanako@example.jp\",\n\"l\":[{\"a\":\"x@example.com\"}]}"))
	f.Add("a.sql", []byte("INSERT INTO t (email) VALUES ('a@example.com'),('b''c');\nCOPY t (a) FROM stdin;\nx\t\\N\n\\.\n"))
	f.Add("a.txt", []byte("\x81\x01\x88\x9f\x1b$B"))
	f.Add("a.txt", []byte("\xff\xfea\x00\n\x00"))
	f.Add("a.txt", []byte("\xff\xfe"))
	o := options(f, mask.Mask)
	o.Kinds = map[pii.Kind]bool{}
	all := options(f, mask.Pseudonym)
	f.Fuzz(func(t *testing.T, name string, in []byte) {
		var out bytes.Buffer
		if _, err := mask.Copy(t.Context(), o, name, bytes.NewReader(in), &out); err == nil && !bytes.Equal(out.Bytes(), in) {
			t.Errorf("the copy of %q differs: %q", in, out.Bytes())
		}
		_, _ = mask.Copy(t.Context(), all, name, bytes.NewReader(in), io.Discard)
	})
}
