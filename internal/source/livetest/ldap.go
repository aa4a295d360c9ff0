package livetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// LDAP is a running OpenLDAP server.
type LDAP struct {
	Port, TLSPort int
	Socket        string
	CA            string // file of the certificate to trust
	*Process
}

// NewLDAP starts OpenLDAP with dc=example,dc=com filled from an LDIF, its root cn=admin,dc=example,dc=com with a password,
// and further lines of configuration for the database (access, limits).
func NewLDAP(t testing.TB, ldif, password string, config ...string) *LDAP {
	t.Helper()
	slapd, slapadd := Program(t, "ldap", "slapd"), Program(t, "ldap", "slapadd")
	dir := Dir(t)
	l := &LDAP{Port: Port(t), TLSPort: Port(t), Socket: filepath.Join(dir, "sock")}
	var key string
	l.CA, key = Certificate(t, dir)
	var b strings.Builder
	for _, s := range []string{"core", "cosine", "inetorgperson", "nis"} {
		fmt.Fprintf(&b, "include /etc/ldap/schema/%s.schema\n", s)
	}
	fmt.Fprintf(&b, "pidfile %s/pid\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload syncprov\nTLSCertificateFile %s\nTLSCertificateKeyFile %s\n", dir, l.CA, key)
	fmt.Fprintf(&b, "database mdb\nsuffix dc=example,dc=com\nrootdn cn=admin,dc=example,dc=com\nrootpw %s\ndirectory %s/db\nmaxsize 1073741824\n", password, dir)
	b.WriteString(strings.Join(config, "\n") + "\n")
	conf, data := filepath.Join(dir, "slapd.conf"), filepath.Join(dir, "data.ldif")
	for path, text := range map[string]string{conf: b.String(), data: ldif} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "db"), 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(slapadd, "-q", "-f", conf, "-l", data).CombinedOutput(); err != nil {
		t.Fatalf("slapadd: %v\n%s", err, out)
	}
	urls := fmt.Sprintf("ldap://127.0.0.1:%d ldaps://127.0.0.1:%d ldapi://%s", l.Port, l.TLSPort, strings.ReplaceAll(l.Socket, "/", "%2F"))
	l.Process = Start(t, exec.Command(slapd, "-d", "0", "-f", conf, "-h", urls), Answers(l.Port))
	return l
}
