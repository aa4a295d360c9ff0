package mysql

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	driver "github.com/go-sql-driver/mysql"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// parameters are those of the mysql client that a target's query may set.
var parameters = []string{"ssl-mode", "ssl-ca", "socket"}

// Config is how to connect to a target, with the credentials that the owner configured for it, or else those of the
// client's file (~/.my.cnf, [client]) and of MYSQL_PWD.
func Config(t *source.Target, o *source.Options) (*driver.Config, error) {
	file := clientFile(o.Getenv)
	cfg := driver.NewConfig()
	cfg.Logger = &driver.NopLogger{}
	cfg.ConnectionAttributes = "program_name:tsutsumi"
	cfg.CheckConnLiveness = false
	host, port := cmp.Or(t.Host, file["host"], "127.0.0.1"), cmp.Or(t.Port, file["port"], "3306")
	cfg.Net, cfg.Addr = "tcp", net.JoinHostPort(host, port)
	if socket := cmp.Or(t.Query.Get("socket"), file["socket"]); socket != "" && (t.Host == "" || t.Query.Has("socket")) {
		cfg.Net, cfg.Addr = "unix", socket
	}
	var secret source.Secret
	if o.Secret != nil {
		var err error
		if secret, err = o.Secret(source.Ask{Scheme: scheme, Host: host, Port: port, User: t.User}); err != nil {
			return nil, err
		}
	}
	cfg.User = cmp.Or(t.User, secret.User, file["user"])
	switch {
	case secret.Password.Known():
		cfg.Passwd = secret.Password.Reveal()
	case t.User == "" || t.User == file["user"]:
		cfg.Passwd = file["password"]
	}
	if cfg.Passwd == "" && o.Getenv != nil {
		cfg.Passwd = o.Getenv("MYSQL_PWD")
	}
	return cfg, secure(cfg, strings.ToUpper(cmp.Or(t.Query.Get("ssl-mode"), file["ssl-mode"], "PREFERRED")), cmp.Or(t.Query.Get("ssl-ca"), file["ssl-ca"]), host)
}

// secure sets TLS as the client's --ssl-mode does.
func secure(cfg *driver.Config, mode, ca, host string) error {
	var roots *x509.CertPool
	if ca != "" {
		pem, err := os.ReadFile(ca)
		roots = x509.NewCertPool()
		if err != nil || !roots.AppendCertsFromPEM(pem) {
			return fault.Errorf(fault.Usage, "open target: the certificates of ssl-ca cannot be read")
		}
	}
	switch mode {
	case "DISABLED":
	case "PREFERRED":
		if cfg.Net != "unix" {
			cfg.TLSConfig, cfg.AllowFallbackToPlaintext = "preferred", true
		}
	case "REQUIRED":
		cfg.TLSConfig = "skip-verify"
	case "VERIFY_IDENTITY":
		cfg.TLS = &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS12}
	case "VERIFY_CA":
		cfg.TLS = &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12, //nolint:gosec // the chain is verified, the name is not asked for
			VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error { return verify(raw, roots) }}
	default:
		return fault.Errorf(fault.Usage, "open target: ssl-mode is DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY")
	}
	return nil
}

// verify verifies a chain without the name of the host.
func verify(raw [][]byte, roots *x509.CertPool) error {
	o := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	var leaf *x509.Certificate
	for i, b := range raw {
		c, err := x509.ParseCertificate(b)
		if err != nil {
			return err
		}
		if i == 0 {
			leaf = c
		} else {
			o.Intermediates.AddCert(c)
		}
	}
	if leaf == nil {
		return errors.New("no certificate")
	}
	if _, err := leaf.Verify(o); err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: []*x509.Certificate{leaf}, Err: err} // as tls itself does
	}
	return nil
}

// clientFile are the settings of the section [client] of the user's file, or none if it is not there or others may write
// to it, as the client does.
func clientFile(env func(string) string) map[string]string {
	out := map[string]string{}
	if env == nil || env("HOME") == "" {
		return out
	}
	f, err := os.Open(filepath.Join(env("HOME"), ".my.cnf"))
	if err != nil {
		return out
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() || st.Mode().Perm()&0o002 != 0 {
		return out
	}
	section := ""
	for sc := bufio.NewScanner(io.LimitReader(f, 1<<20)); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		switch {
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		case section == "client" || section == "client-mariadb" || section == "mysql":
			k, v, _ := strings.Cut(line, "=")
			k, v = strings.ReplaceAll(strings.TrimSpace(k), "_", "-"), strings.TrimSpace(v)
			if n := len(v); n >= 2 && (v[0] == '"' || v[0] == '\'') && v[n-1] == v[0] {
				v = v[1 : n-1]
			}
			out[k] = v
		}
	}
	return out
}
