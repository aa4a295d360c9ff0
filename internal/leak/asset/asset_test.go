//go:build unix

package asset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
)

var ours = []config.Asset{
	{Name: "cdn", Type: config.Host, Values: []string{"cdn.example.jp"}},
	{Name: "apex", Type: config.Host, Values: []string{"shop.example"}},
	{Name: "photos", Type: config.Bucket, Values: []string{"example-photos"}},
	{Name: "page", Type: config.URL, Values: []string{"https://img.example.jp/Photos/"}},
	{Name: "key", Type: config.KeyID, Values: []string{"EXPORT_KEY_ID"}},
	{Name: "contract", Type: config.ID, Values: []string{"TSU-K-", "契約番号甲"}},
	{Name: "short", Type: config.ID, Values: []string{"Q7Z9"}},
}

func count(a *Counter) map[string]int64 {
	out := map[string]int64{}
	for _, h := range a.Result() {
		out[h.Name] = h.Hits
	}
	return out
}

func TestAssets(t *testing.T) {
	for in, want := range map[string]map[string]int64{
		"":                                                {},
		"Q7Z":                                             {},
		"Q7Z9":                                            {"short": 1},
		"q7z9 Q7Z9x xQ7Z9":                                {},
		"Q7Z9,Q7Z9;Q7Z9":                                  {"short": 3},
		"https://CDN.Example.JP/a.jpg":                    {"cdn": 1},
		"notcdn.example.jp cdn.example.jpx":               {},
		"cdn.example.jp.evil.com":                         {},
		"cdn-cdn.example.jp":                              {},
		"eu.cdn.example.jp.":                              {"cdn": 1},
		"画像はcdn.example.jpにある":                            {"cdn": 1},
		"see cdn.example.jp. And more":                    {"cdn": 1},
		"cdn.example.jp:443 cdn.example.jp/":              {"cdn": 2},
		"taro@shop.example":                               {},
		"taro@mail.shop.example, x":                       {},
		"git@shop.example:org/repo":                       {"apex": 1},
		"https://u:p@shop.example/x":                      {"apex": 1},
		"@shop.example":                                   {"apex": 1},
		"s3://example-photos/1 Example-Photos":            {"photos": 2},
		"example-photos-old my-example-photos":            {},
		"example-photos.s3.amazonaws.com":                 {"photos": 1},
		"https://IMG.example.jp/Photos/1.jpg":             {"page": 1},
		"https://img.example.jp/photos/1.jpg":             {},
		`{"u":"https:\/\/img.example.jp\/Photos\/1.jpg"}`: {"page": 1},
		"EXPORT_KEY_ID=1 export_key_id MY_EXPORT_KEY_ID":  {"key": 1},
		"TSU-K-0042 契約番号甲123":                             {"contract": 2},
		"XTSU-K-0042":                                     {},
		"QQ7Z9Q7Z9\xff\x00Q7Z9":                           {"short": 1},
	} {
		a := New(ours)
		a.look([]byte(in))
		if diff := cmp.Diff(want, count(a)); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
	if got := count(New(nil)); len(got) > 0 {
		t.Error(got)
	}
}

// slowly is what each ought to find, byte by byte.
func slowly(l *literals, text []byte) map[string]int64 {
	out := map[string]int64{}
	for i := range l.list {
		lit := &l.list[i]
		for s := 0; s+len(lit.text) <= len(text); s++ {
			if e := s + len(lit.text); lit.equal(text[s:e]) && lit.apart(text, s, e) {
				out[ours[lit.asset].Name]++
			}
		}
	}
	return out
}

// filler is text in which ours are sown, whole and mutilated.
func filler(r *rand.Rand, n int, newline string) []byte {
	var b bytes.Buffer
	for b.Len() < n {
		a := ours[r.IntN(len(ours))]
		v := a.Values[r.IntN(len(a.Values))]
		switch r.IntN(6) {
		case 0:
			v = v[:r.IntN(len(v))]
		case 1:
			v = strings.ToUpper(v)
		case 2:
			v = "x" + v
		}
		b.WriteString(v)
		b.WriteString([]string{" ", "", ",", ".", "@", "/", newline, "あ"}[r.IntN(8)])
	}
	return b.Bytes()
}

func TestAssetsLikeNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		text := filler(r, r.IntN(3000), "\n")
		a := New(ours)
		a.look(text)
		if diff := cmp.Diff(slowly(a.lits, text), count(a)); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
	}
}

// TestAssetsCut: wherever blocks are cut, whoever reads them in whatever order, each occurrence counts once.
func TestAssetsCut(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for name, blocks := range map[string]func(io.Reader, int) content.Blocks{
		"text":   func(in io.Reader, n int) content.Blocks { return text.NewBlocksSize(in, n) },
		"ndjson": func(in io.Reader, n int) content.Blocks { return ndjson.NewBlocksSize(in, n) },
	} {
		in := filler(r, 5<<20, "")
		if name == "ndjson" {
			in = append(append([]byte(`{"a":"`), in...), `"}`...)
		}
		whole := New(ours)
		whole.look(in)
		workers := []*Counter{New(ours)}
		workers = append(workers, workers[0].Fork(), workers[0].Fork())
		bs := blocks(bytes.NewReader(in), 1000)
		cut := 0
		for i := 0; ; i++ {
			var b content.Block
			if err := bs.Next(&b); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if b.Cut {
				cut++
			}
			workers[r.IntN(3)].Block(1, &b)
		}
		if cut == 0 {
			t.Errorf("%s: nothing was cut", name)
		}
		workers[2].Merge(workers[0])
		workers[2].Merge(workers[1])
		if diff := cmp.Diff(count(whole), count(workers[2])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestAssetsEdges cuts a record at every byte, without context.
func TestAssetsEdges(t *testing.T) {
	in := []byte("x cdn.example.jp y Q7Z9")
	for i := 1; i < len(in); i++ {
		for j := i; j < len(in); j++ {
			a := New(ours)
			b := a.Fork()
			at := 0
			for k, end := range []int{i, j, len(in)} {
				if end == at {
					continue
				}
				blk := &content.Block{Text: in[at:end], To: end - at, Offset: int64(at), Cut: true}
				if at = end; k == 1 {
					b.Block(1, blk)
				} else {
					a.Block(1, blk)
				}
			}
			b.Merge(a)
			got := count(b)
			if i < j && (i >= 2 && j < 16 || i >= 19 && j < 23) {
				continue // a literal begins before a block and ends behind it: blocks are not that short
			}
			if diff := cmp.Diff(map[string]int64{"cdn": 1, "short": 1}, got); diff != "" {
				t.Errorf("%q %q %q: %s", in[:i], in[i:j], in[j:], diff)
			}
		}
	}
}

func TestAssetsBounded(t *testing.T) {
	a := New(ours)
	for i := range 3 * maxEdges {
		a.Block(1, &content.Block{Text: []byte("abc Q7Z9"), To: 8, Offset: int64(100 * i), Cut: true})
	}
	if len(a.edges) > maxEdges {
		t.Errorf("%d edges are kept", len(a.edges))
	}
	if got := count(a); got["short"] != 3*maxEdges {
		t.Errorf("%d hits", got["short"])
	}
}

// hundreds makes n hosts, buckets and IDs as an owner has them.
func hundreds(n int) []config.Asset {
	var out []config.Asset
	for i := range n {
		switch i % 4 {
		case 0:
			out = append(out, config.Asset{Name: "h", Type: config.Host, Values: []string{fmt.Sprintf("srv%d.internal.example.jp", i)}})
		case 1:
			out = append(out, config.Asset{Name: "b", Type: config.Bucket, Values: []string{fmt.Sprintf("acme-%d-photos", i)}})
		case 2:
			out = append(out, config.Asset{Name: "u", Type: config.URL, Values: []string{fmt.Sprintf("https://img%d.example.jp/p/", i)}})
		default:
			out = append(out, config.Asset{Name: "i", Type: config.ID, Values: []string{fmt.Sprintf("PRJ-%04d", i)}})
		}
	}
	return out
}

// cpu is the processor time of this process: on a shared machine the clock tells of the others.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Skip(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkAssets(b *testing.B) {
	csv := []byte(strings.Repeat("10234,山田 太郎,taro.yamada@example.com,090-1234-5678,東京都港区赤坂1-2-3,https://www.example.com/u/10234.jpg\n", 8000))
	hits := []byte(strings.Repeat("10234,山田 太郎,https://img2.example.jp/p/10234.jpg,srv0.internal.example.jp,PRJ-0003\n", 12000))
	for name, in := range map[string][]byte{"csv": csv, "allhits": hits} {
		for _, n := range []int{10, 100, 1000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				a := New(hundreds(n))
				b.SetBytes(int64(len(in)))
				from := cpu(b)
				for b.Loop() {
					a.look(in)
				}
				b.ReportMetric(float64(len(in))*float64(b.N)/1e6/(cpu(b)-from).Seconds(), "cpu-MB/s")
			})
		}
		b.Run(name+"/4bytes", func(b *testing.B) {
			a := New(append(hundreds(100), config.Asset{Name: "s", Type: config.ID, Values: []string{"Q7Z9"}}))
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				a.look(in)
			}
		})
	}
}

// FuzzAssets: whatever the text and wherever it is cut, what is found is what a search byte by byte finds.
func FuzzAssets(f *testing.F) {
	f.Add([]byte("x https://img.example.jp/Photos/1 taro@shop.example Q7Z9Q7Z9"), uint16(9))
	f.Add([]byte(`https:\/\/img.example.jp\/Photos\/ TSU-K-1 契約番号甲`), uint16(20))
	f.Fuzz(func(t *testing.T, text []byte, cut uint16) {
		a := New(ours)
		// Only the last block of a record is ever short.
		pad := bytes.Repeat([]byte(" "), a.lits.reach)
		text = append(pad, text...)
		want := slowly(a.lits, text)
		a.look(text)
		if diff := cmp.Diff(want, count(a)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
		at := len(pad) + int(cut)
		if at >= len(text) {
			return
		}
		b, c := a.Fork(), a.Fork()
		b.Block(0, &content.Block{Text: text[:at], To: at, Cut: true})
		c.Block(0, &content.Block{Text: text[at:], To: len(text) - at, Offset: int64(at), Cut: true})
		c.Merge(b)
		if diff := cmp.Diff(want, count(c)); diff != "" {
			t.Errorf("%q cut at %d: %s", text, at, diff)
		}
	})
}
