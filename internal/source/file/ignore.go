package file

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignore is what the .gitignore files from the target's root down to a directory leave out.
type ignore struct {
	patterns []gitignore.Pattern
	match    gitignore.Matcher
}

// with adds the directory's own .gitignore. rel is the directory's path relative to the root.
func (g *ignore) with(dir, rel string) *ignore {
	f, err := os.Open(filepath.Join(dir, ".gitignore"))
	if err != nil {
		return g
	}
	defer f.Close()
	var domain []string
	if rel != "" {
		domain = strings.Split(rel, "/")
	}
	out := &ignore{}
	if g != nil {
		out.patterns = append(out.patterns, g.patterns...)
	}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line := sc.Text()
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		out.patterns = append(out.patterns, gitignore.ParsePattern(line, domain))
	}
	out.match = gitignore.NewMatcher(out.patterns)
	return out
}

func (g *ignore) ignores(rel string, dir bool) bool {
	return g != nil && g.match.Match(strings.Split(rel, "/"), dir)
}
