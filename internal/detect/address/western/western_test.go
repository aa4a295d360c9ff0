package western

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestLabelled(t *testing.T) {
	detecttest.Accept(t, NewLabelled(), detecttest.Prose(
		"Address: →«9999 Main St, Springfield, IL 62799»", "Ship to: →«99 Downing Street, London SW9A 9AA»; phone: x",
		"Address: →«500 Elm Avenue, Apt 4B, Austin, TX 78799»", "Address: →«9 Queensway»", "Address: →12 monkeys were seen", "Address: →unknown", "Address: →0x7fff5fbff8c0", "Address: →user@example.com")...)
}

func FuzzWhole(f *testing.F) {
	f.Add([]byte("10 Rose Lane, Cambridge CB9 9ZZ"))
	f.Fuzz(func(_ *testing.T, v []byte) { Whole(v, true) })
}
