package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/builtin"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen string
}

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: a.say("The console, the API and the schedule, in one process", "管理画面・API・定期実行をまとめて提供する"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), &f) },
	}
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:8470", a.say("address to listen on", "待ち受けるアドレス"))
	return c
}

// house is what the rooms of the console stand on: opened once, for as long as the process lives.
type house struct {
	a       *app
	set     *setup
	file    *config.File
	secrets *config.Secrets
	db      *store.Store
	now     func() time.Time
	log     *slog.Logger
	bench   queue.Bench // the work that goes on
	dumps   dumpsKept
	// The numbers of the first page.
	over     *overlook
	overOnce sync.Once
	doors    doors // who may come in, and what is recorded of it
}

func (a *app) serve(ctx context.Context, f *serveFlags) error {
	h, done, err := a.house(ctx)
	if err != nil {
		return err
	}
	defer done()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return fault.Errorf(fault.Usage, "--listen: %s", a.say("the address is taken, or not one of this machine", "そのアドレスは使用中か、この端末のものではありません"))
	}
	o := builtin.Options{Version: version(), Rooms: h.rooms(), Now: h.now, Log: h.log, Badges: h.badges}
	h.admit(&o)
	s := builtin.New(o)
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = srv.Shutdown(end)
	}()
	if err := h.greet(ctx, "http://"+l.Addr().String()); err != nil {
		return err
	}
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fault.As(fault.Unavailable, fmt.Errorf("serve: %w", err))
	}
	return nil
}

// house opens what the rooms stand on. The function that it returns closes it.
func (a *app) house(ctx context.Context) (*house, func(), error) {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return nil, nil, err
	}
	h := &house{a: a, set: set, now: time.Now, log: slog.New(slog.NewTextHandler(a.Err, nil))}
	if h.file, err = set.home.Read(); err != nil {
		return nil, nil, err
	}
	if h.secrets, err = config.Load(set.home, a.env); err != nil {
		return nil, nil, err
	}
	if h.db, err = a.store(ctx, set); err != nil {
		return nil, nil, err
	}
	if err = h.openDoors(); err != nil {
		_ = h.db.Close()
		return nil, nil, err
	}
	if err = h.keepDumps(ctx); err != nil {
		_ = h.db.Close()
		return nil, nil, err
	}
	return h, func() { _ = h.dumps.room.Close(); _ = h.db.Close() }, nil
}
