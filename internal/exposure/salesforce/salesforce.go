// Package salesforce tells what a visitor without an account can read of a Salesforce organisation: by its exported
// permission metadata, and by asking a site of its owner the documented way.
//
// Whoever opens a site works as its guest user, with a profile like any other. What a guest can read is the product of three
// things that are set in three places: the object (profile), the field (field-level security) and the record
// (organisation-wide defaults, guest sharing rules, "View All"). SMBC Nikko, KONAMI, JICA and others found out in 2020 and
// 2021 that the product was more than anybody had meant. Apex classes that guests may call can do anything; their reach is
// told as unknown.
//
// A site is asked for the list of its objects and for the number of records of each that may hold personal data. The call
// that counts returns one record, whose values are dropped where they are read: nothing is copied.
package salesforce

import (
	"context"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Check looks at exports and sites.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "salesforce" }

// Takes implements exposure.Check: an export is known by its form, a site by what its page says (most have hosts of their
// owners), by its host, or because the owner says so.
func (Check) Takes(t *exposure.Target) bool {
	if t.Path != "" {
		return t.With == "salesforce" || t.With == "" && looksLike(t.Path)
	}
	_, ok := browse.Of(t.URL)
	return ok && (t.With == "salesforce" || t.With == "")
}

// hosted tells hosts of Salesforce's own domains for sites.
func hosted(host string) bool {
	host = strings.ToLower(host)
	for _, end := range []string{".my.site.com", ".force.com", ".salesforce-sites.com", ".salesforce-communities.com", ".siteforce.com"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	label := v.Label
	if label == nil {
		label = func(s string) string { return s }
	}
	if t.Path == "" {
		return lookAtSite(ctx, t, v, label, told)
	}
	if v.Dry {
		v.Plan("read", t.Path)
		return exposure.ErrDry
	}
	o, err := readExport(ctx, t.Path)
	if o == nil {
		return err
	}
	if err == nil && len(o.profiles)+len(o.objects)+len(o.rules) == 0 {
		return fault.Errorf(fault.Unreadable, "read metadata: no profiles, objects or sharing rules in it")
	}
	o.tell(t.Name, label, told)
	return err
}

func count(n int) string { return strconv.Itoa(n) }

// some lists the first names.
func some(names []string, label func(string) string) string {
	var out []string
	for i, n := range names {
		if i == 12 {
			out = append(out, "… (+"+count(len(names)-i)+")")
			break
		}
		out = append(out, label(n))
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}

// words are kinds by their names in the stream.
func words(kinds []pii.Kind) string {
	var out []string
	for _, k := range kinds {
		out = append(out, k.String())
	}
	return strings.Join(out, ", ")
}
