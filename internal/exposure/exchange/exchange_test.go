package exchange

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse/browsetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
)

// server stands in for the pages of an Exchange server that show its version.
type server struct{ header, path, manifest string }

func (s server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.EqualFold(r.URL.Path, "/owa/"):
		http.Redirect(w, r, "/owa/auth/logon.aspx?url=x&reason=0", http.StatusFound)
	case r.URL.Path == "/owa/auth/logon.aspx":
		w.Header().Set("X-FEServer", "MAIL01")
		if s.header != "" {
			w.Header().Set("X-OWA-Version", s.header)
		}
		if s.path != "" {
			fmt.Fprintf(w, `<html><title>Outlook</title><link href="/owa/auth/%s/themes/resources/favicon.ico">`, s.path)
		}
	case r.URL.Path == "/EWS/Exchange.asmx":
		w.Header().Set("X-FEServer", "MAIL01")
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == manifest && s.manifest != "":
		fmt.Fprintf(w, `<?xml version="1.0"?><asmv1:assembly><assemblyIdentity name="microsoft.exchange.ediscovery.exporttool.application" version="%s" publicKeyToken="b1"/>`, s.manifest)
	default:
		http.NotFound(w, r)
	}
}

func found(t *testing.T, s http.Handler) (ids []string, args map[string]string) {
	t.Helper()
	w := browsetest.New(t, map[string]http.Handler{"mail.example.jp": s})
	r := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Relay = w.Relay() }, "https://mail.example.jp/")
	ids = exposuretest.IDs(t, r)
	slices.Sort(ids)
	if len(r.Looked[0].Errors) > 0 {
		t.Errorf("%v", r.Looked[0].Errors)
	}
	for _, x := range r.Exposures {
		args = x.Args
	}
	return ids, args
}

func TestVersions(t *testing.T) {
	const (
		logon, shell, not, other  = "exchange-proxylogon", "exchange-proxyshell", "exchange-proxynotshell", "exchange-exploited-flaw"
		missing, unsup, cannotSay = updatesMissing, noSupport, buildUnknown
	)
	for _, c := range []struct {
		name string
		s    server
		want []string
	}{
		{"2019 CU8 as it came", server{header: "15.2.792.3"}, []string{other, logon, not, shell, unsup, missing}},
		{"2019 CU8 with the update of March 2021", server{header: "15.2.792.10"}, []string{other, not, shell, unsup, missing}},
		{"2019 CU7 with the update out of band", server{header: "15.2.721.13"}, []string{other, not, shell, unsup, missing}},
		{"2016 CU18 before", server{header: "15.1.2106.2"}, []string{other, logon, not, shell, unsup, missing}},
		{"2016 CU18 after", server{header: "15.1.2106.13"}, []string{other, not, shell, unsup, missing}},
		{"2016 CU19 of May", server{header: "15.1.2176.14"}, []string{other, not, unsup, missing}},
		{"2013 CU23 of March, in the long form", server{header: "15.00.1497.012"}, []string{not, shell, unsup, missing}},
		{"2013 CU4 (SP1) with its update", server{header: "15.0.847.64"}, []string{not, shell, unsup, missing}},
		{"2013 CU8 never got one", server{header: "15.0.1076.9"}, []string{logon, not, shell, unsup, missing}},
		{"2016 CU23 of November 2022", server{header: "15.1.2507.16"}, []string{unsup, missing}},
		{"SE, latest", server{header: "15.2.2562.46"}, nil},
		{"SE, not latest", server{header: "15.2.2562.20"}, []string{missing}},
		{"by the sign-in page only: fixed in some builds of the line", server{path: "15.2.792"}, []string{cannotSay, other, not, unsup}},
		{"by the sign-in page only: the whole line is free of all", server{path: "15.2.1748"}, []string{unsup}},
		{"by the sign-in page and the manifest", server{path: "15.2.792", manifest: "15.2.792.15"}, []string{other, not, unsup, missing}},
		{"2010", server{path: "14.3.513.0"}, []string{unsup}},
		{"a build that nobody announced", server{header: "15.2.999.1"}, []string{cannotSay, unsup}},
		{"newer than the table", server{header: "15.2.3000.4"}, []string{cannotSay}},
		{"nothing told", server{}, []string{cannotSay}},
		{"rubbish told", server{header: "latest; 15", path: "99999999999.1.1"}, []string{cannotSay}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := found(t, c.s)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error("(-want +got)\n" + d)
			}
		})
	}
}

// What is no Exchange server is none, whatever it answers.
func TestOtherServers(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"nothing there": http.NotFound,
		"a page for everything": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "<html>We moved from Exchange. See /owa/ 15.2.792.3</html>")
		},
		"another's versions": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `<script src="/owa/1.2.345/x.js">`) },
		"refuses everything": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"a manifest of others": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `<assemblyIdentity version="15.2.792.3"/>`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := found(t, h); len(got) > 0 {
				t.Errorf("%v", got)
			}
		})
	}
}

// Every text keeps what a version says apart from what happened.
func TestTextsTellVersionFromEvidence(t *testing.T) {
	for _, e := range (Check{}).Catalogue() {
		if !strings.Contains(e.Seen.EN, "omebody was there") || !strings.Contains(e.Seen.JA, "侵入") {
			t.Errorf("%s does not", e.ID)
		}
	}
}

// The tables name a source for each row and are in order.
func TestTables(t *testing.T) {
	seen := map[build]bool{}
	for _, r := range rows(buildsCSV, 4) {
		b, ok := parseBuild(r[1])
		if !ok || seen[b] || !strings.HasPrefix(r[3], "https://") || !date.MatchString(r[2]) {
			t.Errorf("row %v", r)
		}
		seen[b] = true
	}
	if len(seen) < 200 {
		t.Errorf("%d builds", len(seen))
	}
	for line, l := range known().lines {
		for i := 1; i < len(l); i++ {
			if l[i].date < l[i-1].date {
				t.Errorf("%v: %s is older than %s", line, l[i].name, l[i-1].name)
			}
		}
	}
	for _, f := range rows(flawsCSV, 5) {
		if ids[f[0]] == "" || !strings.HasPrefix(f[1], "CVE-") || !date.MatchString(f[3]) || !strings.HasPrefix(f[4], "https://") {
			t.Errorf("flaw %v", f)
		}
	}
	// The builds that Microsoft named in March 2021, each the first of its line that is free of ProxyLogon.
	for _, s := range []string{
		"15.2.792.10", "15.2.721.13", "15.2.659.12", "15.2.595.8", "15.2.529.13", "15.2.464.15", "15.2.397.11", "15.2.330.11", "15.2.221.18",
		"15.1.2176.9", "15.1.2106.13", "15.1.2044.13", "15.1.1979.8", "15.1.1913.12", "15.1.1847.12", "15.1.1779.8", "15.1.1713.10",
		"15.1.1591.18", "15.1.1531.12", "15.1.1466.16", "15.1.1415.10", "15.0.1497.12", "15.0.1473.6", "15.0.1395.12", "15.0.847.64",
	} {
		b, _ := parseBuild(s)
		if got := known().since(b, "2021-03-02"); got != fixed {
			t.Errorf("%s: %v", s, got)
		}
		b[3]--
		if got := known().since(b, "2021-03-02"); got != vulnerable {
			t.Errorf("%v: %v", b, got)
		}
	}
}

var date = regexp.MustCompile(`^20\d\d-[01]\d-[0-3]\d$`)

func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, Check{}) }

func FuzzSigns(f *testing.F) {
	f.Add("15.2.792.10", `/owa/auth/15.2.792/`)
	f.Fuzz(func(t *testing.T, header, body string) {
		var s signs
		s.take(header, "x")
		if b, ok := parseBuild(header); ok && len(b.String()) == 0 {
			t.Error(header)
		}
		judge(&s, func(exposure.Finding) {})
		_ = inPath.FindAllStringSubmatch(body, 20)
	})
}

func TestHostile(t *testing.T) { exposuretest.Hostile(t, Check{}, "https://", "/owa/") }
