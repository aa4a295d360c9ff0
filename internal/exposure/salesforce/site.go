package salesforce

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// maxObjects is how many objects of a site are asked for their number of records.
const maxObjects = 150

// lookAtSite asks a site what its guests see.
func lookAtSite(ctx context.Context, t *exposure.Target, v *exposure.Visit, show func(string) string, told func(exposure.Finding)) error {
	base, ok := browse.Of(t.URL)
	if !ok {
		return nil
	}
	a, err := find(ctx, v, base, t.With == "salesforce" || hosted(t.URL.Host))
	if a == nil || err != nil {
		return err
	}
	listed, err := a.objects(ctx)
	if err != nil {
		return err
	}
	ask := worth(listed)
	var errs []error
	if n := len(ask) - maxObjects; n > 0 {
		ask = ask[:maxObjects]
		errs = append(errs, fault.Errorf(fault.Refused, "ask site: %d further objects are not asked for", n))
	}
	failed := 0
	for _, name := range ask {
		it, err := a.count(ctx, name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			errs = append(errs, err)
			if failed++; failed == 5 { // it does not want to be asked any more
				break
			}
			continue
		}
		if it != nil {
			tellItems(t.Name, name, it, show, told)
		}
	}
	return errors.Join(errs...)
}

// worth are the objects to ask for: Salesforce's own that hold personal data, whether listed or not, and all that the
// organisation made; those with telling names first.
func worth(listed []string) []string {
	out := sorted(standard)
	var plain []string
	for _, name := range listed {
		custom, ok := strings.CutSuffix(name, "__c")
		if !ok || slices.Contains(out, name) {
			continue
		}
		if v := label.Field(custom); v.Kind != pii.None {
			out = append(out, name)
		} else {
			plain = append(plain, name)
		}
	}
	return append(out, plain...)
}

// tellItems says that guests see records of an object.
func tellItems(target, name string, it *items, show func(string) string, told func(exposure.Finding)) {
	b := &exposure.Behind{Kinds: map[pii.Kind]int64{}, Sampled: true, Records: it.total}
	var fields []string
	for _, f := range sorted(it.fields) {
		k, _ := fieldKind(name, f, fieldMeta{})
		if k == pii.None {
			continue
		}
		fields = append(fields, f)
		if it.fields[f] {
			b.Kinds[k]++ // the one record that was seen: a lower bound
		}
	}
	id := auraRecords
	switch {
	case persons[name]:
		n := it.total
		b.People, b.Kinds[pii.PersonName] = &n, n
	case len(fields) == 0:
		id = auraOther
	}
	told(exposure.Finding{
		ID: id, Object: show(name), Sample: b, State: sum(fields), Places: []exposure.Place{{Source: target, Place: name}},
		Args: map[string]string{"name": show(name), "records": strconv.FormatInt(it.total, 10), "fields": some(fields, show)},
	})
}
