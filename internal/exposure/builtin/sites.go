package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exchange"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/page"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/policy"
)

// sites are pages that take personal data, mail servers, published policies.
func sites() []exposure.Check {
	return []exposure.Check{exchange.Check{}, page.Check{}, policy.Check{}}
}
