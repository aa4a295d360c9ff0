package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// paired writes a certificate of a serial number and its key.
func paired(t *testing.T, dir string, serial int64) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"console.example.jp"}, NotBefore: time.Unix(0, 0), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Unix(1_800_000_000+serial, 0)); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// TestReload: a certificate that was renewed is taken; half of a new pair is not.
func TestReload(t *testing.T) {
	dir := t.TempDir()
	cert, key := paired(t, dir, 1)
	r, err := reload(cert, key, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	serial := func() int64 {
		t.Helper()
		r.looked = time.Time{} // long ago
		p, err := r.certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return p.Leaf.SerialNumber.Int64()
	}
	if serial() != 1 {
		t.Error("another certificate than that of the files")
	}
	old, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	paired(t, dir, 2)
	fresh, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, old, 0o600); err != nil { // not replaced yet
		t.Fatal(err)
	}
	if serial() != 1 {
		t.Error("a certificate without its key is served")
	}
	if err := os.WriteFile(key, fresh, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(key, time.Time{}, time.Unix(1_800_000_009, 0)); err != nil {
		t.Fatal(err)
	}
	if serial() != 2 {
		t.Error("the new certificate is not taken")
	}
}

// TestEntrance: beyond this machine it needs TLS, and then an account; and one process serves a home.
func TestEntrance(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, lang: "en", home: home, env: func(string) string { return "" }}
	h, done, err := a.house(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	cert, key := paired(t, t.TempDir(), 1)
	for name, c := range map[string]struct {
		f  serveFlags
		ok bool
	}{
		"this machine":          {serveFlags{listen: "127.0.0.1:0"}, true},
		"this machine with TLS": {serveFlags{listen: "127.0.0.1:0", cert: cert, key: key}, true},
		"everybody":             {serveFlags{listen: "0.0.0.0:0"}, false},
		"everybody, unsaid":     {serveFlags{listen: ":0"}, false},
		"a name":                {serveFlags{listen: "console.example.jp:0"}, false},
		"everybody, no account": {serveFlags{listen: "0.0.0.0:0", cert: cert, key: key}, false},
		"half a pair":           {serveFlags{listen: "127.0.0.1:0", cert: cert}, false},
		"no certificate":        {serveFlags{listen: "127.0.0.1:0", cert: key, key: cert}, false},
		"no port":               {serveFlags{listen: "127.0.0.1"}, false},
	} {
		d, err := h.door(t.Context(), &c.f)
		if (err == nil) != c.ok || err != nil && fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
		if d != nil {
			d.close()
		}
	}
	if _, _, err := a.house(t.Context()); fault.Of(err) != fault.Usage {
		t.Errorf("a second process on one home: %v", err)
	}
}
