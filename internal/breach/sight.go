package breach

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// sight is what evidence makes of the facts of law, piece by piece.
type sight struct {
	tally  *tally
	graves map[string]*grave
	of     map[string]sums // persons of kinds, by place
	places map[string][]int64
	order  []string // of places
	known  bool     // regions of persons are known
}

// asked are the facts that kinds answer.
var asked = []struct {
	fact string
	of   func(k pii.Kind) bool
}{
	{law.Special, func(k pii.Kind) bool { return k.Has(pii.Special) }},
	{law.Financial, func(k pii.Kind) bool { return k.Has(pii.Financial) && !k.Has(pii.TinyDomain) }},
	{law.Specific, func(k pii.Kind) bool { return k.Has(pii.Specific) }},
	{law.Card, func(k pii.Kind) bool { return k == pii.CreditCardNumber }},
	{law.Secrecy, func(k pii.Kind) bool { return k.Has(pii.Secrecy) }},
	{law.Sensitive, func(k pii.Kind) bool { return k.Has(pii.Special) }},
	{law.UniqueNumbers, func(k pii.Kind) bool { return k.Has(pii.Government) }},
	{law.Credentials, opens},
}

// opens tells whether a kind opens an account of a person; keys of machines do not.
func opens(k pii.Kind) bool {
	switch k {
	case pii.Password, pii.WeakPasswordHash, pii.PasswordHash, pii.AuthToken, pii.JSONWebToken, pii.BasicAuthHeader, pii.HTTPCookie:
		return true
	}
	return false
}

func newSight(evidence []Source[Added]) *sight {
	s := &sight{tally: newTally(evidence), graves: map[string]*grave{}, of: map[string]sums{}, places: map[string][]int64{}}
	for _, a := range asked {
		s.graves[a.fact] = &grave{}
	}
	return s
}

func (s *sight) add(e *Source[Added]) {
	s.tally.add(e)
	a := &e.Body
	said := kindsOf(a)
	for _, q := range asked {
		s.weigh(e, q.fact, q.of, said)
	}
	for _, h := range a.Kinds {
		if h.Kind.Has(pii.Specific) && h.People != nil {
			to := s.of[law.SpecificPeople]
			to.put(s.tally.where(a), h.People)
			s.of[law.SpecificPeople] = to
		}
	}
	for _, r := range a.Regions {
		s.place(r.Country, e.Seq)
		s.known = true
	}
	for i := range a.Systems {
		s.place(a.Systems[i].Country, e.Seq)
	}
}

func (s *sight) place(country string, seq int64) {
	if country == "" {
		return
	}
	if s.places[country] == nil {
		s.order = append(s.order, country)
	}
	if !slices.Contains(s.places[country], seq) {
		s.places[country] = append(s.places[country], seq)
	}
}

// kindsOf are the kinds that a piece names.
func kindsOf(a *Added) []pii.Kind {
	var out []pii.Kind
	for _, h := range a.Kinds {
		out = append(out, h.Kind)
	}
	for i := range a.Persons {
		for _, k := range a.Persons[i].Kinds {
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

func (s *sight) weigh(e *Source[Added], fact string, of func(pii.Kind) bool, said []pii.Kind) {
	g := s.graves[fact]
	looked := false
	switch e.Body.Sort {
	case FromMatch, FromInventory, FromFile, FromExposure:
		looked = true
		g.partly = g.partly || len(e.Body.Gaps) > 0 && len(said) > 0
	case FromAlert, FromSupplier:
		looked = true
	}
	switch has := slices.ContainsFunc(said, of); {
	case !has && looked && len(said) > 0:
		g.no = append(g.no, e.Seq)
	case !has:
	case e.Body.Sort == FromClaim || e.Body.Sort == FromTip,
		// Whether the account that it opens can pay, kinds tell only where means of payment stand beside.
		fact == law.Credentials && !slices.ContainsFunc(said, func(k pii.Kind) bool { return k.Has(pii.Financial) }):
		g.suspected = append(g.suspected, e.Seq)
	default:
		g.yes = append(g.yes, e.Seq)
	}
}

// facts are the facts by now, without times. The lists of events in them are only ever added to.
func (s *sight) facts() law.Facts {
	f := law.Facts{}
	for _, q := range asked {
		if t, by := s.graves[q.fact].truth(); t != law.Unknown {
			f[q.fact] = law.Value{Truth: t, By: by}
		}
	}
	if c := s.tally.total(); c != (Count{}) {
		f[law.People] = law.Value{Low: c.Confirmed, Likely: c.Likely, High: c.Max, By: s.tally.by}
	}
	switch v := f[law.Specific]; {
	case v.Truth == law.No:
		var zero int64
		f[law.SpecificPeople] = law.Value{Low: &zero, Likely: &zero, High: &zero, By: v.By}
	case v.Truth != law.Unknown:
		if n := s.of[law.SpecificPeople].total(); n != nil {
			f[law.SpecificPeople] = law.Value{Likely: n, High: n, By: v.By}
		}
	}
	return f
}
