package ldap

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

const (
	secret = "hush-4711-hush"
	admin  = "cn=admin,dc=example,dc=com"
)

// directory is an LDIF of n persons.
func directory(n int) string {
	var b strings.Builder
	b.WriteString("dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n")
	for _, ou := range []string{"people", "groups"} {
		fmt.Fprintf(&b, "dn: ou=%s,dc=example,dc=com\nobjectClass: organizationalUnit\nou: %s\n\n", ou, ou)
	}
	for i := range n {
		fmt.Fprintf(&b, "dn: uid=u%d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u%d\nsn:: %s\ncn: Taro %d\nmail: u%d@example.com\nmail: taro%d@example.com\nuserPassword: {SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g0OGVh\n\n",
			i, i, base64.StdEncoding.EncodeToString([]byte("山田")), i, i, i)
	}
	b.WriteString("dn: cn=all,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\ncn: all\nmember: uid=u0,ou=people,dc=example,dc=com\n\n")
	b.WriteString("dn: cn=svc,dc=example,dc=com\nobjectClass: person\ncn: svc\nsn: svc\nuserPassword: plain-words\n\n")
	return b.String()
}

func options(user, password string) *source.Options {
	return &source.Options{
		Secret: func(source.Ask) (source.Secret, error) {
			if password == "" {
				return source.Secret{User: user}, nil
			}
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

// change changes an entry as the directory's owner.
func change(t *testing.T, l *livetest.LDAP, f func(*ldap.Conn) error) {
	t.Helper()
	c, err := ldap.DialURL(fmt.Sprintf("ldap://127.0.0.1:%d", l.Port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Bind(admin, secret); err != nil {
		t.Fatal(err)
	}
	if err := f(c); err != nil {
		t.Fatal(err)
	}
}

func describe(c *ldap.Conn, dn, text string) error {
	m := ldap.NewModifyRequest(dn, nil)
	m.Replace("description", []string{text})
	return c.Modify(m)
}

func TestSource(t *testing.T) {
	for name, overlay := range map[string]string{"by entries": "", "by contextCSN": "overlay syncprov"} {
		t.Run(name, func(t *testing.T) {
			l := livetest.NewLDAP(t, directory(1200), secret, overlay)
			if overlay != "" { // there is a contextCSN from the first change on
				change(t, l, func(c *ldap.Conn) error { return describe(c, "cn=svc,dc=example,dc=com", "begun") })
			}
			sourcetest.Run(t, sourcetest.Subject{
				Open: func(t *testing.T) source.Source {
					return connect(t, fmt.Sprintf("ldap://127.0.0.1:%d", l.Port), options(admin, secret))
				},
				Secrets: []string{secret},
				Change: func(t *testing.T) string {
					change(t, l, func(c *ldap.Conn) error { return describe(c, "uid=u7,ou=people,dc=example,dc=com", "new") })
					return "ou=people,dc=example,dc=com"
				},
				Remove: func(t *testing.T) string {
					change(t, l, func(c *ldap.Conn) error {
						if err := c.Del(ldap.NewDelRequest("cn=all,ou=groups,dc=example,dc=com", nil)); err != nil {
							return err
						}
						return c.Del(ldap.NewDelRequest("ou=groups,dc=example,dc=com", nil))
					})
					return "ou=groups,dc=example,dc=com"
				},
			})
		})
	}
}

// TestStamps: a stamp stands while nothing changes, goes with an entry that goes, and is another user's own.
func TestStamps(t *testing.T) {
	l := livetest.NewLDAP(t, directory(3), secret)
	target := fmt.Sprintf("ldap://127.0.0.1:%d", l.Port)
	stamps := func(s source.Source) map[string]string {
		out := map[string]string{}
		for _, u := range sourcetest.Units(t, s) {
			out[u.Name] = u.Stamp
		}
		return out
	}
	one, nobody := stamps(connect(t, target, options(admin, secret))), stamps(connect(t, target, options("", "")))
	change(t, l, func(c *ldap.Conn) error { return c.Del(ldap.NewDelRequest("uid=u1,ou=people,dc=example,dc=com", nil)) })
	two := stamps(connect(t, target, options(admin, secret)))
	const people, groups = "ou=people,dc=example,dc=com", "ou=groups,dc=example,dc=com"
	if one[people] == "" || one[people] == two[people] || one[groups] != two[groups] || one[groups] == nobody[groups] {
		t.Errorf("%v\n%v\n%v", one, two, nobody)
	}
}

func TestRecords(t *testing.T) {
	l := livetest.NewLDAP(t, directory(700), secret)
	for _, target := range []string{
		fmt.Sprintf("ldap://127.0.0.1:%d", l.Port), fmt.Sprintf("ldap://127.0.0.1:%d/?starttls=yes&ca=%s", l.Port, l.CA),
		fmt.Sprintf("ldaps://127.0.0.1:%d/dc=example,dc=com?ca=%s", l.TLSPort, l.CA), "ldapi://" + l.Socket,
	} {
		s := connect(t, target, options(admin, secret))
		got := map[string][]string{}
		for _, u := range sourcetest.Units(t, s) {
			for line := range strings.Lines(string(sourcetest.Read(t, s, u))) {
				if !json.Valid([]byte(line)) {
					t.Errorf("not JSON: %s", line)
				}
				got[u.Name] = append(got[u.Name], line)
			}
		}
		people := got["ou=people,dc=example,dc=com"]
		slices.Sort(people)
		if len(slices.Compact(people)) != 701 {
			t.Errorf("%s: %d people", target, len(people))
		}
		delete(got, "ou=people,dc=example,dc=com")
		want := map[string][]string{
			"dc=example,dc=com?one": {
				`{"dn":"dc=example,dc=com","objectClass":["dcObject","organization"],"o":"Example","dc":"example"}` + "\n",
				`{"dn":"cn=svc,dc=example,dc=com","objectClass":"person","cn":"svc","sn":"svc","userPassword":"plain-words"}` + "\n",
			},
			"ou=groups,dc=example,dc=com": {
				`{"dn":"ou=groups,dc=example,dc=com","objectClass":"organizationalUnit","ou":"groups"}` + "\n",
				`{"dn":"cn=all,ou=groups,dc=example,dc=com","objectClass":"groupOfNames","cn":"all","member":"uid=u0,ou=people,dc=example,dc=com"}` + "\n",
			},
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", target, d)
		}
	}
}

// TestBinary: what is no text is told behind the rest; a name with a newline is fit to be shown.
func TestBinary(t *testing.T) {
	odd := "dn:: " + base64.StdEncoding.EncodeToString([]byte("ou=a\\0Ab\\22c,dc=example,dc=com")) + "\nobjectClass: organizationalUnit\nou:: " +
		base64.StdEncoding.EncodeToString([]byte("a\nb\"c")) + "\n\n"
	l := livetest.NewLDAP(t, directory(2)+odd, secret)
	change(t, l, func(c *ldap.Conn) error {
		m := ldap.NewModifyRequest("uid=u1,ou=people,dc=example,dc=com", nil)
		m.Replace("jpegPhoto", []string{"\xff\xd8\xff\xe0\x00\x10JFIF"})
		return c.Modify(m)
	})
	s := connect(t, fmt.Sprintf("ldap://127.0.0.1:%d", l.Port), options(admin, secret))
	found := false
	for _, u := range sourcetest.Units(t, s) {
		if strings.Contains(u.Name, "\n") {
			t.Errorf("%q", u.Name)
		}
		b, err := s.Open(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(b.R)
		b.Close()
		if u.Place == "ou=people,dc=example,dc=com" {
			if fault.Of(err) != fault.Skipped || !strings.Contains(err.Error(), "1 values of jpegPhoto are no text") || strings.Count(string(text), "\n") != 3 {
				t.Errorf("%v, %s", err, text)
			}
		} else if err != nil {
			t.Errorf("%s: %v", u.Name, err)
		}
		found = found || strings.Contains(string(text), `a\nb\"c`)
	}
	if !found {
		t.Error("the odd container was not read")
	}
}

// TestLimits: what a server keeps back is told, and what it gave is read.
func TestLimits(t *testing.T) {
	l := livetest.NewLDAP(t, directory(900), secret, "limits anonymous size.soft=300 size.hard=300 size.prtotal=300", "access to attrs=userPassword by * none", "access to * by * read")
	s := connect(t, fmt.Sprintf("ldap://127.0.0.1:%d", l.Port), options("", ""))
	for _, u := range sourcetest.Units(t, s) {
		if u.Place != "ou=people,dc=example,dc=com" {
			continue
		}
		if u.Stamp != "" {
			t.Error("a stamp of what is not seen whole")
		}
		b, err := s.Open(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(b.R)
		b.Close()
		if n := strings.Count(string(text), "\n"); fault.Of(err) != fault.Unreadable || !strings.Contains(err.Error(), "size limit") || n != 300 {
			t.Errorf("%d entries, %v", n, err)
		}
		if strings.Contains(string(text), "userPassword") {
			t.Error("more than nobody may read")
		}
	}
}

func TestRefused(t *testing.T) {
	l := livetest.NewLDAP(t, directory(1), secret, "require authc")
	for _, c := range []struct{ target, user, password, want string }{
		{fmt.Sprintf("ldap://127.0.0.1:%d", l.Port), admin, "wrong-" + secret, "refuses the user or the password"},
		{fmt.Sprintf("ldap://127.0.0.1:%d/dc=example,dc=com", l.Port), "", "", "may not do that"},
		{fmt.Sprintf("ldap://127.0.0.1:%d/dc=no,dc=such", l.Port), admin, secret, "no such entry"},
		{fmt.Sprintf("ldaps://127.0.0.1:%d", l.TLSPort), admin, secret, "certificate is not trusted"},
		{fmt.Sprintf("ldaps://127.0.0.1:%d", l.Port), admin, secret, "TLS"},
	} {
		s := connect(t, c.target, options(c.user, c.password))
		s.retry.Tries = 1
		var got []error
		for u, err := range s.Units(t.Context()) {
			if err == nil {
				_, err = s.Open(t.Context(), u)
			}
			got = append(got, err)
		}
		if len(got) != 1 || got[0] == nil || fault.Of(got[0]) == fault.Internal || !strings.Contains(got[0].Error(), c.want) || strings.Contains(got[0].Error(), secret) {
			t.Errorf("%s: %v", c.target, got)
		}
	}
}

func TestTargets(t *testing.T) {
	for target, o := range map[string]*source.Options{
		"ldap:///x": options("", ""), "ldapi://host": options("", ""), "ldap://host/?x=1": options("", ""), "ldap://host/?starttls=x": options("", ""),
		"ldap://cn=me@host": options("cn=me", ""),
	} {
		tg, err := source.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open(t.Context(), tg, o); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestScheme(t *testing.T) {
	for v, want := range map[string]string{"{ssha}x": "SSHA", "{PBKDF2-SHA256}1$x": "PBKDF2-SHA256", "{}x": "", "{a b}x": "", "plain": "", "{never ends": "", "": ""} {
		if got := scheme([]byte(v)); got != want {
			t.Errorf("%q: %q", v, got)
		}
	}
	r := &reader{binary: map[string]int64{}}
	row := r.attribute([]byte("{"), &ldap.EntryAttribute{Name: "userPassword", ByteValues: [][]byte{[]byte("clear"), []byte("{SSHA}a"), []byte("{SSHA}b"), []byte("\xff")}})
	if string(row) != `{"userPassword":"clear","userPassword.SSHA":["{SSHA}a","{SSHA}b"]` || r.binary["userPassword"] != 1 {
		t.Errorf("%s", row)
	}
}
