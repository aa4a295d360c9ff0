package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/canary"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/claim"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/seen"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/verdict"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// matchFlags are the flags of match.
type matchFlags struct {
	engineFlags
	format   string
	output   string
	stores   []string
	sample   int64
	claim    string
	remember bool
	all      bool
}

// matchMemory is what the collector may use while a dump is matched; the indices are mapped and not counted.
const matchMemory = 384 << 20

func (a *app) matchCommand() *cobra.Command {
	var f matchFlags
	c := &cobra.Command{
		Use:   "match DUMP…",
		Short: a.say("Recognise a leaked dump: is it genuine, is it ours, since when, how many people", "流出データを照合する: 本物か、自社のものか、いつの時点か、何人分か"),
		Args:  cobra.MinimumNArgs(1),
		RunE:  func(c *cobra.Command, args []string) error { return a.match(c.Context(), &f, args) },
	}
	a.engineFlags(c, &f.engineFlags)
	fl := c.Flags()
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text, json or html", "text・json・html のいずれか"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file for the report instead of standard output", "レポートの出力先（既定は標準出力）"))
	fl.StringSliceVar(&f.stores, "store", nil, a.say("only these stores (default: all)", "このストアとだけ照合する（既定: すべて）"))
	fl.Int64Var(&f.sample, "sample", 0, a.say("stop after about so many records", "この件数ほど読んだら終える"))
	fl.StringVar(&f.claim, "claim", "", a.say("file that tells what was said of the dump: seller, price, count, …", "売り手の主張（価格・件数など）を書いたファイル"))
	fl.BoolVar(&f.remember, "remember", false, a.say("recognise this dump when it comes again", "次に同じデータが出回ったときに分かるよう、記憶する"))
	fl.BoolVar(&f.all, "no-ignore", true, a.say("read files that .gitignore leaves out", ".gitignore の対象も読む"))
	c.AddCommand(a.matchExport(), a.matchList(), a.matchForget())
	return c
}

func (a *app) match(ctx context.Context, f *matchFlags, dumps []string) error {
	switch f.format {
	case "text", "json", "html":
	default:
		return fault.Errorf(fault.Usage, "--format %q: text, json or html", f.format)
	}
	if f.sample < 0 {
		return fault.Errorf(fault.Usage, "--sample %d: 0 or more", f.sample)
	}
	set, err := a.setup(&f.engineFlags)
	if err != nil {
		return err
	}
	a.roomFor(matchMemory)
	o, done, err := a.matchOptions(set, f)
	if err != nil {
		return err
	}
	defer done()
	said, err := readClaim(f.claim, o.Engine.Name)
	if err != nil {
		return err
	}
	so := a.sourceOptions(set)
	so.All = f.all
	sources, err := a.open(ctx, dumps, so)
	if err != nil {
		return err
	}
	var out []leak.Match
	for i, src := range sources {
		m, err := a.matchOne(ctx, set, f, o, runID(time.Now()), src, dumpName(dumps[i]), said)
		if err != nil {
			return err
		}
		out = append(out, *m)
	}
	return a.writing(f.output, func(w io.Writer) error {
		ro := a.reportOptions()
		switch f.format {
		case "json":
			return verdict.JSON(w, out)
		case "html":
			return verdict.HTML(w, ro, out)
		}
		return verdict.Text(w, ro, out)
	})
}

// matchOne matches one dump, and keeps what came of it under an ID.
func (a *app) matchOne(ctx context.Context, set *setup, f *matchFlags, o match.Options, id string, src source.Source, name string, said *claim.Claim) (*leak.Match, error) {
	o.ID = id
	stop := a.counting(&o.Progress)
	r, err := match.Run(ctx, o, src, name)
	stop()
	if err != nil {
		return nil, err
	}
	r.Match.Claim = said.Answer(&r.Match)
	if err := a.keepMatch(set, f, r); err != nil {
		return nil, err
	}
	for _, s := range r.Match.Skipped {
		if s.Class != fault.Skipped.String() {
			a.status = StatusPartly
		}
	}
	return &r.Match, nil
}

// dumpName is what a dump is called: the last part of its path, which says enough and seldom tells of anybody.
func dumpName(target string) string {
	if target == "-" {
		return target
	}
	return filepath.Base(filepath.Clean(target))
}

// matchOptions gathers what a dump is laid beside.
func (a *app) matchOptions(set *setup, f *matchFlags) (match.Options, func(), error) {
	e := set.engine(false)
	o := match.Options{Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(), Sample: f.sample, Now: time.Now}
	about, err := set.home.Read()
	if err != nil {
		return o, nil, err
	}
	o.Assets, o.Published = about.Assets, about.Published
	if o.TempDir, err = set.home.Spool(); err != nil {
		return o, nil, err
	}
	var skipped []leak.Skip
	if o.Seen, skipped, err = seen.Remembered(set.home.Data, set.config.Key.ID()); err != nil {
		return o, nil, err
	}
	for _, s := range skipped {
		fmt.Fprintf(a.Err, "tsutsumi: %s: %s\n", s.Name, s.Error)
	}
	if o.Planted, err = a.planted(set); err != nil {
		return o, nil, err
	}
	stores, done, err := a.indices(set, f.stores)
	o.Stores = stores
	return o, done, err
}

// readClaim reads what was said of the dump; nil where nothing was.
func readClaim(path string, safe func(string) string) (*claim.Claim, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read claim: %w", err))
	}
	return claim.Read(text, safe)
}

// planted tells a run of the canaries.
func (a *app) planted(set *setup) (p match.Planted, err error) {
	_, keys, err := a.canaryKeys()
	if err != nil {
		return p, err
	}
	reg, err := canary.Load(set.home.Data, keys)
	if err != nil {
		return p, err
	}
	s := reg.Set()
	if s.Empty() {
		return p, nil
	}
	for _, c := range s.Planted() {
		p.Copies = append(p.Copies, leak.Canary{Store: c.Store, Copy: c.Copy, Planted: c.Time})
	}
	p.Look = func(class pii.Class, hash uint64) (int, bool) { return s.Look(class, hash) }
	p.Find = func() func([]byte, func(int)) { return s.Finder().Find }
	return p, nil
}

// kept is what is kept of a matching: the verdict, and the persons matched by the rows of each index, with what the dump tells
// of each. No datum.
type kept struct {
	Match   leak.Match         `json:"match"`
	Persons map[string]keptSet `json:"persons"`
}

type keptSet struct {
	// Snapshots is how many the index had; rows are numbered for good.
	Snapshots int            `json:"snapshots"`
	Groups    []breach.Group `json:"groups,omitempty"`
	// Rows are those of matchings kept before kinds were: of whom it is not known what the dump tells.
	Rows []uint32 `json:"rows,omitempty"`
}

// persons are those of a store, for a case.
func (s *keptSet) persons(store string) *breach.Persons {
	p := &breach.Persons{Store: store, Snapshots: s.Snapshots, Groups: s.Groups}
	if len(s.Rows) > 0 {
		p.Groups = append(slices.Clone(p.Groups), breach.Group{Kinds: []pii.Kind{}, Rows: s.Rows})
	}
	return p
}

// matches is the folder of what is kept of matchings.
func matches(set *setup) string { return filepath.Join(set.home.Data, "matches") }

// keepMatch keeps a matching for later steps, and the dump's sketch if asked to.
func (a *app) keepMatch(set *setup, f *matchFlags, r *match.Result) (err error) {
	if f.remember && r.Seen != nil {
		if err := seen.Remember(set.home.Data, r.Seen); err != nil {
			return err
		}
	}
	k := kept{Match: r.Match, Persons: map[string]keptSet{}}
	for name, p := range r.Persons {
		s := keptSet{Snapshots: p.Snapshots}
		for _, g := range p.Groups() {
			s.Groups = append(s.Groups, breach.Group{Kinds: g.Kinds.List(), Rows: g.Rows})
		}
		k.Persons[name] = s
	}
	dir := matches(set)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("keep match: %w", err))
	}
	tmp, err := os.CreateTemp(dir, ".match-")
	if err != nil {
		return fmt.Errorf("keep match: %w", err)
	}
	err = json.NewEncoder(tmp).Encode(k)
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(dir, r.Match.ID+".json"))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep match: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}
