package register

import (
	"context"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// With is what a target says that is the register: the configuration as a file, whose Name is shown.
const With = "register"

// Check tells differences of the register as exposures. What can be told stands and falls together with what is known, so
// there is a check for each: what was found, what the policy declares, what was read. One that cannot be asked is not run:
// what it told before is neither open nor closed.
type Check struct {
	name  string
	ids   []string
	state func(ctx context.Context) (*State, error)
}

// Checks are the checks of a register. state makes its state when it is asked for: what is declared and found comes from
// elsewhere as plain data.
func Checks(state func(ctx context.Context) (*State, error)) []exposure.Check {
	return []exposure.Check{
		Check{With, []string{UnexpectedKind, UndeclaredSource}, state},
		Check{With + "-policy", []string{StorageCountry, AccessCountry, Contractor, Purpose}, state},
		Check{With + "-people", []string{Retention, Withdrawn, ProductionInDevelopment, GoneInCopy}, state},
	}
}

// Bind gives the checks of the register among others their state, and leaves out those that cannot be asked: without a
// policy, and without a reading of the sources.
func Bind(checks []exposure.Check, policy, read bool, state func(ctx context.Context) (*State, error)) []exposure.Check {
	var out []exposure.Check
	for _, c := range checks {
		own, ok := c.(Check)
		switch {
		case !ok:
			out = append(out, c)
		case own.name == With+"-policy" && !policy, own.name == With+"-people" && !read:
		default:
			own.state = state
			out = append(out, own)
		}
	}
	return out
}

// Name implements exposure.Check.
func (c Check) Name() string { return c.name }

// Catalogue implements exposure.Check.
func (c Check) Catalogue() []exposure.Entry {
	return slices.DeleteFunc(Entries(), func(e exposure.Entry) bool { return !slices.Contains(c.ids, e.ID) })
}

// Takes implements exposure.Check.
func (c Check) Takes(t *exposure.Target) bool { return t.With == With }

// Look implements exposure.Check. It touches nothing: in a dry run it says so only.
func (c Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	if v != nil && v.Dry {
		v.Plan("compare with the inventory", t.Name)
		return nil
	}
	if c.state == nil {
		return fault.Errorf(fault.Usage, "look at the register: there is none")
	}
	st, err := c.state(ctx)
	if err != nil {
		return err
	}
	findings, _ := Differences(st)
	for _, f := range findings {
		if slices.Contains(c.ids, f.ID) {
			told(f)
		}
	}
	return nil
}
