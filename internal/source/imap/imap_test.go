package imap

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

const (
	secret = "hush-4711-hush"
	user   = "taro"
)

func options(user, password string) *source.Options {
	return &source.Options{
		Secret: func(source.Ask) (source.Secret, error) {
			return source.Secret{User: user, Password: source.NewPassword(password)}, nil
		},
		Getenv: func(string) string { return "" }, Now: time.Now, Timeout: 10 * time.Second,
	}
}

func connect(t *testing.T, target string, o *source.Options) *Source {
	t.Helper()
	tg, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), tg, o)
	if err != nil {
		t.Fatal(err)
	}
	return s.(*Source)
}

func mail(i int) string {
	return fmt.Sprintf("From: a%d@example.com\r\nTo: b@example.com\r\nSubject: mail %d\r\n\r\nFrom the beginning\r\nbody %d\r\n", i, i, i)
}

// mails are those of a unit, by their names.
func mails(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	out := map[string]string{}
	r := tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[h.Name] = string(b)
	}
}

func server(t *testing.T) *livetest.Dovecot {
	d := livetest.NewDovecot(t, secret)
	for i := range 1050 {
		d.Deliver(t, user, "", fmt.Sprintf("%d.M1P1.host", 1700000000+i), mail(i))
	}
	d.Deliver(t, user, ".&ZeVnLIqe-", "1700000000.M1P1.host", mail(1)) // 日本語
	d.Deliver(t, user, ".Old.Deep", "1700000000.M1P1.host", mail(2))
	return d
}

func TestSource(t *testing.T) {
	d := server(t)
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T) source.Source {
			return connect(t, fmt.Sprintf("imap://%s@127.0.0.1:%d", user, d.Port), options(user, secret))
		},
		Secrets: []string{secret},
		Change: func(t *testing.T) string {
			d.Deliver(t, user, "", "1800000000.M1P1.host", mail(5000))
			return "INBOX/1001-1500"
		},
		Remove: func(t *testing.T) string {
			if err := os.RemoveAll(filepath.Join(d.Maildir(user), ".Old.Deep")); err != nil {
				t.Fatal(err)
			}
			return "Old.Deep/1-500"
		},
	})
}

func TestMails(t *testing.T) {
	d := server(t)
	for _, target := range []string{
		fmt.Sprintf("imap://%s@127.0.0.1:%d", user, d.Port),
		fmt.Sprintf("imap://%s@127.0.0.1:%d/?starttls=yes&ca=%s", user, d.Port, d.CA),
		fmt.Sprintf("imaps://%s@127.0.0.1:%d/?ca=%s", user, d.TLSPort, d.CA),
	} {
		s := connect(t, target, options(user, secret))
		got := map[string]int{}
		for _, u := range sourcetest.Units(t, s) {
			found := mails(t, sourcetest.Read(t, s, u))
			got[u.Name] = len(found)
			if u.Name == "日本語/1-500" && found["1.eml"] != mail(1) {
				t.Errorf("%q", found)
			}
		}
		want := map[string]int{"INBOX/1-500": 500, "INBOX/501-1000": 500, "INBOX/1001-1500": 50, "日本語/1-500": 1, "Old.Deep/1-500": 1}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", target, d)
		}
	}
	// Nothing was touched: no mail is seen. (Dovecot itself moves mails from new to cur.)
	flagged, err := filepath.Glob(filepath.Join(d.Maildir(user), "cur", "*:2,?*"))
	if err != nil || len(flagged) > 0 {
		t.Errorf("%d mails got flags (%v)", len(flagged), err)
	}
	only := connect(t, fmt.Sprintf("imap://%s@127.0.0.1:%d/日本語", user, d.Port), options(user, secret))
	if u := sourcetest.Units(t, only); len(u) != 1 || u[0].Place != "日本語" {
		t.Errorf("%+v", u)
	}
}

// TestLargeMail: a mail of 16 MB comes through whole, whatever size it is read in.
func TestLargeMail(t *testing.T) {
	d := livetest.NewDovecot(t, secret)
	large := mail(1) + strings.Repeat("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n", 1<<18)
	d.Deliver(t, user, "", "1.M1P1.host", mail(0))
	d.Deliver(t, user, "", "2.M1P1.host", large)
	d.Deliver(t, user, "", "3.M1P1.host", mail(3))
	s := connect(t, fmt.Sprintf("imap://%s@127.0.0.1:%d", user, d.Port), options(user, secret))
	got := mails(t, sourcetest.Read(t, s, sourcetest.Units(t, s)[0]))
	if len(got) != 3 || got["2.eml"] != large || got["3.eml"] != mail(3) {
		t.Errorf("%d mails, the large one of %d bytes", len(got), len(got["2.eml"]))
	}
}

func TestRefused(t *testing.T) {
	d := livetest.NewDovecot(t, secret)
	for _, c := range []struct{ target, password, want string }{
		{fmt.Sprintf("imap://%s@127.0.0.1:%d", user, d.Port), "wrong-" + secret, "refuses the user or the password"},
		{fmt.Sprintf("imaps://%s@127.0.0.1:%d", user, d.TLSPort), secret, "certificate is not trusted"},
		{fmt.Sprintf("imaps://%s@127.0.0.1:%d", user, d.Port), secret, "TLS"},
		{fmt.Sprintf("imap://%s@127.0.0.1:%d/none", user, d.Port), secret, "no such mailbox"},
		{fmt.Sprintf("imap://%s@localhost:%d/?starttls=yes", user, d.Port), secret, "certificate is not trusted"},
	} {
		s := connect(t, c.target, options(user, c.password))
		s.retry.Tries = 1
		var got []error
		for _, err := range s.Units(t.Context()) {
			got = append(got, err)
		}
		if len(got) != 1 || got[0] == nil || fault.Of(got[0]) == fault.Internal || !strings.Contains(got[0].Error(), c.want) || strings.Contains(got[0].Error(), secret) {
			t.Errorf("%s: %v", c.target, got)
		}
	}
}

func TestFill(t *testing.T) {
	var set imap.UIDSet
	set.AddRange(1, 3)
	set.AddRange(499, 1002)
	set.AddNum(4294967295)
	one, err := fill(set, 7, 600)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range one {
		names = append(names, name("x", b.n))
	}
	if d := cmp.Diff([]string{"x/1-500", "x/501-1000", "x/1001-1500", "x/4294967001-4294967500"}, names); d != "" {
		t.Error(d)
	}
	set.AddNum(1003)
	two, _ := fill(set, 7, 600)
	if one[0] != two[0] || one[1] != two[1] || one[2].stamp == two[2].stamp || one[3] != two[3] {
		t.Errorf("%v\n%v", one, two)
	}
	if anew, _ := fill(set, 8, 600); anew[0].stamp == two[0].stamp {
		t.Error("a mailbox made anew has the stamp of the former")
	}
	set.AddRange(1, 4294967295)
	if _, err := fill(set, 7, 600); fault.Of(err) != fault.Unreadable {
		t.Errorf("a set of all UIDs: %v", err)
	}
}

func TestTargets(t *testing.T) {
	for _, target := range []string{"imap:///x", "imap://u@host/?x=1", "imap://u@host/?starttls=no", "imap://u@host/?starttls=x", "imap://host"} {
		tg, err := source.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open(t.Context(), tg, options(tg.User, secret)); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", target, err)
		}
	}
}
