package rows

import "github.com/tsutsumi-dev/tsutsumi/internal/fault"

// Guard, deferred, makes an error of a panic. Drivers, and who asks for three columns, trust a server to send what it was
// asked for; one that does not is one target's fault, not the end of the others. The panic's text may hold a datum and is
// told to nobody.
func Guard(act string, err *error) {
	if recover() != nil {
		*err = fault.Errorf(fault.Unreadable, "%s: what the server sends is not what it was asked for", act)
	}
}
