package config

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Getenv reads the environment.
type Getenv func(string) string

// Home is the folders that the program keeps. Nothing is made before it is needed.
type Home struct {
	Data   string // tsutsumi.db, people/, spool/
	Config string // tsutsumi.yaml, key
}

// Locate settles the folders: the flag, then TSUTSUMI_HOME and TSUTSUMI_CONFIG_HOME, then the XDG folders (on macOS and
// Windows what stands for them). Where a home is given and no configuration home, the configuration stands beside it, in
// home.key/, never inside.
func Locate(flag string, env Getenv) (Home, error) {
	h := Home{Data: flag, Config: env("TSUTSUMI_CONFIG_HOME")}
	if h.Data == "" {
		h.Data = env("TSUTSUMI_HOME")
	}
	if h.Data != "" && h.Config == "" {
		h.Config = filepath.Clean(h.Data) + ".key"
	}
	var err error
	if h.Data == "" {
		if h.Data, err = standard(env, "XDG_DATA_HOME", ".local/share"); err != nil {
			return h, err
		}
	}
	if h.Config == "" {
		if h.Config, err = standard(env, "XDG_CONFIG_HOME", ".config"); err != nil {
			return h, err
		}
	}
	if h.Data, err = filepath.Abs(h.Data); err == nil {
		h.Config, err = filepath.Abs(h.Config)
	}
	if err != nil {
		return h, fault.As(fault.Usage, fmt.Errorf("find home: %w", err))
	}
	return h, nil
}

func standard(env Getenv, xdg, rel string) (string, error) {
	if d := env(xdg); d != "" {
		return filepath.Join(d, "tsutsumi"), nil
	}
	home := env("HOME")
	if runtime.GOOS == "windows" {
		if d := env("LocalAppData"); d != "" {
			return filepath.Join(d, "tsutsumi", filepath.Base(rel)), nil
		}
		home = env("USERPROFILE")
	}
	if home == "" {
		return "", fault.Errorf(fault.Usage, "find home: neither TSUTSUMI_HOME nor HOME is set")
	}
	return filepath.Join(home, filepath.FromSlash(rel), "tsutsumi"), nil
}

// Database is the path of the inventory; its folder is made.
func (h Home) Database() (string, error) {
	if err := os.MkdirAll(h.Data, 0o700); err != nil {
		return "", fault.As(fault.Usage, fmt.Errorf("make home: %w", err))
	}
	return filepath.Join(h.Data, "tsutsumi.db"), nil
}

// Spool is the folder for temporary files; it is made.
func (h Home) Spool() (string, error) {
	dir := filepath.Join(h.Data, "spool")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.As(fault.Usage, fmt.Errorf("make spool: %w", err))
	}
	return dir, nil
}

// People is the folder of the people indices and of what is remembered of dumps; it is made.
func (h Home) People() (string, error) {
	dir := filepath.Join(h.Data, "people")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.As(fault.Usage, fmt.Errorf("make folder of people indices: %w", err))
	}
	return dir, nil
}

// Heads is the path of the signed file that tells what the ledger of cases held last. It stands in the configuration folder, apart from
// the ledger.
func (h Home) Heads() string { return filepath.Join(h.Config, "case-heads") }

// Vault is the folder of the files and sets of persons that belong to cases.
func (h Home) Vault() string { return filepath.Join(h.Data, "cases", "vault") }

// AuditHead is the path of the signed file that tells what the audit log of the console held last. It stands in the configuration folder,
// apart from the log.
func (h Home) AuditHead() string { return filepath.Join(h.Config, "audit-head") }
