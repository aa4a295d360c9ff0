package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	entry "github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// userCommand looks after accounts of the console: for who locked himself out, and for the first account without a browser.
func (a *app) userCommand() *cobra.Command {
	c := &cobra.Command{Use: "user", Short: a.say("Look after users of the console", "管理画面の利用者を管理する")}
	var roles, sources []string
	add := &cobra.Command{
		Use: "add NAME", Short: a.say("Add a user and print his first password, which he changes at the first sign-in", "利用者を追加し、初期パスワードを表示する（最初のサインインで変更）"), Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.userAct(c.Context(), "add-account", args[0], func(ctx context.Context, g *entry.Gate, name string) error {
				secret := access.Secret(15)
				var rs []access.Role
				for _, r := range roles {
					rs = append(rs, access.Role(r))
				}
				if err := g.Add(ctx, name, secret, rs, access.Scope(sources), true); err != nil {
					return err
				}
				fmt.Fprintln(a.Out, secret)
				return nil
			})
		},
	}
	add.Flags().StringSliceVar(&roles, "role", []string{string(access.Viewer)}, a.say("viewer, analyst, officer, admin; several with commas", "viewer, analyst, officer, admin（コンマ区切りで複数）"))
	add.Flags().StringSliceVar(&sources, "source", nil, a.say("confine to these sources, as the inventory names them", "台帳での名前で、このデータ源に限る"))
	list := &cobra.Command{
		Use: "list", Short: a.say("List the users", "利用者を一覧する"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.users(c.Context()) },
	}
	var second bool
	reset := &cobra.Command{
		Use: "reset NAME", Short: a.say("Print a new first password, end the user's sessions, and let him in again", "新しい初期パスワードを表示し、セッションを終了して、停止を解除する"), Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.userAct(c.Context(), "reset-account", args[0], func(ctx context.Context, g *entry.Gate, name string) error {
				secret := access.Secret(15)
				err := g.Reset(ctx, name, secret, true)
				if err == nil && second {
					err = g.Unenrol(ctx, name)
				}
				if err == nil {
					err = g.Disable(ctx, name, false)
				}
				if err != nil {
					return err
				}
				fmt.Fprintln(a.Out, secret)
				return nil
			})
		},
	}
	reset.Flags().BoolVar(&second, "second-factor", false, a.say("take the second factor away too", "2段階認証も解除する"))
	disable := &cobra.Command{
		Use: "disable NAME", Short: a.say("Let a user in no more, and end his sessions", "利用者を停止し、セッションを終了する"), Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.userAct(c.Context(), "change-account", args[0], func(ctx context.Context, g *entry.Gate, name string) error { return g.Disable(ctx, name, true) })
		},
	}
	c.AddCommand(add, list, reset, disable)
	return c
}

// accounts opens the gate and the audit log of the home.
func (a *app) accounts(ctx context.Context) (*house, func(), error) {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return nil, nil, err
	}
	h := &house{a: a, set: set, now: time.Now}
	if h.secrets, err = config.Load(set.home, a.env); err != nil {
		return nil, nil, err
	}
	if h.db, err = a.store(ctx, set); err != nil {
		return nil, nil, err
	}
	if err := h.openDoors(); err != nil {
		return nil, nil, errors.Join(err, h.db.Close())
	}
	return h, func() { _ = h.db.Close() }, nil
}

// userAct does something to an account and records it.
func (a *app) userAct(ctx context.Context, act, name string, do func(context.Context, *entry.Gate, string) error) error {
	h, done, err := a.accounts(ctx)
	if err != nil {
		return err
	}
	defer done()
	if !access.Callable(name) {
		return entry.ErrName
	}
	if err := h.doors.audit.Ready(ctx); err != nil {
		return err
	}
	err = do(ctx, h.doors.gate, name)
	e := &access.Entry{Who: "command", Via: "command", Act: act, Object: name, Outcome: access.Done}
	if err != nil {
		e.Outcome = access.Refused
		if fault.Of(err) == fault.Internal || fault.Of(err) == fault.Unavailable {
			e.Outcome = access.Failed
		}
	}
	return errors.Join(err, h.doors.audit.Append(ctx, e))
}

func (a *app) users(ctx context.Context) error {
	h, done, err := a.accounts(ctx)
	if err != nil {
		return err
	}
	defer done()
	list, err := h.doors.gate.Accounts(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(a.Out, a.say("There are no users: tsutsumi serve prints a link to make the first, or tsutsumi user add NAME --role admin", "利用者はいません。tsutsumi serve が表示するリンク、または tsutsumi user add 名前 --role admin で作成してください"))
	}
	for i := range list {
		u := &list[i]
		state := ""
		if u.Disabled {
			state = a.say("  disabled", "  停止中")
		}
		var roles []string
		for _, r := range u.Roles {
			roles = append(roles, string(r))
		}
		where := ""
		if !u.Scope.All() {
			where = "  " + strings.Join(u.Scope, " ")
		}
		fmt.Fprintf(a.Out, "%s  %s%s%s\n", u.Name, strings.Join(roles, ","), where, state)
	}
	return nil
}
