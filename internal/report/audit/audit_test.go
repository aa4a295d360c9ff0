package audit_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/audit"
)

var now = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)

func sample() *audit.Audit {
	n, few := int64(1234567), int64(1)
	args := map[string]string{"system": "talk\x1b[31m\u009b2J\u202e", "country_en": "South Korea", "country_ja": "韓国", "named_en": "no country", "named_ja": "なし"}
	entry := func(id string) (e exposure.Entry) {
		for _, e := range register.Entries() {
			if e.ID == id {
				return e
			}
		}
		return e
	}
	finding := func(id, object string, args map[string]string, b exposure.Behind, w exposure.Severity, fresh bool) exposure.Exposure {
		return exposure.Exposure{Finding: exposure.Finding{ID: id, Object: object, Args: args}, Entry: entry(id), Target: "tsutsumi.yaml", Behind: b, Weight: w, New: fresh, Since: now}
	}
	a := &audit.Audit{Systems: 3, Now: now, Exposures: []exposure.Exposure{
		finding(register.StorageCountry, "talk", args, exposure.Behind{People: &n, Kinds: map[pii.Kind]int64{pii.EmailAddress: 9}}, exposure.Critical, true),
		finding(register.StorageCountry, "crm", args, exposure.Behind{People: &few, Sampled: true}, exposure.High, false),
		finding(register.Withdrawn, "club", map[string]string{"system": "club", "records": "3", "in_time": "0", "parts": "m"}, exposure.Behind{Records: 3}, exposure.High, true)},
		Closed:  []exposure.Known{{ID: register.Purpose, Object: "crm: x"}},
		Changes: &register.Changes{Since: now.AddDate(-2, 0, 0), Systems: []register.SystemChange{{Name: "talk", Was: &few, Is: &n, Kinds: []pii.Kind{pii.PhoneNumber}}, {Name: "new", New: true}, {Name: "old", Gone: true, Was: &few}}}}
	for _, why := range []string{register.NoPolicy, register.NoCountry, register.NoAccess, register.NotScanned, register.Uncounted, register.NotRead, register.NoFrom, register.NoDate, register.NoColumn, register.NoIndex, register.NoSource, register.PartlyRead} {
		a.Unknowns = append(a.Unknowns, register.Unknown{System: "talk", About: register.Retention, Why: why, Detail: "DETAIL"})
	}
	return a
}

// TestText: every line fits, every reason is said, nothing steers the terminal, and what is unknown has no number.
func TestText(t *testing.T) {
	for lang, want := range map[string][]string{
		"ja": {"登録と実態の相違：3件", "うち2件は、前回の確認", "確認できなかったもの：12件", "【緊急】", "新規  1,234,567人", "1人以上", "人数不明（3件）", "対処は、上の同じ項目と同じです", "1人 → 1,234,567人、増えた項目：電話番号", "新しい保管先（不明）", "登録がなくなりました（1人）", "解消した相違", "（crm: x）", "1年以上"},
		"en": {"Differences between what is declared and what was found: 3", "2 of them new since", "not known: 12", "CRITICAL", "new  1,234,567 people", "at least 1 person", "people unknown (3 records)", "see the same entry above", "1 person → 1,234,567 people; new kinds: phone number", "Closed", "(crm: x)", "more than a year ago"},
	} {
		var b bytes.Buffer
		if err := sample().Text(&b, report.Options{Lang: lang, Width: 80}); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		for _, w := range want {
			if !strings.Contains(strings.Join(strings.Fields(out), " "), strings.Join(strings.Fields(w), " ")) {
				t.Errorf("%s: %q is not said:\n%s", lang, w, out)
			}
		}
		if n := strings.Count(out, "DETAIL"); n != 6 {
			t.Errorf("%s: %d details, want 6", lang, n)
		}
		for line := range strings.Lines(out) {
			if w := report.Columns(strings.TrimRight(line, "\n")); w > 80 {
				t.Errorf("%s: %d columns: %s", lang, w, line)
			}
		}
		if strings.Contains(out, "\x1b") || strings.Contains(out, "%!") || strings.Contains(out, "%s") {
			t.Errorf("%s: %q", lang, out)
		}
	}
	for _, a := range []*audit.Audit{{}, {Systems: 2}, {Systems: 2, Unknowns: []register.Unknown{{Why: register.NoPolicy}}}} {
		var b bytes.Buffer
		if err := a.Text(&b, report.Options{Lang: "en", Width: 80}); err != nil || b.Len() == 0 {
			t.Errorf("%v %q", err, b.String())
		}
		if agrees := strings.Contains(b.String(), "agrees"); agrees != (a.Systems > 0 && len(a.Unknowns) == 0) {
			t.Errorf("%+v: %s", a, b.String())
		}
	}
}

func TestJSON(t *testing.T) {
	for _, lang := range []string{"en", "ja"} {
		var b bytes.Buffer
		if err := sample().JSON(&b, lang); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\u009b\u202e") {
			t.Errorf("%s: what steers a terminal: %q", lang, b.String())
		}
		count := map[string]int{}
		for line := range strings.Lines(b.String()) {
			var m map[string]map[string]any
			if err := json.Unmarshal([]byte(line), &m); err != nil || len(m) != 1 {
				t.Fatalf("%v: %s", err, line)
			}
			for k, v := range m {
				count[k]++
				if k == "exposure" && (v["people"] == nil) == (v["people_known"] == true) {
					t.Errorf("people: %s", line)
				}
			}
		}
		if count["exposure"] != 3 || count["unknown"] != 12 || count["closed"] != 1 || count["changed"] != 3 || count["summary"] != 1 {
			t.Errorf("%v", count)
		}
	}
}
