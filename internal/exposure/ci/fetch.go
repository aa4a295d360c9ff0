package ci

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// call is a program from the network that a script runs as it comes.
type call struct {
	url    string // as far as it can be told; "" if not at all
	line   int    // in its file, from 1
	file   string
	how    string // "pipe": never on disk; "file": downloaded, then run; "sums": checked by sums from the same place
	direct []string
}

// shell looks at the scripts of one job in their order: files that one step downloads, another may run.
type shell struct {
	vars  map[string]string
	files map[string]*download
	calls []call
	runs  []string // files of the repository that are run, as written
	line  int      // of the file, where the script begins
}

// download is a file from the network.
type download struct {
	url     string
	line    int
	checked bool
	sums    bool // checked, but by what came from the network as well
	told    bool
}

func newShell() *shell { return &shell{vars: map[string]string{}, files: map[string]*download{}} }

// read looks at one script that begins at a line of its file.
func (s *shell) read(text string, line int) {
	s.line = line
	s.script(parseShell(text))
	s.power(text)
}

func (s *shell) script(sc script) {
	for _, p := range sc {
		for i := range p {
			s.assign(&p[i])
			for _, w := range p[i].words {
				for _, sub := range w.subs {
					s.script(sub)
				}
			}
		}
		s.pipe(p)
	}
}

// assign notes variables, for the URLs that stand in them.
func (s *shell) assign(c *command) {
	words := c.words
	if len(words) > 1 && slices.Contains([]string{"export", "local", "readonly", "declare"}, words[0].text) {
		words = words[1:]
	}
	for _, w := range words {
		name, value, ok := strings.Cut(w.text, "=")
		if !ok || !variable.MatchString(name) {
			return
		}
		s.set(name, s.fill(value))
	}
}

// set notes a variable. The value of one that is called like a secret is left out: it would stand in the addresses that are told.
func (s *shell) set(name, value string) {
	if secretive.MatchString(strings.ToUpper(name)) {
		value = "$" + name
	}
	if len(value) < 1000 && len(s.vars) < 1000 {
		s.vars[name] = value
	}
}

var (
	variable  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	reference = regexp.MustCompile(`\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?|\$\{\{ *env\.([A-Za-z_][A-Za-z0-9_]*) *\}\}`)
)

// fill puts the values of variables in their place.
func (s *shell) fill(text string) string {
	if len(text) > 4096 {
		return text
	}
	return reference.ReplaceAllStringFunc(text, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		if v, ok := s.vars[m[1]+m[2]]; ok {
			return v
		}
		return ref
	})
}

// pipe looks at commands joined by "|".
func (s *shell) pipe(p pipe) {
	var from *download // what flows through the pipe
	for i := range p {
		c := &p[i]
		name, args := program(c)
		if d := s.fetch(name, args, c); d != nil {
			from = d
			continue
		}
		if from != nil && runsInput(name, args) {
			s.tell(from, "pipe", c.line)
		}
		if from != nil && name == "tee" || len(c.out) > 0 && from != nil {
			s.keep(from, append(texts(args), c.out...))
		}
		s.check(name, args, c)
		s.run(name, args, c)
	}
}

// fetch tells what a command downloads; what goes to a file is kept in mind, what goes to the output is returned.
func (s *shell) fetch(name string, args []word, c *command) *download {
	if !downloads[name] {
		return nil
	}
	d := &download{line: c.line}
	var out []string
	remote := false
	for i := 0; i < len(args); i++ {
		a := s.fill(args[i].text)
		value := func() string {
			if i+1 < len(args) {
				i++
				return s.fill(args[i].text)
			}
			return ""
		}
		switch {
		case strings.Contains(a, "://") && !strings.HasPrefix(a, "-"):
			if d.url == "" || name != "curl" {
				d.url = a
			}
		case a == "--output", a == "--output-document", a == "-OutFile", a == "-outfile", a == "-o" && name != "wget", strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && (strings.HasSuffix(a, "o") && name == "curl" || strings.HasSuffix(a, "O") && name == "wget"):
			out = append(out, value())
		case strings.HasPrefix(a, "--output="), strings.HasPrefix(a, "--output-document="):
			_, o, _ := strings.Cut(a, "=")
			out = append(out, o)
		case name == "wget" && strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.Contains(a, "O"):
			_, o, _ := strings.Cut(a, "O")
			out = append(out, o)
		case strings.HasPrefix(a, "-o") && name == "curl" && len(a) > 2:
			out = append(out, a[2:])
		case name == "curl" && (a == "--remote-name" || a == "--remote-name-all" || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.Contains(a, "O")):
			remote = true
		case slices.Contains(withValue, a):
			value()
		case !strings.HasPrefix(a, "-") && d.url == "" && (strings.Contains(a, ".") || strings.Contains(a, "$")):
			d.url = a // codecov.io/bash, $URL
		}
	}
	if d.url == "" {
		return nil
	}
	if name == "wget" && len(out) == 0 || remote {
		out = append(out, path.Base(strings.SplitN(d.url, "?", 2)[0]))
	}
	out = append(out, c.out...)
	if len(out) == 0 || slices.Contains(out, "-") || slices.Contains(out, "/dev/stdout") {
		return d
	}
	s.keep(d, out)
	return nil
}

var downloads = map[string]bool{"curl": true, "wget": true, "fetch": true, "aria2c": true, "iwr": true, "irm": true, "http": true, "curl.exe": true}

// withValue are options whose value must not be taken for an address.
var withValue = []string{
	"-H", "--header", "-A", "--user-agent", "-u", "--user", "-d", "--data", "-X", "--request", "--retry", "--retry-delay", "--connect-timeout",
	"--max-time", "-m", "-e", "--referer", "-b", "--cookie", "-c", "--cookie-jar", "--cacert", "--cert", "--key", "-F", "--form", "-T", "--upload-file",
	"-w", "--write-out", "-x", "--proxy", "-P", "--directory-prefix", "--data-binary", "--data-raw", "--post-data", "--timeout", "--tries", "-t",
}

func (s *shell) keep(d *download, names []string) {
	for _, n := range names {
		if n = clean(s.fill(n)); n != "" && !strings.HasPrefix(n, "-") && n != "/dev/null" && len(s.files) < 1000 {
			s.files[n] = d
		}
	}
}

// clean is a file's name as commands may differ in it.
func clean(name string) string {
	if name == "" {
		return ""
	}
	return strings.TrimPrefix(path.Clean(name), "./")
}

// program is what a command runs, behind what only runs others.
func program(c *command) (string, []word) {
	words := c.words
	for len(words) > 0 {
		t := words[0].text
		name, _, assigned := strings.Cut(t, "=")
		switch {
		case assigned && variable.MatchString(name):
		case slices.Contains([]string{"sudo", "env", "exec", "command", "time", "nohup", "nice", "then", "do", "else", "if", "while", "until", "!", "&"}, path.Base(t)):
			words = words[1:]
			for len(words) > 0 && strings.HasPrefix(words[0].text, "-") && t != "exec" {
				if slices.Contains([]string{"-u", "-g"}, words[0].text) && len(words) > 1 {
					words = words[1:]
				}
				words = words[1:]
			}
			continue
		default:
			return strings.ToLower(path.Base(t)), words[1:]
		}
		words = words[1:]
	}
	return "", nil
}

func texts(ws []word) []string {
	var out []string
	for _, w := range ws {
		out = append(out, w.text)
	}
	return out
}

var interpreters = regexp.MustCompile(`^(ba|z|da|k|a|fi|c|tc)?sh$|^(python|perl|ruby|node|php|pwsh|powershell|deno|lua)[0-9.]*(\.exe)?$|^(iex|invoke-expression)$`)

// runsInput tells whether a command runs what it is given as input.
func runsInput(name string, args []word) bool {
	if name == "xargs" && len(args) > 0 {
		return interpreters.MatchString(strings.ToLower(path.Base(args[len(args)-1].text)))
	}
	if name == "source" || name == "." {
		return len(args) > 0 && strings.HasPrefix(args[0].text, "/dev/stdin")
	}
	if !interpreters.MatchString(name) {
		return false
	}
	for i, a := range args {
		switch t := a.text; {
		case t == "-" || t == "-s" || t == "--" || t == "/dev/stdin":
			return true
		case t == "-c" || t == "-e" || t == "-m": // it runs something else, and reads its input
			return false
		case !strings.HasPrefix(t, "-") && (i == 0 || !slices.Contains([]string{"-o", "-O"}, args[i-1].text)):
			return false // a file
		}
	}
	return true
}

// run looks at what a command runs: an output of a download, a file that was downloaded, a file of the repository.
func (s *shell) run(name string, args []word, c *command) {
	for _, w := range args {
		for _, sub := range w.subs {
			if d := s.output(sub); d != nil && (interpreters.MatchString(name) || name == "source" || name == "." || name == "eval") {
				s.tell(d, "pipe", c.line)
			}
		}
	}
	for _, w := range c.words[:min(1, len(c.words))] { // $(curl …) as a command
		for _, sub := range w.subs {
			if d := s.output(sub); d != nil {
				s.tell(d, "pipe", c.line)
			}
		}
	}
	var files []string
	switch {
	case interpreters.MatchString(name), name == "source", name == ".":
		for _, w := range args {
			if !strings.HasPrefix(w.text, "-") {
				files = []string{w.text}
				break
			}
		}
	case name == "chmod" && len(args) > 1 && (strings.Contains(args[0].text, "x") || strings.ContainsAny(args[0].text, "157")):
		files = texts(args[1:])
	case name == "install" || name == "mv" || name == "cp" || name == "dpkg" || name == "rpm" || name == "unzip" || name == "tar" || name == "7z":
		if name != "mv" && name != "cp" {
			files = texts(args)
		}
	case name == "msiexec", name == "start-process", name == "installer":
		files = texts(args)
	case len(c.words) > 0:
		for _, w := range c.words { // what is run itself
			if program, _ := program(&command{words: []word{w}}); program == name {
				files = []string{w.text}
				break
			}
		}
	}
	for _, f := range files {
		f = clean(s.fill(f))
		if d := s.files[f]; d != nil {
			how := "file"
			if d.sums {
				how = "sums"
			}
			if !d.checked || d.sums {
				s.tell(d, how, c.line)
			}
		} else if f != "" && len(s.runs) < 1000 && name != "chmod" && name != "tar" && name != "unzip" {
			s.runs = append(s.runs, f)
		}
	}
}

// output is the download whose output a script is, if it is one.
func (s *shell) output(sc script) *download {
	for _, p := range sc {
		var d *download
		for i := range p {
			name, args := program(&p[i])
			if got := s.fetch(name, args, &p[i]); got != nil {
				d = got
			}
		}
		if d != nil {
			return d
		}
	}
	return nil
}

var sums = regexp.MustCompile(`^(sha(1|224|256|384|512)?sum|shasum|md5sum|b2sum|gpg2?|cosign|minisign|signify|openssl|get-filehash|rhash|slsa-verifier|gh)$`)

// check looks at what checks files: sums and signatures. A file of sums that came from the network too proves no more
// than that the download is whole.
func (s *shell) check(name string, args []word, c *command) {
	words := texts(c.words)
	for _, w := range c.words {
		for _, sub := range w.subs {
			for _, p := range sub {
				for i := range p {
					words = append(words, texts(p[i].words)...)
				}
			}
		}
	}
	at := slices.IndexFunc(words, func(w string) bool { return sums.MatchString(strings.ToLower(path.Base(w))) })
	if at < 0 {
		return
	}
	all := strings.Join(words, " ")
	signed := strings.Contains(all, "verify") || strings.Contains(all, "minisign")
	if name == "gpg" && strings.Contains(all, "--import") || name == "openssl" && !signed || name == "gh" && !strings.Contains(all, "attestation") {
		return
	}
	weak, named := false, false
	for _, w := range words[at+1:] {
		if d := s.files[clean(s.fill(w))]; d != nil && looksLikeSums(w) && !signed {
			weak = true
		}
	}
	for _, w := range words[at+1:] {
		if d := s.files[clean(s.fill(w))]; d != nil && !looksLikeSums(w) {
			d.checked, d.sums, named = true, weak, true
		}
	}
	if !named { // sha256sum -c FILE, or of what a pipe says: all that was downloaded until now
		for f, d := range s.files {
			if !looksLikeSums(f) && !d.checked {
				d.checked, d.sums = true, weak
			}
		}
	}
}

func looksLikeSums(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "sum") || strings.Contains(name, ".sha") || strings.HasSuffix(name, ".md5") || strings.HasSuffix(name, ".asc") || strings.HasSuffix(name, ".sig")
}

// tell notes a call, once for each download, unless its URL says what it gets.
func (s *shell) tell(d *download, how string, line int) {
	if d.told || fixed(d.url) || len(s.calls) >= 1000 {
		return
	}
	d.told = true
	s.calls = append(s.calls, call{url: address(s.fill(d.url)), line: s.line + line, how: how})
}

var commit = regexp.MustCompile(`^[0-9a-f]{40}$|^[0-9a-f]{64}$`)

// fixed tells whether a URL names a commit, so that it always gets the same.
func fixed(u string) bool {
	p, err := url.Parse(u)
	if err != nil {
		return false
	}
	host := strings.ToLower(p.Hostname())
	if host != "raw.githubusercontent.com" && host != "github.com" && host != "gitlab.com" {
		return false
	}
	return slices.ContainsFunc(strings.Split(p.Path, "/"), commit.MatchString)
}

// address is a URL without what may be secret in it; "" is none.
func address(u string) string {
	if u = strings.Trim(u, "'\""); u == "" {
		return ""
	}
	scheme, rest, ok := strings.Cut(u, "://")
	if !ok {
		scheme, rest = "https", u
	}
	rest, _, _ = strings.Cut(rest, "?")
	rest, _, _ = strings.Cut(rest, "#")
	host, p, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if p != "" {
		p = "/" + p
	}
	return strings.ToLower(scheme) + "://" + strings.ToLower(host) + p
}

var (
	powerRun = regexp.MustCompile(`(?i)\b(iex|invoke-expression)\b`)
	powerGet = regexp.MustCompile(`(?i)\b(iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring)\b`)
	urls     = regexp.MustCompile(`https?://[^\s'"()<>|;]+`)
)

// power looks for PowerShell's ways, line by line.
func (s *shell) power(text string) {
	for i, l := range strings.Split(text, "\n") {
		if len(l) > 10_000 || strings.HasPrefix(strings.TrimSpace(l), "#") || !powerRun.MatchString(l) || !powerGet.MatchString(l) {
			continue
		}
		if slices.ContainsFunc(s.calls, func(c call) bool { return c.line == s.line+i }) {
			continue
		}
		s.tell(&download{url: urls.FindString(l)}, "pipe", i)
	}
}
