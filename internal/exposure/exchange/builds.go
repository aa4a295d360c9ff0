package exchange

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed builds.csv
var buildsCSV string

//go:embed flaws.csv
var flawsCSV string

// build is the number of a version: major, minor, build, revision. A revision of -1 is not known.
type build [4]int

// unknown is the revision of a build of which only the cumulative update is known.
const unknown = -1

// parseBuild reads "15.2.1748.36", "15.02.1748.036" or "15.2.1748".
func parseBuild(s string) (build, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 && len(parts) != 4 {
		return build{}, false
	}
	b := build{3: unknown}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || len(p) > 6 {
			return build{}, false
		}
		b[i] = n
	}
	return b, true
}

// String is the number as Microsoft writes it in short.
func (b build) String() string {
	if b[3] == unknown {
		return fmt.Sprintf("%d.%d.%d", b[0], b[1], b[2])
	}
	return fmt.Sprintf("%d.%d.%d.%d", b[0], b[1], b[2], b[3])
}

// less tells an older build.
func (b build) less(other build) bool { return slices.Compare(b[:], other[:]) < 0 }

// line is the cumulative update that a build belongs to.
func (b build) line() [3]int { return [3]int(b[:3]) }

// release is a row of builds.csv.
type release struct {
	name string // "Exchange 2019 CU15 Aug25SU"
	build
	date string // YYYY-MM-DD
}

// flaw is a row of flaws.csv.
type flaw struct {
	chain, cve string
	from       build // the oldest version that has it
	fixed      string
}

// table is what is known of builds.
type table struct {
	lines  map[[3]int][]release // by revision
	newest map[string]release   // by product: "Exchange 2019"
	flaws  []flaw
	chains []string // in the order of the file
	until  string   // the day of the last release in it
}

var known = sync.OnceValue(func() *table {
	t := &table{lines: map[[3]int][]release{}, newest: map[string]release{}}
	for _, f := range rows(buildsCSV, 4) {
		b, ok := parseBuild(f[1])
		if !ok {
			continue
		}
		r := release{f[0], b, f[2]}
		t.lines[b.line()] = append(t.lines[b.line()], r)
		p := product(r.name)
		if t.newest[p].less(b) {
			t.newest[p] = r
		}
		t.until = max(t.until, r.date)
	}
	for _, l := range t.lines {
		slices.SortFunc(l, func(a, b release) int { return a.build[3] - b.build[3] })
	}
	for _, f := range rows(flawsCSV, 5) {
		from, _ := parseBuild(f[2])
		t.flaws = append(t.flaws, flaw{f[0], f[1], from, f[3]})
		if !slices.Contains(t.chains, f[0]) {
			t.chains = append(t.chains, f[0])
		}
	}
	return t
})

// rows are the lines of a table with so many columns, without its comments and its head.
func rows(s string, columns int) [][]string {
	var out [][]string
	for line := range strings.Lines(s) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) == columns && !strings.HasPrefix(line, "#") {
			out = append(out, f)
		}
	}
	return out[1:]
}

// product is the first two words of a release's name.
func product(name string) string {
	f := strings.SplitN(name, " ", 3)
	return strings.Join(f[:min(2, len(f))], " ")
}

// answer is what a version says of a flaw.
type answer uint8

const (
	cannotTell answer = iota
	vulnerable
	fixed
)

// judge tells whether a build has a flaw.
func (t *table) judge(b build, f *flaw) answer {
	if b.less(f.from) {
		return fixed
	}
	return t.since(b, f.fixed)
}

// since tells whether a build is free of what released builds are free of from a day on.
func (t *table) since(b build, day string) answer {
	l := t.lines[b.line()]
	if len(l) == 0 {
		return cannotTell
	}
	first := slices.IndexFunc(l, func(r release) bool { return r.date >= day })
	switch {
	case first < 0:
		return vulnerable
	case first == 0:
		return fixed
	case b[3] == unknown:
		return cannotTell
	case b[3] >= l[first].build[3]:
		return fixed
	}
	return vulnerable
}

// nameOf is the release that a build is, or is based on.
func (t *table) nameOf(b build) string {
	l := t.lines[b.line()]
	if len(l) == 0 {
		return ""
	}
	name := l[0].name
	for _, r := range l {
		if b[3] != unknown && r.build[3] <= b[3] {
			name = r.name
		}
	}
	return name
}

// unsupported are the products that get no updates any more, with the day since when.
// https://learn.microsoft.com/lifecycle/products/?terms=Exchange%20Server
func unsupported(b build) (name, since string) {
	switch {
	case b[0] < 8:
		return "Exchange 2003", "2014-04-08"
	case b[0] == 8:
		return "Exchange 2007", "2017-04-11"
	case b[0] == 14:
		return "Exchange 2010", "2020-10-13"
	case b[0] == 15 && b[1] == 0:
		return "Exchange 2013", "2023-04-11"
	case b[0] == 15 && b[1] == 1:
		return "Exchange 2016", "2025-10-14"
	case b[0] == 15 && b[1] == 2 && b[2] < 2562:
		return "Exchange 2019", "2025-10-14"
	}
	return "", ""
}
