package sshd

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// sftp reads what sftp-server says of files: "open "/a" flags READ mode 0666", "close "/a" bytes read 123 written 0".
func sftp(s []byte, e *event.Event) event.Verdict {
	word, rest, _ := lex.Word(s)
	e.Op = word
	name, more, quoted := lex.Quoted(rest)
	switch string(word) {
	case "session": // session opened for local user yamada from [192.0.2.7]
		user := lex.Between(rest, "for local user ", " from ")
		if user == nil {
			return event.Nothing
		}
		e.Actor = user
		e.From, _ = lex.Host(lex.Between(rest, " from [", "]"))
		e.Outcome = event.Success
		e.Action = event.Logout
		if lex.Begins(rest, "opened") {
			e.Action = event.Login
		}
		return event.Access
	case "close":
		e.Size = lex.Leading(lex.Tail(more, "bytes read "))
		if written := lex.Leading(lex.Tail(more, "written ")); written > 0 {
			e.Action = event.Write
		} else {
			e.Action = event.Read
		}
	case "opendir":
		e.Action = event.List
	case "remove", "rmdir":
		if !quoted {
			_, rest, _ = lex.Word(rest)
			name, _, quoted = lex.Quoted(rest)
		}
		e.Action = event.Delete
	case "rename", "mkdir", "posix-rename", "symlink":
		if !quoted {
			_, rest, _ = lex.Word(rest)
			name, _, quoted = lex.Quoted(rest)
		}
		e.Action = event.Write
	case "sent": // sent status Permission denied
		return event.Nothing
	default: // open is told by close, with its bytes
		return event.Nothing
	}
	if !quoted {
		return event.Malformed
	}
	e.Object, e.Outcome = name, event.Success
	return event.Access
}

// sudo reads "yamada : TTY=pts/0 ; PWD=/home/yamada ; USER=root ; COMMAND=/bin/cat /etc/shadow".
func sudo(s []byte, e *event.Event) event.Verdict {
	if lex.Begins(s, "pam_unix(sudo:auth): authentication failure") {
		return elevated(s, e)
	}
	user, rest, ok := bytes.Cut(s, []byte(" : "))
	if !ok || lex.Begins(s, "pam_unix") {
		return event.Nothing
	}
	e.Actor = lex.Trim(user)
	e.As = lex.Between(rest, "USER=", " ;")
	e.Text = lex.Tail(rest, "COMMAND=")
	if e.Text == nil {
		return event.Nothing
	}
	e.Op, _, _ = lex.Word(e.Text)
	e.Action, e.Outcome, e.Sort = event.Admin, event.Success, event.Privileged
	if !lex.Begins(rest, "TTY=") && !lex.Begins(rest, "PWD=") && !lex.Begins(rest, "USER=") {
		e.Outcome, e.Reason = event.Failure, lex.Between(rest, "", " ;")
		e.Action = event.Login
	}
	return event.Access
}

// su reads "(to root) yamada on pts/0", "FAILED SU (to root) yamada on pts/0" and what PAM says of failures.
func su(s []byte, e *event.Event) event.Verdict {
	e.Action, e.Outcome = event.Login, event.Success
	switch {
	case lex.Begins(s, "FAILED SU "), lex.Begins(s, "FAILED su "):
		e.Outcome, e.Reason = event.Failure, s
		s = s[len("FAILED SU "):]
	case lex.Begins(s, "pam_unix(su:auth): authentication failure") || lex.Begins(s, "pam_unix(su-l:auth): authentication failure"):
		return elevated(s, e)
	case lex.Begins(s, "pam_unix(su:session): session opened for user ") || lex.Begins(s, "pam_unix(su-l:session): session opened for user "):
		e.As = bare(lex.Between(s, "for user ", " by "))
		e.Target = e.As
		if e.Actor = bare(lex.Tail(s, " by ")); len(e.Actor) == 0 {
			e.Actor = nil
		}
		return event.Access
	}
	to := lex.Between(s, "(to ", ")")
	if to == nil {
		return event.Nothing
	}
	e.As, e.Target = to, to
	e.Actor, _, _ = lex.Word(lex.Tail(s, ") "))
	return event.Access
}

// elevated reads what PAM says of somebody who could not become another.
func elevated(s []byte, e *event.Event) event.Verdict {
	e.Actor, e.Target = lex.Between(s, "ruser=", " "), lex.Between(s, " user=", " ")
	e.As, e.Action, e.Outcome, e.Reason = e.Target, event.Login, event.Failure, pamFailure
	return event.Access
}

// bare takes a number off a name: "root(uid=0)".
func bare(name []byte) []byte {
	if i := bytes.IndexByte(name, '('); i >= 0 {
		return name[:i]
	}
	return name
}

// account reads "new user: name=yamada, UID=1001, …", "password changed for yamada", "add 'yamada' to group 'sudo'".
func account(s, program []byte, e *event.Event) event.Verdict {
	e.Action, e.Outcome, e.Sort, e.Op = event.Admin, event.Success, event.Privileged, program
	switch {
	case lex.Index(s, "name=") > 0:
		e.Target = lex.Between(s, "name=", ",")
	case lex.Index(s, "password changed for ") >= 0:
		e.Target = lex.Tail(s, "password changed for ")
	case lex.Index(s, "to group '") > 0 || lex.Index(s, "to shadow group '") > 0:
		e.Target, e.Object, e.Action = lex.Between(s, "add '", "'"), lex.Between(s, "group '", "'"), event.Grant
	case lex.Index(s, " '") > 0:
		e.Target = lex.Between(s, "'", "'")
	}
	if e.Target == nil {
		return event.Nothing
	}
	return event.Access
}

// dropbear reads "Password auth succeeded for 'root' from 192.0.2.7:51234" and its relatives.
func dropbear(s []byte, e *event.Event) event.Verdict {
	from := lex.Trim(lex.Tail(s, " from "))
	if from == nil {
		return event.Nothing
	}
	w, _, _ := lex.Word(from)
	e.From, _ = lex.Host(w)
	e.Actor = lex.Between(s, " for '", "'")
	switch {
	case lex.Index(s, "auth succeeded for ") >= 0:
		e.Outcome = event.Success
	case lex.Begins(s, "Bad password attempt for "), lex.Begins(s, "Login attempt for nonexistent user"), lex.Begins(s, "Bad PAM password attempt"):
		e.Outcome, e.Reason = event.Failure, s[:lex.Index(s, " from ")]
	default:
		return event.Nothing
	}
	e.Action = event.Login
	e.Op, _, _ = lex.Word(s)
	return event.Access
}
