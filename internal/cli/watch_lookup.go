package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func (a *app) lookupCommand(f *keptFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "lookup", Short: a.say("Write a lookup table for a SIEM: whose data stands behind what logs name", "SIEM 用のルックアップ表（ログ上の名称 → 何人分・どの項目か）を出力する"),
		Long: a.say(`Write a table from the inventory: each name that logs have for a store (table, index, bucket, host, path),
how many people stand behind it, which kinds of data, how grave they are, and from which countries it may be
accessed. With it the alerts of a SIEM can say whose data is concerned.`,
			`台帳から、ログに現れる名称（テーブル、索引、バケット、ホスト、パス）ごとに、何人分のデータか、どの項目か、
重み、アクセスが申告されている国を表にします。SIEM のアラートに「誰のデータか」を加えられます。`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.lookup(c.Context(), f) },
	}
	c.Flags().StringVarP(&f.format, "format", "f", "csv", a.say("csv or json (one object a line)", "csv または json（1行1件）"))
	c.Flags().StringVarP(&f.output, "output", "o", "", a.say("file for the table instead of standard output", "表の出力先（既定は標準出力）"))
	return c
}

// looked is a row of the table.
type looked struct {
	Object      string   `json:"object"` // as logs call it, in lower case
	Store       string   `json:"store"`
	Source      string   `json:"source,omitempty"`
	People      *int64   `json:"people"`
	Kinds       []string `json:"kinds"`
	Weight      float64  `json:"weight"`
	Credentials bool     `json:"credentials"`
	// Declared: Countries are all from which it may be accessed.
	Declared  bool     `json:"declared"`
	Countries []string `json:"countries"`
}

func (a *app) lookup(ctx context.Context, f *keptFlags) error {
	if f.format != "csv" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: csv or json", f.format)
	}
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	w := &watching{a: a, f: &watchFlags{}, set: set, started: time.Now(), zone: time.Local}
	if w.file, err = set.home.Read(); err != nil {
		return err
	}
	if w.file.Watch == nil {
		w.file.Watch = &config.Watch{}
	}
	s := &watch.Settings{Stores: watch.NewStores()}
	if err := w.stores(ctx, s); err != nil {
		return err
	}
	var rows []looked
	for _, n := range s.Stores.Named() {
		rows = append(rows, row(n))
	}
	return a.writing(f.output, func(out io.Writer) error {
		if f.format == "csv" {
			return lookupCSV(out, rows)
		}
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for i := range rows {
			if err := enc.Encode(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func row(n watch.Named) looked {
	st := n.Store
	r := looked{Object: n.Name, Store: st.Name, Source: st.Source, Kinds: []string{}, Weight: st.Weight, Credentials: st.Credentials, Declared: st.Declared, Countries: []string{}}
	if st.People > 0 || st.Known && st.People == 0 && len(st.Kinds) == 0 {
		r.People = &st.People
	}
	for _, k := range st.Kinds {
		r.Kinds = append(r.Kinds, k.String())
	}
	seen := map[string]bool{}
	for _, c := range append([][2]byte{st.Home}, st.Access...) {
		if code := network.Code(c); code != "" && !seen[code] {
			seen[code] = true
			r.Countries = append(r.Countries, code)
		}
	}
	return r
}

func lookupCSV(out io.Writer, rows []looked) error {
	w := csv.NewWriter(out)
	if err := w.Write([]string{"object", "store", "source", "people", "kinds", "weight", "credentials", "declared", "countries"}); err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		people := ""
		if r.People != nil {
			people = strconv.FormatInt(*r.People, 10)
		}
		if err := w.Write([]string{harmless(r.Object), harmless(r.Store), harmless(r.Source), people, strings.Join(r.Kinds, ";"), strconv.FormatFloat(r.Weight, 'g', -1, 64), strconv.FormatBool(r.Credentials), strconv.FormatBool(r.Declared), strings.Join(r.Countries, ";")}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// harmless keeps a spreadsheet from taking a name for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r\n|%") {
		return "'" + s
	}
	return s
}
