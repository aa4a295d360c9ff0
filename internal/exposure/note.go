package exposure

import "strings"

// notes are what those who delete and extort call what they leave behind: parts of the names of indices, databases, tables
// and keys, in lower case with blanks, dots and hyphens as underscores. They are from public reports on such campaigns.
var notes = []string{
	"please_read_me", "pleaseread", "read_me_to_recover", "readme_to_recover", "read_me_to_get", "readme_for_recover", "read_it_to_recover", "how_to_recover", "how_to_restore",
	"how_to_get_my_data", "recover_your_data", "recovery_your_data", "your_data_is_backed", "your_data_has_been", "restore_your_data",
	"contact_me", "hacked_by", "warning_your_db", "send_bitcoin", "send_btc", "pay_bitcoin",
	"delete_all", "has_been_hacked", "secure_your_db",
}

// exact are whole names.
var exact = map[string]bool{
	"warning": true, "readme": true, "read_me": true, "please_read": true, "readme_missing": true, "crackit": true, "pwn": true,
}

// Note tells whether something is named as ransom notes and the traces of wiping programs are: PLEASE_READ_ME, …-meow.
func Note(name string) bool {
	n := strings.ToLower(strings.NewReplacer(" ", "_", "-", "_", ".", "_").Replace(strings.Trim(name, " _.-")))
	if exact[n] || strings.HasSuffix(n, "_meow") {
		return true
	}
	for _, s := range notes {
		if strings.Contains(n, s) {
			return true
		}
	}
	return false
}
