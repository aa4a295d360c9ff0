//go:build unix

package cli_test

import (
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/salesforce/auratest"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// TestLiveSalesforce is the leaks of 2020 and 2021: a help site whose guests can read what was asked for there. The site is
// a stand-in that speaks the documented Aura calls; nothing of what it holds may be left anywhere.
func TestLiveSalesforce(t *testing.T) {
	g := synth.New(2021)
	var planted []zerotest.Planted
	var contacts, entries []map[string]any
	for i := range 200 {
		p := g.Japanese()
		mail := fmt.Sprintf("%s.%d@example.jp", strings.ToLower(p.GivenLatin), i)
		contacts = append(contacts, map[string]any{"Id": fmt.Sprintf("003%015d", i), "Name": p.Name(" "), "Email": mail, "MobilePhone": p.Mobile, "MailingStreet": p.Address()})
		entries = append(entries, map[string]any{"Id": fmt.Sprintf("a01%015d", i), "Name": fmt.Sprintf("E-%04d", i), "Mail__c": mail, "Address__c": p.Address()})
		planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: mail}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile},
			zerotest.Planted{Kind: pii.StreetAddress, Text: p.Address()})
	}
	site := &auratest.Site{FWUID: "Rml4ZWQtZm9yLXRlc3Rz", Objects: map[string]auratest.Object{
		"Contact":          {Prefix: "003", Listed: true, Records: contacts},
		"Seminar_Entry__c": {Prefix: "a01", Listed: true, Records: entries, Total: 3_152},
		"Case":             {Prefix: "500", Listed: true},
	}}
	srv := httptest.NewServer(site)
	defer srv.Close()
	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != want {
			t.Fatalf("%v: status %d: %s%s", args, status, out, errs)
		}
		said[strings.Join(args, " ")] = []byte(out + errs)
		return out
	}
	url := srv.URL + "/s/"
	stream := run(cli.StatusDone, "exposure", "--rate", "500", "--format", "json", url)
	for _, s := range []string{
		`"id":"salesforce-site-records"`, `"object":"Contact"`, `"people":200,"people_known":true`, `"object":"Seminar_Entry__c"`, `3152 records of Seminar_Entry__c`,
		`"EMAIL_ADDRESS":1`,
	} {
		if !strings.Contains(stream, s) {
			t.Errorf("no %s in\n%s", s, stream)
		}
	}
	text := run(cli.StatusDone, "exposure", "--rate", "500", url, "--lang", "ja")
	if !strings.Contains(text, "Salesforceサイトが誰にでもレコードを返す") || !strings.Contains(text, "200人") {
		t.Errorf("%s", text)
	}
	run(cli.StatusDone, "exposure", "--rate", "500", url, "--format", "html", "-o", filepath.Join(left, "report.html"))
	run(cli.StatusDone, "exposure", "--rate", "500", url, "--format", "sarif", "-o", filepath.Join(left, "report.sarif"))
	run(cli.StatusDone, "exposure", "--rate", "500", "--accept", url)
	run(cli.StatusDone, "exposure", "--rate", "500", "--fail-on", "new", url)
	asked := len(site.Calls())
	run(cli.StatusDone, "exposure", "--dry-run", url)
	if len(site.Calls()) != asked {
		t.Error("a dry run asked")
	}
	for _, c := range site.Calls() {
		if strings.HasPrefix(c, "getItems") && !strings.HasSuffix(c, " 1") {
			t.Errorf("asked for more than one record: %s", c)
		}
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}
