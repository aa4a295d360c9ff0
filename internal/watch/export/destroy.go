package export

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// loss is what a deletion takes away.
type loss uint8

const (
	kept   loss = iota
	single      // an object, rows
	wholly      // a table, an index, a bucket, a database, a snapshot
)

var wipes = map[string]bool{
	"DeleteBucket": true, "REST.DELETE.BUCKET": true, "DeleteTable": true, "DeleteDBInstance": true, "DeleteDBCluster": true, "DeleteSnapshot": true, "DeleteDBSnapshot": true, "DeleteDBClusterSnapshot": true,
	"DeleteFileSystem": true, "DeleteVolume": true, "DeleteIndexRequest": true, "indices:admin/delete": true, "DeleteDomain": true, "DeleteBackup": true, "DeleteRecoveryPoint": true,
	"dropDatabase": true, "dropCollection": true, "repo.destroy": true,
}

// lost is what an access deletes.
func lost(a *watch.Access) loss {
	switch a.Action {
	case event.Delete:
	case event.Admin, event.Other, event.Write:
		if !wipes[string(a.Op)] {
			return kept
		}
	default:
		return kept
	}
	if !a.OK() {
		return kept
	}
	switch {
	case wipes[string(a.Op)], lex.Is(a.Op, "drop"), lex.Is(a.Op, "truncate"), lex.Is(a.Op, "drop table"), lex.Is(a.Op, "drop database"):
		return wholly
	case lex.Is(a.Op, "delete"): // by HTTP an index of a cluster, by SQL a table if there is no condition
		if o := a.Object; len(o) > 1 && o[0] == '/' {
			if bytes.IndexByte(bytes.TrimSuffix(o[1:], []byte{'/'}), '/') < 0 {
				return wholly
			}
			return single
		}
		if len(a.Text) > 6 && lex.Index(a.Text, "here ") < 0 && lex.Index(a.Text, "HERE ") < 0 && lex.Is(a.Text[:6], "delete") {
			return wholly
		}
	}
	return single
}

// notes are what names of indices, tables and files hold that extortionists leave.
var notes = []string{"ransom", "how_to_recover", "howtorecover", "how-to-recover", "how_to_restore", "how-to-restore", "how_to_decrypt", "recover_your", "recover-your", "restore_your", "restore-your", "your_data_", "your-data-is", "your_files",
	"read_me_to", "read-me-to", "readme_to_recover", "readme-to-recover", "please_read_me", "please-read-me", "pleaseread", "readmeplease", "hacked_by", "pwned_by", "data_is_backed", "send_bitcoin", "pay_bitcoin", "to_recover_data",
	"all_your_", "decrypt_instruction", "recovery_instruction", "restore_files", "recover_files"}

// said are names that mean it only as a whole, and only of tables, indices and databases.
var said = map[string]bool{"read_me": true, "read-me": true, "readme": true, "warning": true, "please_read": true, "contact_me": true, "recover": true, "meow": true, "ransom_note": true, "attention": true, "important": true}

// called remembers of a shape what its name says.
type called struct {
	shape         watch.ID
	sure, perhaps bool
}

// note tells what an extortionist leaves: sure by what it is called, or perhaps.
func (d *detector) note(a *watch.Access) (sure, perhaps bool) {
	switch a.Action {
	case event.Write, event.Admin, event.Other:
	default:
		return false, false
	}
	if a.Thing != 0 || a.Shape == 0 { // what it is called stands in what names the thing
		sure, perhaps = note(a)
		return sure && a.OK(), perhaps && a.OK()
	}
	k := &d.names[uint64(a.Shape+watch.ID(a.Action))%uint64(len(d.names))]
	if id := a.Shape + watch.ID(a.Action); k.shape != id {
		k.shape = id
		k.sure, k.perhaps = note(a)
	}
	return k.sure && a.OK(), k.perhaps && a.OK()
}

func note(a *watch.Access) (sure, perhaps bool) {
	if len(a.Object) == 0 || len(a.Object) > 512 {
		return false, false
	}
	var b [512]byte
	o := lex.Lower(b[:0], a.Object)
	if i := bytes.IndexByte(o, '?'); i >= 0 {
		o = o[:i]
	}
	if len(o) == 0 {
		return false, false
	}
	name, path := o, false
	if o[0] == '/' { // an index in a cluster's path
		name, path = o[1:], true
		if i := bytes.IndexByte(name, '/'); i >= 0 {
			name = name[:i]
		}
	} else if i := bytes.LastIndexByte(name, '/'); i >= 0 { // an object's last name
		name = name[i+1:]
	} else if i := bytes.LastIndexByte(name, '.'); i >= 0 && i+1 < len(name) { // a schema's table
		if last := name[i+1:]; !lex.Is(last, "txt") && !lex.Is(last, "html") && !lex.Is(last, "hta") && !lex.Is(last, "md") {
			name = last
		}
	}
	if path && a.Action != event.Write {
		return false, false
	}
	for _, n := range notes {
		if lex.Index(name, n) >= 0 {
			return true, true
		}
	}
	if bytes.HasSuffix(name, []byte("-meow")) || bytes.HasSuffix(name, []byte("_meow")) {
		return true, true
	}
	return false, said[string(bytes.Trim(name, `"'`+"`"))]
}
