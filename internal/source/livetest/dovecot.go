package livetest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
)

// Dovecot is a running IMAP server.
type Dovecot struct {
	Port, TLSPort int
	CA            string // file of the certificate to trust
	dir           string
	uid, gid      int
	*Process
}

// NewDovecot starts Dovecot, which takes any user with one password, and further lines of configuration. Where it is
// started by root, the mails are those of the system's user "mail": it refuses to hand out root's.
func NewDovecot(t testing.TB, password string, config ...string) *Dovecot {
	t.Helper()
	program := Program(t, "dovecot", "dovecot")
	dir := Dir(t)
	d := &Dovecot{Port: Port(t), TLSPort: Port(t), dir: dir, uid: os.Getuid(), gid: os.Getgid()}
	login, internal := "dovenull", "dovecot"
	if d.uid == 0 {
		u, err := user.Lookup("mail")
		if err != nil {
			Missing(t, "dovecot", "no user \"mail\"")
		}
		d.uid, _ = strconv.Atoi(u.Uid)
		d.gid, _ = strconv.Atoi(u.Gid)
	} else {
		u, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		login, internal = u.Username, u.Username
	}
	cert, key := Certificate(t, dir)
	d.CA = cert
	text := fmt.Sprintf(`base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
default_login_user = %[2]s
default_internal_user = %[3]s
ssl = yes
ssl_cert = <%[4]s
ssl_key = <%[5]s
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:%[1]s/mail/%%u
passdb {
  driver = static
  args = password=%[6]s
}
userdb {
  driver = static
  args = uid=%[7]d gid=%[8]d home=%[1]s/mail/%%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[9]d
  }
  inet_listener imaps {
    port = %[10]d
    ssl = yes
  }
}
service anvil {
  chroot =
}
`, dir, login, internal, cert, key, password, d.uid, d.gid, d.Port, d.TLSPort)
	for _, c := range config {
		text += c + "\n"
	}
	conf := filepath.Join(dir, "dovecot.conf")
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"run", "mail"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil { //nolint:gosec // the server's other users look into it
			t.Fatal(err)
		}
	}
	d.own(t, filepath.Join(dir, "mail"))
	d.Process = Start(t, exec.Command(program, "-F", "-c", conf), Answers(d.Port))
	return d
}

// own gives a path to the user whose mails they are.
func (d *Dovecot) own(t testing.TB, path string) {
	t.Helper()
	if os.Getuid() == 0 {
		if err := os.Chown(path, d.uid, d.gid); err != nil {
			t.Fatal(err)
		}
	}
}

// Maildir is where a user's mails stand.
func (d *Dovecot) Maildir(user string) string { return filepath.Join(d.dir, "mail", user) }

// Deliver puts a mail into a folder ("" is INBOX, ".A.B" another) as a delivery agent does: written to tmp, moved to new.
func (d *Dovecot) Deliver(t testing.TB, user, folder, name, mail string) {
	t.Helper()
	box := filepath.Join(d.Maildir(user), folder)
	for _, dir := range []string{d.Maildir(user), box, box + "/tmp", box + "/new", box + "/cur"} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		d.own(t, dir)
	}
	tmp := filepath.Join(box, "tmp", name)
	if err := os.WriteFile(tmp, []byte(mail), 0o600); err != nil {
		t.Fatal(err)
	}
	d.own(t, tmp)
	if err := os.Rename(tmp, filepath.Join(box, "new", name)); err != nil {
		t.Fatal(err)
	}
}
