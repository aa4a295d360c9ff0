package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Notify is a place that alerts are told to. Secrets are references: the name of a variable or of a file.
type Notify struct {
	Name string
	Type string // of those that package notify/builtin lists
	// Least is the least severity that is told, as the stream calls it; Lang the language, "" as the command's.
	Least, Lang string
	// URL, or what holds it; of a chat the URL is the secret.
	URL Secret
	// Host and Port, User: of mail and syslog.
	Host string
	Port int // 0: the usual one
	User string
	// Transport is how it is reached: of syslog udp, tcp or tls; of mail starttls, tls or none. "" is the type's usual one.
	Transport string
	// Key signs, Password logs in, Token is what a server calls so.
	Key, Password, Token Secret
	From                 string
	To                   []string
	File                 string // as it is written; one that is not absolute counts from the folder of tsutsumi.yaml
	Index, SourceType    string
	CA                   string // the file of the authority that signed the server's certificate
	Line                 int
}

// Hook is what is to be done on an alert.
type Hook struct {
	Name string
	// On are detectors and severities: one of the detectors, if any are named, and at least the least of the severities.
	On []string
	// Run is a command with its arguments; else URL is called.
	Run []string
	URL Secret
	Key Secret // signs
	CA  string
	// Armed: it is called; else it is only noted that it would have been. Clear: it is told whom and from where in clear.
	Armed, Clear bool
	Limit        time.Duration // a call is broken off after
	Line         int
}

// Secret is a secret by reference, or a text that is none.
type Secret struct {
	Text, Env, File string
}

// None tells that nothing is said.
func (s Secret) None() bool { return s == Secret{} }

// Referred is the text that a secret of tsutsumi.yaml, of the key there and in this line, refers to; "" if nothing is said. One
// that refers to nothing is fault.Usage.
func (h Home) Referred(env Getenv, s Secret, key string, line int) (string, error) {
	switch {
	case s.Env != "":
		text := strings.TrimSpace(env(s.Env))
		if text == "" {
			return "", h.Fault(line, "the variable that "+key+"_env names is not set")
		}
		return text, nil
	case s.File != "":
		path := s.File
		if !filepath.IsAbs(path) {
			path = filepath.Join(h.Config, path)
		}
		text, err := slurp(path)
		switch {
		case err != nil:
			return "", h.Fault(line, "the file that "+key+"_file names cannot be read")
		case len(text) > maxKey:
			return "", h.Fault(line, "the file that "+key+"_file names is too long")
		}
		return strings.TrimSpace(string(text)), nil
	}
	return s.Text, nil
}

type writtenNotify struct {
	Name         string   `yaml:"name"`
	Type         string   `yaml:"type"`
	Least        string   `yaml:"min_severity"`
	Lang         string   `yaml:"lang"`
	URL          string   `yaml:"url"`
	URLEnv       string   `yaml:"url_env"`
	URLFile      string   `yaml:"url_file"`
	Host         string   `yaml:"host"`
	Port         int      `yaml:"port"`
	User         string   `yaml:"user"`
	Transport    string   `yaml:"transport"`
	SecretEnv    string   `yaml:"secret_env"`
	SecretFile   string   `yaml:"secret_file"`
	PasswordEnv  string   `yaml:"password_env"`
	PasswordFile string   `yaml:"password_file"`
	TokenEnv     string   `yaml:"token_env"`
	TokenFile    string   `yaml:"token_file"`
	From         string   `yaml:"from"`
	To           []string `yaml:"to"`
	File         string   `yaml:"file"`
	Index        string   `yaml:"index"`
	SourceType   string   `yaml:"sourcetype"`
	CA           string   `yaml:"ca"`
}

type writtenHook struct {
	Name       string   `yaml:"name"`
	On         []string `yaml:"on"`
	Run        []string `yaml:"run"`
	URL        string   `yaml:"url"`
	URLEnv     string   `yaml:"url_env"`
	URLFile    string   `yaml:"url_file"`
	SecretEnv  string   `yaml:"secret_env"`
	SecretFile string   `yaml:"secret_file"`
	CA         string   `yaml:"ca"`
	Armed      bool     `yaml:"armed"`
	Clear      bool     `yaml:"clear"`
	Timeout    string   `yaml:"timeout"`
}

// needs are the keys of each type of sink: those that must be there, and those that may be.
var needs = map[string]struct{ must, may string }{
	"webhook": {"url secret", "ca"},
	"slack":   {"url", "ca"},
	"teams":   {"url", "ca"},
	"email":   {"host from to", "port user password transport ca"},
	"syslog":  {"host", "port transport ca"},
	"ocsf":    {"url|file", "secret ca"},
	"splunk":  {"url token", "index sourcetype ca"},
}

func (d *decoder) notify(w *written, f *File) error {
	seen := map[string]bool{}
	for i := range w.Notify {
		in := &w.Notify[i]
		line := d.line("notify", i)
		at := func(key string) int { return d.line("notify", i, key) }
		out := Notify{Name: in.Name, Type: in.Type, Least: in.Least, Lang: in.Lang, URL: Secret{in.URL, in.URLEnv, in.URLFile}, Host: in.Host, Port: in.Port, User: in.User, Transport: in.Transport,
			Key: Secret{"", in.SecretEnv, in.SecretFile}, Password: Secret{"", in.PasswordEnv, in.PasswordFile}, Token: Secret{"", in.TokenEnv, in.TokenFile},
			From: in.From, To: in.To, File: in.File, Index: in.Index, SourceType: in.SourceType, CA: in.CA, Line: line}
		if !identifier(in.Name) || seen[in.Name] {
			return d.fail(line, "a name of its own: a to z, 0 to 9, - and _, at most 64")
		}
		seen[in.Name] = true
		need, known := needs[in.Type]
		if !known {
			return d.fail(at("type"), "webhook, slack, teams, email, syslog, ocsf or splunk")
		}
		if !severity(in.Least) {
			return d.fail(at("min_severity"), "info, low, medium, high or critical")
		}
		if in.Lang != "" && in.Lang != "ja" && in.Lang != "en" {
			return d.fail(at("lang"), "ja or en")
		}
		if why := needed(need.must, need.may, out.says()); why != "" {
			return d.fail(line, why)
		}
		if why := out.wrong(); why != "" {
			return d.fail(line, why)
		}
		f.Notify = append(f.Notify, out)
	}
	return nil
}

// says tells which keys are given.
func (n *Notify) says() map[string]bool {
	return map[string]bool{"url": !n.URL.None(), "secret": !n.Key.None(), "password": !n.Password.None(), "token": !n.Token.None(), "host": n.Host != "", "port": n.Port != 0, "user": n.User != "",
		"transport": n.Transport != "", "from": n.From != "", "to": len(n.To) > 0, "file": n.File != "", "index": n.Index != "", "sourcetype": n.SourceType != "", "ca": n.CA != ""}
}

// needed tells what is wrong with the keys given; "a|b" is one of the two.
func needed(must, may string, given map[string]bool) string {
	fits := map[string]bool{}
	for _, k := range strings.Fields(must) {
		n := 0
		for _, one := range strings.Split(k, "|") {
			fits[one] = true
			if given[one] {
				n++
			}
		}
		if n != 1 {
			return "this type needs " + strings.ReplaceAll(k, "|", " or ") + " (secrets by reference: …_env or …_file)"
		}
	}
	for _, k := range strings.Fields(may) {
		fits[k] = true
	}
	for _, k := range []string{"url", "secret", "password", "token", "host", "port", "user", "transport", "from", "to", "file", "index", "sourcetype", "ca"} {
		if given[k] && !fits[k] {
			return "this type has no " + k
		}
	}
	return ""
}

// wrong tells what is wrong with the values.
func (n *Notify) wrong() string {
	for _, s := range []Secret{n.URL, n.Key, n.Password, n.Token} {
		if s.twice() {
			return "the same thing is said twice: as itself, by _env or by _file"
		}
	}
	if why := reached(n.URL); why != "" {
		return why
	}
	if (n.Type == "slack" || n.Type == "teams") && n.URL.Text != "" {
		return "the URL is the secret: url_env or url_file"
	}
	transports := map[string]string{"email": "starttls tls none", "syslog": "udp tcp tls"}[n.Type]
	if n.Transport != "" && !one(n.Transport, transports) {
		return "transport: " + strings.ReplaceAll(transports, " ", ", ")
	}
	if n.Host != "" {
		if _, ok := hostname(n.Host); !ok && !isAddress(n.Host) {
			return "host: a name or an address, without a port"
		}
	}
	if n.Port < 0 || n.Port > 65535 {
		return "port: 1 to 65535"
	}
	if n.Type == "email" {
		for _, a := range append([]string{n.From}, n.To...) {
			if p, err := mail.ParseAddress(a); err != nil || !printable(a) || p.Address == "" {
				return "from, to: addresses of e-mail"
			}
		}
		if n.Transport == "none" && !loopback(n.Host) {
			return "transport none: only to this machine itself"
		}
		if (n.User == "") != n.Password.None() {
			return "user and password belong together"
		}
	}
	for _, s := range []string{n.User, n.File, n.Index, n.SourceType, n.CA} {
		if !short(s) {
			return "at most 300 printable characters"
		}
	}
	return ""
}

func (d *decoder) hooks(w *written, f *File) error {
	seen := map[string]bool{}
	for i := range w.Hooks {
		in := &w.Hooks[i]
		line := d.line("hooks", i)
		out := Hook{Name: in.Name, On: in.On, Run: in.Run, URL: Secret{in.URL, in.URLEnv, in.URLFile}, Key: Secret{"", in.SecretEnv, in.SecretFile}, CA: in.CA, Armed: in.Armed, Clear: in.Clear, Limit: 30 * time.Second, Line: line}
		switch {
		case !identifier(in.Name) || seen[in.Name]:
			return d.fail(line, "a name of its own: a to z, 0 to 9, - and _, at most 64")
		case len(in.On) == 0:
			return d.fail(line, "on: which detectors, or from which severity on")
		case (len(in.Run) == 0) == out.URL.None():
			return d.fail(line, "run or url: what is called")
		case len(in.Run) > 0 && in.Run[0] == "":
			return d.fail(d.line("hooks", i, "run"), "a command and its arguments")
		case !out.URL.None() && out.Key.None():
			return d.fail(line, "secret_env or secret_file: a call is signed")
		case out.URL.twice() || out.Key.twice():
			return d.fail(line, "the same thing is said twice: as itself, by _env or by _file")
		}
		if why := reached(out.URL); why != "" {
			return d.fail(line, why)
		}
		if in.Timeout != "" {
			t, err := time.ParseDuration(in.Timeout)
			if err != nil || t < time.Second || t > 10*time.Minute {
				return d.fail(d.line("hooks", i, "timeout"), "a time from 1s to 10m")
			}
			out.Limit = t
		}
		seen[in.Name] = true
		f.Hooks = append(f.Hooks, out)
	}
	return nil
}

func (s Secret) twice() bool {
	n := 0
	for _, v := range []string{s.Text, s.Env, s.File} {
		if v != "" {
			n++
		}
	}
	return n > 1
}

// reached tells what is wrong with a URL that is called, as far as it is known here.
func reached(s Secret) string {
	if s.Text == "" {
		return ""
	}
	return Called(s.Text)
}

// Called tells what is wrong with a URL that alerts are sent to, "" if nothing.
func Called(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(s) > 4096 || !printable(s):
		return "url: https://…"
	case u.User != nil:
		return "url: without user and password"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "url: https (http only to this machine itself)"
	}
	return ""
}

// loopback tells an address of this machine itself.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback()
}

// Address is the host and the port, or the usual port.
func (n *Notify) Address(usual int) string {
	if n.Port != 0 {
		usual = n.Port
	}
	return net.JoinHostPort(n.Host, strconv.Itoa(usual))
}

// Local tells that the host is this machine itself.
func (n *Notify) Local() bool { return loopback(n.Host) }

func isAddress(s string) bool { _, err := netip.ParseAddr(s); return err == nil }

func severity(s string) bool { return s == "" || one(s, "info low medium high critical") }

func one(s, of string) bool {
	for _, w := range strings.Fields(of) {
		if s == w {
			return true
		}
	}
	return false
}
