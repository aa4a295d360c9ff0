package cli

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// auditLog is the audit log of a store; Verify checks it whole.
func (a *app) auditLog(set *setup, secrets *config.Secrets, db *store.Store) (*store.AuditLog, error) {
	key, err := secrets.Signer("audit")
	if err != nil {
		return nil, err
	}
	return db.AuditLog(key, set.home.AuditHead()), nil
}
