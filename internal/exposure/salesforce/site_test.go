package salesforce

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse/browsetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/salesforce/auratest"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// openSite is a site whose guests can read too much, of invented people.
func openSite(n int) (*auratest.Site, []string) {
	g := synth.New(7)
	var contacts []map[string]any
	var planted []string
	for i := range n {
		p := g.Japanese()
		mail := fmt.Sprintf("guest%d@example.jp", i)
		contacts = append(contacts, map[string]any{"Id": fmt.Sprintf("003%015d", i), "Name": p.Name(" "), "Email": mail, "Phone": nil, "sobjectType": "Contact"})
		planted = append(planted, p.Name(" "), mail)
	}
	return &auratest.Site{
		FWUID: "TmV3VmVyc2lvbi0xMjM",
		Objects: map[string]auratest.Object{
			"Contact":           {Prefix: "003", Listed: true, Records: contacts, Total: 120_000},
			"Lead":              {Prefix: "00Q", Listed: true},
			"Case":              {Prefix: "500", Listed: true, Records: []map[string]any{}},
			"Applicant__c":      {Prefix: "a01", Listed: true, Records: []map[string]any{{"Name": "A-1", "Passport_No__c": "XX0000000", "Birth_Date__c": "1990-01-01"}}, Total: 41},
			"News__c":           {Prefix: "a02", Listed: true, Records: []map[string]any{{"Name": "N-1", "Body__c": "…"}}, Total: 3},
			"Secret_Member__c":  {Prefix: "a03", Listed: true},
			"Knowledge__kav":    {Prefix: "ka0", Listed: true, Records: []map[string]any{{"Title": "x"}}},
			"Unlisted_Order__c": {Prefix: "a04", Records: []map[string]any{{"Name": "x"}}},
		},
	}, planted
}

func TestSite(t *testing.T) {
	s, planted := openSite(3)
	w := browsetest.New(t, map[string]http.Handler{"help.example.my.site.com": s})
	r := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Relay = w.Relay() }, "https://help.example.my.site.com/s/")
	want := []string{"salesforce-site-other-records News__c", "salesforce-site-records Applicant__c", "salesforce-site-records Contact"}
	got := exposuretest.IDs(t, r)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal("(-want +got)\n" + d)
	}
	if len(r.Looked[0].Errors) > 0 {
		t.Errorf("%v", r.Looked[0].Errors)
	}
	for _, x := range r.Exposures {
		switch x.Object {
		case "Contact":
			if x.Behind.People == nil || *x.Behind.People != 120_000 || x.Args["records"] != "120000" || x.Behind.Kinds[pii.EmailAddress] == 0 || x.Behind.Kinds[pii.PhoneNumber] != 0 {
				t.Errorf("contacts: %+v", x.Behind)
			}
		case "Applicant__c":
			if x.Behind.People != nil || x.Behind.Records != 41 || x.Behind.Kinds[pii.DateOfBirth] == 0 {
				t.Errorf("applicants: %+v", x.Behind)
			}
		}
		text := fmt.Sprintf("%+v %v", x, x.Args)
		for _, datum := range append(planted, "XX0000000") {
			if strings.Contains(text, datum) {
				t.Errorf("%s holds a datum", x.ID)
			}
		}
	}
	// Counted, not copied: never more than one record a call, and each object once.
	once := map[string]bool{}
	for _, c := range s.Calls() {
		if strings.HasPrefix(c, "getItems") && !strings.HasSuffix(c, " 1") || once[c] {
			t.Errorf("asked %q", c)
		}
		once[c] = true
	}
	for _, a := range w.Asked() {
		if !strings.HasPrefix(a, "GET ") && !strings.HasSuffix(a, "/s/sfsites/aura") {
			t.Errorf("asked %s", a)
		}
	}
}

// A site whose pages name an older version than its endpoint wants, and one below a path.
func TestSiteVersions(t *testing.T) {
	s, _ := openSite(1)
	s.Stale, s.Prefix = true, "/support"
	w := browsetest.New(t, map[string]http.Handler{"help.example.jp": s})
	target := browsetest.Target(t, "https://help.example.jp/support/s/")
	target.With = "salesforce"
	fs, err := browsetest.Look(t, Check{}, target, w.Visit())
	if err != nil || len(fs) != 3 {
		t.Errorf("%v, %v", fs, err)
	}
}

func TestOtherSites(t *testing.T) {
	plain := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>hello</html>") })
	closed := &auratest.Site{FWUID: "TmV3VmVyc2lvbi0xMjM", Objects: map[string]auratest.Object{"Contact": {Listed: true}}}
	rubbish := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `auraConfig aura: while(1);{"actions":[{"state":"SUCCESS","returnValue":{"apiNamesToKeyPrefixes":7}}]}`)
	})
	busy, _ := openSite(1)
	busy.Busy = 1000
	w := browsetest.New(t, map[string]http.Handler{"www.example.jp": plain, "shut.my.site.com": closed, "bad.my.site.com": rubbish, "busy.my.site.com": busy})
	for _, c := range []struct{ url, with, class string }{
		{"https://shut.my.site.com/s/", "", ""},
		{"https://www.example.jp/", "salesforce", "unreadable"},
		{"https://bad.my.site.com/", "", "unreadable"},
		{"https://busy.my.site.com/s/", "", "unavailable"},
		{"https://gone.my.site.com/s/", "", "unavailable"},
	} {
		r := exposuretest.Look(t, Check{}, func(o *exposure.Options) {
			o.Relay = w.Relay()
			o.Targets[0].With = c.with
		}, c.url)
		class := ""
		for _, e := range r.Looked[0].Errors {
			class = e.Class
		}
		if class != c.class || len(r.Exposures) > 0 {
			t.Errorf("%s: %v, %v", c.url, r.Looked[0].Errors, exposuretest.IDs(t, r))
		}
	}
}

// A site on its owner's host is known by its page; what is no such site is asked for one page, and nothing is sent.
func TestHostsOfTheirOwners(t *testing.T) {
	plain := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>hello</html>") })
	s, _ := openSite(1)
	w := browsetest.New(t, map[string]http.Handler{"www.example.jp": plain, "help.example.jp": s})
	relay := func(o *exposure.Options) { o.Relay = w.Relay() }
	if r := exposuretest.Look(t, Check{}, relay, "https://www.example.jp/", "https://gone.example.jp/"); len(r.Exposures)+len(r.Looked[0].Errors)+len(r.Looked[1].Errors) > 0 {
		t.Errorf("%+v", r)
	}
	if d := cmp.Diff([]string{"GET https://www.example.jp/"}, w.Asked()); d != "" {
		t.Error(d)
	}
	if r := exposuretest.Look(t, Check{}, relay, "https://help.example.jp/s/"); len(r.Exposures) != 3 {
		t.Errorf("%v", exposuretest.IDs(t, r))
	}
}

func TestDryRunAsksNothing(t *testing.T) {
	s, _ := openSite(1)
	w := browsetest.New(t, map[string]http.Handler{"help.example.my.site.com": s})
	r := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Dry, o.Relay = true, w.Relay() }, "https://help.example.my.site.com/s/")
	if len(w.Asked()) > 0 || len(r.Looked[0].Plans) == 0 {
		t.Errorf("asked %v, planned %v", w.Asked(), r.Looked[0].Plans)
	}
}

// sure is the check of a target that its owner says is a site of Salesforce's.
type sure struct{ Check }

func (s sure) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	said := *t
	said.With = "salesforce"
	return s.Check.Look(ctx, &said, v, told)
}

func TestHostile(t *testing.T) { exposuretest.Hostile(t, sure{}, "http://", "/s/") }

// A site that answers its page and then means harm.
func TestHostileReplies(t *testing.T) {
	for name, reply := range map[string]string{
		"deep":    `{"actions":[{"state":"SUCCESS","returnValue":` + strings.Repeat(`{"a":`, 100_000),
		"many":    `{"actions":[{"state":"SUCCESS","returnValue":{"apiNamesToKeyPrefixes":{"A__c":1` + strings.Repeat(`,"A__c":1`, 100_000) + `}}}]}`,
		"updates": `Framework has been updated. Expected: QUFBQUFBQUE Actual: x aura:`,
		"list":    `{"actions":[{"state":"SUCCESS","returnValue":{"apiNamesToKeyPrefixes":{"A__c":1},"result":[{"record":{"Email":{"x":[[[1]]]}}}],"totalCount":-7}}]}`,
		"string":  `{"actions":"x"}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := browsetest.New(t, map[string]http.Handler{"bad.my.site.com": http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				if r.Method == http.MethodGet || r.PostForm.Get("message") == "" {
					fmt.Fprint(rw, "auraConfig siteforce: aura:")
					return
				}
				fmt.Fprint(rw, reply)
			})})
			r := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Relay = w.Relay() }, "https://bad.my.site.com/s/")
			for _, e := range r.Looked[0].Errors {
				if e.Class == "internal" {
					t.Errorf("%+v", e)
				}
			}
			if n := len(w.Asked()); n > 4+2*maxObjects {
				t.Errorf("%d requests", n)
			}
			_ = exposuretest.IDs(t, r)
		})
	}
}
