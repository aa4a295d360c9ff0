// Package network tells of an address in which country it is, whose network it belongs to and of what kind that is.
package network

// Network is what is known of an address. Its zero value knows nothing.
type Network struct {
	Country [2]byte // ISO 3166-1 alpha-2 in capitals; zero if unknown
	AS      uint32  // number of the autonomous system that announces it; 0 if unknown
	Kind    Kind
	Name    string // what the owner declared it as, else whose the autonomous system is; "" if unknown
}

// Is tells whether the network is of any of the kinds.
func (n Network) Is(k Kind) bool { return n.Kind&k != 0 }
