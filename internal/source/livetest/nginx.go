package livetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Nginx starts an nginx on loopback that serves the folder root, with further lines for its server block, and returns its
// URL without a slash at the end.
func Nginx(t testing.TB, root string, lines string) string {
	t.Helper()
	program := Program(t, "nginx", "nginx")
	dir, port := Dir(t), Port(t)
	conf := fmt.Sprintf(`
daemon off;
master_process off;
pid %[1]s/pid;
error_log %[1]s/error.log;
events { worker_connections 64; }
http {
  access_log %[1]s/access.log;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  types { text/html html; application/zip zip; text/csv csv; }
  server {
    listen 127.0.0.1:%[2]d;
    root %[3]s;
    %[4]s
  }
}
`, dir, port, root, lines)
	path := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	Start(t, exec.Command(program, "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", path), Answers(port)) //nolint:gosec // the program's arguments are the test's
	return fmt.Sprintf("http://127.0.0.1:%d", port)
}
