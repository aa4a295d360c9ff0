package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/seen"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// keptNames lists the IDs of the matchings kept, the newest first: an ID begins with its time.
func keptNames(set *setup) ([]string, error) {
	entries, err := os.ReadDir(matches(set))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list matches: %w", err)
	}
	var out []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".json"); ok && e.Type().IsRegular() && !strings.HasPrefix(id, ".") {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(b, a) })
	return out, nil
}

// keptPath finds a matching by its ID, by the beginning of it, or by the word latest.
func (a *app) keptPath(set *setup, id string) (string, error) {
	names, err := keptNames(set)
	if err != nil {
		return "", err
	}
	var found []string
	for _, n := range names {
		if n == id || id == "latest" {
			found = []string{n}
			break
		}
		if id != "" && strings.HasPrefix(n, id) {
			found = append(found, n)
		}
	}
	switch len(found) {
	case 0:
		return "", fault.Errorf(fault.Usage, "match: %s", a.say("there is no such match; match list names them", "その照合結果はありません。match list で確認できます"))
	case 1:
		return filepath.Join(matches(set), found[0]+".json"), nil
	}
	return "", fault.Errorf(fault.Usage, "match: %s", a.say("several matches begin so", "該当する照合結果が複数あります"))
}

func (a *app) matchExport() *cobra.Command {
	var use, output string
	c := &cobra.Command{
		Use:   "export MATCH|latest",
		Short: a.say("Write a match and the persons it found, for a case", "照合結果と該当者の一覧（番号のみ）を事案用に書き出す"),
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if use != "case" {
				return fault.Errorf(fault.Usage, "--for %q: case", use)
			}
			set, err := a.setup(&engineFlags{min: 0.7})
			if err != nil {
				return err
			}
			path, err := a.keptPath(set, args[0])
			if err != nil {
				return err
			}
			in, err := os.Open(path)
			if err != nil {
				return fmt.Errorf("open match: %w", err)
			}
			defer in.Close()
			return a.writing(output, func(w io.Writer) error { _, err := io.Copy(w, in); return err })
		},
	}
	c.Flags().StringVar(&use, "for", "case", a.say("what it is for: case", "用途: case"))
	c.Flags().StringVarP(&output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	return c
}

// readKept reads the verdict of a matching that was kept.
func readKept(path string) (*leak.Match, error) {
	var k struct {
		Match leak.Match `json:"match"`
	}
	if err := readMatch(path, &k); err != nil {
		return nil, err
	}
	return &k.Match, nil
}

// readMatch reads of a matching that was kept what to asks for: the verdict alone, or the persons too (kept).
func readMatch(path string, to any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fault.As(fault.Unreadable, fmt.Errorf("read match: %w", err))
	}
	if err := json.Unmarshal(text, to); err != nil {
		return fault.Errorf(fault.Unreadable, "read match %q: damaged", filepath.Base(path))
	}
	return nil
}

func (a *app) matchList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: a.say("List the matches kept", "保存済みの照合結果を一覧する"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := a.setup(&engineFlags{min: 0.7})
			if err != nil {
				return err
			}
			names, err := keptNames(set)
			if err != nil {
				return err
			}
			p := report.NewPage(a.Out, a.reportOptions())
			if len(names) == 0 {
				p.Line(p.Of("照合結果はまだありません。", "There are no matches yet."))
			}
			for _, n := range names {
				m, err := readKept(filepath.Join(matches(set), n+".json"))
				if err != nil {
					p.Ends(report.Dim, n, p.Of("読めません", "cannot be read"))
					continue
				}
				people := p.Of("不明", "unknown")
				if m.People.Likely != nil {
					people = report.Number(*m.People.Likely)
				}
				p.Ends(report.Plain, n+"  "+report.Clean(m.Dump), fmt.Sprintf(p.Of("%s・%s人", "%s, %s people"), m.Ours.Verdict, people))
			}
			return p.Flush()
		},
	}
}

func (a *app) matchForget() *cobra.Command {
	return &cobra.Command{
		Use:   "forget MATCH",
		Short: a.say("Erase a match, and what is remembered of its dump", "照合結果と、そのデータの記憶を消去する"),
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := a.setup(&engineFlags{min: 0.7})
			if err != nil {
				return err
			}
			path, err := a.keptPath(set, args[0])
			if err != nil {
				return err
			}
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("erase match: %w", err)
			}
			id := strings.TrimSuffix(filepath.Base(path), ".json")
			if err := seen.Forget(set.home.Data, id); err != nil && fault.Of(err) != fault.Usage { // it need not be remembered
				return err
			}
			_, err = fmt.Fprintf(a.Out, a.say("%s: erased\n", "%s：消去しました\n"), id)
			return err
		},
	}
}
