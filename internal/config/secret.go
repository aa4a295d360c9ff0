package config

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// CredentialsName is the name of the file of credentials in the configuration folder.
const CredentialsName = "credentials"

// credential is a line of the file.
type credential struct {
	Scheme, Host, Port, User string // "*" is any
	Secret                   string
}

// Credentials are what TSUTSUMI_PASSWORD, or else the source declared for the place in tsutsumi.yaml, or else the file of
// credentials, say of a place to log in: the user and the secret, and whether there is one. The file has a line each, as
// ~/.pgpass has:
//
//	scheme:host:port:user:secret
//
// "*" stands for any, a backslash before a colon or a backslash; the first line that fits counts. It must be readable by
// its owner only. TSUTSUMI_CREDENTIALS names another file.
func (h Home) Credentials(env Getenv, scheme, host, port, user string) (name, secret string, ok bool, err error) {
	if p := env("TSUTSUMI_PASSWORD"); p != "" {
		return user, p, true, nil
	}
	if name, secret, ok, err = h.reference(env, scheme, host, port, user); ok || err != nil {
		return name, secret, ok, err
	}
	path := env("TSUTSUMI_CREDENTIALS")
	given := path != ""
	if !given {
		path = filepath.Join(h.Config, CredentialsName)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !given {
		return user, "", false, nil
	}
	if err != nil {
		return "", "", false, fault.As(fault.Usage, fmt.Errorf("read credentials: %w", err))
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return "", "", false, fault.As(fault.Usage, fmt.Errorf("read credentials: %w", err))
	}
	if runtime.GOOS != "windows" && st.Mode().IsRegular() && st.Mode().Perm()&0o077 != 0 {
		return "", "", false, fault.Errorf(fault.Usage, "read credentials: %s may be read by others; chmod 600", path)
	}
	sc := bufio.NewScanner(io.LimitReader(f, maxFile))
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c, good := parseCredential(line)
		if !good {
			return "", "", false, fault.Errorf(fault.Usage, "read credentials: %s:%d: not scheme:host:port:user:secret", path, n)
		}
		if fits(c.Scheme, scheme) && fits(c.Host, host) && fits(c.Port, port) && (user == "" || c.User == "*" || c.User == user) {
			if user == "" && c.User != "*" {
				user = c.User
			}
			return user, c.Secret, true, nil
		}
	}
	if sc.Err() != nil {
		return "", "", false, fault.As(fault.Usage, fmt.Errorf("read credentials: %w", sc.Err()))
	}
	return user, "", false, nil
}

func fits(pattern, s string) bool { return pattern == "*" || strings.EqualFold(pattern, s) }

// parseCredential takes a line apart.
func parseCredential(line string) (c credential, ok bool) {
	var parts []string
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && (line[i+1] == ':' || line[i+1] == '\\'):
			i++
			b.WriteByte(line[i])
		case line[i] == ':' && len(parts) < 4:
			parts = append(parts, b.String())
			b.Reset()
		default:
			b.WriteByte(line[i])
		}
	}
	if len(parts) != 4 || b.Len() == 0 {
		return c, false
	}
	return credential{parts[0], parts[1], parts[2], parts[3], b.String()}, true
}

// reference looks for a source of tsutsumi.yaml at the place that says by reference what to log in with.
func (h Home) reference(env Getenv, scheme, host, port, user string) (name, secret string, ok bool, err error) {
	f, err := h.Read()
	if err != nil {
		return "", "", false, err
	}
	// A source that names the port goes before one that leaves it to the scheme.
	for _, exact := range []bool{true, false} {
		for i := range f.Sources {
			s := &f.Sources[i]
			if s.PasswordEnv == "" && s.PasswordFile == "" {
				continue
			}
			own, named, at := s.at(scheme, host, port)
			if !at || named != exact || user != "" && own != "" && user != own {
				continue
			}
			if user == "" {
				user = own
			}
			secret, err = h.referred(env, s)
			return user, secret, err == nil, err
		}
	}
	return "", "", false, nil
}

// referred is the secret that a source refers to.
func (h Home) referred(env Getenv, s *Source) (string, error) {
	if s.PasswordEnv != "" {
		secret := env(s.PasswordEnv)
		if secret == "" {
			return "", h.Fault(s.Line, "the variable that password_env names is not set")
		}
		return secret, nil
	}
	path := s.PasswordFile
	if !filepath.IsAbs(path) {
		path = filepath.Join(h.Config, path)
	}
	text, err := slurp(path)
	switch {
	case err != nil:
		return "", h.Fault(s.Line, "the file that password_file names cannot be read")
	case len(text) > maxKey:
		return "", h.Fault(s.Line, "the file that password_file names is too long for a password")
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// at tells whether the source's target is at a place to log in, the user that it names, and whether it names the port. One
// that is not written is the scheme's usual one, which only the scheme knows: then the host decides.
func (s *Source) at(scheme, host, port string) (user string, named, ok bool) {
	u, err := url.Parse(s.Target)
	if err != nil || u.Host == "" || service(u.Scheme) != service(scheme) || !strings.EqualFold(u.Hostname(), host) || u.Port() != "" && u.Port() != port {
		return "", false, false
	}
	if user = s.User; user == "" {
		user = u.User.Username()
	}
	return user, u.Port() != "", true
}

// service makes the names of one service equal: with and without encryption, and what each camp calls it.
func service(scheme string) string {
	scheme, _, _ = strings.Cut(strings.ToLower(scheme), "+")
	switch scheme {
	case "postgresql":
		return "postgres"
	case "mariadb":
		return "mysql"
	case "opensearch", "elasticsearch", "es":
		return "elastic"
	case "rediss", "ldaps", "imaps":
		return strings.TrimSuffix(scheme, "s")
	}
	return scheme
}
