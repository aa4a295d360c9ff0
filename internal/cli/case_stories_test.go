//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/width"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// TestCaseStories re-enacts what followed on seven breaches, from the first evidence to documents, letters and closing, as whoever answers them types it. All
// data are invented; each story ends with a look for them in whatever was left and said ("leaks").
func TestCaseStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:             "testdata/cases",
		ContinueOnError: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TSUTSUMI_HOME", e.WorkDir+"/home")
			e.Setenv("LANG", "en_US.UTF-8")
			e.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			e.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			e.Values[retoldKey{}] = &retold{said: map[string][]byte{}}
			return nil
		},
		Condition: func(c string) (bool, error) { return c == "opensearch" && mayOpenSearch(t), nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":     heard,
			"invent":     invent,
			"alert":      alertOf,
			"leaks":      func(ts *testscript.TestScript, _ bool, args []string) { leaks(t, ts, args) },
			"opensearch": func(ts *testscript.TestScript, _ bool, args []string) { fillSearch(t, ts, args) },
		},
	})
}

// retold is what a story has planted and heard so far.
type retold struct {
	planted []zerotest.Planted
	said    map[string][]byte
}

type retoldKey struct{}

func retoldOf(ts *testscript.TestScript) *retold { return ts.Value(retoldKey{}).(*retold) }

// heard is status, and remembers what was said.
func heard(ts *testscript.TestScript, neg bool, args []string) {
	status(ts, neg, args)
	s := retoldOf(ts)
	s.said[fmt.Sprintf("%d %s", len(s.said), strings.Join(args[1:min(len(args), 4)], " "))] = []byte(ts.ReadFile("stdout") + ts.ReadFile("stderr"))
}

// field is a column that can be invented: its kind, and its value of a person.
type field struct {
	kind pii.Kind
	of   func(g *synth.Gen, p *synth.Person) string
}

var fields = map[string]field{
	"member":   {pii.AccountID, func(_ *synth.Gen, p *synth.Person) string { return p.Member }},
	"staff":    {pii.EmployeeID, func(_ *synth.Gen, p *synth.Person) string { return p.Staff }},
	"name":     {pii.PersonName, func(_ *synth.Gen, p *synth.Person) string { return p.Name(" ") }},
	"kana":     {pii.PersonNameKana, func(_ *synth.Gen, p *synth.Person) string { return p.Kana(" ") }},
	"halfkana": {pii.PersonNameKana, func(_ *synth.Gen, p *synth.Person) string { return width.Narrow.String(p.Kana(" ")) }},
	"latin":    {pii.PersonName, func(_ *synth.Gen, p *synth.Person) string { return p.Latin() }},
	"email":    {pii.EmailAddress, func(_ *synth.Gen, p *synth.Person) string { return p.Email }},
	"mobile":   {pii.PhoneNumber, func(_ *synth.Gen, p *synth.Person) string { return p.Mobile }},
	"birth":    {pii.DateOfBirth, func(_ *synth.Gen, p *synth.Person) string { return p.Birth.ISO() }},
	"postal":   {pii.JapanPostalCode, func(_ *synth.Gen, p *synth.Person) string { return p.Postal[:3] + "-" + p.Postal[3:] }},
	"address":  {pii.StreetAddress, func(_ *synth.Gen, p *synth.Person) string { return p.Address() }},
	"license":  {pii.JapanDriversLicenseNumber, func(g *synth.Gen, _ *synth.Person) string { return g.License() }},
	"passport": {pii.JapanPassport, func(g *synth.Gen, _ *synth.Person) string { return g.JPPassport() }},
	"account":  {pii.JapanBankAccount, func(g *synth.Gen, _ *synth.Person) string { return g.Account().Number }},
	"password": {pii.PasswordHash, func(g *synth.Gen, _ *synth.Person) string { return "$2b$12$" + g.Hex(53) }},
	"bank":     {pii.None, func(g *synth.Gen, _ *synth.Person) string { return g.Account().BankName }},
	"branch":   {pii.None, func(g *synth.Gen, _ *synth.Person) string { return g.Account().BranchName }},
	"day": {pii.None, func(_ *synth.Gen, p *synth.Person) string {
		return time.Date(2013, 8, 4+(p.ID-1)%169+1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}},
	"gold": {pii.None, func(*synth.Gen, *synth.Person) string { return "GOLD" }},
}

// invent writes a table of persons as CSV: invent FILE SEED FIRST-LAST HEADER=FIELD…. The same seed means the same persons, counted from 1.
func invent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: invent FILE SEED FIRST-LAST HEADER=FIELD…")
	}
	var first, last, seed int
	if _, err := fmt.Sscanf(args[1]+" "+args[2], "%d %d-%d", &seed, &first, &last); err != nil {
		ts.Fatalf("invent: %v", err)
	}
	s, g := retoldOf(ts), synth.New(uint64(seed)) //nolint:gosec // as the story says
	var head, rows []string
	for i := 1; i <= last; i++ {
		p := g.Japanese()
		var row []string
		for _, column := range args[3:] {
			name, what, _ := strings.Cut(column, "=")
			f, ok := fields[what]
			if !ok {
				ts.Fatalf("invent: no field %q", what)
			}
			if i == 1 {
				head = append(head, name)
			}
			v := f.of(synth.New(uint64(seed*100_000+i)), &p) //nolint:gosec // whatever else is drawn for somebody is the same in each table
			row = append(row, v)
			if f.kind != pii.None && f.kind != pii.DateOfBirth && f.kind != pii.JapanPostalCode && i >= first && i%3 == 0 {
				s.planted = append(s.planted, zerotest.Planted{Kind: f.kind, Text: v})
			}
		}
		if i >= first {
			rows = append(rows, strings.Join(row, ","))
		}
	}
	path := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
	ts.Check(os.WriteFile(path, []byte(strings.Join(head, ",")+"\n"+strings.Join(rows, "\n")+"\n"), 0o600))
}

// alertOf sets a variable to the ID of the one alert of a detector that was told: alert VARIABLE DETECTOR.
func alertOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: alert VARIABLE DETECTOR")
	}
	ts.Check(ts.Exec("tsutsumi", "watch", "list", "--format", "json"))
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		var l struct {
			Alert *struct {
				ID        string
				Detectors []string
			}
		}
		if json.Unmarshal([]byte(line), &l) == nil && l.Alert != nil && slices.Contains(l.Alert.Detectors, args[1]) {
			ts.Setenv(args[0], l.Alert.ID)
			return
		}
	}
	ts.Fatalf("no alert of %s", args[1])
}

// leaks looks for what was invented in the home, its key, what was said, and the files and folders named.
func leaks(t *testing.T, ts *testscript.TestScript, args []string) {
	s := retoldOf(ts)
	if len(s.planted) < 50 {
		ts.Fatalf("only %d values were planted", len(s.planted))
	}
	dirs := []string{ts.Getenv("TSUTSUMI_HOME"), ts.Getenv("TSUTSUMI_HOME") + ".key", ts.Getenv("TMPDIR")}
	for _, a := range args {
		dirs = append(dirs, ts.MkAbs(a))
	}
	zerotest.Check(t, dirs, s.said, s.planted)
}

// mayOpenSearch tells whether there is an OpenSearch to fill, or must be.
func mayOpenSearch(t *testing.T) bool {
	jars, _ := filepath.Glob(filepath.Join(livetest.Root(t), ".cache", "opensearch", "lib", "opensearch-[0-9]*.jar"))
	must := os.Getenv("TSUTSUMI_TEST_REQUIRE")
	return len(jars) > 0 || must == "all" || slices.Contains(strings.Split(must, ","), "opensearch")
}

// fillSearch works on a real OpenSearch that asks for no password; $SEARCH becomes its address:
//
//	opensearch residents INDEX N FILE   N invented residents in an index, a sample of them in FILE
//	opensearch ransom INDEX             all of it is deleted, and a note stands there
func fillSearch(t *testing.T, ts *testscript.TestScript, args []string) {
	url := livetest.OpenSearch(t)
	ts.Setenv("SEARCH", "opensearch+http"+strings.TrimPrefix(url, "http"))
	if args[0] == "ransom" {
		livetest.Empty(t, url, args[1])
		livetest.Bulk(t, url, args[1]+"_how_to_get_my_data", []byte(`{"message":"Your data is backed up. Pay 10 BTC to get it back"}`+"\n"))
		return
	}
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	s, g := retoldOf(ts), synth.New(2022)
	var hits bytes.Buffer
	ts.Check(synth.WriteShanghaiPeople(&hits, n, 7, func(int) synth.Person {
		p := g.Chinese()
		s.planted = append(s.planted, zerotest.Planted{Kind: pii.ChinaResidentIDNumber, Text: p.National}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile})
		return p
	}))
	livetest.Call(t, http.MethodPut, url+"/"+args[1], `{"settings":{"number_of_shards":1,"number_of_replicas":0},"mappings":{"dynamic":false}}`)
	t.Cleanup(func() { livetest.Call(t, http.MethodDelete, url+"/"+args[1]+"*", "") })
	var docs, sample bytes.Buffer
	i := 0
	for hit := range bytes.Lines(hits.Bytes()) {
		if i++; i <= n/2 {
			sample.Write(hit)
		}
		_, doc, _ := bytes.Cut(hit, []byte(`"_source":`))
		docs.Write(bytes.TrimSuffix(bytes.TrimSpace(doc), []byte("}")))
		docs.WriteByte('\n')
	}
	livetest.Bulk(t, url, args[1], docs.Bytes())
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), sample.Bytes(), 0o600))
}
