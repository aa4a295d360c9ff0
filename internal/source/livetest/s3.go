package livetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Store is a running S3 server.
type Store struct {
	URL         string
	Key, Secret string // of its owner
	Dir         string // where buckets are folders
	*Process
}

// S3 starts versitygw, which scripts/servers builds, over a folder, with versions where the folder allows them.
func S3(t testing.TB) *Store {
	t.Helper()
	program := filepath.Join(Root(t), ".cache", "bin", "versitygw")
	if _, err := os.Stat(program); err != nil {
		program = Program(t, "s3", "versitygw")
	}
	dir := Dir(t)
	s := &Store{URL: "", Key: "tsutsumi-owner", Secret: "not-a-secret-0123456789", Dir: filepath.Join(dir, "data")}
	for _, d := range []string{s.Dir, filepath.Join(dir, "versions"), filepath.Join(dir, "iam"), filepath.Join(dir, "meta")} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	port := Port(t)
	s.URL = fmt.Sprintf("http://127.0.0.1:%d", port)
	cmd := exec.Command(program, "--port", fmt.Sprintf("127.0.0.1:%d", port), "--quiet", "--iam-dir", filepath.Join(dir, "iam"),
		"posix", "--versioning-dir", filepath.Join(dir, "versions"), s.Dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID="+s.Key, "ROOT_SECRET_ACCESS_KEY="+s.Secret)
	s.Process = Start(t, cmd, Answers(port))
	return s
}
