package register

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// With is what a target says that is the register: the configuration as a file, whose Name is shown.
const With = "register"

// Check tells the differences of the register as exposures. State makes the register's state when it is asked for: what is
// declared and found comes from elsewhere as plain data.
type Check struct {
	State func(ctx context.Context) (*State, error)
}

// Name implements exposure.Check.
func (c Check) Name() string { return With }

// Catalogue implements exposure.Check.
func (c Check) Catalogue() []exposure.Entry { return Entries() }

// Takes implements exposure.Check.
func (c Check) Takes(t *exposure.Target) bool { return t.With == With }

// Look implements exposure.Check. It touches nothing: in a dry run it says so only.
func (c Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	if v != nil && v.Plan != nil && !v.Plan("lay the register beside the inventory", t.Name) {
		return nil
	}
	if c.State == nil {
		return fault.Errorf(fault.Usage, "look at the register: there is none")
	}
	st, err := c.State(ctx)
	if err != nil {
		return err
	}
	findings, _ := Differences(st)
	for _, f := range findings {
		told(f)
	}
	return nil
}
