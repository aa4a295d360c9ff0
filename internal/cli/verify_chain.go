package cli

import (
	"context"
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// verifyCases checks all cases, as case verify does, which tells more of what it finds.
func (a *app) verifyCases(ctx context.Context, set *setup, secrets *config.Secrets, db *store.Store) checked {
	key, err := secrets.Signer("case")
	if err != nil {
		return a.unread("cases", err)
	}
	seal, err := secrets.Seal("case")
	if err != nil {
		return a.unread("cases", err)
	}
	rep, err := db.Ledger(key, seal, set.home.Heads()).Verify(ctx, "")
	if err != nil {
		return a.unread("cases", err)
	}
	c := checked{What: "cases", State: "whole", Detail: fmt.Sprintf(a.say("%s events of %s cases", "事案%[2]s件・イベント%[1]s件"), report.Number(rep.Events), report.Number(rep.Cases))}
	if n := len(rep.Problems); n > 0 {
		c.State = "damaged"
		c.Detail = a.problem(&rep.Problems[0])
		if n > 1 {
			c.Detail += fmt.Sprintf(a.say("; and %d more: case verify", "。ほか%d件（case verify）"), n-1)
		}
	}
	return c
}

// verifyAudit checks the chain of the audit log.
func (a *app) verifyAudit(ctx context.Context, set *setup, secrets *config.Secrets, db *store.Store) checked {
	key, err := secrets.Signer("audit")
	if err != nil {
		return a.unread("audit", err)
	}
	rep, err := db.AuditLog(key, set.home.AuditHead()).Verify(ctx)
	if err != nil {
		return a.unread("audit", err)
	}
	c := checked{What: "audit", State: "whole", Detail: fmt.Sprintf(a.say("%s entries", "%s件"), report.Number(rep.Entries))}
	if n := len(rep.Problems); n > 0 {
		c.State, c.Detail = "damaged", fmt.Sprintf(a.say("%d problems", "問題%d件"), n)
	}
	return c
}
