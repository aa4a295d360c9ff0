package parquet

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

type sink struct {
	text  string
	skips []string
}

func (s *sink) Skip(_ string, _ int64, err error) { s.skips = append(s.skips, err.Error()) }
func (s *sink) Part(_ context.Context, _ *content.Part, blocks content.Blocks) error {
	var b content.Block
	for {
		if err := blocks.Next(&b); err != nil {
			if err != io.EOF {
				s.skips = append(s.skips, err.Error())
			}
			return nil
		}
		s.text += string(b.Text[b.From:b.To])
	}
}

func walk(t testing.TB, data []byte) *sink {
	t.Helper()
	s := &sink{}
	w := &content.Walk{Handler: s, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: "a.parquet", Size: -1, R: bytes.NewReader(data)}); err != nil {
		t.Fatal(err)
	}
	return s
}

type person struct {
	Name  string    `parquet:"氏名"`
	ID    int64     `parquet:"id"`
	Born  int32     `parquet:"born,date"`
	Seen  time.Time `parquet:"seen,timestamp(microsecond)"`
	Money int64     `parquet:"money,decimal(2:18)"`
	Tel   []string  `parquet:"tel,list"`
	Home  struct {
		Zip *string `parquet:"zip,optional"`
	} `parquet:"home"`
	Photo []byte `parquet:"photo"`
}

func file(t testing.TB, n int) []byte {
	t.Helper()
	zip := "100-0005"
	var b bytes.Buffer
	w := parquet.NewGenericWriter[person](&b, parquet.MaxRowsPerRowGroup(100))
	for range n {
		p := person{
			Name: "山田 \"太郎\"", ID: 123456789012, Born: 7305, Seen: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), Money: -12345,
			Tel: []string{"090-0000-0000", "03-0000-0000"}, Photo: []byte{0xFF, 0},
		}
		p.Home.Zip = &zip
		if _, err := w.Write([]person{p, {Name: "x"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRows(t *testing.T) {
	s := walk(t, file(t, 150))
	lines := strings.Split(s.text, "\n")
	if len(lines) != 301 || s.skips != nil {
		t.Fatal(len(lines), s.skips)
	}
	want := `{"氏名":"山田 \"太郎\"","id":123456789012,"born":"1990-01-01","seen":"2020-01-02 03:04:05","money":-123.45,"tel":["090-0000-0000","03-0000-0000"],"home.zip":"100-0005"}`
	if d := cmp.Diff(want, lines[298]); d != "" {
		t.Error(d)
	}
}

func TestBroken(t *testing.T) {
	whole := file(t, 20)
	for i := 1; i < 16; i++ {
		if s := walk(t, whole[:len(whole)*i/16]); len(s.skips) == 0 {
			t.Errorf("cut at %d/16: no error told", i)
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 300 {
		b := bytes.Clone(whole)
		for range 3 {
			b[4+rnd.IntN(len(b)-8)] ^= byte(1 << rnd.IntN(8))
		}
		walk(t, b)
	}
	runtime.ReadMemStats(&after)
	t.Logf("%d MB a file", (after.TotalAlloc-before.TotalAlloc)/300>>20)
}
