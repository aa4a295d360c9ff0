// Package access says who may do what: roles, permissions, and the sources that somebody is confined to.
//
// A Principal is whoever asks: a person with a session, or a program with a token. What may be done is decided by one table
// (Roles), asked at one place (the router of the console and the API), and recorded in one log (Entry).
package access

import (
	"slices"
	"strings"
)

// Permission is one thing that somebody may do.
type Permission string

// The permissions.
const (
	Anyone  Permission = "anyone"  // needs no sign-in: the sign-in page itself, assets, health
	Self    Permission = "self"    // whoever signed in: his own account
	View    Permission = "view"    // numbers, places, kinds, states
	Sample  Permission = "sample"  // masked samples and evidence; each look is recorded
	Run     Permission = "run"     // start and cancel work: scans, checks, watching, matching
	Triage  Permission = "triage"  // decide on alerts and exposures
	Read    Permission = "read"    // cases
	Decide  Permission = "decide"  // record in cases, write documents
	Notify  Permission = "notify"  // letters to persons
	Ask     Permission = "ask"     // is this person affected
	Reveal  Permission = "reveal"  // principals and addresses of alerts in clear
	Sources Permission = "sources" // add and change sources, schedules and their secrets
	Manage  Permission = "manage"  // accounts, tokens of others, settings, backups
	Audit   Permission = "audit"   // the audit log
)

// Role is a set of permissions with a name.
type Role string

// The roles.
const (
	Viewer  Role = "viewer"
	Analyst Role = "analyst"
	Officer Role = "officer" // 個人情報保護管理者
	Admin   Role = "admin"
)

// Roles is what each role may do. An administrator keeps the system and sees neither samples nor cases; who does both has both
// roles.
var Roles = map[Role][]Permission{
	Viewer:  {Self, View},
	Analyst: {Self, View, Sample, Run, Triage, Read},
	Officer: {Self, View, Sample, Run, Triage, Read, Decide, Notify, Ask, Reveal, Audit},
	Admin:   {Self, View, Run, Sources, Manage, Audit},
}

// All lists the roles in the order in which they are offered.
func All() []Role { return []Role{Viewer, Analyst, Officer, Admin} }

// Scope confines to sources, each the target as the inventory names it, without credentials. The empty Scope is everything.
type Scope []string

// All tells that nothing is left out.
func (s Scope) All() bool { return len(s) == 0 }

// Allows tells whether a source, or a place below one, is within.
func (s Scope) Allows(source string) bool {
	for _, p := range s {
		if source == p || strings.HasPrefix(source, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return len(s) == 0
}

// Principal is whoever asks.
type Principal struct {
	User  string // the name of the account; no address and no number
	Token string // the name of the token it came by; "" with a session
	Roles []Role
	Scope Scope
	// Only, if not nil, is what the token is for: less than what the roles allow.
	Only []Permission
}

// May tells whether it is allowed. A nil Principal is nobody.
func (p *Principal) May(what Permission) bool {
	if what == Anyone {
		return true
	}
	if p == nil || p.Only != nil && what != Self && !slices.Contains(p.Only, what) {
		return false
	}
	for _, r := range p.Roles {
		if slices.Contains(Roles[r], what) {
			return true
		}
	}
	return false
}
