package cli

import (
	"context"
	"fmt"
	"net/url"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	entry "github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/oidc"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/account"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/audit"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/login"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/settings"
)

// doors are what lets in and what records: opened once for a house.
type doors struct {
	gate  *entry.Gate
	audit *store.AuditLog
	// elsewhere signs in by a provider of identities; nil where none is declared.
	elsewhere *oidc.Provider
}

// openDoors makes the gate and the audit log of the house.
func (h *house) openDoors() error {
	seal, err := h.secrets.Seal("totp")
	if err != nil {
		return err
	}
	if h.doors.audit, err = h.a.auditLog(h.set, h.secrets, h.db); err != nil {
		return err
	}
	if h.doors.gate, err = entry.New(entry.Options{Store: h.db, Seal: seal, Now: h.now}); err != nil || h.file == nil || h.file.Console == nil || h.file.Console.OIDC == nil {
		return err
	}
	o := h.file.Console.OIDC
	secret, err := h.set.home.Referred(h.a.env, o.Secret, "client_secret", o.Line)
	if err != nil {
		return err
	}
	c := oidc.Config{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: secret, URL: o.URL, Name: o.Name, RolesClaim: o.RolesClaim, Roles: map[access.Role][]string{}}
	for role, groups := range o.Roles {
		c.Roles[access.Role(role)] = groups
	}
	h.doors.elsewhere, err = oidc.New(c, h.doors.gate, h.now)
	return err
}

// signing is the room of signing in; with a provider of identities, if one is declared.
func (h *house) signing() login.Room {
	m := login.Room{Gate: h.doors.gate}
	if h.doors.elsewhere != nil {
		m.Elsewhere = h.doors.elsewhere
		if m.Label = h.file.Console.OIDC.Label; m.Label == "" {
			m.Label = "SSO"
		}
	}
	return m
}

// admit gives the router what it asks and records with. o.TLS is settled before.
func (h *house) admit(o *builtin.Options) {
	o.Gate, o.Audit = h.doors.gate, h.doors.audit
	o.Label = h.set.engine(false).Name
	if o.TLS {
		h.doors.gate.Secure()
	}
}

// accountsExist tells whether anybody can sign in: a public address needs that.
func (h *house) accountsExist(ctx context.Context) (bool, error) { return h.doors.gate.Exist(ctx) }

// setupLink is the link by which the first account is made, at the console's address ("http://127.0.0.1:8470"); "" if there are accounts.
func (h *house) setupLink(ctx context.Context, at string) (string, error) {
	key, err := h.doors.gate.SetupKey(ctx)
	if err != nil || key == "" {
		return "", err
	}
	return at + "/setup?key=" + url.QueryEscape(key), nil
}

// greet prints where the console is and, while there is no account, the link to make one.
func (h *house) greet(ctx context.Context, at string) error {
	fmt.Fprintf(h.a.Out, "%s/\n", at)
	link, err := h.setupLink(ctx, at)
	if err == nil && link != "" {
		fmt.Fprintf(h.a.Out, "%s\n%s\n", h.a.say("No account yet. Make the first one here (once, within 24 hours):", "アカウントがまだありません。次のリンクで最初のアカウントを作成してください（1回限り、24時間以内）:"), link)
	}
	return err
}

// accessRooms are the rooms of signing in, of one's own account, of settings, and of the audit log.
func (h *house) accessRooms() []web.Room {
	return []web.Room{
		h.signing(),
		account.Room{Gate: h.doors.gate, Sources: settingsRoom{h}.Sources},
		settings.Room{Gate: h.doors.gate, Program: settingsRoom{h}},
		audit.Room{Log: h.doors.audit},
	}
}
