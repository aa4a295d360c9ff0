package rows

import (
	"archive/tar"
	"bytes"
	"context"
	stdcsv "encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestStream(t *testing.T) {
	s := NewStream()
	var want strings.Builder
	stop := s.Run(t.Context(), func(context.Context) error {
		for i := range 100_000 {
			row := strings.Repeat(string(rune('a'+i%26)), i%40) + "\n"
			want.WriteString(row)
			if err := s.Put(append(s.Buffer(), row...)); err != nil {
				return err
			}
		}
		return fault.Errorf(fault.Changed, "the end")
	})
	defer stop()
	got, err := io.ReadAll(iotest.OneByteReader(s))
	if fault.Of(err) != fault.Changed || string(got) != want.String() || s.Rows != 100_000 {
		t.Errorf("%d bytes of %d, %d rows, %v", len(got), want.Len(), s.Rows, err)
	}
}

// TestClosed: a writer ends when nobody reads any more.
func TestClosed(t *testing.T) {
	s := NewStream()
	var end error
	stop := s.Run(t.Context(), func(context.Context) error {
		for end == nil {
			end = s.Put(append(s.Buffer(), "row\n"...))
		}
		return end
	})
	_, _ = s.Read(make([]byte, 10))
	stop()
	if !errors.Is(end, io.ErrClosedPipe) {
		t.Errorf("%v", end)
	}
}

func TestNames(t *testing.T) {
	for want, parts := range map[string][]string{
		"public.customers":     {"public", "customers"},
		"公開.顧客":                {"公開", "顧客"},
		`s."a.b"`:              {"s", "a.b"},
		`s."a""b/c"."2x"`:      {"s", `a"b/c`, "2x"},
		"s.\"new\nline\".\"\"": {"s", "new\nline", ""},
	} {
		if got := Name(parts...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if Piece("a.b", 0) != "a.b" || Piece("a.b", 1) != "a.b/2" {
		t.Error("pieces")
	}
}

func TestField(t *testing.T) {
	for _, tt := range []struct {
		column, comment string
		most            int
		want            string
	}{
		{"k1", "", 0, "k1"}, {"k1", "氏名。全角で", 0, "k1.氏名"}, {"k1", " a.b/c\td ", 0, "k1.a b c d"}, {"name", "NAME", 0, "name"},
		{"k1", strings.Repeat("長", 100), 0, "k1." + strings.Repeat("長", 40)}, {"k1", strings.Repeat("長", 30), 63, "k1"}, {"k1", "氏名", 63, "k1.氏名"},
		{"k1", "電話番号(自宅)", 0, "k1.電話番号"},
	} {
		if got := Field(tt.column, tt.comment, tt.most); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// FuzzWrite: what is written is read back, by CSV and by JSON.
func FuzzWrite(f *testing.F) {
	f.Add("a", "b\"c,\n", "堤\\\x01")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		want := []string{a, b, c}
		var row []byte
		for i, v := range want {
			if i > 0 {
				row = append(row, ',')
			}
			row = AppendCSV(row, []byte(v))
		}
		if !strings.Contains(a+b+c, "\r") && a+b+c != "" {
			got, err := stdcsv.NewReader(bytes.NewReader(append(row, '\n'))).Read()
			if err != nil || cmp.Diff(want, got) != "" {
				t.Fatalf("%q: %q, %v", row, got, err)
			}
		}
		for _, v := range want {
			var got string
			if err := json.Unmarshal(AppendJSON(nil, []byte(v)), &got); err != nil || got != strings.ToValidUTF8(v, "\ufffd") && !strings.Contains(got, "\ufffd") {
				t.Fatalf("%q: %q, %v", v, got, err)
			}
		}
	})
}

func TestLong(t *testing.T) {
	v := strings.Repeat("長い文 \n", 30_000)
	out := Long(nil, [][]byte{[]byte("a"), []byte(v), []byte("b")})
	r, err := stdcsv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var back strings.Builder
	for i, row := range r {
		if len(row[1]) > longest || i > 0 && (row[0] != "" || row[2] != "") {
			t.Errorf("row %d: %d bytes, %q, %q", i, len(row[1]), row[0], row[2])
		}
		back.WriteString(row[1])
	}
	if back.String() != v || r[0][2] != "b" {
		t.Error("a long value is not what it was")
	}
}

func TestDocuments(t *testing.T) {
	pdf := "%PDF-1.4" + strings.Repeat("x", 3*ChunkSize)
	long := strings.Repeat("text ", 4000)
	all := []string{"", "short text", pdf, "\x89PNG....", "\x00\x01binary", long, "PK\x03\x04"}
	s := NewStream()
	stop := s.Run(t.Context(), func(ctx context.Context) error {
		return Documents(ctx, s, func(_ context.Context, last string) ([]Blob, error) {
			if last != "" {
				return nil, nil
			}
			var out []Blob
			for i, v := range all {
				out = append(out, Blob{Key: string(rune('0' + i)), Column: "c", Size: int64(len(v)), Head: []byte(v[:min(len(v), HeadSize)])})
			}
			return out, nil
		}, func(_ context.Context, b *Blob, from int64) ([]byte, error) {
			v := all[b.Key[0]-'0']
			return []byte(v[from:min(int64(len(v)), from+ChunkSize)]), nil
		})
	})
	defer stop()
	got := map[string]string{}
	r := tar.NewReader(s)
	for {
		h, err := r.Next()
		if err != nil {
			if fault.Of(err) != fault.Skipped || !strings.Contains(err.Error(), "1 images, 1 values") {
				t.Errorf("%v", err)
			}
			break
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[h.Name] = string(b)
	}
	if d := cmp.Diff(map[string]string{"c 2": pdf, "c 5": long, "c 6": "PK\x03\x04"}, got); d != "" {
		t.Error(d[:min(len(d), 2000)])
	}
}

// TestNoAllocation: rows are written without.
func TestNoAllocation(t *testing.T) {
	dst := make([]byte, 0, 4096)
	v := []byte("a \"quoted\" value, with a comma")
	if n := testing.AllocsPerRun(100, func() {
		dst = AppendCSV(dst[:0], v)
		dst = AppendJSON(dst, v)
		dst = AppendLine(dst, v)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
