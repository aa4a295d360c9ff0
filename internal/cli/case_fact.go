package cli

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// told is the sort of a fact of a case that is a text; package law has none.
const told = dossier.Told

// factTyped is what a person says of a fact: NAME=VALUE; refuted, NAME alone is the value that holds, or a piece of evidence.
func (r *caseRoom) factTyped(s string, f *addFlags) (*breach.Fact, error) {
	name, value, given := strings.Cut(s, "=")
	name = strings.TrimSpace(name)
	x := &breach.Fact{Status: breach.Asserted}
	switch {
	case f.refute:
		x.Status = breach.Refuted
	case f.dispute:
		x.Status = breach.Disputed
	}
	is := slices.ContainsFunc(f.st.Evidence, func(e breach.Source[breach.Added]) bool { return e.Body.ID == name })
	about := r.book.Fact(name)
	ofCase := dossier.CaseFact(name)
	var sort law.Sort
	switch {
	case is && x.Status == breach.Refuted && !given:
		x.Name = name
		return x, nil
	case about != nil:
		x.Name, sort = about.Name, about.Sort
	case ofCase != nil:
		x.Name, sort, about = name, ofCase.Sort, ofCase
	default:
		return nil, fault.Errorf(fault.Usage, "--fact: %s", r.a.say("there is no such fact; tsutsumi law facts and case add --help name them", "その事実はありません。tsutsumi law facts と case add --help で確認できます"))
	}
	if !given {
		if x.Status == breach.Asserted {
			return nil, fault.Errorf(fault.Usage, "--fact %s: NAME=VALUE", x.Name)
		}
		return x, nil
	}
	var err error
	if x.Value, err = r.valueTyped(about, sort, value); err != nil {
		return nil, fault.Errorf(fault.Usage, "--fact: %w", err)
	}
	if x.Name == law.Known && x.Status == breach.Asserted && x.Value.Moment.At.After(r.now()) { // clocks would begin later than anything was known
		return nil, fault.Errorf(fault.Usage, "--fact %s: it lies in the future", x.Name)
	}
	return x, nil
}

// valueTyped is a value as the case keeps it: times with their precision, texts masked.
func (r *caseRoom) valueTyped(about *law.Fact, sort law.Sort, s string) (v breach.Value, err error) {
	switch sort {
	case told:
		t := r.inLanguage(r.a.typed(r, s))
		v.Text = &t
		return v, nil
	case law.Moment:
		m, err := momentTyped(s, r.zone)
		v.Moment = &m
		return v, err
	}
	l, err := about.Parse(s, r.zone)
	if err != nil {
		return v, err
	}
	switch sort {
	case law.Bool:
		if v.Truth = l.Truth; v.Truth == law.Unknown {
			return v, fault.Errorf(fault.Usage, "%s: unknown is what nobody stated; refute what was (--refute)", about.Name)
		}
	case law.Number:
		v.Count = &breach.Count{Max: l.High, Likely: l.Likely, Confirmed: l.Low}
	case law.Set:
		v.Set, v.Whole = l.Set, l.Whole
		slices.Sort(v.Set)
	}
	return v, nil
}

// countTyped reads MAX/LIKELY/CONFIRMED: of each ?, - or nothing leaves it as it is.
func countTyped(s string) (*breach.Count, error) {
	usage := fault.Errorf(fault.Usage, "--count: MAX/LIKELY/CONFIRMED, as 27,927/27,889/? — each a number, the first the greatest, or ?")
	parts := strings.Split(norm.NFKC.String(s), "/")
	if len(parts) > 3 {
		return nil, usage
	}
	c := &breach.Count{}
	to := []**int64{&c.Max, &c.Likely, &c.Confirmed}
	least := int64(1<<63 - 1)
	for i, p := range parts {
		p = strings.ReplaceAll(strings.TrimSpace(p), ",", "")
		if p == "" || p == "?" || p == "-" {
			continue
		}
		n, err := strconv.ParseInt(p, 10, 64)
		if err != nil || n < 0 || n > least {
			return nil, usage
		}
		*to[i], least = &n, n
	}
	if c.Max == nil && c.Likely == nil && c.Confirmed == nil {
		return nil, usage
	}
	return c, nil
}

// atTyped is --at, zero where it was not given.
func (r *caseRoom) atTyped(f *addFlags) (breach.Moment, error) {
	if f.at == "" {
		return breach.Moment{}, nil
	}
	m, err := momentTyped(f.at, r.zone)
	if err == nil && m.At.After(r.now().Add(time.Minute)) {
		return m, fault.Errorf(fault.Usage, "--at: it lies in the future")
	}
	return m, err
}
