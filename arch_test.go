package tsutsumi_test

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/tsutsumi-dev/tsutsumi/"

// floors is the table of docs/architecture.md: imports go strictly down, never sideways.
var floors = map[string]int{
	"cmd": 9,
	"cli": 8,
	"web": 7, "demo": 7,
	"report": 6, "store": 6, "notify": 6,
	"breach": 5,
	"scan":   4, "exposure": 4, "watch": 4, "leak": 4, "mask": 4, "canary": 4,
	"engine": 3, "inventory": 3, "people": 3, "queue": 3, "access": 3,
	"source": 2, "content": 2, "detect": 2, "event": 2, "law": 2, "geo": 2, "config": 2, "synth": 2,
	"pii": 1, "fault": 1,
}

// shared are children of a family that their siblings may import: what several plugins need and none owns. In content
// these are the charsets, the three forms that everything else is turned into, and the package of office files; in event
// how lines, JSON, heads of syslog, requests and statements are taken apart; in leak a record as the aspects see it, what its values say, and what a store's index and a dump have in common; in synth
// the organisation of a month and how its logs are written. Everything else in a family sees its parent only, and builtin sees all.
var shared = map[string][]string{
	"detect":   {"detect/label", "detect/lexicon", "detect/digits", "detect/weigh", "detect/closed"},
	"content":  {"content/charset", "content/window", "content/text", "content/csv", "content/ndjson", "content/ooxml"},
	"source":   {"source/retry", "source/rows", "source/wire", "source/web"},
	"leak":     {"leak/row", "leak/number", "leak/region", "leak/stamp", "leak/fact", "leak/walk"},
	"exposure": {"exposure/browse"},
	"watch":    {"watch/tally", "watch/literal", "watch/muted", "watch/indicator", "watch/feed", "watch/feed/reading", "watch/feed/text", "watch/feed/spool", "watch/feed/syslog", "watch/feed/journal", "watch/feed/splunk"},
	"notify":   {"notify/post"},
	"report":   {"report/paper", "report/paper/face", "report/paper/line"},
	"law":      {"law/calendar"},
	"breach":   {"breach/vault", "breach/member"},
	"synth":    {"synth/month/line", "synth/month/org", "synth/month/usual"},
	"web":      {"web/api", "web/look", "web/look/chart", "web/look/world"},
	"access":   {"access/gate"},
	"event":    {"event/lex", "event/flat", "event/syslog", "event/shape", "event/sql", "event/web"},
}

// siblings are the few further imports within a family, each with its reason.
var siblings = map[string]string{
	"access/accesstest -> access/gate": "tests need somebody who is signed in",
	"source/share -> source/file":      "a share's files are a folder's; it adds that they may hang",
	"content/mail -> content/html":     "a mail that is HTML only is read as a page",
	"report/audit -> report/door":      "differences of the register are exposures, and told to machines as these are",
	"leak/match -> leak/asset":         "a run shows each record to every aspect and merges what they gathered",
	"leak/match -> leak/genuine":       "the same",
	"leak/match -> leak/person":        "the same",
	"leak/match -> leak/seen":          "the same",
	"leak/match -> leak/what":          "the same",
}

// sideways are the crossings on one floor: only onto a contract or a structure, never onto what does input or output.
var sideways = map[string]string{
	"source -> content": "what a source opens is a content.Body; it knows nothing else of content",
	"engine -> people":  "persons are counted where their values are judged, so that none is kept",
}

// file is one parsed source of the program; tests and testdata are not among them.
type file struct {
	path string // from the root, slashes
	pkg  string // "cmd/tsutsumi", "detect/mynumber"
	ast  *ast.File
}

func sources(t *testing.T) []file {
	t.Helper()
	var out []file
	for _, root := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")) {
				return fs.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			slash := filepath.ToSlash(p)
			out = append(out, file{slash, strings.TrimPrefix(path.Dir(slash), "internal/"), f})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) == 0 {
		t.Fatal("no sources: the test runs in the wrong folder")
	}
	return out
}

func family(pkg string) string {
	name, _, _ := strings.Cut(pkg, "/")
	return name
}

func imports(f file) []string {
	var out []string
	for _, i := range f.ast.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil {
			out = append(out, p)
		}
	}
	return out
}

func TestFloors(t *testing.T) {
	used := map[string]bool{}
	for _, f := range sources(t) {
		from, ok := floors[family(f.pkg)]
		if !ok {
			t.Errorf("%s: package %s has no floor", f.path, f.pkg)
			continue
		}
		for _, imp := range imports(f) {
			to, ours := strings.CutPrefix(imp, module)
			if !ours {
				continue
			}
			to = strings.TrimPrefix(to, "internal/")
			if strings.HasSuffix(to, "test") && !strings.HasSuffix(f.pkg, "test") {
				t.Errorf("%s: imports %s, which is for tests", f.path, to)
			}
			if family(to) == family(f.pkg) {
				edge := f.pkg + " -> " + to
				if _, listed := siblings[edge]; listed {
					used[edge] = true
				} else if !within(f.pkg, to) {
					t.Errorf("%s: imports its sibling %s", f.path, to)
				}
				continue
			}
			floor, ok := floors[family(to)]
			if edge := family(f.pkg) + " -> " + family(to); ok && floor == from && sideways[edge] != "" && to == family(to) {
				used[edge] = true
				continue
			}
			if !ok || floor >= from {
				t.Errorf("%s: floor %d imports %s on floor %d", f.path, from, to, floor)
			}
		}
	}
	for _, list := range []map[string]string{siblings, sideways} {
		for edge := range list {
			if !used[edge] {
				t.Errorf("%s is listed but not there any more", edge)
			}
		}
	}
}

// within tells whether a package may import another of its own family.
func within(from, to string) bool {
	fam := family(from)
	switch {
	case from == to: // what writes a package's data
		return true
	case strings.HasPrefix(from, to+"/"): // a child sees its parents
		return true
	case from == fam: // what its children are made of; it knows none of them
		return false
	case strings.HasPrefix(to, from+"/"): // a plugin in several packages
		return true
	case path.Base(from) == "builtin" && strings.HasPrefix(to, path.Dir(from)+"/"): // a list sees all that stands beside it
		return true
	}
	return slices.Contains(shared[fam], to)
}

// TestPlugins fails on a detector or a format that is not in its family's list of builtin ones.
func TestPlugins(t *testing.T) {
	plugin := map[string]map[string]bool{"detect": {}, "content": {}, "source": {}, "exposure": {}, "event": {}, "watch": {}, "notify": {}}
	listed := map[string]bool{}
	for _, f := range sources(t) {
		fam := family(f.pkg)
		switch {
		case f.pkg == fam+"/builtin":
			for _, imp := range imports(f) {
				listed[strings.TrimPrefix(imp, module+"internal/")] = true
			}
		case plugin[fam] != nil && f.pkg != fam && (fam == "detect" && declares(f, "Kind", "pii.Kind") || fam == "content" && declares(f, "Match", "content.Certainty") ||
			fam == "source" && declares(f, "Units", "iter.Seq2[source.Unit, error]") ||
			fam == "exposure" && declares(f, "Takes", "bool") || fam == "event" && declares(f, "Match", "event.Certainty") ||
			fam == "watch" && declares(f, "About", "*watch.About") || fam == "notify" && declares(f, "Send", "error")):
			plugin[fam][f.pkg] = true
		}
	}
	for fam, pkgs := range plugin {
		for pkg := range pkgs {
			if !listed[pkg] && !unlisted[pkg] {
				t.Errorf("%s is not listed in internal/%s/builtin", pkg, fam)
			}
		}
	}
}

// unlisted are packages that make detectors for others to be: from the user's files, from a kind's closed list, and for a question that is asked.
var unlisted = map[string]bool{"detect/rule": true, "detect/closed": true, "watch/ask": true, "watch/sigma": true}

// declares tells whether f has an exported method of that name with that one result.
func declares(f file, name, result string) bool {
	for _, d := range f.ast.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if ok && fn.Recv != nil && fn.Name.Name == name && fn.Type.Results != nil && len(fn.Type.Results.List) == 1 &&
			types.ExprString(fn.Type.Results.List[0].Type) == result {
			return true
		}
	}
	return false
}

func TestHabits(t *testing.T) {
	commented := map[string]bool{}
	for _, f := range sources(t) {
		commented[f.pkg] = commented[f.pkg] || f.ast.Doc != nil
		for _, imp := range imports(f) {
			if imp == "C" {
				t.Errorf("%s: uses cgo", f.path)
			}
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: has an init function; list what there is by a plain call", f.path)
			}
		}
		switch name := f.ast.Name.Name; name {
		case "util", "utils", "common", "helper", "helpers", "types", "models", "base", "manager":
			t.Errorf("%s: a package named %s says nothing", f.path, name)
		}
	}
	for pkg, ok := range commented {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

// TestModule keeps what `go install …@version` cannot take out of go.mod.
func TestModule(t *testing.T) {
	f, err := os.Open("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if word, _, _ := strings.Cut(strings.TrimSpace(s.Text()), " "); word == "replace" || word == "exclude" {
			t.Errorf("go.mod has a %s directive", word)
		}
	}
}
