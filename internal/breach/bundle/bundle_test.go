package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

func sample(t *testing.T) *Bundle {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	b := &Bundle{Case: "2026-0007", Public: key.Public().(ed25519.PublicKey)}
	var prev [32]byte
	for i, body := range []breach.Body{
		breach.Opened{Title: "通販サイト\"<&>"},
		breach.Contained{What: "遮断"},
		breach.Closed{Why: "済み"},
	} {
		e := breach.Event{Case: b.Case, Seq: int64(i + 1), At: time.Date(2026, 12, 4, 1, i, 0, 0, time.UTC), By: "officer", Body: body}
		if i == 1 {
			e.Sealed = []byte("sealed")
		}
		if err := breach.Sign(&e, prev, prev, key); err != nil {
			t.Fatal(err)
		}
		prev = e.Hash
		b.Events = append(b.Events, e)
	}
	b.Documents = []File{file("../../etc/報告.docx", "one"), file("report.md", "two"), file("report.md", "three")}
	b.Evidence = []File{file("log.txt", "GET /")}
	b.Withheld = []Withheld{{ID: "E2", SHA256: strings.Repeat("ab", 32), Size: 7, Why: Personal}}
	b.Secrets = map[int64]*breach.Secret{2: {Indicators: []breach.Indicator{{Type: "address", Value: "192.0.2.7"}}}}
	return b
}

func file(name, text string) File {
	sum := sha256.Sum256([]byte(text))
	return File{Name: name, SHA256: hex.EncodeToString(sum[:]), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func pack(t *testing.T, b *Bundle) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unpack(t *testing.T, packed []byte) (dir string, names []string) {
	t.Helper()
	dir = t.TempDir()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		names = append(names, f.Name)
		if !filepath.IsLocal(f.Name) {
			t.Fatalf("%q leaves the folder", f.Name)
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		r, err := f.Open()
		if err == nil {
			err = os.MkdirAll(filepath.Dir(path), 0o700)
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err == nil {
			err = os.WriteFile(path, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir, names
}

func TestLayout(t *testing.T) {
	packed := pack(t, sample(t))
	if !bytes.Equal(packed, pack(t, sample(t))) {
		t.Error("the same case gives other bytes")
	}
	_, names := unpack(t, packed)
	want := []string{"README.ja.md", "README.md", "verify.sh", "documents/_.._etc___.docx", "documents/report.md", "documents/2-report.md",
		"events/000001.event", "events/000001.sig", "events/000002.event", "events/000002.sig", "events/000003.event", "events/000003.sig", "events.jsonl",
		"evidence/log.txt", "public.pem", "revealed/000002.json", "manifest.json", "SHA256SUMS"}
	if d := cmp.Diff(want, names); d != "" {
		t.Error(d)
	}
}

// TestVerify checks a bundle as somebody without the program would, and that every change of it is found.
func TestVerify(t *testing.T) {
	version, err := exec.CommandContext(t.Context(), "openssl", "version").Output()
	if err != nil || strings.HasPrefix(string(version), "OpenSSL 1") || strings.HasPrefix(string(version), "LibreSSL") {
		if strings.Contains(os.Getenv("TSUTSUMI_TEST_REQUIRE"), "openssl") {
			t.Fatal("openssl 3 is required")
		}
		t.Skip("openssl 3 is not here")
	}
	run := func(dir string) (string, error) {
		out, err := exec.CommandContext(t.Context(), "sh", filepath.Join(dir, "verify.sh")).CombinedOutput()
		return string(out), err
	}
	packed := pack(t, sample(t))
	dir, _ := unpack(t, packed)
	if out, err := run(dir); err != nil || !strings.HasPrefix(out, "3 events, unchanged and signed") {
		t.Fatalf("%v: %s", err, out)
	}
	// whoever changes a file can also write its new hash; then signatures and the chain find it
	again := func(dir string) {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", "find . -type f ! -name SHA256SUMS | sed 's#^./##' | sort | xargs sha256sum > SHA256SUMS")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	for name, change := range map[string]func(dir string) error{
		"a document": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "documents", "report.md"), []byte("other"), 0o600)
		},
		"an event": func(dir string) error {
			path := filepath.Join(dir, "events", "000002.event")
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			err = os.WriteFile(path, bytes.Replace(text, []byte("officer"), []byte("0fficer"), 1), 0o600)
			again(dir)
			return err
		},
		"an event taken out": func(dir string) error {
			for _, end := range []string{"event", "sig"} {
				if err := os.Remove(filepath.Join(dir, "events", "000002."+end)); err != nil {
					return err
				}
				if err := os.Rename(filepath.Join(dir, "events", "000003."+end), filepath.Join(dir, "events", "000002."+end)); err != nil {
					return err
				}
			}
			again(dir)
			return nil
		},
		"the last event taken out": func(dir string) error {
			err := os.Remove(filepath.Join(dir, "events", "000003.event"))
			again(dir)
			return err
		},
	} {
		dir, _ := unpack(t, packed)
		if err := change(dir); err != nil {
			t.Fatal(err)
		}
		if out, err := run(dir); err == nil {
			t.Errorf("%s is not found: %s", name, out)
		}
	}
}

func TestChangedContent(t *testing.T) {
	b := sample(t)
	b.Evidence[0].SHA256 = strings.Repeat("00", 32)
	if err := Write(io.Discard, b); err == nil {
		t.Error("a file that was changed is packed as proof")
	}
}

func TestLine(t *testing.T) {
	b := sample(t)
	var out bytes.Buffer
	if err := Line(&out, &b.Events[1]); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.HasPrefix(s, `{"event":{"case":"2026-0007","seq":2,`) || strings.Count(s, "\n") != 1 || strings.Contains(s, "192.0.2.7") {
		t.Error(s)
	}
}
