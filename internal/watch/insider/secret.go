package insider

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// words are what names of tables hold in which credentials stand.
var words = []string{"credential", "passwd", "password", "users_auth", "user_auth", "auth_user", "pg_shadow", "pg_authid", "mysql.user", "login_secret", "user_secret", "api_key", "apikeys", "access_token", "refresh_token", "private_key", "shadow",
	"otp_secret", "totp", "userpassword", "sambantpassword", "unicodepwd", "pin_code"}

// secret tells that an access concerns credentials: by the inventory, by names, by what is asked of a directory.
func (d *detector) secret(a *watch.Access) bool {
	switch {
	case a.Store.Credentials:
		return true
	case d.called(a).secrets:
		return true
	case a.Action == event.List && len(a.Reason) > 0: // the attributes that a directory was asked for
		return says(a.Reason)
	}
	for _, o := range a.Objects {
		if says(o) {
			return true
		}
	}
	return string(a.Op) == "BatchGetSecretValue" || string(a.Op) == "GetPasswordData"
}

// named remembers of a shape what its name says: accesses come in runs of the same ones.
type named struct {
	shape   watch.ID
	secrets bool
	persons bool
}

// called tells what the object's name says.
func (d *detector) called(a *watch.Access) *named {
	k := &d.names[uint64(a.Shape)%uint64(len(d.names))]
	if k.shape != a.Shape || a.Shape == 0 {
		*k = named{a.Shape, says(a.Object), holds(a.Object)}
	}
	return k
}

// holders are what names of tables hold in which persons stand.
var holders = []string{"customer", "member", "user", "patient", "client", "person", "people", "identity", "employee", "staff", "contact", "address", "kaiin", "kokyaku", "card", "licen", "salary", "payroll", "resident", "student", "applicant"}

func holds(name []byte) bool {
	const most = 256
	if len(name) == 0 || len(name) > most {
		return false
	}
	var b [most]byte
	n := lex.Lower(b[:0], name)
	for _, w := range holders {
		if lex.Index(n, w) >= 0 {
			return true
		}
	}
	return false
}

func says(name []byte) bool {
	const most = 256
	if len(name) == 0 || len(name) > most || name[0] == '/' { // a path of a site is a page about a password
		return false
	}
	var b [most]byte
	n := lex.Lower(b[:0], name)
	for _, w := range words {
		if lex.Index(n, w) >= 0 {
			return lex.Index(n, "reset") < 0 && lex.Index(n, "policy") < 0 && lex.Index(n, "history_log") < 0
		}
	}
	return false
}

// cloned tells that a repository was taken, and whether that happens without anybody wanting it: a fetch.
func cloned(op []byte) (clone, fetch bool) {
	switch string(op) {
	case "git.clone", "repo.download_zip", "repo.fork", "repo_fork", "codespaces.create":
		return true, false
	case "git.fetch":
		return false, true
	}
	return false, false
}

// deed is what a customer's account did that a thief does.
type deed uint8

const (
	nothing deed = iota
	entered
	changed // an address, a bank account
	drew    // money
)

// did is what an access does with an account's money or address.
func did(a *watch.Access) deed {
	if !a.OK() || a.Who == 0 {
		return nothing
	}
	switch a.Action {
	case event.Login:
		return entered
	case event.Transfer:
		return drew
	case event.Link:
		return changed
	case event.Write, event.Admin:
		for _, v := range [...][]byte{a.Object, a.Op} {
			if len(v) > 64 {
				continue
			}
			var b [64]byte
			n := lex.Lower(b[:0], v)
			for _, w := range [...]string{"address", "bank", "payout", "withdraw", "email", "phone", "payee"} {
				if lex.Index(n, w) >= 0 {
					return changed
				}
			}
		}
	}
	return nothing
}
