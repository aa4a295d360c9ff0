package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// doMatch judges a dump. The verdict has the ID of the job: whatever is killed, there is one.
func (h *house) doMatch(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
	a, end, err := h.call(ctx, nil, tell)
	if err != nil {
		return nil, err
	}
	defer end()
	d, err := h.dump(ctx, j.Subject)
	if err != nil {
		return nil, err
	}
	if d.Source != nil {
		defer func() { _ = d.Source.Close() }()
	}
	result := map[string]any{"match": j.ID}
	if d.Match != "" { // a former try got so far
		result["match"] = d.Match
		return a.outcome(result, nil)
	}
	if _, err := os.Stat(filepath.Join(matches(h.set), j.ID+".json")); errors.Is(err, fs.ErrNotExist) {
		if err := h.matchDump(ctx, a, j.ID, d); err != nil {
			return nil, err
		}
	}
	if err := h.dumpJudged(ctx, j.Subject, j.ID); err != nil {
		return nil, err
	}
	return a.outcome(result, nil)
}

func (h *house) matchDump(ctx context.Context, a *app, id string, d *handed) error {
	f := &matchFlags{engineFlags: engineFlags{min: usualFloor}, remember: d.Remember, all: true}
	set, err := a.setup(&f.engineFlags)
	if err != nil {
		return err
	}
	a.roomFor(matchMemory)
	o, done, err := a.matchOptions(set, f)
	if err != nil {
		return err
	}
	defer done()
	m, err := a.matchOne(ctx, set, f, o, id, d.Source, d.Name, d.Claim)
	if err == nil {
		for _, s := range unreadable(m.Skipped) {
			fmt.Fprintln(a.Err, s.Error)
		}
	}
	return err
}

// doWatch reads what came to the declared logs since the last time, or follows them.
func (h *house) doWatch(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
	var args struct {
		Follow bool `json:"follow"`
	}
	if err := arguments(j, &args); err != nil {
		return nil, err
	}
	a, end, err := h.call(ctx, nil, tell)
	if err != nil {
		return nil, err
	}
	defer end()
	f := &watchFlags{follow: args.Follow, least: "low", format: "json", checkpoint: 30 * time.Second}
	if err := a.watch(ctx, f, nil); err != nil {
		return nil, err
	}
	return a.outcome(map[string]any{}, nil)
}

// lettersArgs are what letters need beside their case: those of case notify. Recipients are sources by name, or as the command takes
// them.
type lettersArgs struct {
	Recipients []string       `json:"recipients"`
	Columns    notice.Columns `json:"columns"`
	Lang       string         `json:"lang"`
	Next       string         `json:"next"`
	You        string         `json:"you"`
	Batch      string         `json:"batch"`
	Rate       float64        `json:"rate"`
	Changed    bool           `json:"changed"`
	Again      bool           `json:"resend_uncertain"`
	Failed     bool           `json:"retry_failed"`
}

// doLetters sends the letters of a case. The journal says who was told: nobody is told twice, whatever is killed.
func (h *house) doLetters(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
	var args lettersArgs
	if err := arguments(j, &args); err != nil {
		return nil, err
	}
	all, err := h.sources(ctx)
	if err != nil {
		return nil, err
	}
	for i, r := range args.Recipients {
		for _, s := range all {
			if s.Name == r {
				args.Recipients[i] = placed(h.set, s.Target)
			}
		}
	}
	if args.Lang == "" {
		args.Lang = "ja"
	}
	a, end, err := h.call(ctx, nil, tell)
	if err != nil {
		return nil, err
	}
	defer end()
	f := &notifyFlags{caseFlags: caseFlags{by: j.By}, recipients: args.Recipients, columns: args.Columns, channel: "email", lang: args.Lang, next: args.Next, you: args.You, batch: args.Batch,
		format: "json", rate: args.Rate, changed: args.Changed, again: args.Again, failed: args.Failed, send: true}
	if err := a.notify(ctx, f, []string{j.Subject}); err != nil {
		return nil, err
	}
	var told struct {
		Batch json.RawMessage `json:"batch"`
	}
	for line := range bytes.Lines(a.job.out.bytes()) {
		_ = json.Unmarshal(line, &told)
	}
	return a.outcome(map[string]any{"case": j.Subject, "batch": told.Batch}, nil)
}

// doRemind reminds of what is due.
func (h *house) doRemind(ctx context.Context, _ *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
	a, end, err := h.call(ctx, nil, tell)
	if err != nil {
		return nil, err
	}
	defer end()
	if err := a.remind(ctx, &remindFlags{format: "text"}); err != nil {
		return nil, err
	}
	return a.outcome(map[string]any{}, nil)
}
