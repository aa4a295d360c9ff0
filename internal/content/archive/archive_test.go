package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// plain takes whatever is no archive for text.
type plain struct{}

func (plain) Name() string                          { return "plain" }
func (plain) Match(*content.Head) content.Certainty { return content.Maybe }
func (plain) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	return w.Part(ctx, &content.Part{Name: b.Name}, whole{b.R})
}

type whole struct{ io.Reader }

func (whole) Next(*content.Block) error { return io.EOF }

// recorder keeps what a walk finds.
type recorder struct {
	parts map[string]string
	skips map[string]string
	told  int
}

func (r *recorder) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var b strings.Builder
	n, err := io.Copy(&limited{&b, 1 << 20}, blocks.(whole).Reader)
	if n > 1<<20 {
		b.WriteString(fmt.Sprintf("… %d", n))
	}
	r.parts[p.Name] = b.String()
	if err != nil {
		r.Skip(p.Name, -1, err)
	}
	return nil
}

func (r *recorder) Skip(name string, _ int64, err error) {
	r.told++
	r.skips[name] = fault.Of(err).String() + ": " + err.Error()
}

type limited struct {
	b *strings.Builder
	n int
}

func (l *limited) Write(p []byte) (int, error) {
	k := min(l.n, len(p))
	l.b.Write(p[:k])
	l.n -= k
	return len(p), nil
}

func read(t testing.TB, name string, p []byte) *recorder {
	t.Helper()
	dir := t.TempDir()
	r := &recorder{parts: map[string]string{}, skips: map[string]string{}}
	w := &content.Walk{
		Handler: r,
		Formats: []content.Format{Zip{}, Gzip(), Tar{}, Zstd(), XZ(), Bzip2(), SevenZip{}, LZ4(), Unread{}, plain{}},
		Limits:  content.DefaultLimits(),
		TempDir: dir,
	}
	if err := w.Run(t.Context(), content.Body{Name: name, Size: int64(len(p)), R: bytes.NewReader(p)}); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d temporary files left", len(left))
	}
	return r
}

type file struct{ name, text string }

func zipOf(t testing.TB, method uint16, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: method, NonUTF8: !utf8.ValidString(f.name)})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, f.text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.text)), Mode: 0o644, Format: tar.FormatGNU}); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, f.text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzOf(t testing.TB, p []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(p)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func want(t *testing.T, r *recorder, parts, skips map[string]string) {
	t.Helper()
	if d := cmp.Diff(parts, r.parts); d != "" {
		t.Errorf("parts (-want +got):\n%s", d)
	}
	if skips == nil {
		skips = map[string]string{}
	}
	if d := cmp.Diff(skips, r.skips); d != "" {
		t.Errorf("skips (-want +got):\n%s", d)
	}
}

func TestNested(t *testing.T) {
	inner := zipOf(t, zip.Deflate, file{"b.csv", "id,name\n"}, file{"c.txt", "text"})
	p := gzOf(t, tarOf(t, file{"d/x.zip", string(inner)}, file{"e.txt", "more"}))
	want(t, read(t, "in/a.tgz", p), map[string]string{
		"in/a.tgz!/a.tar!/d/x.zip!/b.csv": "id,name\n",
		"in/a.tgz!/a.tar!/d/x.zip!/c.txt": "text",
		"in/a.tgz!/a.tar!/e.txt":          "more",
	}, nil)
}

func TestStreams(t *testing.T) {
	text := strings.Repeat("a line of text\n", 10_000)
	var x, z bytes.Buffer
	xw, err := xz.NewWriter(&x)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(xw, text)
	xw.Close()
	zw, _ := zstd.NewWriter(&z)
	io.WriteString(zw, text)
	zw.Close()
	var four bytes.Buffer
	lw := lz4.NewWriter(&four)
	io.WriteString(lw, text)
	lw.Close()
	bz := "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\xef\x40\x6a\x49\x00\x61\xa7\xd1\x80\x00\x10\x40\x00\x23\x25\x84\x40\x30\x00\xb8\x08\x06\x9a\x68\x20\x1a\x69\xa0\x29\x54\x1a\x36\xa3\x02\x15\x1d\x04\x2a\x3b\x08\x54\x68\x21\x51\xd8\x42\xa3\x61\x0a\x8d\x04\x2a\x30\x21\x51\x81\x0a\x8d\x84\x2a\x30\x21\x51\xc0\x42\xa3\xe0\x85\x47\x01\x0a\x8c\x08\x54\x7e\x2e\xe4\x8a\x70\xa1\x21\xde\x80\xd4\x92"
	for _, c := range []struct {
		name, inner string
		p           []byte
	}{
		{"t.txt.xz", "t.txt", x.Bytes()},
		{"t.txt.zst", "t.txt", z.Bytes()},
		{"t.txt.lz4", "t.txt", four.Bytes()},
		{"t.txt.bz2", "t.txt", []byte(bz)},
		{"t.txt.GZ", "t.txt", gzOf(t, []byte(text))},
		{"two.gz", "two", append(gzOf(t, []byte(text[:70_000])), gzOf(t, []byte(text[70_000:]))...)},
		{"padded.gz", "padded", append(gzOf(t, []byte(text)), make([]byte, 512)...)},
		{"odd", "odd", gzOf(t, []byte(text))},
	} {
		want(t, read(t, c.name, c.p), map[string]string{c.name + "!/" + c.inner: text}, nil)
		if c.name == "padded.gz" {
			continue
		}
		r := read(t, c.name, c.p[:len(c.p)*2/3])
		if got := r.parts[c.name+"!/"+c.inner]; !strings.HasPrefix(text, got) || len(r.skips) != 1 || r.told != 1 {
			t.Errorf("%s cut short: %d bytes, %v", c.name, len(got), r.skips)
		}
	}
	r := read(t, "g.gz", append(gzOf(t, []byte(text)), "junk"...))
	want(t, r, map[string]string{"g.gz!/g": text}, map[string]string{"g.gz": `unreadable: unpack "g.gz": other bytes behind its end`})
}

func TestTruncatedGzipIsKept(t *testing.T) {
	var b strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&b, "%d,%x\n", i, i*7919)
	}
	p := gzOf(t, []byte(b.String()))
	r := read(t, "t.gz", p[:len(p)/2])
	got := r.parts["t.gz!/t"]
	if len(got) < b.Len()/4 || !strings.HasPrefix(b.String(), got) {
		t.Errorf("kept %d of %d bytes", len(got), b.Len())
	}
	if d := cmp.Diff(map[string]string{"t.gz": `unreadable: unpack "t.gz": cut short`}, r.skips); d != "" {
		t.Error(d)
	}
	small := gzOf(t, []byte("id,name\n1,abc\n"))
	r = read(t, "s.gz", small[:len(small)-4])
	want(t, r, map[string]string{"s.gz!/s": "id,name\n1,abc\n"}, map[string]string{"s.gz": `unreadable: unpack "s.gz": cut short`})
}

func TestZipNames(t *testing.T) {
	p := zipOf(t, zip.Store,
		file{"\x8c\xda\x8bq\x96\xbc\x95\xeb/\x96\x7b\x93X.csv", "1"}, // CP932
		file{"a\nb.txt", "2"},
		file{"a\\x0ab.txt", "3"},
		file{"same.txt", "4"},
		file{"same.txt", "5"},
	)
	want(t, read(t, "z.zip", p), map[string]string{
		"z.zip!/顧客名簿/本店.csv": "1",
		`z.zip!/a\x0ab.txt`:  "2",
		"z.zip!/a/x0ab.txt":  "3",
		"z.zip!/same.txt":    "4",
		"z.zip!/same.txt#2":  "5",
	}, nil)
}

func TestUnicodePath(t *testing.T) {
	raw := "\x8c\xda.csv"
	extra := binary.LittleEndian.AppendUint16(nil, 0x7075)
	extra = binary.LittleEndian.AppendUint16(extra, uint16(5+len("顧客.csv")))
	extra = append(extra, 1)
	extra = binary.LittleEndian.AppendUint32(extra, crc32.ChecksumIEEE([]byte(raw)))
	extra = append(extra, "顧客.csv"...)
	if got, ok := unicodePath(extra, raw); !ok || got != "顧客.csv" {
		t.Errorf("got %q, %v", got, ok)
	}
	if got, ok := unicodePath(extra, "other"); ok {
		t.Errorf("of another name: %q", got)
	}
}

func TestEncryptedZip(t *testing.T) {
	p := zipOf(t, zip.Store, file{"secret.csv", "0123456789ab"}, file{"open.csv", "text"})
	// Set the flag in the local header and in the directory.
	p[6] |= 1
	dir := bytes.Index(p, []byte("PK\x01\x02"))
	p[dir+8] |= 1
	want(t, read(t, "e.zip", p), map[string]string{"e.zip!/open.csv": "text"},
		map[string]string{"e.zip!/secret.csv": `unreadable: read "e.zip!/secret.csv": encrypted`})
}

func TestUnknownMethodAndBadSum(t *testing.T) {
	p := zipOf(t, zip.Store, file{"a.txt", "aaaa"}, file{"b.txt", "bbbb"}, file{"c.txt", "cccc"})
	i := bytes.Index(p, []byte("PK\x01\x02"))
	p[i+10] = 6 // implode
	j := bytes.Index(p, []byte("bbbb"))
	p[j] = 'x'
	want(t, read(t, "m.zip", p), map[string]string{"m.zip!/b.txt": "xbbb", "m.zip!/c.txt": "cccc"}, map[string]string{
		"m.zip!/a.txt": `unreadable: read "m.zip!/a.txt": compression method 6 is not known`,
		"m.zip!/b.txt": `unreadable: unpack "m.zip!/b.txt": zip: checksum error`,
	})
}

func TestTruncatedZip(t *testing.T) {
	for _, method := range []uint16{zip.Deflate} {
		p := zipOf(t, method, file{"a.txt", strings.Repeat("first ", 1000)}, file{"b.txt", strings.Repeat("second ", 1000)}, file{"c.txt", "third"})
		i := bytes.Index(p, []byte("c.txt"))
		r := read(t, "t.zip", p[:i+2])
		if r.parts["t.zip!/a.txt"] != strings.Repeat("first ", 1000) || r.parts["t.zip!/b.txt"] != strings.Repeat("second ", 1000) {
			t.Errorf("kept %v", slices.Collect(maps.Keys(r.parts)))
		}
		if _, ok := r.skips["t.zip"]; !ok || len(r.skips) != 1 {
			t.Errorf("skips %v", r.skips)
		}
	}
}

func TestTruncatedTar(t *testing.T) {
	p := tarOf(t, file{"a.txt", "first"}, file{"b.txt", strings.Repeat("x", 3000)})
	r := read(t, "t.tar", p[:512*4])
	want(t, r, map[string]string{"t.tar!/a.txt": "first", "t.tar!/b.txt": strings.Repeat("x", 512)}, map[string]string{
		"t.tar!/b.txt": `unreadable: unpack "t.tar!/b.txt": cut short`,
		"t.tar":        `unreadable: unpack "t.tar": cut short`,
	})
}

func zeros(n int) string { return strings.Repeat("\x00", n) }

func TestFlatBomb(t *testing.T) {
	p := zipOf(t, zip.Deflate, file{"before.txt", "kept"}, file{"bomb.bin", zeros(200 << 20)}, file{"after.txt", "kept too"})
	// A deflate stream cannot do more than about 1:1030, so tighten the limit as a user may.
	r := &recorder{parts: map[string]string{}, skips: map[string]string{}}
	w := &content.Walk{Handler: r, Formats: []content.Format{Zip{}, plain{}}, Limits: content.Limits{Depth: 16, Total: 1 << 40, Ratio: 200, Spool: 1 << 30}}
	if err := w.Run(t.Context(), content.Body{Name: "b.zip", Size: int64(len(p)), R: bytes.NewReader(p)}); err != nil {
		t.Fatal(err)
	}
	if r.parts["b.zip!/before.txt"] != "kept" || r.parts["b.zip!/after.txt"] != "kept too" {
		t.Errorf("siblings: %v", slices.Collect(maps.Keys(r.parts)))
	}
	if d := cmp.Diff(map[string]string{"b.zip!/bomb.bin": `refused: unpack "b.zip!/bomb.bin": more than 200 bytes from each packed byte`}, r.skips); d != "" || r.told != 1 {
		t.Errorf("told %d times: %s", r.told, d)
	}
}

func TestNestedBomb(t *testing.T) {
	p := zipOf(t, zip.Deflate, file{"0.bin", zeros(32 << 20)})
	for range 3 {
		var files []file
		for i := range 16 {
			files = append(files, file{fmt.Sprintf("%x.zip", i), string(p)})
		}
		p = zipOf(t, zip.Deflate, files...)
	}
	p = zipOf(t, zip.Deflate, file{"a.txt", "kept"}, file{"bomb.zip", string(p)}, file{"z.txt", "kept too"})
	r := read(t, "n.zip", p)
	if r.parts["n.zip!/a.txt"] != "kept" || r.parts["n.zip!/z.txt"] != "kept too" {
		t.Errorf("siblings: %v", r.parts)
	}
	var refused []string
	for _, s := range r.skips {
		if strings.HasPrefix(s, "refused") {
			refused = append(refused, s)
		}
	}
	if len(refused) != 1 || r.told != 1 {
		t.Errorf("%d bytes: told %d times, %v", len(p), r.told, r.skips)
	}
}

func TestOverlap(t *testing.T) {
	p := zipOf(t, zip.Store, file{"a.txt", strings.Repeat("text", 100)}, file{"b.txt", strings.Repeat("text", 100)})
	// Both entries of the directory claim the first one's data and more.
	for off, i := 0, 0; ; off += i + 4 {
		if i = bytes.Index(p[off:], []byte("PK\x01\x02")); i < 0 {
			break
		}
		binary.LittleEndian.PutUint32(p[off+i+20:], 700)
	}
	r := read(t, "o.zip", p)
	if len(r.parts) != 0 || r.skips["o.zip"] != `refused: unpack "o.zip": entries overlap` {
		t.Errorf("%v, %v", r.parts, r.skips)
	}
}

func TestDepth(t *testing.T) {
	p := []byte("deep")
	for i := range 60 {
		if i%2 == 0 {
			p = zipOf(t, zip.Deflate, file{"x.zip", string(p)})
		} else {
			p = gzOf(t, p)
		}
	}
	r := read(t, "d.zip", p)
	if len(r.parts) != 0 || len(r.skips) != 1 {
		t.Fatalf("%v, %v", r.parts, r.skips)
	}
	for name, s := range r.skips {
		if !strings.HasPrefix(s, "refused: ") || strings.Count(name, "!/") != 17 {
			t.Errorf("%s: %s", name, s)
		}
	}
}

// TestQuine reads an archive that holds itself, as far as a reader can tell: each level is served the same bytes.
func TestQuine(t *testing.T) {
	p := zipOf(t, zip.Deflate, file{"a.gz", "not yet"})
	r := &recorder{parts: map[string]string{}, skips: map[string]string{}}
	w := &content.Walk{Handler: r, Limits: content.DefaultLimits()}
	w.Formats = []content.Format{itself{p}}
	if err := w.Run(t.Context(), content.Body{Name: "q", Size: int64(len(p)), R: bytes.NewReader(p)}); err != nil {
		t.Fatal(err)
	}
	if r.told == 0 || r.told > 1 {
		t.Errorf("told %d times", r.told)
	}
}

type itself struct{ p []byte }

func (itself) Name() string                          { return "itself" }
func (itself) Match(*content.Head) content.Certainty { return content.Magic }
func (q itself) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	return entry(ctx, w, b.Name+"!/q", -1, 1, bytes.NewReader(q.p))
}

func TestUnread(t *testing.T) {
	for name, p := range map[string]string{
		"a.rar": "Rar!\x1A\x07\x01\x00 and more",
		"a.lzh": "\x20\x00-lh5-" + strings.Repeat("\x00", 13) + "\x00 and more",
	} {
		r := read(t, name, []byte(p))
		if s := r.skips[name]; len(r.parts) > 0 || !strings.HasPrefix(s, "unreadable: ") || !strings.HasSuffix(s, "archives cannot be read") {
			t.Errorf("%s: %v, %v", name, r.parts, r.skips)
		}
	}
}

func TestOfficeIsLeft(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []file
		want  content.Certainty
	}{
		{"a.zip", []file{{"a.csv", "x"}}, content.Magic},
		{"a.bin", []file{{"[Content_Types].xml", "x"}, {"xl/workbook.xml", "y"}}, content.ByForm},
		{"a.bin", []file{{"_rels/.rels", "x"}, {"word/document.xml", "y"}}, content.ByForm},
		{"a.XLSX", []file{{"a", "x"}}, content.ByForm},
	} {
		p := zipOf(t, zip.Store, c.files...)
		if got := (Zip{}).Match(&content.Head{Name: c.name, Bytes: p, All: true}); got != c.want {
			t.Errorf("%s %v: %v", c.name, c.files, got)
		}
	}
}

func FuzzZip(f *testing.F) {
	f.Add(zipOf(f, zip.Deflate, file{"a/b.txt", "hello"}, file{"\x8c\xda\n", "x"}))
	f.Add(zipOf(f, zip.Store, file{"a.zip", string(zipOf(f, zip.Store, file{"x", "y"}))}))
	f.Add(tarOf(f, file{"a", "b"}))
	f.Add(gzOf(f, []byte("text")))
	f.Fuzz(func(t *testing.T, p []byte) {
		r := read(t, "f", p)
		for name := range r.parts {
			shown(t, name)
		}
		for name := range r.skips {
			shown(t, name)
		}
	})
}

// FuzzNames: whatever the names are, they can be shown and stay apart.
func FuzzNames(f *testing.F) {
	f.Add("a\nb", `a\x0ab`)
	f.Add("\xff", `\xff`)
	f.Add("", "unnamed")
	f.Fuzz(func(t *testing.T, a, b string) {
		n := content.NewNames("z.zip")
		x, y := n.Of(a), n.Of(b)
		shown(t, x)
		shown(t, y)
		if x == y {
			t.Fatalf("%q and %q are both %q", a, b, x)
		}
		if a != b && content.SafeName(a) == content.SafeName(b) {
			t.Fatalf("%q and %q are both %q", a, b, content.SafeName(a))
		}
	})
}

func shown(t *testing.T, name string) {
	t.Helper()
	if !utf8.ValidString(name) || strings.ContainsAny(name, "\n\r\x00\x1b") {
		t.Fatalf("%q", name)
	}
}
