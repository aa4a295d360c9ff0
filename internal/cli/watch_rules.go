package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma"
)

// detectors are those that come with the program, and the user's rules: of --rules or tsutsumi.yaml, and of the folders
// sigma/ and policies/ of the configuration. Where rules are tested, they are all.
func (w *watching) detectors() ([]watch.Detector, *ruleTest, error) {
	out := builtin.All(w.settings)
	dir := w.f.rules
	if dir == "" && w.file.Watch.Rules != "" {
		dir = placed(w.set, w.file.Watch.Rules)
	}
	for _, of := range []struct{ name, dir, usual string }{{"sigma", dir, "sigma"}, {"policy", "", "policies"}} {
		named := of.dir != ""
		if !named {
			of.dir = filepath.Join(w.set.home.Config, of.usual)
		}
		if _, err := os.Stat(of.dir); err != nil {
			if named || !errors.Is(err, os.ErrNotExist) {
				return nil, nil, fault.As(fault.Usage, fmt.Errorf("read rules: %w", err))
			}
			continue
		}
		set, problems := sigma.Load(os.DirFS(of.dir), sigma.Options{})
		if w.f.testRules && of.name == "sigma" {
			t, err := w.ruleTest(set, problems)
			return []watch.Detector{t}, t, err
		}
		for _, p := range problems {
			w.unread = append(w.unread, watched.Unread{Name: p.File, Error: fmt.Sprintf(w.a.say("line %d: %s", "%d 行目: %s"), p.Line, w.a.say(p.Reason, p.Japanese)), Class: fault.Unreadable.String()})
		}
		out = append(out, sigma.New(w.settings, set, of.name))
	}
	if w.f.testRules {
		return nil, nil, fault.Errorf(fault.Usage, "--test-rules: no rules are named (--rules DIR)")
	}
	return out, nil, nil
}

// ruleTest shows accesses to rules that are tested.
type ruleTest struct{ *sigma.Test }

func (w *watching) ruleTest(set *sigma.Set, problems []sigma.Problem) (*ruleTest, error) {
	parsers, err := w.parsers()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range parsers {
		names = append(names, p.Name())
	}
	return &ruleTest{sigma.NewTest(w.settings, set, problems, names)}, nil
}

// About implements watch.Detector.
func (*ruleTest) About() *watch.About { return &watch.About{Name: "sigma"} }

// See implements watch.Detector.
func (t *ruleTest) See(a *watch.Access, _ watch.Out) { t.Test.See(a) }

// Tick implements watch.Detector.
func (t *ruleTest) Tick(now int64, _ watch.Out) { t.Test.Tick(now) }

// Save implements watch.Detector: a test is short, and begun anew.
func (*ruleTest) Save(*watch.Encoder) {}

// Load implements watch.Detector.
func (*ruleTest) Load(*watch.Decoder) error { return nil }

func (t *ruleTest) tell(out io.Writer, w *watching) error {
	if w.f.format != "json" {
		return t.Write(out, w.a.lang == "ja")
	}
	enc := json.NewEncoder(out)
	for _, r := range t.Report() {
		if err := enc.Encode(map[string]any{"rule": r}); err != nil {
			return err
		}
	}
	return nil
}
