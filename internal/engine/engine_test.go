package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

func newEngine(t testing.TB, workers int) *engine.Engine {
	key, err := pii.NewKey(make([]byte, pii.KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	return engine.New(engine.Config{Detectors: detectors.All(), Key: key, Run: key, Findings: true, Workers: workers})
}

// gathered is a sink that keeps everything.
type gathered struct {
	hits  []string
	parts []*engine.Part
	skips []string
}

func (g *gathered) Hits(p *engine.Part, fields []string, hits []engine.Hit) error {
	for i := range hits {
		h := &hits[i]
		field := ""
		if h.Field >= 0 {
			field = fields[h.Field]
		}
		g.hits = append(g.hits, fmt.Sprintf("%s %v %s r%d l%d %d-%d %x %s", p.Name, h.Kind, field, h.Record, h.Line, h.Start, h.End, h.ID, h.Mask))
	}
	return nil
}
func (g *gathered) Done(p *engine.Part) error { c := *p; g.parts = append(g.parts, &c); return nil }
func (g *gathered) Skip(name string, _ int64, err error) {
	g.skips = append(g.skips, name+": "+err.Error())
}

// judge reads data as one part of a form in blocks of about size bytes.
func judge(t testing.TB, data []byte, p content.Part, size, workers int) *gathered {
	t.Helper()
	g := &gathered{}
	r := newEngine(t, workers).NewReader(g, "test")
	var blocks content.Blocks
	in := bytes.NewReader(data)
	switch p.Form {
	case content.CSV:
		blocks = csv.NewBlocksSize(in, &p, size)
	case content.NDJSON:
		blocks = ndjson.NewBlocksSize(in, size)
	default:
		blocks = text.NewBlocksSize(in, size)
	}
	if err := r.Part(context.Background(), &p, blocks); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return g
}

// Findings of a stream cut anywhere equal findings of the whole, given the Frame: the first block, which makes the
// Frame, is the same size; what follows is cut in many ways.
func TestCutsChangeNothing(t *testing.T) {
	var csvText, nd, log, code bytes.Buffer
	for _, err := range []error{
		synth.WriteJapaneseCSV(&csvText, 3000, 5, "utf-8"), synth.WriteShanghai(&nd, 2000, 5),
		synth.WriteLog(&log, 4000, 5), synth.WriteCode(&code, 6000, 5),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		data []byte
		part content.Part
	}{
		{"log", log.Bytes(), content.Part{Name: "a.log", Form: content.Log}},
		{"code", code.Bytes(), content.Part{Name: "a.go", Form: content.Code}},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := judge(t, c.data, c.part, len(c.data)+1, 1)
			if len(whole.hits) < 10 {
				t.Fatalf("only %d findings in %d bytes", len(whole.hits), len(c.data))
			}
			for _, size := range []int{700, 4099, 30_011, 100_003} {
				cut := judge(t, c.data, c.part, size, 2)
				if diff := cmp.Diff(whole.hits, cut.hits); diff != "" {
					t.Errorf("blocks of %d bytes (-whole +cut):\n%s", size, diff)
				}
			}
		})
	}
	for _, c := range []struct {
		name string
		data []byte
		part content.Part
	}{
		{"csv", csvText.Bytes(), content.Part{Name: "a.csv", Form: content.CSV, Comma: ','}},
		{"ndjson", nd.Bytes(), content.Part{Name: "a.ndjson", Form: content.NDJSON}},
	} {
		t.Run(c.name, func(t *testing.T) {
			const first = 400 << 10 // more than 1,024 records: the Frame is the same however the rest is cut
			var all [][]string
			for _, size := range []int{len(c.data) + 1, first, first + 7919} {
				g := judge(t, c.data, c.part, size, 2)
				if len(g.parts) != 1 || len(g.hits) < 1000 {
					t.Fatalf("%d parts, %d findings", len(g.parts), len(g.hits))
				}
				all = append(all, g.hits)
			}
			for _, hits := range all[1:] {
				if diff := cmp.Diff(all[0], hits); diff != "" {
					t.Errorf("findings differ (-whole +cut):\n%.2000s", diff)
				}
			}
		})
	}
}

// A column that becomes something else begins a new part.
func TestContradictionBeginsANewPart(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("id,value\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "%d,user%d@example.com\n", i, i)
	}
	for i := range 30_000 {
		fmt.Fprintf(&b, "%d,none\n", i)
	}
	g := judge(t, b.Bytes(), content.Part{Name: "a.csv", Form: content.CSV, Comma: ','}, 64<<10, 2)
	if len(g.parts) != 2 || g.parts[1].Name != "a.csv#2" {
		t.Fatalf("%d parts", len(g.parts))
	}
	if n := g.parts[0].Records + g.parts[1].Records; n != 50_000 {
		t.Errorf("%d records in all, want 50000", n)
	}
	mails := int64(0)
	for _, p := range g.parts {
		for _, tl := range p.Tallies {
			if tl.Kind == pii.EmailAddress {
				mails += tl.Values
			}
		}
	}
	if mails != 20_000 {
		t.Errorf("%d e-mail addresses, want 20000", mails)
	}
}

// A record longer than a block may be is swept like text; what stands around it is read as ever.
func TestLongLine(t *testing.T) {
	long := strings.Repeat("x", 9<<20)
	data := []byte("name,mail\nTaro Yamada,taro@example.com\n" + long + ",late@example.com\nHanako Sato,hanako@example.com\n")
	g := judge(t, data, content.Part{Name: "a.csv", Form: content.CSV, Comma: ','}, 0, 2)
	found := strings.Join(g.hits, "\n")
	if n := strings.Count(found, "EMAIL_ADDRESS"); n != 3 {
		t.Errorf("%d of 3 addresses found:\n%s", n, found)
	}
}

// The name of a thing that tells of a person is masked, and stays different from its like.
func TestName(t *testing.T) {
	e := newEngine(t, 1)
	a, b := e.Name("reports/taro.yamada@example.com.csv"), e.Name("reports/tora.yamada@example.com.csv")
	if strings.Contains(a, "yamada") || a == b {
		t.Errorf("got %q and %q", a, b)
	}
	if got := e.Name("reports/2026-11.csv"); got != "reports/2026-11.csv" {
		t.Errorf("an ordinary name became %q", got)
	}
	// The end of an address is no extension.
	for _, name := range []string{"taro@yamada-shop.jp", "mail/taro@mail.yamada-shop.co.jp", "taro@yamada-shop.com", "data_king / taro@yamada-shop.jp", "a@b/taro@yamada-shop.jp"} {
		if got := e.Name(name); strings.Contains(got, "taro") {
			t.Errorf("%q became %q", name, got)
		}
	}
}

// Literals are found wherever they stand, among ASCII and beyond.
func TestLiteralsAtEveryOffset(t *testing.T) {
	token := "AKIA" + "Q3EGRTY7UBWN2KXZ"
	for _, filler := range []string{"x", "あ", "9 ", "é"} {
		for n := range 40 {
			data := strings.Repeat(filler, n) + " key=" + token + " " + strings.Repeat(filler, 30-n%30) + "\n"
			g := judge(t, []byte(data), content.Part{Name: "a.txt", Form: content.Code}, 0, 1)
			if !strings.Contains(strings.Join(g.hits, "\n"), "AWS_CREDENTIALS") {
				t.Errorf("the key behind %d times %q is not found", n, filler)
			}
		}
	}
}
