//go:build unix

package mysql_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/mysql"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

func TestRoot(t *testing.T) {
	m := livetest.StartMariaDB(t, "")
	m.Exec(t, "", "CREATE USER IF NOT EXISTS root@'127.0.0.1'", "GRANT ALL ON *.* TO root@'127.0.0.1'", "CREATE DATABASE shop", "CREATE TABLE shop.members (id int)", "INSERT INTO shop.members VALUES (1)")
	r := exposuretest.Look(t, mysql.Check{}, nil, m.URL("", ""))
	if d := cmp.Diff([]string{"mysql-root-no-password"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d, r.Looked)
	}
	x := r.Exposures[0]
	if d := cmp.Diff([]exposure.Place{{Source: strings.Replace(m.URL("", "shop"), "mariadb:", "mysql:", 1)}}, x.Places); d != "" {
		t.Error(d)
	}
	if x.Args["databases"] != "1" || x.Args["tables"] != "1" {
		t.Errorf("%v", x.Args)
	}
	m.Exec(t, "", "CREATE DATABASE PLEASE_READ_ME_XYZ", "CREATE TABLE shop.WARNING (id int)", "CREATE USER ''@'127.0.0.1'", "GRANT SELECT ON shop.* TO ''@'127.0.0.1'")
	got := exposuretest.Found(t, mysql.Check{}, m.URL("", ""))
	if d := cmp.Diff([]string{"mysql-attacked", "mysql-anonymous", "mysql-root-no-password"}, got); d != "" {
		t.Error(d)
	}
}

// TestState: what was accepted stays accepted when tables grow.
func TestState(t *testing.T) {
	m := livetest.StartMariaDB(t, "")
	m.Exec(t, "", "CREATE USER IF NOT EXISTS root@'127.0.0.1'", "GRANT ALL ON *.* TO root@'127.0.0.1'", "CREATE DATABASE a", "CREATE DATABASE b", "CREATE TABLE a.WARNING (id int)", "CREATE TABLE b.README (id int)")
	states := func() (out []string) {
		for _, x := range exposuretest.Look(t, mysql.Check{}, nil, m.URL("", "")).Exposures {
			out = append(out, x.ID, x.State)
		}
		return out
	}
	before := states()
	m.Exec(t, "b", "INSERT INTO b.README SELECT seq FROM seq_1_to_1000", "ANALYZE TABLE b.README")
	if d := cmp.Diff(before, states()); d != "" || len(before) != 4 {
		t.Error(d, before)
	}
	m.Exec(t, "", "CREATE DATABASE c")
	if cmp.Equal(before, states()) {
		t.Error("another database, and the same state")
	}
}

func TestClosed(t *testing.T) {
	m := livetest.StartMariaDB(t, "secret-of-the-test")
	if got := exposuretest.Found(t, mysql.Check{}, m.URL("", "")); got != nil {
		t.Errorf("found %v", got)
	}
	r := exposuretest.Look(t, mysql.Check{}, func(o *exposure.Options) { o.Relay = exposuretest.Relay(t) }, m.URL("", ""))
	if d := cmp.Diff([]string{"mysql-no-tls"}, exposuretest.IDs(t, r)); d != "" {
		t.Error(d)
	}
}

func TestGrantsOff(t *testing.T) {
	m := livetest.StartMariaDB(t, "", "--skip-grant-tables", "--skip-networking=0")
	got := exposuretest.Found(t, mysql.Check{}, m.URL("", ""))
	if d := cmp.Diff([]string{"mysql-anonymous", "mysql-root-no-password"}, got); d != "" {
		t.Error(d)
	}
}

func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, mysql.Check{}, "mysql://")
	greeting := "\x0a5.5.5-10.11\x00\x01\x00\x00\x00scramble\x00\xff\xf7\x2d\x02\x00\xff\x81\x15" + strings.Repeat("\x00", 10) + "scramblescra\x00mysql_native_password\x00"
	packet := func(seq byte, s string) string {
		return fmt.Sprintf("%c%c%c%c", len(s), 0, 0, 0)[:3] + string([]byte{seq}) + s
	}
	for name, said := range map[string]string{
		"asks for a file": packet(0, strings.Replace(greeting, "\xff\xf7", "\xff\xf7", 1)) + packet(2, "\x00\x00\x00\x02\x00\x00\x00") + packet(1, "\xfb/etc/passwd"),
		"short greeting":  packet(0, "\x0a5.5\x00ab"),
		"only an error":   packet(0, "\xff"),
		"short switch":    packet(0, greeting) + packet(2, "\xfe"),
	} {
		t.Run(name, func(t *testing.T) {
			address := exposuretest.Serve(t, func(c net.Conn) { _, _ = io.WriteString(c, said); _, _ = io.Copy(io.Discard, c) })
			r := exposuretest.Look(t, mysql.Check{}, func(o *exposure.Options) { o.Timeout = 500e6 }, "mysql://"+address)
			if len(r.Exposures) > 0 {
				t.Errorf("found %v", exposuretest.IDs(t, r))
			}
		})
	}
}
