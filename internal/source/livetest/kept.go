//go:build unix

package livetest

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// kept is the folder "data" that a program makes for a new server, made once for each version of the program and kept in
// the user's cache. It is only ever copied.
func kept(t testing.TB, program string, make func(dir string) *exec.Cmd) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "tsutsumi-live")
	st, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(program + st.ModTime().String()))
	path := filepath.Join(cache, hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	dir := Dir(t)
	cmd := make(dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	part, err := os.MkdirTemp(cache, "part")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(part)
	copyTree(t, filepath.Join(dir, "data"), filepath.Join(part, "data"))
	if err := os.Rename(filepath.Join(part, "data"), path); err != nil {
		if _, e := os.Stat(path); e != nil { // else another process was faster
			t.Fatal(err)
		}
	}
	return path
}

// copyTree copies a folder; it keeps the modes, which servers look at.
func copyTree(t testing.TB, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-R", "-p", from, to).CombinedOutput(); err != nil {
		t.Fatalf("copy: %v\n%s", err, out)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
