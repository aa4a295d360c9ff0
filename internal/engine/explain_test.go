package engine_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
)

// ask explains a place of data, read in blocks of about size bytes.
func ask(t testing.TB, e *engine.Engine, data []byte, p content.Part, size int, q engine.Question) []*engine.Answer {
	t.Helper()
	var out []*engine.Answer
	r := e.NewReader(&gathered{}, "test")
	r.Ask(q, func(a *engine.Answer) error { out = append(out, a); return nil })
	var blocks content.Blocks
	switch p.Form {
	case content.CSV:
		blocks = csv.NewBlocksSize(bytes.NewReader(data), &p, size)
	case content.NDJSON:
		blocks = ndjson.NewBlocksSize(bytes.NewReader(data), size)
	default:
		blocks = text.NewBlocksSize(bytes.NewReader(data), size)
	}
	if err := r.Part(t.Context(), &p, blocks); err != nil && err.Error() != engine.ErrAnswered.Error() {
		t.Fatal(err)
	}
	return out
}

const mixedTable = `番号,氏名,メールアドレス,電話番号,備考
1,堤 花子,hanako@example.jp,090-1111-2222,連絡済み
2,川上 太郎,taro@example.com,080-3333-4444,連絡先は 03-3333-4444 (yuki@example.jp) です
3,岸本 次郎,なし,070-5555-6666,
4,"森
 四郎",shiro@example.org,担当 shiro@example.net,連絡済み
`

const mixedText = `本日の受付メモです。
整理用の 123456789018 は控えておく。
担当の堤 花子様(hanako@example.jp, 090-1111-2222)へ連絡。
マイナンバー: 1234 5678 9018 password = "Xk39dLqPzz71"
https://taro:Xk39dLqPzz71@example.jp/ 生年月日 1988/03/12
`

const mixedJSON = `{"name":"堤 花子","mail":"hanako@example.jp","note":"電話 090-1111-2222"}
{"name":"川上 太郎","mail":"taro@example.com","note":"\u96fb\u8a71 080-3333-4444"}
`

// TestExplainTellsWhatAScanFinds: whatever a scan finds, explain calls reported at its line, with the same place, score
// and mask, and nothing else.
func TestExplainTellsWhatAScanFinds(t *testing.T) {
	e := newEngine(t, 1)
	for _, c := range []struct {
		name, data string
		part       content.Part
	}{
		{"table", mixedTable, content.Part{Name: "p", Form: content.CSV, Comma: ','}},
		{"text", mixedText, content.Part{Name: "p", Form: content.Text}},
		{"code", mixedText, content.Part{Name: "p", Form: content.Code}},
		{"ndjson", mixedJSON, content.Part{Name: "p", Form: content.NDJSON}},
		{"later in its file", mixedText, content.Part{Name: "p", Form: content.Text, FirstLine: 7}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{64, 1 << 20} {
				if c.part.Form.Table() && size == 64 {
					continue // the Frame's sample would be another
				}
				want := judge(t, []byte(c.data), c.part, size, 1).places()
				var got []string
				seen := map[string]bool{}
				for line := range int64(strings.Count(c.data, "\n")) {
					for _, a := range ask(t, e, []byte(c.data), c.part, size, engine.Question{Part: "p", Line: line + 1 + c.part.FirstLine}) {
						for _, k := range a.Candidates {
							s := fmt.Sprintf("%v %s %d-%d %s", k.Kind, k.Field, k.Start, k.End, k.Mask)
							if k.Status == engine.Reported && !seen[s] {
								seen[s] = true
								got = append(got, s)
							}
							var sum float32
							for _, w := range k.Weights {
								sum += w.Value
							}
							if d := sum - k.Score; d > 0.01 || d < -0.01 {
								t.Errorf("the weights of %s sum up to %.2f, its score is %.2f", s, sum, k.Score)
							}
						}
					}
				}
				if len(want) < 4 {
					t.Fatalf("the scan finds only %d", len(want))
				}
				slices.Sort(want)
				slices.Sort(got)
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("blocks of %d: -scan +explain\n%s", size, d)
				}
			}
		})
	}
}

// places are the findings as the test above compares them.
func (g *gathered) places() []string {
	out := []string{}
	for _, h := range g.hits {
		f := strings.SplitN(h, " ", 8) // part kind field record line start-end id mask
		out = append(out, strings.Join([]string{f[1], f[2], f[5], f[7]}, " "))
	}
	return out
}

func TestExplainDropped(t *testing.T) {
	e := newEngine(t, 1)
	for _, c := range []struct {
		line   int64
		kind   string
		status engine.Status
	}{
		{2, "JAPAN_INDIVIDUAL_NUMBER", engine.BelowFloor},
		{4, "JAPAN_INDIVIDUAL_NUMBER", engine.Reported},
		{5, "DATE_OF_BIRTH", engine.Reported},
	} {
		found := false
		for _, a := range ask(t, e, []byte(mixedText), content.Part{Name: "p", Form: content.Text}, 0, engine.Question{Part: "p", Line: c.line}) {
			for _, k := range a.Candidates {
				if k.Kind.String() == c.kind {
					found = true
					if k.Status != c.status {
						t.Errorf("line %d: %s is %v, want %v", c.line, c.kind, k.Status, c.status)
					}
				}
			}
		}
		if !found {
			t.Errorf("line %d: no candidate %s", c.line, c.kind)
		}
	}
}

// TestExplainByID: the ID that a scan gives a finding leads back to it, at any size of blocks.
func TestExplainByID(t *testing.T) {
	e := newEngine(t, 1)
	part := content.Part{Name: "p", Form: content.CSV, Comma: ','}
	for _, h := range judge(t, []byte(mixedTable), part, 0, 1).hits {
		f := strings.SplitN(h, " ", 8)
		as := ask(t, e, []byte(mixedTable), part, 0, engine.Question{ID: f[6][:12]})
		if len(as) != 1 {
			t.Fatalf("%s: %d answers", h, len(as))
		}
		ok := false
		for _, k := range as[0].Candidates {
			ok = ok || k.Status == engine.Reported && k.Kind.String() == f[1] && fmt.Sprintf("%d-%d", k.Start, k.End) == f[5]
		}
		if !ok {
			t.Errorf("%s: the answer does not hold the finding", h)
		}
	}
}

func TestExplainColumn(t *testing.T) {
	e := newEngine(t, 1)
	part := content.Part{Name: "p", Form: content.CSV, Comma: ','}
	as := ask(t, e, []byte(mixedTable), part, 0, engine.Question{Part: "p", Line: 2, Column: 4})
	if len(as) != 1 || len(as[0].Candidates) != 1 || as[0].Candidates[0].Field != "氏名" || as[0].Candidates[0].Column != 3 {
		t.Errorf("the fourth character of the second line is not told as the name that begins at the third: %+v", as)
	}
	head := ask(t, e, []byte(mixedTable), part, 0, engine.Question{Part: "p", Line: 1})
	if len(head) != 1 || !head[0].Header || len(head[0].Fields) != 5 {
		t.Error("the line of names does not tell of all columns")
	}
	if as := ask(t, e, []byte(mixedTable), part, 0, engine.Question{Part: "p", Line: 99}); len(as) != 0 {
		t.Error("a line beyond the end is told of")
	}
	if as := ask(t, e, []byte(mixedTable), part, 0, engine.Question{Part: "other", Line: 2}); len(as) != 0 {
		t.Error("another part is told of")
	}
}

// TestPages: the findings of a document tell the page they stand on, and the page leads back to them, wherever blocks end.
func TestPages(t *testing.T) {
	const data = "表紙\f担当 hanako@example.jp\n\f\f連絡先 taro@example.com\n次の行 jiro@example.org\n"
	for _, size := range []int{16, 1 << 20} {
		p := content.Part{Name: "p", Form: content.Text, Locate: content.ByPage}
		var pages []int64
		g := &paged{&pages}
		r := newEngine(t, 1).NewReader(g, "test")
		if err := r.Part(t.Context(), &p, text.NewBlocksSize(strings.NewReader(data), size)); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]int64{1, 3, 3}, pages); d != "" {
			t.Errorf("blocks of %d: pages -want +got\n%s", size, d)
		}
	}
	p := content.Part{Name: "p", Form: content.Text, Locate: content.ByPage}
	as := ask(t, newEngine(t, 1), []byte(data), p, 0, engine.Question{Part: "p", Line: 4})
	if len(as) != 1 || len(as[0].Candidates) != 2 {
		t.Errorf("the fourth page does not tell of its two addresses")
	}
}

type paged struct{ pages *[]int64 }

func (g *paged) Hits(_ *engine.Part, _ []string, hits []engine.Hit) error {
	for i := range hits {
		*g.pages = append(*g.pages, hits[i].Page)
	}
	return nil
}
func (*paged) Done(*engine.Part) error   { return nil }
func (*paged) Skip(string, int64, error) {}
