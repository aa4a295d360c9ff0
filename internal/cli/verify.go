package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func (a *app) verifyCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "verify",
		Short: a.say("Check that nothing that is kept was damaged, changed or taken away", "保存しているものに破損・改ざん・欠落がないか確かめる"),
		Long: a.say(`Checks the database, every event of all cases (as case verify does), the audit log's chain, and the people indices, and says of each
whether it is whole. Exit status 1: something is damaged or was changed; 4: something could not be checked.`,
			`データベース、すべての事案のイベント（case verify と同じ）、監査ログの連鎖、照合用索引を検査し、それぞれの結果を示します。
終了ステータスは、破損や改ざんがあれば 1、検査できないものがあれば 4 です。`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.verifyAll(c.Context(), format) },
	}
	c.Flags().StringVar(&format, "format", "text", a.say("text or json", "text または json"))
	return c
}

// checked is what became of one thing that was looked at.
type checked struct {
	What   string `json:"what"`   // database, cases, audit, people
	Name   string `json:"name"`   // of an index
	State  string `json:"state"`  // whole, damaged, unread
	Detail string `json:"detail"` // in words
}

func (a *app) verifyAll(ctx context.Context, format string) error {
	if format != "text" && format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", format)
	}
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	list := a.verifyStore(ctx, set)
	people, err := a.verifyPeople(ctx, set)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	list = append(list, people...)
	bad, unread := 0, 0
	for _, c := range list {
		switch c.State {
		case "damaged":
			bad++
		case "unread":
			unread++
		}
	}
	switch {
	case bad > 0:
		a.status = StatusError
	case unread > 0:
		a.status = StatusPartly
	}
	if format == "json" {
		e := json.NewEncoder(a.Out)
		for i := range list {
			if err := e.Encode(map[string]*checked{"check": &list[i]}); err != nil {
				return err
			}
		}
		return e.Encode(map[string]any{"verify": map[string]int{"checks": len(list), "damaged": bad, "unread": unread}})
	}
	p := report.NewPage(a.Out, a.reportOptions())
	switch {
	case bad > 0:
		p.Line(p.Paint(report.Red, fmt.Sprintf(a.say("Damaged or changed: %d of %d", "破損・改ざんがあります：%[2]d件中%[1]d件"), bad, len(list))))
	case unread > 0:
		p.Line(fmt.Sprintf(a.say("Could not be checked: %d of %d; the rest is whole", "検査できないものがあります：%[2]d件中%[1]d件。ほかは正常です"), unread, len(list)))
	default:
		p.Line(a.say("All is whole", "すべて正常です"))
	}
	p.Line("")
	for _, c := range list {
		mark := map[string]string{"whole": a.say("whole", "正常"), "damaged": a.say("DAMAGED", "異常"), "unread": a.say("not checked", "未検査")}[c.State]
		p.Line("  " + report.Fit(mark, 12) + report.Fit(a.checkedName(&c), 26) + c.Detail)
	}
	return p.Flush()
}

func (a *app) checkedName(c *checked) string {
	switch c.What {
	case "database":
		return a.say("database", "データベース")
	case "cases":
		return a.say("cases", "事案")
	case "audit":
		return a.say("audit log", "監査ログ")
	}
	return a.say("people index ", "照合用索引 ") + report.Clean(c.Name)
}

// verifyStore checks what stands in the database. One that cannot be opened is told as such, and the rest is looked at all the same.
func (a *app) verifyStore(ctx context.Context, set *setup) []checked {
	db, err := a.store(ctx, set)
	if err != nil {
		return []checked{a.unread("database", err)}
	}
	defer db.Close()
	var out []checked
	switch bad, err := db.Sound(ctx); {
	case err != nil:
		out = append(out, a.unread("database", err))
	case bad != "":
		out = append(out, checked{What: "database", State: "damaged", Detail: bad})
	default:
		out = append(out, checked{What: "database", State: "whole"})
	}
	secrets, err := config.Load(set.home, a.env)
	if err != nil {
		return append(out, a.unread("cases", err), a.unread("audit", err))
	}
	return append(out, a.verifyCases(ctx, set, secrets, db), a.verifyAudit(ctx, set, secrets, db))
}

// unread is what could not be checked.
func (a *app) unread(what string, err error) checked {
	state := "unread"
	if fault.Of(err) == fault.Unreadable || what == "database" && fault.Of(err) == fault.Usage {
		state = "damaged"
	}
	return checked{What: what, State: state, Detail: err.Error()}
}

func (a *app) verifyPeople(ctx context.Context, set *setup) ([]checked, error) {
	dir, err := set.home.People()
	if err != nil {
		return nil, err
	}
	names, err := indexNames(dir)
	if err != nil {
		return nil, err
	}
	var out []checked
	for _, name := range names {
		x, err := index.Open(filepath.Join(dir, name+indexEnding))
		if err == nil {
			err = errors.Join(x.Verify(ctx), x.Close())
		}
		c := checked{What: "people", Name: name, State: "whole"}
		if err != nil {
			c.State, c.Detail = "damaged", err.Error()
		}
		out = append(out, c)
	}
	return out, nil
}
