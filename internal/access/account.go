package access

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Account is somebody who may sign in.
type Account struct {
	Name  string
	Roles []Role
	Scope Scope
	// Password is argon2id as text with its parameters, "" if there is none (signed in elsewhere).
	Password string
	TOTP     []byte   // the secret, sealed; empty: no second factor
	Step     int64    // of the code that was used last
	Recovery []string // hashes of the codes left
	// MustChange: a new password is to be set before anything else.
	MustChange, Disabled bool
	Subject              string // hash of issuer and subject; "" is none
	Lang, Theme          string // as chosen; "" is none
	Made, Changed        time.Time
	Signed               time.Time // in, last; zero is never
	Revision             int64     // counts changes
}

// ID is the name as it is compared: two names that look alike in case or width are one.
func ID(name string) string { return strings.ToLower(norm.NFKC.String(name)) }

// ID is that of its name.
func (a *Account) ID() string { return ID(a.Name) }

// Principal is who the account is when he asks with a session.
func (a *Account) Principal() *Principal {
	return &Principal{User: a.Name, Roles: a.Roles, Scope: a.Scope}
}

// reserved names stand in the audit log for what is no account.
var reserved = map[string]bool{"schedule": true, "command": true, "setup": true, "nobody": true, "system": true, "unknown": true}

// Callable tells whether an account may be called so: one word or several in one line, no address and no number of a person, since the
// name stays in the audit log and in cases.
func Callable(name string) bool {
	digits, letters := 0, 0
	for _, c := range name {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.IsLetter(c):
			letters++
		case unicode.IsMark(c), c == ' ', c == '.', c == '-', c == '_', c == '・':
		default:
			return false
		}
	}
	return letters > 0 && digits < 7 && strings.TrimSpace(name) == name && len(name) <= 64 && !reserved[ID(name)]
}

// Session is one sign-in.
type Session struct {
	ID       string // hash of the cookie's value
	Account  string // Account.ID; "" before the sign-in is complete
	Agent    string // browser and system, in two words
	Data     []byte
	Made     time.Time // of the sign-in
	Seen     time.Time
	Ends     time.Time
	Replaced bool // a newer value took its place, and this one ends in a moment
}

// Token is how a program signs in.
type Token struct {
	ID      string
	Hash    [32]byte
	Account string // Account.ID
	Name    string
	Only    []Permission
	Scope   Scope
	Made    time.Time
	Ends    time.Time
	UsedDay string    // 2026-11-27; "" is never
	Revoked time.Time // zero is not
}

// Known tells whether a word is a role.
func (r Role) Known() bool { _, ok := Roles[r]; return ok }

// Permissions are all that can be given to a token, in the order in which they are offered.
func Permissions() []Permission {
	return []Permission{View, Sample, Run, Triage, Read, Decide, Notify, Ask, Reveal, Sources, Manage, Audit}
}

// Narrow is the part of a scope that another allows too; false if nothing is left of it.
func (s Scope) Narrow(by Scope) (Scope, bool) {
	switch {
	case s.All():
		return by, true
	case by.All():
		return s, true
	}
	var out Scope
	for _, one := range s {
		if by.Allows(one) {
			out = append(out, one)
		}
	}
	for _, one := range by {
		if s.Allows(one) && (len(out) == 0 || !out.Allows(one)) {
			out = append(out, one)
		}
	}
	return out, len(out) > 0
}
