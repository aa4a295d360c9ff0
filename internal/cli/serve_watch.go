package cli

import (
	"context"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/ask"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/gap"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/run"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	watchroom "github.com/tsutsumi-dev/tsutsumi/internal/web/watching"
)

// watchRooms is the room of what logs tell.
func (h *house) watchRooms() []web.Room {
	return []web.Room{watchroom.Room{Alerts: h.db, Logs: h.db, Program: watchProgram{h}}}
}

// watchProgram is what the room of watching wants of the program.
type watchProgram struct{ h *house }

// Reveal implements watching.Program.
func (p watchProgram) Reveal(a *watch.Alert) (watch.Clear, error) {
	seal, err := p.h.secrets.Seal("alerts")
	if err != nil {
		return watch.Clear{}, err
	}
	return story.Open(a, seal)
}

// Ask implements watching.Program. Values never leave memory.
func (p watchProgram) Ask(ctx context.Context, values, match string, since time.Time) (*ask.Answer, error) {
	h := p.h
	if match != "" {
		return nil, web.Bad("照合で見つかった人をまとめて調べるには、照合に使った索引の人の値が要ります。事案を作り、該当者の一覧から調べてください。", "Asking for all persons of a match needs their values, which are kept nowhere: ask for single persons here.")
	}
	one := *h.a
	one.Streams = Streams{In: strings.NewReader(""), Out: discard{}, Err: discard{}}
	w := &watching{a: &one, set: h.set, file: h.file, f: &watchFlags{ask: true, least: "low", format: "json"}, started: h.now(), since: since}
	if w.file.Watch == nil || len(w.file.Watch.Logs) == 0 {
		return nil, web.Bad("tsutsumi.yaml にログが書かれていません。", "No logs are declared in tsutsumi.yaml.")
	}
	if w.zone = w.file.Watch.Zone; w.zone == nil {
		w.zone = time.Local
	}
	if err := w.know(ctx); err != nil {
		return nil, err
	}
	feeds, err := w.feeds(ctx, nil)
	defer func() {
		for _, s := range w.sets {
			_ = s.Close()
		}
	}()
	if err != nil {
		return nil, err
	}
	q := ask.Question{}
	if !since.IsZero() {
		q.Since = since.UnixMicro()
	}
	if err := w.persons(&q, strings.NewReader(values)); err != nil {
		return nil, err
	}
	if len(q.Names) == 0 && len(q.Persons) == 0 {
		return nil, web.Bad("探す人の値を入力してください。", "Say whom to look for.")
	}
	c := ask.New(w.settings, q)
	detectors := []watch.Detector{c, gap.New(w.settings, gap.Config{})}
	r := run.New(feeds, run.Options{Settings: w.settings, Detectors: detectors, Book: &answers{c}, Now: time.Now})
	if _, err := r.Do(ctx); err != nil {
		return nil, err
	}
	a := c.Answer()
	who, origin := story.Masks(w.settings)
	a.Show(who, origin)
	return a, nil
}

// discard takes what nobody reads.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
