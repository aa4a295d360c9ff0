package ldap_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/ldap"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

func ldif(people int) string {
	var b strings.Builder
	b.WriteString("dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n")
	for i := range people {
		fmt.Fprintf(&b, "dn: uid=u%[1]d,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u%[1]d\ncn: Person %[1]d\nsn: Person\nmail: u%[1]d@example.com\nuserPassword: {SSHA}abcdef%[1]d\n\n", i)
	}
	return b.String()
}

func TestOpen(t *testing.T) {
	for name, c := range map[string]struct {
		people int
		access []string
		want   string
		args   string
	}{
		"all":       {5, []string{"access to * by * read"}, "ldap-anonymous-passwords", "6"},
		"too many":  {700, []string{"access to attrs=userPassword by anonymous auth", "access to * by * read"}, "ldap-anonymous-read", "500+"},
		"no hashes": {5, []string{"access to attrs=userPassword by anonymous auth", "access to * by * read"}, "ldap-anonymous-read", "6"},
	} {
		t.Run(name, func(t *testing.T) {
			s := livetest.NewLDAP(t, ldif(c.people), "secret-of-the-test", c.access...)
			for _, target := range []string{fmt.Sprintf("ldap://127.0.0.1:%d", s.Port), fmt.Sprintf("ldaps://127.0.0.1:%d", s.TLSPort)} {
				r := exposuretest.Look(t, ldap.Check{}, nil, target)
				if d := cmp.Diff([]string{c.want + " dc=example,dc=com"}, exposuretest.IDs(t, r)); d != "" {
					t.Fatal(target, d, r.Looked)
				}
				if x := r.Exposures[0]; x.Args["entries"] != c.args || !strings.Contains(x.Args["attributes"], "mail") {
					t.Errorf("%v", x.Args)
				}
			}
		})
	}
}

func TestClosed(t *testing.T) {
	for name, access := range map[string][]string{
		"to users":         {"access to attrs=userPassword by anonymous auth", "access to * by users read"},
		"to no one at all": {"access to * by * none"},
	} {
		t.Run(name, func(t *testing.T) {
			s := livetest.NewLDAP(t, ldif(3), "secret-of-the-test", access...)
			if got := exposuretest.Found(t, ldap.Check{}, fmt.Sprintf("ldap://127.0.0.1:%d", s.Port)); got != nil {
				t.Errorf("found %v", got)
			}
		})
	}
}

func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, ldap.Check{}, "ldap://")
	exposuretest.Hostile(t, ldap.Check{}, "ldaps://")
	bound := "\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"
	for name, said := range map[string]string{
		"huge":           "\x30\x84\x7f\xff\xff\xff",
		"negative":       "\x30\x84\xff\xff\xff\xff",
		"indefinite":     "\x30\x80\x00\x00",
		"short":          "\x30\x02\x02\x05",
		"entries of dot": bound + strings.Repeat("\x30\x09\x02\x01\x02\x64\x04\x04\x00\x30\x00", 5000),
		"deep":           bound + "\x30\x0b\x02\x01\x02\x64\x06\x04\x00\x30\x02\x30\x09",
	} {
		t.Run(name, func(t *testing.T) {
			address := exposuretest.Serve(t, func(c net.Conn) { _, _ = io.WriteString(c, said); _, _ = io.Copy(io.Discard, c) })
			r := exposuretest.Look(t, ldap.Check{}, func(o *exposure.Options) { o.Timeout = 500e6 }, "ldap://"+address)
			if len(r.Exposures) > 0 {
				t.Errorf("found %v", exposuretest.IDs(t, r))
			}
		})
	}
}
