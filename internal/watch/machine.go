package watch

import "bytes"

// machineWords are what names of accounts of machines hold.
var machineWords = [][]byte{[]byte("backup"), []byte("bkup"), []byte("batch"), []byte("dump"), []byte("replic"), []byte("service"), []byte("svc"), []byte("cron"), []byte("night"), []byte("etl"), []byte("daemon"), []byte("job"),
	[]byte("export"), []byte("report"), []byte("sync"), []byte("monitor"), []byte("airflow"), []byte("bot"), []byte("app"), []byte("indexer"), []byte("snapshot"), []byte("crawler"), []byte("runner")}

// MachineName tells that an account is named as those of machines are. A thief may take such a name: it says something only
// where nothing better is known, as before there is a history.
func MachineName(account []byte) bool {
	if len(account) > 128 {
		account = account[len(account)-128:]
	}
	var b [128]byte
	n := copy(b[:], account)
	for i, c := range b[:n] {
		if c-'A' <= 'Z'-'A' {
			b[i] = c | 0x20
		}
	}
	for _, w := range machineWords {
		if i := bytes.Index(b[:n], w); i >= 0 && (len(w) > 3 || i == 0 || !letter(b[i-1]) || i+len(w) == n || !letter(b[i+len(w)])) {
			return true
		}
	}
	return false
}

// Machine tells that nothing but a name is known of who acted, and that it is a machine's: an account that is called so, a
// session of a role that is not called by a person's address.
func (a *Access) Machine() bool {
	switch {
	case a.Role&Job != 0:
		return true
	case len(a.Actor) == 0:
		return false
	case bytes.Contains(a.Actor, []byte("assumed-role/")):
		return bytes.IndexByte(a.Actor, '@') < 0
	}
	return MachineName(a.Actor)
}

func letter(c byte) bool { return c-'a' <= 'z'-'a' }
