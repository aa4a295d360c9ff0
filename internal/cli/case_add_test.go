//go:build unix

package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/vault"
	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// caseStory is a home in which one command after the other is run, and all that was said.
type caseStory struct {
	t    *testing.T
	home string
	dir  string
	said map[string][]byte
}

func newCaseStory(t *testing.T, config string) *caseStory {
	t.Helper()
	s := &caseStory{t: t, home: filepath.Join(t.TempDir(), "home"), dir: t.TempDir(), said: map[string][]byte{}}
	if err := os.MkdirAll(s.home+".key", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.home+".key", "tsutsumi.yaml"), []byte(strings.ReplaceAll(config, "DIR", s.dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *caseStory) write(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

func (s *caseStory) run(args ...string) string {
	s.t.Helper()
	out, errs, status := program(s.t, s.home, args...)
	if status != cli.StatusDone {
		s.t.Fatalf("%v: status %d: %s", args, status, errs)
	}
	s.said[fmt.Sprint(len(s.said), " ", args[:2])] = []byte(out + errs)
	return out
}

// refused runs a command that must not be done, and says why.
func (s *caseStory) refused(args ...string) string {
	s.t.Helper()
	out, errs, status := program(s.t, s.home, args...)
	if status != cli.StatusUsage {
		s.t.Errorf("%v: status %d, want %d: %s%s", args, status, cli.StatusUsage, out, errs)
	}
	s.said[fmt.Sprint(len(s.said), " ", args[:2])] = []byte(out + errs)
	return errs
}

// evidence are the pieces of a case as the stream tells them.
func (s *caseStory) evidence(id string) (out []breach.Added) {
	s.t.Helper()
	for line := range strings.Lines(s.run("case", "show", id, "--events", "--format", "json")) {
		var l struct {
			Event *struct {
				Type string
				Body json.RawMessage
			}
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			s.t.Fatal(err)
		}
		if l.Event == nil || l.Event.Type != "evidence" {
			continue
		}
		var a breach.Added
		if err := json.Unmarshal(l.Event.Body, &a); err != nil {
			s.t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func (s *caseStory) persons(set breach.PersonSet) *breach.Persons {
	s.t.Helper()
	v, err := vault.Open(filepath.Join(s.home, "cases", "vault"))
	if err != nil {
		s.t.Fatal(err)
	}
	p, err := vault.Persons(v, set.SHA256)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

const shopConfig = `sources:
  - {name: shop, target: DIR/shop, owner: 営業部, country: KR, contractors: [{name: 委託先A, country: JP, contractors: [{name: 再委託先B, country: CN}]}]}
case:
  name: 株式会社例
  sectors: [private]
  places: [JP]
  zone: Asia/Tokyo
`

// TestStoryEvidence makes a case out of a dump, and adds to it the notice of a supplier, what the register holds, a tip, a file, and what people say.
func TestStoryEvidence(t *testing.T) {
	s := newCaseStory(t, shopConfig)
	g := synth.New(77)
	var members, dump, ids strings.Builder
	members.WriteString("会員番号,氏名,メールアドレス,電話番号\n")
	dump.WriteString("会員番号,氏名,メールアドレス\n")
	ids.WriteString("member\n")
	var planted []zerotest.Planted
	for i := range 600 {
		p := g.Japanese()
		fmt.Fprintf(&members, "%s,%s,%s,%s\n", p.Member, p.Name(" "), p.Email, p.Mobile)
		if i < 300 {
			fmt.Fprintf(&dump, "%s,%s,%s\n", p.Member, p.Name(" "), p.Email)
		}
		if i >= 200 && i < 400 {
			fmt.Fprintf(&ids, "%s\n", p.Member)
			if i == 200 { // twice, otherwise
				fmt.Fprintf(&ids, "%s,%s\n", p.Mobile, p.Email)
			}
		}
		if i%5 == 0 {
			planted = append(planted, zerotest.Planted{Kind: pii.AccountID, Text: p.Member}, zerotest.Planted{Kind: pii.EmailAddress, Text: p.Email}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile})
		}
	}
	ids.WriteString("Z-00000000\n") // nobody
	if err := os.Mkdir(filepath.Join(s.dir, "shop"), 0o700); err != nil {
		t.Fatal(err)
	}
	shop := s.write("shop/members.csv", members.String())
	s.run("people", "snapshot", shop, "--as", "shop", "--key", "会員番号")
	s.run("scan", filepath.Join(s.dir, "shop"))
	s.run("match", s.write("offer.csv", dump.String()), "--format", "json")

	out := s.run("case", "open", "--match", "latest", "--lang", "en")
	for _, want := range []string{"A dump of 300 records", "e-mail address", "Preliminary report", "possibly a wrongful purpose: suspected"} {
		if !strings.Contains(out, want) {
			t.Errorf("case open --match does not say %q:\n%s", want, out)
		}
	}
	e := s.evidence("1")
	if len(e) != 1 || e[0].Sort != breach.FromMatch || len(e[0].Persons) != 1 || e[0].Persons[0].People < 295 || e[0].Systems[0].Country != "KR" || !e[0].Kept {
		t.Fatalf("%+v", e)
	}
	if got := e[0].Systems[0].Contractors; !slices.Equal(got, []string{"委託先A（JP）", "委託先A › 再委託先B（CN）"}) {
		t.Errorf("contractors %v", got)
	}
	kinds := 0
	for _, group := range s.persons(e[0].Persons[0]).Groups {
		if slices.Contains(group.Kinds, pii.PhoneNumber) {
			t.Errorf("%d persons with a kind that the dump does not have: %v", len(group.Rows), group.Kinds)
		}
		if slices.Contains(group.Kinds, pii.EmailAddress) && slices.Contains(group.Kinds, pii.AccountID) {
			kinds += len(group.Rows)
		}
	}
	if kinds < 295 {
		t.Errorf("%d persons with account and e-mail", kinds)
	}

	// The notice of a supplier, with whom it concerns.
	notice := s.write("notice.yaml", "supplier: Alliance IT\nthrough: Partner\nsystem: shop\nreceived: 2026-11-20T10:00:00+09:00\nfrom: 2026-11-02\nuntil: 2026-11-05\nkinds: [ACCOUNT_ID, PERSON_NAME]\ncount: 250\nwrongful: suspected\nids: ids.csv\n")
	s.write("ids.csv", ids.String())
	out = s.run("case", "add", "1", "--supplier", notice, "--lang", "ja")
	if !strings.Contains(out, "Alliance IT") || !strings.Contains(out, "速報") { // known earlier: the day moves
		t.Errorf("case add --supplier:\n%s", out)
	}
	e = s.evidence("1")
	sup := e[len(e)-1]
	if sup.ID != "E2" || *sup.People.Likely != 201 || *sup.People.Confirmed != 200 || sup.Persons[0].People != 200 || !slices.Equal(s.persons(sup.Persons[0]).Groups[0].Kinds, []pii.Kind{pii.AccountID, pii.PersonName}) {
		t.Errorf("%+v", sup)
	}
	if out = s.run("case", "show", "1", "--lang", "en"); !strings.Contains(out, "we knew         2026-11-20 10:00") || !strings.Contains(out, "first read      2026-11-02") {
		t.Errorf("times:\n%s", out)
	}

	// All that the register holds of a source, its persons by the index of it.
	s.run("case", "add", "1", "--inventory", "shop")
	e = s.evidence("1")
	inv := e[len(e)-1]
	if inv.Sort != breach.FromInventory || inv.Persons[0].People != 600 || !s.persons(inv.Persons[0]).All || inv.Systems[0].Owner != "営業部" {
		t.Errorf("%+v", inv)
	}
	s.refused("case", "add", "1", "--inventory", "nowhere")

	// A door that stands open, by the name that it has or the beginning of its key.
	if err := os.MkdirAll(filepath.Join(s.dir, "ci", ".github", "workflows"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write("ci/.github/workflows/test.yml", "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: curl -s https://example.com/upload.sh | bash\n")
	if out = s.run("exposure", "--ci", filepath.Join(s.dir, "ci")); !strings.Contains(out, "tsutsumi case open --exposure ") {
		t.Errorf("exposure does not say how to make it a case:\n%s", out)
	}
	s.run("case", "open", "--exposure", "ci-script-unverified")
	if d := s.evidence("2")[0]; d.Sort != breach.FromExposure || len(d.Ref) != 32 || d.People.Max != nil || len(d.Causes) != 1 || d.Causes[0].ID != "supply" {
		t.Errorf("%+v", d)
	}

	// Words: what is personal in them is masked, and somebody is told.
	s.run("case", "add", "1", "--tip", "members' data are offered; ask "+planted[1].Text, "--from", "a researcher", "--at", "2026-11-19 18:00")
	file := s.write("letter.txt", "with love\n")
	s.run("case", "add", "1", "--file", file, "--from", "the police")
	s.run("case", "add", "1", "--statement", "it was a test", "--from", "the contractor", "--fact", "wrongful_purpose=no", "--why", "they say so", "--dispute")
	s.run("case", "add", "1", "--fact", "retrieved=yes", "--source", "E5", "--why", "the stick came back")
	s.run("case", "add", "1", "--count", "700/640/?", "--source", "E3", "--why", "the second half came")
	s.run("case", "add", "1", "--cause", "a password that was shared", "--for", "the log of the proxy", "--source", "E4")
	s.run("case", "add", "1", "--cause", "C1", "--against", "it was changed in May", "--refute", "--source", "E4")
	s.run("case", "add", "1", "--fact", "E4", "--refute", "--source", "総務部", "--why", "of another case")
	for _, args := range [][]string{
		{"case", "add", "1"}, {"case", "add", "1", "--fact", "special=yes"}, {"case", "add", "1", "--fact", "magic=yes", "--source", "x", "--why", "y"},
		{"case", "add", "1", "--fact", "special=yes", "--source", "E99", "--why", "y"}, {"case", "add", "1", "--fact", "special=perhaps", "--source", "x", "--why", "y"},
		{"case", "add", "1", "--count", "5/9/1", "--source", "x", "--why", "y"}, {"case", "add", "1", "--alert", "ffffffff"}, {"case", "add", "1", "--exposure", "ffffffff"}, {"case", "add", "1", "--match", "19"}, {"case", "add", "1", "--keep", "--tip", "x"},
	} {
		s.refused(args...)
	}
	out = s.run("case", "show", "1", "--lang", "en")
	if !strings.Contains(out, "we knew         2026-11-20 10:00") { // the tip was refuted
		t.Errorf("times:\n%s", out)
	}
	for _, lang := range []string{"ja", "en"} {
		s.run("case", "show", "1", "--events", "--lang", lang)
		s.run("case", "show", "1", "--facts", "--lang", lang)
	}
	zerotest.Check(t, []string{s.home, s.home + ".key"}, s.said, planted)
}

// TestStoryReturned: who was behind a closed case is seen again, by what its alert told; and is nowhere told in clear.
func TestStoryReturned(t *testing.T) {
	s := newCaseStory(t, "case: {name: 株式会社例, sectors: [private], places: [JP]}\n")
	log := func(name string, start time.Time) string {
		var b strings.Builder
		for i := range 200 {
			from := fmt.Sprintf("198.51.100.%d", i%40+1)
			if i%10 == 0 {
				from = "203.0.113.66"
			}
			fmt.Fprintf(&b, "%s - - [%s] \"GET /members/%d HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0\"\n", from, start.Add(time.Duration(i)*time.Minute).Format("02/Jan/2006:15:04:05 -0700"), 1000+i)
		}
		return s.write(name, b.String())
	}
	first := log("first.log", time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC))
	s.run("watch", first, "--indicators", s.write("ioc.csv", "type,value,name\naddress,203.0.113.66,scanner\n"), "--keep", "-f", "json")
	found := alerts(t, s.run("watch", "list", "-f", "json"))
	if len(found) != 1 {
		t.Fatalf("%d alerts", len(found))
	}
	if out := s.run("watch", "show", found[0].ID); !strings.Contains(out, "tsutsumi case open --alert "+found[0].ID) {
		t.Errorf("watch show does not say how to make it a case:\n%s", out)
	}
	s.run("case", "open", "--alert", found[0].ID[:6])
	e := s.evidence("1")
	if len(e) != 1 || e[0].Indicators != 1 || *e[0].People.Likely < 15 || e[0].Ref != found[0].ID {
		t.Fatalf("%+v", e)
	}
	s.run("case", "add", "1", "--alert", found[0].ID) // it is the same piece
	if e = s.evidence("1"); len(e) != 2 || e[1].ID != "E1" {
		t.Errorf("%d pieces, the last %s", len(e), e[len(e)-1].ID)
	}
	again := log("again.log", time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	if out := s.run("watch", again, "-f", "json"); strings.Contains(out, "2026-0001") {
		t.Errorf("an open case is told as one that came back: %s", out)
	}
	// The logs prove that nobody came after the cut, and are what proves it in the case.
	var quiet strings.Builder
	for i := range 100 {
		at, path := time.Date(2026, 11, 2, 7, 0, 0, 0, time.UTC).Add(time.Duration(i)*3*time.Minute), "/shop/index"
		if i < 50 {
			path = fmt.Sprintf("/members/%d", 1000+i)
		}
		fmt.Fprintf(&quiet, "198.51.100.9 - - [%s] \"GET %s HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0\"\n", at.Format("02/Jan/2006:15:04:05 -0700"), path)
	}
	logs := s.write("quiet.log", quiet.String())
	for since, proves := range map[string]bool{"2026-11-02 10:00": true, "2026-11-02 08:00": false} {
		said := s.run("watch", logs, "--ask", "--store", "/members", "--since", since, "-f", "json")
		s.run("case", "add", "1", "--contained", "address blocked", "--at", "2026-11-02 10:00", "--answer", s.write("answer.json", said))
		if told := strings.Contains(string(s.said[fmt.Sprint(len(s.said)-1, " [case add]")]), "does not prove"); told == proves {
			t.Errorf("since %s: proves %t, told that it does not %t: %s", since, proves, told, said)
		}
	}
	if e = s.evidence("1"); len(e) != 4 || e[2].ID != "E2" || e[2].Ref != "watch --ask" {
		t.Errorf("%+v", e[len(e)-1])
	}
	if out := s.run("case", "show", "1", "--events"); !strings.Contains(out, "address blocked") {
		t.Error(out)
	}
	s.run("case", "close", "1", "--why", "all done")
	s.refused("case", "add", "1", "--tip", "more")
	for path, want := range map[string]bool{first: false, again: true} {
		out := s.run("watch", path, "-f", "json")
		if got := regexp.MustCompile(`"rule":"returned"`).MatchString(out) || strings.Contains(out, `"detector":"return"`); got != want {
			t.Errorf("%s: told as a return: %t, want %t", filepath.Base(path), got, want)
		}
	}
	for name, text := range s.said {
		if strings.HasPrefix(name[strings.IndexByte(name, ' ')+1:], "[case") && strings.Contains(string(text), "203.0.113.66") {
			t.Errorf("%s tells the address", name)
		}
	}
}
