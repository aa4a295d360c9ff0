//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// residents fills an index with so many people, and returns what stands in it of some of them.
func residents(t testing.TB, url, index, shards string, n int) (planted []zerotest.Planted, persons int) {
	t.Helper()
	g := synth.New(2022)
	seen := map[string]bool{}
	var hits bytes.Buffer
	err := synth.WriteShanghaiPeople(&hits, n, 7, func(row int) synth.Person {
		p := g.Chinese()
		if row%(n/500) == 0 {
			planted = append(planted, zerotest.Planted{Kind: pii.ChinaResidentIDNumber, Text: p.National},
				zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile}, zerotest.Planted{Kind: pii.StreetAddress, Text: p.Address()})
		}
		seen[p.National] = true
		return p
	})
	if err != nil {
		t.Fatal(err)
	}
	livetest.Call(t, http.MethodPut, url+"/"+index, `{"settings":{"number_of_shards":`+shards+`,"number_of_replicas":0,"refresh_interval":"-1"},"mappings":{"dynamic":false}}`)
	var docs bytes.Buffer
	for hit := range bytes.Lines(hits.Bytes()) {
		_, doc, _ := bytes.Cut(hit, []byte(`"_source":`))
		docs.Write(bytes.TrimSuffix(bytes.TrimSpace(doc), []byte("}")))
		docs.WriteByte('\n')
	}
	livetest.Bulk(t, url, index, docs.Bytes())
	return planted, len(seen)
}

// summed is what a stream says in the end.
func summed(t *testing.T, stream string) (s struct{ People, Records, Unchanged, Errors int64 }) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(stream), "\n")
	var l struct{ Summary *json.RawMessage }
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &l); err != nil || l.Summary == nil {
		t.Fatalf("no summary: %v", err)
	}
	if err := json.Unmarshal(*l.Summary, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLiveShanghai is the leak of 2022: an index of residents that stands open to whoever asks.
func TestLiveShanghai(t *testing.T) {
	url := livetest.OpenSearch(t)
	livetest.Clear(t, url)
	n := 50_000
	if underRace {
		n = 5_000
	}
	planted, persons := residents(t, url, "person_address_label_info_master", "3", n)
	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != cli.StatusDone {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		said[strings.Join(args, " ")] = []byte(out[:min(len(out), 4<<20)] + errs) // a stream of findings is as long as it is uniform
		return out
	}
	target := "opensearch+http" + strings.TrimPrefix(url, "http")
	s := summed(t, run("scan", "--format", "json", target))
	if s.Records != int64(n) || s.Errors != 0 {
		t.Errorf("%d records, %d errors", s.Records, s.Errors)
	}
	if d := s.People - int64(persons); d < -int64(persons)/100 || d > int64(persons)/100 {
		t.Errorf("%d people, in truth %d", s.People, persons)
	}
	if again := summed(t, run("scan", "--format", "json", target+"/")); again.Unchanged != 3 {
		t.Errorf("%d units unchanged, want 3", again.Unchanged)
	}
	run("scan", target, "--lang", "ja", "--full")
	run("inventory")

	type door struct {
		ID, Object, Severity string
		People               *int64
		New                  bool
	}
	doors := func(args ...string) map[string]door {
		t.Helper()
		out := map[string]door{}
		for line := range strings.Lines(run(append([]string{"exposure", "--format", "json"}, args...)...)) {
			var l struct{ Exposure *door }
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			if l.Exposure != nil {
				out[l.Exposure.ID] = *l.Exposure
			}
		}
		return out
	}
	// Whose data stands behind the open door is what the scan found: the same people.
	found := doors(target, "--accept")
	for _, id := range []string{"elasticsearch-no-auth", "elasticsearch-open-index"} {
		if d, ok := found[id]; !ok || d.People == nil || *d.People != s.People {
			t.Errorf("%s: %+v, want %d people", id, d, s.People)
		}
	}
	// Then everything is taken and deleted, and a note stands there.
	livetest.Empty(t, url, "person_address_label_info_master")
	livetest.Bulk(t, url, "how_to_get_my_data", []byte(`{"message":"Your data is backed up. Pay 10 BTC to get it back"}`+"\n"))
	after := doors(target)
	for _, id := range []string{"elasticsearch-ransom-note", "elasticsearch-mass-delete"} {
		if d, ok := after[id]; !ok || !d.New || d.People == nil || *d.People != s.People {
			t.Errorf("%s: %+v, want %d people, and new", id, d, s.People)
		}
	}
	if d := after["elasticsearch-ransom-note"]; d.Object != "how_to_get_my_data" || d.Severity != "critical" {
		t.Errorf("%+v", d)
	}
	run("exposure", target, "--lang", "ja")
	run("exposure", target, "--lang", "en")
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}

// TestLiveShanghaiKilled kills a scan of an index at random moments; what the inventory says in the end is what it says of a scan
// that was let alone.
func TestLiveShanghaiKilled(t *testing.T) {
	url := livetest.OpenSearch(t)
	livetest.Clear(t, url)
	n := 12_000
	if underRace {
		n = 3_000
	}
	residents(t, url, "residents", "8", n)
	target := "opensearch+http" + strings.TrimPrefix(url, "http")
	alone, home := filepath.Join(t.TempDir(), "alone"), filepath.Join(t.TempDir(), "home")
	key := keyFile(t, home)
	command := func(home string) *exec.Cmd {
		c := child(t, home, "scan", "--format", "json", target)
		c.Env = append(c.Env, "TSUTSUMI_KEY_FILE="+key)
		return c
	}
	start := time.Now()
	want := results(t, run(t, command(alone)).out)
	usual := time.Since(start)
	killed(t, 4, usual, func() *exec.Cmd { return command(home) })
	got := results(t, run(t, command(home)).out)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
