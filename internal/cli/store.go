package cli

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// store opens the inventory: in the home, or on the server that --store, TSUTSUMI_STORE or tsutsumi.yaml name.
func (a *app) store(ctx context.Context, set *setup) (*store.Store, error) {
	return a.storeOf(ctx, set.home)
}

func (a *app) storeOf(ctx context.Context, home config.Home) (*store.Store, error) {
	name, password, err := home.StoreAt(a.kept, a.env)
	if err != nil {
		return nil, err
	}
	if name == "" {
		if name, err = home.Database(); err != nil {
			return nil, err
		}
		return store.Open(ctx, name)
	}
	if !store.Remote(name) {
		return nil, fault.Errorf(fault.Usage, "--store: %s", a.say("postgres://user@host/database is expected", "postgres://ユーザー@ホスト/データベース の形で指定してください"))
	}
	return store.Open(ctx, name, store.Password(password))
}
