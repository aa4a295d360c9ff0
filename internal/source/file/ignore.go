package file

import (
	"bufio"
	"io"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignore is what the .gitignore files from the target's root down to a directory leave out.
type ignore struct {
	patterns []gitignore.Pattern
	match    gitignore.Matcher
}

// maxIgnore is how much of a .gitignore is read: each of its patterns is tried on each name below.
const maxIgnore = 256 << 10

// with adds the directory's own .gitignore. rel is the directory's path relative to the root.
func (g *ignore) with(dir, rel string) *ignore {
	f, err := openFile(filepath.Join(dir, ".gitignore"))
	if err != nil {
		return g
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return g
	}
	var domain []string
	if rel != "" {
		domain = strings.Split(rel, "/")
	}
	out := &ignore{}
	if g != nil {
		out.patterns = append(out.patterns, g.patterns...)
	}
	sc := bufio.NewScanner(io.LimitReader(f, maxIgnore))
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
