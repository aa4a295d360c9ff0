package cli

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// clerk is a home with one case, on which commands run.
type clerk struct {
	t    *testing.T
	home string
	id   string
}

const deskConfig = `case:
  name: 株式会社つつみ商店
  name_en: Tsutsumi Store Inc.
  representative: 代表取締役 堤 花子
  department: 個人情報相談室
  contact: 岸本 次郎
  phone: 03-1234-5678
  email: privacy@tsutsumi.example
  sectors: [private]
  two_person: [report]
  users: [hanako, jiro]
`

func newDesk(t *testing.T, bodies ...breach.Body) *clerk {
	t.Helper()
	d := &clerk{t: t, home: filepath.Join(t.TempDir(), "home")}
	home, err := config.Locate(d.home, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(home.Config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home.Config, config.FileName), []byte(deskConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{Streams: Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, env: noEnv, home: d.home, lang: "ja"}
	r, done, err := a.caseRoom(t.Context(), &caseFlags{by: "hanako"})
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if d.id, err = r.ledger.New(t.Context(), time.Now().Year()); err != nil {
		t.Fatal(err)
	}
	var entries []breach.Entry
	for _, b := range bodies {
		e := breach.Entry{Body: b}
		if x, ok := b.(breach.Added); ok && x.Kept {
			sum, size, err := r.vault.Put(t.Context(), strings.NewReader(x.Name+": GET /contact 200\n"))
			if err != nil {
				t.Fatal(err)
			}
			x.SHA256, x.Size = sum, size
			e = breach.Entry{Body: x, Secret: &breach.Secret{Indicators: []breach.Indicator{{Type: "address", Value: "192.0.2.7"}}}}
		}
		entries = append(entries, e)
	}
	if _, err := r.ledger.Append(t.Context(), d.id, 0, "hanako", entries...); err != nil {
		t.Fatal(err)
	}
	return d
}

func noEnv(string) string { return "" }

// run runs a command and wants a status; it returns what was printed.
func (d *clerk) run(status int, args ...string) (out, errs string) {
	d.t.Helper()
	var o, e bytes.Buffer
	args = append([]string{"--home", d.home, "--lang", "ja"}, args...)
	if got := Run(d.t.Context(), noEnv, Streams{In: strings.NewReader(""), Out: &o, Err: &e}, args); got != status {
		d.t.Fatalf("%q: status %d, want %d: %s%s", args, got, status, o.String(), e.String())
	}
	return o.String(), e.String()
}

// events are the case's, as export lists them.
func (d *clerk) events() (types []string) {
	out, _ := d.run(StatusDone, "case", "export", d.id, "--format", "json", "--by", "hanako")
	for line := range strings.Lines(out) {
		var m struct{ Event struct{ Type string } }
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			d.t.Fatal(err)
		}
		types = append(types, m.Event.Type)
	}
	return types
}

func count(v int64) *int64 { return &v }

func openedCase() []breach.Body {
	knew := time.Now().Add(-time.Hour).Truncate(time.Minute)
	fact := func(name string, v breach.Value) breach.Body {
		return breach.Stated{Fact: breach.Fact{Name: name, Value: v, Status: breach.Asserted, Source: "E1"}}
	}
	return []breach.Body{
		breach.Opened{Title: "会員データベースへの不正アクセス"},
		breach.Added{ID: "E1", Sort: breach.FromFile, Name: "access.log", Summary: law.Text{JA: "アクセスログ", EN: "access log"}, Kept: true,
			Kinds: []breach.Held{{Kind: pii.CreditCardNumber, People: count(1200)}, {Kind: pii.EmailAddress, People: count(1200)}}, People: breach.Count{Max: count(1200)}},
		fact(law.Known, breach.Value{Moment: &breach.Moment{At: knew, Precision: breach.Minute}}),
		fact(law.Card, breach.Value{Truth: law.Yes}),
		fact(breach.Manner, breach.Value{Set: []string{"intrusion"}, Whole: true}),
	}
}

// TestReport goes from the list of documents to a preliminary report that was handed in, and to its supplement.
func TestReport(t *testing.T) {
	d := newDesk(t, openedCase()...)
	out, _ := d.run(StatusDone, "case", "report", d.id, "--by", "hanako")
	for _, want := range []string{"jp-appi-preliminary", "未確定", "期限前"} {
		if !strings.Contains(out, want) {
			t.Errorf("list lacks %q: %s", want, out)
		}
	}
	dir := filepath.Join(t.TempDir(), "out")
	out, _ = d.run(StatusDone, "case", "report", d.id, "jp-appi-preliminary", "--format", "docx,md,json,csv", "-o", dir, "--by", "hanako")
	if !strings.Contains(out, "調査中の項目") {
		t.Errorf("what is missing is not told: %s", out)
	}
	for _, end := range []string{"docx", "md", "json", "csv"} {
		info, err := os.Stat(filepath.Join(dir, "jp-appi-preliminary.v1.ja."+end))
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
			t.Errorf("%s: %v %v", end, info, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "jp-appi-preliminary.v1.ja.md"))
	if err != nil || !strings.Contains(string(text), "1,200人") || !strings.Contains(string(text), "案") {
		t.Errorf("%v: %.400s", err, text)
	}
	// two persons must decide on it
	in := []string{"case", "report", d.id, "--submitted", "jp-appi-preliminary", "--to", "個人情報保護委員会", "--receipt", "R-0001", "--by", "hanako"}
	for range 2 { // one of them, however often
		if out, _ = d.run(StatusDone, in...); !strings.Contains(out, "jiro") || strings.Contains(out, "R-0001") {
			t.Errorf("who must still decide is not told: %s", out)
		}
	}
	in[len(in)-1] = "jiro"
	if out, _ = d.run(StatusDone, in...); !strings.Contains(out, "R-0001") || !strings.Contains(out, "→ 済") {
		t.Errorf("the duty is not met: %s", out)
	}
	if got := strings.Join(d.events(), " "); got != "opened evidence fact fact fact draft decision decision submitted met" {
		t.Errorf("events: %s", got)
	}
	d.append("hanako", breach.Counted{Count: breach.Count{Max: count(1300)}, Source: "E1", Why: law.Text{JA: "退会会員を追加"}})
	out, _ = d.run(StatusDone, "case", "report", d.id, "jp-appi-final", "--format", "md", "-o", dir, "--by", "hanako")
	if !strings.Contains(out, "3-1 人数: 最大1,200人 → 最大1,300人") {
		t.Errorf("what changed is not told: %s", out)
	}
	text, err = os.ReadFile(filepath.Join(dir, "jp-appi-final.v1.ja.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"第2報（確報）", "R-0001", "変更", "最大1,200人"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the supplement lacks %q: %s", want, text)
		}
	}
	again := filepath.Join(t.TempDir(), "again")
	d.run(StatusDone, "case", "report", d.id, "jp-appi-preliminary", "--version", "1", "-o", again, "--by", "hanako")
	for _, end := range []string{"docx", "md"} {
		name := "jp-appi-preliminary.v1.ja." + end
		was, err1 := os.ReadFile(filepath.Join(dir, name))
		is, err2 := os.ReadFile(filepath.Join(again, name))
		if err1 != nil || err2 != nil || !bytes.Equal(was, is) {
			t.Errorf("%s is not the file that was kept: %v %v", name, err1, err2)
		}
	}
}

// append records more, as another command would.
func (d *clerk) append(by string, bodies ...breach.Body) {
	d.t.Helper()
	a := &app{Streams: Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, env: noEnv, home: d.home, lang: "ja"}
	r, done, err := a.caseRoom(d.t.Context(), &caseFlags{by: by})
	if err != nil {
		d.t.Fatal(err)
	}
	defer done()
	_, st, err := r.load(d.t.Context(), d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, b := range bodies {
		if err := r.add(d.t.Context(), st, breach.Entry{Body: b}); err != nil {
			d.t.Fatal(err)
		}
		st.Events++
	}
}

// TestReportIsNoSecondLeak: a person's name in a text of the case stops the document; with a reason it is written, and that is recorded.
func TestReportIsNoSecondLeak(t *testing.T) {
	planted := law.Text{JA: "会員 川上 太郎（080-3333-4444、taro.kawakami@example.jp）からの申告で発覚", EN: ""}
	d := newDesk(t, append(openedCase(), breach.Stated{Fact: breach.Fact{Name: breach.Finder, Value: breach.Value{Text: &planted}, Status: breach.Asserted, Source: "E1"}})...)
	dir := filepath.Join(t.TempDir(), "out")
	report := []string{"case", "report", d.id, "jp-appi-preliminary", "--format", "md,docx", "-o", dir, "--by", "hanako"}
	_, errs := d.run(StatusError, report...)
	if !strings.Contains(errs, "outline.finder") || strings.Contains(errs, "080-3333-4444") || strings.Contains(errs, "kawakami") {
		t.Errorf("%s", errs)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}
	if got := strings.Join(d.events(), " "); strings.Contains(got, "draft") {
		t.Errorf("it was recorded: %s", got)
	}
	d.run(StatusUsage, append(report, "--allow-personal")...)
	d.run(StatusDone, append(report, "--allow-personal", "--why", "申告者本人の同意を得て委員会に伝える")...)
	if got := strings.Join(d.events(), " "); !strings.HasSuffix(got, "draft decision") {
		t.Errorf("events: %s", got)
	}
	out, _ := d.run(StatusDone, "case", "export", d.id, "--format", "json", "--by", "hanako")
	for _, line := range strings.Split(out, "\n") {
		if strings.Contains(line, `"type":"draft"`) && (strings.Contains(line, "3333") || strings.Contains(line, "kawakami") || !strings.Contains(line, `"PHONE_NUMBER"`)) {
			t.Errorf("the draft keeps what it should not, or not what it should: %s", line)
		}
	}
}

// TestExport packs the case; what is sealed, and evidence with personal data in it, only if asked.
func TestExport(t *testing.T) {
	bodies := append(openedCase(), breach.Added{ID: "E2", Sort: breach.FromFile, Name: "名簿.csv\n氏名,電話番号\n川上 太郎,080-3333-4444\n岸本 次郎,080-3333-5555\n", Kept: true, Summary: law.Text{JA: "流出した名簿"}})
	d := newDesk(t, bodies...)
	d.run(StatusDone, "case", "report", d.id, "board", "--format", "md", "-o", t.TempDir(), "--by", "hanako")
	d.run(StatusUsage, "case", "export", d.id, "--by", "hanako")
	path := filepath.Join(t.TempDir(), "case.zip")
	d.run(StatusDone, "case", "export", d.id, "-o", path, "--by", "hanako")
	names := func(path string) string {
		z, err := zip.OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		var out []string
		for _, f := range z.File {
			if !strings.HasPrefix(f.Name, "events/") {
				out = append(out, f.Name)
			}
			text, err := fs.ReadFile(z, f.Name)
			if err != nil {
				t.Fatal(err)
			}
			if path == strings.TrimSuffix(path, ".open.zip") && strings.HasPrefix(f.Name, "evidence/") && bytes.Contains(text, []byte("080-3333")) {
				t.Errorf("%s holds personal data", f.Name)
			}
		}
		return strings.Join(out, " ")
	}
	got := names(path)
	if !strings.Contains(got, "documents/board.v1.ja.md") || !strings.Contains(got, "evidence/E1-access.log") || strings.Contains(got, "E2-") || strings.Contains(got, "revealed/") {
		t.Error(got)
	}
	open := filepath.Join(t.TempDir(), "case.open.zip")
	d.run(StatusDone, "case", "export", d.id, "-o", open, "--reveal", "--by", "hanako")
	if got = names(open); !strings.Contains(got, "evidence/E2-") || !strings.Contains(got, "revealed/000002.json") {
		t.Error(got)
	}
	again := filepath.Join(t.TempDir(), "again.zip")
	d.run(StatusDone, "case", "export", d.id, "-o", again, "--by", "hanako")
	one, err1 := os.ReadFile(path)
	two, err2 := os.ReadFile(again)
	if err1 != nil || err2 != nil || !bytes.Equal(one, two) {
		t.Error("the same case gives another bundle")
	}
	out, _ := d.run(StatusDone, "case", "export", d.id, "--format", "csv", "--by", "hanako")
	if strings.Count(out, "\r\n") != len(d.events())+1 {
		t.Errorf("%.300s", out)
	}
}
