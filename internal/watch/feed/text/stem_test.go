package text

import "testing"

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		"/l/access.log":                          "/l/access.log",
		"/l/access.log.1":                        "/l/access.log",
		"/l/access.log.12.gz":                    "/l/access.log",
		"/l/access.log-20261101.gz":              "/l/access.log",
		"/l/access.log-20261101-1764236405":      "/l/access.log",
		"/l/access.log-1764236405":               "/l/access.log",
		"/l/access.log.2026-11-01.zst":           "/l/access.log",
		"/l/access-20261101.log":                 "/l/access.log",
		"/l/access_log.old":                      "/l/access_log",
		"/l/localhost_access_log.2026-11-01.txt": "/l/localhost_access_log.txt",
		"/l/postgresql-2026-11-01_000000.log":    "/l/postgresql.log",
		"/l/postgresql.log.2026-11-01-09":        "/l/postgresql.log",
		"/l/u_ex261101.log":                      "/l/u_ex.log",
		"/l/app.1.log":                           "/l/app.1.log",
		"/l/web1.log":                            "/l/web1.log",
		"/l/2026/11/01/1_CloudTrail_ap-northeast-1_20261101T0005Z_AbCd1.json.gz":             "/l/1_CloudTrail_ap-northeast-1.json",
		"/l/2026/11/02/1_elasticloadbalancing_x_app.a.b_20261101T0005Z_192.0.2.1_3ab.log.gz": "/l/1_elasticloadbalancing_x_app.a.b.log",
		"/l/2026-11-01-00-05-31-0123456789ABCDEF":                                            "/l/",
		"/l/E2K9EXAMPLE.2026-11-01-00.abcd1234.gz":                                           "/l/E2K9EXAMPLE",
		"/l/2026/11/01/access.log":                                                           "/l/2026/11/01/access.log",
		"/l/20261101.log":                                                                    "/l/.log",
	} {
		if got := Stem(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if s, ok := Numbered("/l/app.1.log"); !ok || s != "/l/app.log" {
		t.Errorf("app.1.log: %q", s)
	}
	if _, ok := Numbered("/l/app.log"); ok {
		t.Error("app.log is numbered")
	}
}
