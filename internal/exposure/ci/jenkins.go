package ci

import (
	"regexp"
	"slices"
	"strings"
)

// A Jenkinsfile is a program in Groovy. It is not run, nor understood: its strings, its blocks and the words before them
// tell what its steps are.

// groovyText is a string of the file with what stands before it.
type groovyText struct {
	text   string
	line   int    // of its first letter
	before string // code before it on its line, or its call
	scope  []int  // blocks that it stands in, the outermost first
	next   int    // the block that begins next
}

// groovy takes a file apart into its strings.
func groovy(text string) (out []groovyText) {
	line, next := 1, 1
	var scope []int
	code := 0 // where the code before the next string begins
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case strings.HasPrefix(text[i:], "//"):
			n := strings.IndexByte(text[i:], '\n')
			if n < 0 {
				n = len(text) - i
			}
			i += n
			code = i
		case strings.HasPrefix(text[i:], "/*"):
			n := strings.Index(text[i+2:], "*/")
			if n < 0 {
				return out
			}
			line += strings.Count(text[i:i+n+4], "\n")
			i += n + 4
			code = i
		case c == '\'' || c == '"':
			quote := text[i : i+1]
			if strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
				quote = strings.Repeat(quote, 3)
			}
			n := closing(text[i+len(quote):], quote)
			out = append(out, groovyText{text: unescape(text[i+len(quote) : i+len(quote)+n]), line: line, before: text[max(code, i-300):i], scope: slices.Clone(scope), next: next})
			line += strings.Count(text[i:min(len(text), i+n+2*len(quote))], "\n")
			i = min(len(text), i+n+2*len(quote))
		default:
			switch c {
			case '\n':
				line++
				if d := strings.TrimSpace(text[code:i]); !strings.HasSuffix(d, ",") && !strings.HasSuffix(d, "(") && !strings.HasSuffix(d, "[") && !strings.HasSuffix(d, ":") {
					code = i
				}
			case '{':
				scope = append(scope, next)
				next++
				code = i
			case '}':
				if len(scope) > 0 {
					scope = scope[:len(scope)-1]
				}
				code = i
			case ';':
				code = i
			}
			i++
		}
		if len(out) > 20_000 || len(scope) > 200 {
			return out
		}
	}
	return out
}

// closing is where a string ends.
func closing(text, quote string) int {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case strings.HasPrefix(text[i:], quote):
			return i
		case len(quote) == 1 && text[i] == '\n':
			return i
		}
	}
	return len(text)
}

// unescape undoes escapes, so that a script is what the shell gets; a line that is continued keeps its end for the count.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\'`, `'`, `\$`, `$`).Replace(s)
}

var (
	jkStep       = regexp.MustCompile(`(?:^|[^\w.])(sh|bat|powershell|pwsh)\s*(?:\(\s*)?(?:(?:\w+\s*:\s*(?:true|false|['"][^'"]*['"])\s*,\s*)*script\s*:\s*)?$`)
	jkCredential = regexp.MustCompile(`(?:credentialsId\s*:\s*|credentials\s*\(\s*|sshagent\s*\(\s*(?:credentials\s*:\s*)?\[\s*|withRegistry\([^()]*,\s*)$`)
	jkImage      = regexp.MustCompile(`(?:\bimage\s*|\bdocker\s+|\bdocker\.image\s*\(\s*|\bimage\s*:\s*)$`)
	jkWith       = regexp.MustCompile(`\b(withCredentials|sshagent|withRegistry)\b`)
)

// held is a credential, and the block that has it.
type held struct {
	name       string
	block      int
	everywhere bool
}

// jenkins reads a Jenkinsfile.
func (a *analyst) jenkins(text string) {
	if len(text) > maxFile {
		a.bad = append(a.bad, a.pipe.file)
		return
	}
	j := &job{name: "pipeline", line: 1}
	var creds []held
	all := groovy(text)
	for _, t := range all {
		if jkCredential.MatchString(t.before) && t.text != "" {
			h := held{name: t.text, everywhere: true}
			switch {
			case jkWith.MatchString(t.before): // in the block behind it
				h.block, h.everywhere = t.next, false
			case len(t.scope) > 1: // environment { … }: in the block around that
				h.block, h.everywhere = t.scope[len(t.scope)-2], false
			}
			creds = append(creds, h)
			j.secrets = add(j.secrets, t.text)
		}
	}
	s := newShell()
	for _, t := range all {
		switch {
		case jkStep.MatchString(t.before):
			var direct []string
			for _, c := range creds {
				if c.everywhere || slices.Contains(t.scope, c.block) {
					direct = add(direct, c.name)
				}
			}
			a.script(j, s, t.text, t.line, direct)
		case jkImage.MatchString(t.before):
			if u, ok := image(t.text); ok {
				u.line, u.file = t.line, a.pipe.file
				j.uses = append(j.uses, u)
			}
		}
	}
	a.pipe.jobs = append(a.pipe.jobs, j)
}
