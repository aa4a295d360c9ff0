package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	checks "github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/policy"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// exposureChecks are all checks, with what the register declares for those that lay something beside it.
func (a *app) exposureChecks(set *setup, inv func() *store.Store) ([]exposure.Check, error) {
	reg, err := a.declared(set)
	if err != nil {
		return nil, err
	}
	state := func(ctx context.Context) (*register.State, error) { return a.registerState(ctx, set, inv()) }
	return register.Bind(policy.With(checks.All(), policyHeld(reg)), reg.Policy != nil, false, state), nil
}

// policyHeld is what the register declares, as the check of policies lays it beside what they name.
func policyHeld(reg *declared.Register) policy.Held {
	h := policy.Held{StorageCountries: map[string][]string{}, AccessCountries: map[string][]string{}}
	var chain func(cs []declared.Contractor)
	chain = func(cs []declared.Contractor) {
		for i := range cs {
			h.Contractors = append(h.Contractors, policy.Contractor{Name: cs[i].Name, Country: cs[i].Country, Purpose: cs[i].Purpose})
			chain(cs[i].Contractors)
		}
	}
	for i := range reg.Systems {
		s := reg.Systems[i]
		if s.Country != "" {
			h.StorageCountries[s.Country] = append(h.StorageCountries[s.Country], s.Name)
		}
		for _, acc := range s.Accesses() {
			who := strings.Join(acc.Chain, " → ")
			if acc.Country != "" && !slices.Contains(h.AccessCountries[acc.Country], who) {
				h.AccessCountries[acc.Country] = append(h.AccessCountries[acc.Country], who)
			}
		}
		chain(s.Contractors)
	}
	return h
}

// targets are what a call looks at, each concerned by a check.
type targets struct {
	a      *app
	checks []exposure.Check
	list   []exposure.Target
}

func (ts *targets) add(t exposure.Target) bool {
	if !slices.ContainsFunc(ts.checks, func(c exposure.Check) bool { return c.Takes(&t) }) {
		return false
	}
	ts.list = append(ts.list, t)
	return true
}

// typed adds what was named on the command line: it has to have doors that are known.
func (ts *targets) typed(t exposure.Target) error {
	if ts.add(t) {
		return nil
	}
	a := ts.a
	scheme, _, isURL := strings.Cut(t.Name, "://")
	if !isURL {
		return fault.Errorf(fault.Usage, "exposure: %s", a.say("nothing is known to look for in this file or folder; --ci, --salesforce or --policy say what it is",
			"このファイル・フォルダーについて調べることがありません。--ci・--salesforce・--policy で種類を指定してください"))
	}
	return fault.Errorf(fault.Usage, "exposure: %s://%s", scheme, a.say(" has no doors that are known", " には調べることがありません"))
}

// exposureTargets are what was typed, what flags name, and else what the configuration lists.
func (a *app) exposureTargets(set *setup, f *exposureFlags, all []exposure.Check, args []string) ([]exposure.Target, error) {
	ts := &targets{a: a, checks: all}
	for _, arg := range args {
		t, err := exposure.Parse(arg)
		if err != nil {
			return nil, err
		}
		if f.policy != "" {
			t.Files = map[string]string{"policy": f.policy}
		}
		if err := ts.typed(t); err != nil {
			return nil, err
		}
	}
	files := map[string]string{}
	for use, path := range map[string]string{"advisory": f.advisory, "runs": f.runs} {
		if path != "" {
			files[use] = path
		}
	}
	for _, g := range []struct {
		with  string
		paths []string
		files map[string]string
	}{{"ci", f.ci, files}, {"salesforce", f.salesforce, nil}, {"policy", alone(f.policy, len(args) == 0), nil}} {
		for _, p := range g.paths {
			t, err := exposure.Parse(p)
			if err != nil {
				return nil, err
			}
			t.With, t.Files = g.with, g.files
			if err := ts.typed(t); err != nil {
				return nil, err
			}
		}
	}
	if len(ts.list) > 0 {
		return ts.list, nil
	}
	if err := ts.configured(set, f.dry); err != nil {
		return nil, err
	}
	if len(ts.list) == 0 {
		return nil, fault.Errorf(fault.Usage, "exposure: %s", a.say("name a target, or list sources in tsutsumi.yaml", "対象を指定するか、tsutsumi.yaml の sources に列挙してください"))
	}
	return ts.list, nil
}

func alone(path string, yes bool) []string {
	if path == "" || !yes {
		return nil
	}
	return []string{path}
}

// configured adds the sources of tsutsumi.yaml that have doors, its policy, and the register itself.
func (ts *targets) configured(set *setup, dry bool) error {
	f, err := set.home.Read()
	if err != nil {
		return err
	}
	sources := f.Sources
	if ts.a.job != nil {
		sources = ts.a.job.sources
	}
	for i := range sources {
		t, err := exposure.Parse(placed(set, sources[i].Target))
		if err != nil {
			return err
		}
		ts.add(t)
	}
	if f.Policy != nil && f.Policy.URL != "" {
		t, err := exposure.Parse(f.Policy.URL)
		if err != nil {
			return err
		}
		t.With = "policy"
		ts.add(t)
	}
	if len(f.Sources) > 0 && !dry {
		path := filepath.Join(set.home.Config, config.FileName)
		ts.add(exposure.Target{Path: path, Name: config.FileName, With: register.With})
	}
	return nil
}
