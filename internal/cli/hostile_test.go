//go:build unix

package cli_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"
)

// hold is a zip that holds one file, packed well or stored.
func hold(t *testing.T, name string, method uint16, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method, NonUTF8: true})
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a zip of zips of zips of nothing but zeros, 1 GiB in the end.
func bomb(t *testing.T) []byte {
	t.Helper()
	data := hold(t, "zeros.txt", zip.Deflate, bytes.Repeat([]byte(" "), 16<<20))
	for range 2 {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i := range 8 {
			f, err := w.Create(fmt.Sprintf("%d.zip", i))
			if err == nil {
				_, err = f.Write(data)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		data = b.Bytes()
	}
	return data
}

// TestHostileFiles: whatever a file holds, its neighbours are read, it is told by name and cause, nothing of it is shown,
// and the memory stays bounded.
func TestHostileFiles(t *testing.T) {
	cp932, err := japanese.ShiftJIS.NewEncoder().String("顧客/名簿.csv")
	if err != nil {
		t.Fatal(err)
	}
	deep := []byte(list)
	for i := range 60 {
		name := "in.zip"
		if i == 0 {
			name = "deep.csv"
		}
		deep = hold(t, name, zip.Store, deep)
	}
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	fmt.Fprint(w, list, strings.Repeat("岸本 次郎,jiro@example.org,070-5555-6666\n", 20_000))
	w.Close()
	for _, c := range []struct {
		name, file string
		data       []byte
		status     int
		part       string // that is told of
		class      string // and how, "" for well
		emails     int64  // at least
	}{
		{"a bomb", "b.zip", bomb(t), 4, "", "refused", 0},
		{"60 zips deep", "deep.zip", deep, 4, "", "refused", 0},
		{"a zip with Japanese names", "n.zip", hold(t, cp932, zip.Deflate, []byte(list)), 0, "n.zip!/顧客/名簿.csv", "", 2},
		{"half a gz", "c.csv.gz", gz.Bytes()[:gz.Len()/2], 4, "", "unreadable", 2},
		{"a whole gz", "c.csv.gz", gz.Bytes(), 0, "", "", 20_000},
		{"half a zip", "c.zip", hold(t, "list.csv", zip.Store, []byte(list))[:120], 4, "", "unreadable", 0},
		{"100,000 arrays deep", "d.json", []byte(strings.Repeat("[", 100_000) + `"a@example.jp"` + strings.Repeat("]", 100_000)), -1, "d.json", "", 0},
		{"100,000 objects deep", "d.json", []byte(strings.Repeat(`{"a":`, 100_000) + `"a@example.jp"` + strings.Repeat("}", 100_000)), -1, "", "", 0},
		{"100,000 objects deep and cut", "d.ndjson", []byte(`{"m":"a@example.jp"}` + "\n" + strings.Repeat(`{"a":`, 100_000)), -1, "", "", 0},
		{"a million keys", "k.ndjson", keys(1_000_000), -1, "k.ndjson", "", 0},
		{"a million columns", "k.csv", []byte(strings.Repeat("a,", 1_000_000) + "\n" + strings.Repeat("1,", 1_000_000) + "\n"), -1, "", "", 0},
		{"a dump of 12,000 columns", "w.sql", wide(12_000), -1, "w.sql!/t", "", 0},
		{"a lone carriage return", "k.csv", []byte("\"\"\rtaro@example.com\n\"\"\rhanako@example.jp\n"), -1, "", "", 0},
		{"100,000 quoted columns", "k.csv", []byte(strings.Repeat(strings.Repeat(`"a1",`, 100_000)+"\n", 3)), -1, "", "", 0},
		{"700,000 open quotes", "q.csv", []byte("a,b\n" + strings.Repeat("\"x,", 700_000) + "\n1,taro@example.com\n"), -1, "", "", 0},
		{"quotes all over", "q.csv", []byte("a,b\n" + strings.Repeat(`"`, 1<<20)), -1, "", "", 0},
		{"nothing but newlines", "n.csv", bytes.Repeat([]byte("\n"), 8<<20), 0, "", "", 0},
		{"nothing but commas", "n.csv", bytes.Repeat([]byte(","), 8<<20), -1, "", "", 0},
		{"nothing but at signs", "n.txt", bytes.Repeat([]byte("@"), 2<<20), -1, "", "", 0},
		{"nothing but digits", "n.txt", bytes.Repeat([]byte("1"), 8<<20), -1, "", "", 0},
		{"nothing but colons", "n.txt", bytes.Repeat([]byte("a:"), 1<<20), -1, "", "", 0},
		{"nothing but one kanji", "n.txt", bytes.Repeat([]byte("田"), 2<<20), -1, "", "", 0},
		{"nothing but hyphens", "n.txt", bytes.Repeat([]byte("1-"), 2<<20), -1, "", "", 0},
		{"nothing but zeros", "n.bin", make([]byte, 8<<20), 0, "", "skipped", 0},
		{"nothing at all", "n.csv", nil, 0, "", "", 0},
		{"one byte", "n.csv", []byte{0x80}, -1, "", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, filepath.Join(dir, "data", c.file), c.data)
			put(t, filepath.Join(dir, "data", "z.csv"), []byte(list))
			start := time.Now()
			r := run(t, child(t, filepath.Join(dir, "home"), "scan", "--format", "json", filepath.Join(dir, "data")))
			if c.status >= 0 && r.status != c.status || r.status != 0 && r.status != 4 {
				t.Fatalf("status %d: %s", r.status, r.err)
			}
			most := 20 * time.Second
			if underRace {
				most = time.Minute
			}
			if took := time.Since(start); took > most {
				t.Errorf("it took %v", took)
			}
			r.below(t, 192)
			got := read(t, r.out)
			if n := got.parts["z.csv"].values("EMAIL_ADDRESS"); n != 2 {
				t.Errorf("%d addresses in the file beside it, want 2", n)
			}
			classes, emails := map[string]int{}, int64(-2)
			for name, p := range got.parts {
				classes[p.Class]++
				emails += p.values("EMAIL_ADDRESS")
				if p.Class != "" && !strings.Contains(p.Error, strings.Split(c.file, ".")[0]) {
					t.Errorf("%s: the error does not name its object: %s", name, p.Error)
				}
			}
			if c.class != "" && classes[c.class] == 0 {
				t.Errorf("nothing is told as %s", c.class)
			}
			if c.class == "" && c.status == 0 && len(classes) > 1 {
				t.Errorf("told of more than was expected: %v", classes)
			}
			if c.part != "" && got.parts[c.part].Part == "" {
				t.Errorf("part %q is not told of", c.part)
			}
			if emails < c.emails {
				t.Errorf("%d addresses, want %d or more", emails, c.emails)
			}
			for _, datum := range []string{"hanako@", "taro@", "jiro@", "1111-2222"} {
				if strings.Contains(r.out+r.err, datum) {
					t.Errorf("what was written holds a datum")
				}
			}
		})
	}
}

// wide is a SQL dump of a table of so many columns.
func wide(columns int) []byte {
	var b bytes.Buffer
	b.WriteString("-- MySQL dump 10.13\nINSERT INTO `t` VALUES ")
	for i := range 5 {
		b.WriteString(strings.Repeat(",", min(i, 1)) + "(" + strings.Repeat("'1234',", columns-1) + "'x')")
	}
	b.WriteString(";\n")
	return b.Bytes()
}

// keys is a JSON object a line, each with another key.
func keys(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "{\"k%d\":%d}\n", i, i)
	}
	return b.Bytes()
}

// TestHostileLines reads one endless line of each form from a pipe. TSUTSUMI_TEST_SLOW makes it 2 GB instead of 128 MB.
func TestHostileLines(t *testing.T) {
	size := int64(128 << 20)
	if os.Getenv("TSUTSUMI_TEST_SLOW") != "" {
		size = 2 << 30
	}
	for _, c := range []struct{ name, head, filler, tail string }{
		{"text", "taro@example.com ", "lorem ipsum dolor sit amet ", " hanako@example.jp"},
		{"without a space", "taro@example.com ", "abcdefghij", " hanako@example.jp"},
		{"ndjson", "{\"a\":1,\"m\":\"x\"}\n{\"a\":2,\"m\":\"y\"}\n{\"m\":\"taro@example.com\",\"a\":[", "1234,", "5]}\n{\"a\":2,\"m\":\"hanako@example.jp\"}\n"},
		{"a string of json", "{\"m\":\"taro@example.com\",\"a\":\"", "abc \\n", "\"}\n{\"a\":2,\"m\":\"hanako@example.jp\"}\n"},
		{"csv", "a,mail\n1,taro@example.com\n2,jiro@example.org\n3,", "lorem ipsum ", "\n4,hanako@example.jp\n"},
		{"a quoted field", "a,mail\n1,taro@example.com\n2,jiro@example.org\n3,\"", "lorem\nipsum ", "\"\n4,hanako@example.jp\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := child(t, filepath.Join(t.TempDir(), "home"), "scan", "--format", "json", "-")
			cmd.Stdin = flood(c.head, c.filler, c.tail, size)
			r := run(t, cmd)
			if r.status != 0 {
				t.Fatalf("status %d: %s", r.status, r.err)
			}
			r.below(t, 128)
			if n := read(t, r.out).sum.Kinds["EMAIL_ADDRESS"]; n < 2 {
				t.Errorf("%d addresses, want those before and behind the line", n)
			}
		})
	}
}

// TestHostileTree: what is no file, has a strange name or cannot be opened is counted; the rest goes on.
func TestHostileTree(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	put(t, filepath.Join(data, "z.csv"), []byte(list))
	for _, err := range []error{
		syscall.Mkfifo(filepath.Join(data, "pipe"), 0o600),
		syscall.Mkfifo(filepath.Join(data, "pipe.csv"), 0o600),
		os.Symlink(".", filepath.Join(data, "loop")),
		os.Symlink("b", filepath.Join(data, "a")),
		os.Symlink("a", filepath.Join(data, "b")),
		os.Symlink("/dev/zero", filepath.Join(data, "zero")),
		os.Symlink(dir, filepath.Join(data, "up")),
		os.Mkdir(filepath.Join(data, "sub"), 0o700),
		syscall.Mkfifo(filepath.Join(data, "sub", ".gitignore"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(data, "sub", "y.csv"), []byte(list))
	l, err := net.Listen("unix", filepath.Join(data, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	strange := []string{"new\nline.csv", "bad-\xff\xfe.csv", "tab\t.csv", "esc\x1b[31m.csv", "-rf.csv", " .csv", "%s%n.csv",
		strings.Repeat("あ", 83) + ".csv", strings.Repeat("n", 251) + ".csv", `back\slash.csv`, "'quote\".csv", "<script>.csv"}
	for _, name := range strange {
		put(t, filepath.Join(data, "strange", name), []byte(list))
	}
	home := filepath.Join(dir, "家 の 中")
	got, r := scanned(t, 0, home, data)
	if got.sum.Skipped != 4 || got.sum.Errors != 0 {
		t.Errorf("%d left out and %d errors, want 4 and 0", got.sum.Skipped, got.sum.Errors)
	}
	if want := int64(2 * (2 + len(strange))); got.sum.Kinds["EMAIL_ADDRESS"] != want {
		t.Errorf("%d addresses, want %d", got.sum.Kinds["EMAIL_ADDRESS"], want)
	}
	if got.sum.People == nil || *got.sum.People != 2 {
		t.Errorf("people: %v, want 2", got.sum.People)
	}
	again, _ := scanned(t, 0, home, data)
	if want := int64(2 + len(strange)); again.sum.Unchanged != want {
		t.Errorf("%d unchanged, want %d", again.sum.Unchanged, want)
	}
	// A terminal is not to be played with by names.
	for _, format := range []string{"text", "csv", "html", "sarif"} {
		c := child(t, home, "scan", "--format", format, data)
		if r = run(t, c); r.status != 0 {
			t.Errorf("--format %s: status %d: %s", format, r.status, r.err)
		}
		if strings.Contains(r.out, "\x1b[31m") && format != "csv" {
			t.Errorf("--format %s passes escapes on", format)
		}
		if format == "html" && strings.Contains(r.out, "<script>.csv") {
			t.Error("--format html passes markup on")
		}
	}
}

// TestHostileDepth goes a thousand folders down, by names of one letter and by names that make the path too long.
func TestHostileDepth(t *testing.T) {
	for _, name := range []string{"d", "directory"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			data := filepath.Join(dir, "data")
			put(t, filepath.Join(data, "z.csv"), []byte(list))
			root, err := os.OpenRoot(data)
			if err != nil {
				t.Fatal(err)
			}
			for range 1000 {
				if err = root.Mkdir(name, 0o700); err != nil {
					t.Fatal(err)
				}
				next, err := root.OpenRoot(name)
				if err != nil {
					t.Fatal(err)
				}
				root.Close()
				root = next
			}
			if err := root.WriteFile("deep.csv", []byte(list), 0o600); err != nil {
				t.Fatal(err)
			}
			root.Close()
			status := 0
			if len(name) > 1 {
				status = 4
			}
			got, r := scanned(t, status, filepath.Join(dir, "home"), data)
			r.below(t, 128)
			if n := got.sum.Kinds["EMAIL_ADDRESS"]; n != 4 && (status == 0 || n != 2) {
				t.Errorf("%d addresses", n)
			}
			if status == 4 && got.sum.Errors != 1 {
				t.Errorf("%d errors, want the one folder that cannot be listed", got.sum.Errors)
			}
		})
	}
}

// TestHostileNumber scans many empty files.
func TestHostileNumber(t *testing.T) {
	n := 5_000
	if os.Getenv("TSUTSUMI_TEST_SLOW") != "" {
		n = 100_000
	}
	dir := t.TempDir()
	for i := range n {
		path := filepath.Join(dir, "data", fmt.Sprint(i/1000), fmt.Sprint(i))
		if i%1000 == 0 {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, unchanged := range []int64{0, int64(n)} {
		start := time.Now()
		got, r := scanned(t, 0, filepath.Join(dir, "home"), filepath.Join(dir, "data"))
		t.Logf("%d files in %v", n, time.Since(start).Round(time.Millisecond))
		r.below(t, 128)
		if got.sum.Units != int64(n) || got.sum.Unchanged != unchanged {
			t.Errorf("%d units, %d of them unchanged", got.sum.Units, got.sum.Unchanged)
		}
	}
}

// TestUnreadable: a file that its owner closed to all, one that fails while it is read, a folder that cannot be listed.
func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	put(t, filepath.Join(data, "z.csv"), []byte(list))
	closed := put(t, filepath.Join(data, "closed.csv"), []byte(list))
	inside := put(t, filepath.Join(data, "folder", "inside.csv"), []byte(list))
	c := child(t, filepath.Join(dir, "home"), "scan", "--format", "json", data)
	if os.Getuid() == 0 {
		// Modes do not bind root: the program runs as nobody.
		const nobody = 65534
		exe, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		c.Path = filepath.Join(dir, "tsutsumi")
		if err := copyFile(c.Path, exe); err != nil {
			t.Fatal(err)
		}
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		for _, path := range []string{filepath.Dir(dir), dir, c.Path, data, filepath.Join(data, "z.csv"), closed, filepath.Dir(inside)} {
			if err := os.Chown(path, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, path := range []string{closed, filepath.Dir(inside)} {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
	}
	defer os.Chmod(filepath.Dir(inside), 0o700)
	r := run(t, c)
	if r.status != 4 {
		t.Fatalf("status %d, want 4: %s", r.status, r.err)
	}
	got := read(t, r.out)
	if got.sum.Errors != 2 || got.sum.Kinds["EMAIL_ADDRESS"] != 2 {
		t.Errorf("%d errors and %d addresses, want 2 and 2", got.sum.Errors, got.sum.Kinds["EMAIL_ADDRESS"])
	}
	for _, name := range []string{"closed.csv", "folder/"} {
		if p := got.parts[name]; p.Class != "unreadable" || !strings.Contains(p.Error, "permission denied") {
			t.Errorf("%s: class %q, error %q", name, p.Class, p.Error)
		}
	}
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if e := out.Close(); err == nil {
		err = e
	}
	return err
}

// TestFailsWhileRead reads a file whose first byte is an input error.
func TestFailsWhileRead(t *testing.T) {
	const path = "/proc/self/mem"
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
		missing(t, "procfs", "no "+path)
	}
	got, _ := scanned(t, 4, filepath.Join(t.TempDir(), "home"), path)
	if p := got.parts["mem"]; p.Class != "unreadable" || !strings.Contains(p.Error, "input/output error") {
		t.Errorf("class %q, error %q", p.Class, p.Error)
	}
}
