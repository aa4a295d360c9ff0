package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// sites are pages that take personal data, mail servers, published policies.
func sites() []exposure.Check { return nil }
