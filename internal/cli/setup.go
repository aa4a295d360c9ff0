package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/allow"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/rule"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/weigh"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// engineFlags are the flags of every command that judges.
type engineFlags struct {
	min   float64
	rules string
	allow string
	jobs  int
}

func (a *app) engineFlags(c *cobra.Command, f *engineFlags) {
	fl := c.Flags()
	fl.Float64Var(&f.min, "min-likelihood", 0.7, a.say("leave out findings below", "これ未満の確度の検出を除く"))
	fl.StringVar(&f.rules, "rules", "", a.say("folder of own rules (default: rules/ of the configuration)", "独自ルールのフォルダー（既定: 設定フォルダーの rules/）"))
	fl.StringVar(&f.allow, "allow", "", a.say("file of what is known and allowed (default: allow.yaml of the configuration)", "許可リスト（既定: 設定フォルダーの allow.yaml）"))
	fl.IntVarP(&f.jobs, "jobs", "j", 0, a.say("blocks judged at a time (default: processors)", "並列数（既定: プロセッサー数）"))
}

// setup is what a judging command needs.
type setup struct {
	home     config.Home
	config   engine.Config
	team     *pii.Key
	identity string
}

func (a *app) setup(f *engineFlags) (*setup, error) {
	if f.min <= 0 || f.min >= 1 {
		return nil, fault.Errorf(fault.Usage, "--min-likelihood %v: between 0 and 1", f.min)
	}
	home, err := config.Locate(a.home, a.env)
	if err != nil {
		return nil, err
	}
	secrets, err := config.Load(home, a.env)
	if err != nil {
		return nil, err
	}
	s := &setup{home: home}
	c := &s.config
	if c.Key, err = secrets.Fingerprints(); err == nil {
		if c.Run, err = config.ForRun(); err == nil {
			s.team, err = secrets.Team()
		}
	}
	if err != nil {
		return nil, err
	}
	c.Team, c.Floor, c.Workers = s.team, f.min, f.jobs
	if c.Workers <= 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	own, err := a.rules(f.rules, home)
	if err != nil {
		return nil, err
	}
	c.Detectors = append(detectors.All(), own...)
	allowID, err := a.allow(f.allow, home, c)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s\n%s\n%v\n", version(), weigh.Source(), rule.Hash(own), allowID, f.min)
	s.identity = hex.EncodeToString(sum.Sum(nil)[:8])
	return s, nil
}

// engine makes the engine; located asks for findings of tables one by one.
func (s *setup) engine(located bool) *engine.Engine {
	c := s.config
	if c.Findings = located; !located {
		c.Located = scan.MaxLocated
	}
	return engine.New(c)
}

func (a *app) rules(dir string, home config.Home) ([]detect.Detector, error) {
	if dir == "" {
		dir = filepath.Join(home.Config, "rules")
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	} else if _, err := os.Stat(dir); err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read rules: %w", err))
	}
	return rule.Load(os.DirFS(dir))
}

// allow loads the allow list and returns what it adds to the engine's identity.
func (a *app) allow(path string, home config.Home, c *engine.Config) (string, error) {
	c.Ignored, c.IgnoredMark = allow.Ignored, allow.Mark()
	if path == "" {
		path = filepath.Join(home.Config, "allow.yaml")
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
	}
	list, err := allow.Load(path)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fault.As(fault.Usage, fmt.Errorf("read allow list: %w", err))
	}
	c.Allows = list.Allows
	if bytes.Contains(text, []byte("id:")) {
		c.AllowsID = list.AllowsID
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
