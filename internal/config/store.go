package config

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Store is where the inventory, alerts and cases are kept, if not in a file of the home: a database of a PostgreSQL server.
type Store struct {
	URL      string // postgres://user@host/database, without a password
	Password Secret // by reference
	Line     int
}

type writtenStore struct {
	URL          string `yaml:"url"`
	PasswordEnv  string `yaml:"password_env"`
	PasswordFile string `yaml:"password_file"`
}

func (d *decoder) store(w *written, f *File) error {
	in := w.Store
	if in == nil {
		return nil
	}
	line := d.line("store")
	switch {
	case !strings.HasPrefix(in.URL, "postgres://") && !strings.HasPrefix(in.URL, "postgresql://"):
		return d.fail(line, "store needs url: postgres://user@host/database")
	case in.PasswordEnv != "" && in.PasswordFile != "":
		return d.fail(d.line("store", "password_file"), "either password_env or password_file")
	}
	f.Store = &Store{URL: in.URL, Password: Secret{"", in.PasswordEnv, in.PasswordFile}, Line: line}
	return nil
}

// StoreAt settles where the inventory is kept: the flag, then TSUTSUMI_STORE, then what tsutsumi.yaml says; "" is the file of the home.
// The password is that of TSUTSUMI_STORE_PASSWORD_FILE, of PGPASSWORD, or what tsutsumi.yaml refers to; "" leaves it to libpq's files.
func (h Home) StoreAt(flag string, env Getenv) (url, password string, err error) {
	if url = flag; url == "" {
		url = env("TSUTSUMI_STORE")
	}
	var declared *Store
	if url == "" {
		f, err := h.Read()
		if err != nil {
			return "", "", err
		}
		if declared = f.Store; declared == nil {
			return "", "", nil
		}
		url = declared.URL
	}
	if path := env("TSUTSUMI_STORE_PASSWORD_FILE"); path != "" {
		st, err := os.Stat(path)
		if err == nil && runtime.GOOS != "windows" && st.Mode().IsRegular() && st.Mode().Perm()&0o077 != 0 {
			return "", "", fault.Errorf(fault.Usage, "read TSUTSUMI_STORE_PASSWORD_FILE: %s may be read by others; chmod 600", filepath.Base(path))
		}
		text, err := slurp(path)
		switch {
		case err != nil:
			return "", "", fault.As(fault.Usage, fmt.Errorf("read TSUTSUMI_STORE_PASSWORD_FILE: %w", err))
		case len(text) > maxKey:
			return "", "", fault.Errorf(fault.Usage, "read TSUTSUMI_STORE_PASSWORD_FILE: %s is too long for a password", filepath.Base(path))
		}
		return url, strings.TrimRight(string(text), "\r\n"), nil
	}
	if password = env("PGPASSWORD"); password == "" && declared != nil {
		password, err = h.Referred(env, declared.Password, "password", declared.Line)
	}
	return url, password, err
}
