// Package hook calls what contains harm: a command, or a server. Either is given the alert as JSON (a command on its standard input), in
// nothing else: no argument and no variable of the environment says anything about it.
package hook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// The outcomes of a call.
const (
	Rehearsed = "rehearsed"
	Begun     = "begun"
	Done      = "done"
	Failed    = "failed"
	Timeout   = "timeout"
)

// Hook is one that is declared.
type Hook struct {
	config.Hook
	dir  string
	to   *post.Client
	host string
	key  string
}

// New makes a hook. to and key are what its references refer to; dir is where a command runs, and what one without an absolute
// path counts from; ca is placed.
func New(c config.Hook, to, key, dir, ca string, now func() time.Time) (*Hook, error) {
	h := &Hook{Hook: c, dir: dir, key: key}
	if len(c.Run) > 0 {
		return h, nil
	}
	u, err := url.Parse(to)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "url: https://…")
	}
	h.host = u.Host
	h.to, err = post.New(to, ca, now)
	return h, err
}

// Does is what is called, in a word: the command's name, or the host.
func (h *Hook) Does() string {
	if h.to != nil {
		return h.host
	}
	return filepath.Base(h.Run[0])
}

// Wants tells whether an alert is one of those that the hook is for: of one of its detectors, if it names any, and at least as
// grave as the least severity that it names.
func (h *Hook) Wants(a *watch.Alert) bool {
	least, detectors, of := watch.Critical, 0, false
	graded := false
	for _, on := range h.On {
		if s, ok := watch.ParseSeverity(on); ok {
			least, graded = min(least, s), true
			continue
		}
		detectors++
		of = of || on == a.Detector || slices.Contains(a.Also, on)
	}
	return (detectors == 0 || of) && (!graded || a.Severity >= least)
}

// Call calls it with an alert. The status is the command's or the server's, -1 if there is none. What is called is given no more than
// Limit. key is the alert's.
func (h *Hook) Call(ctx context.Context, key string, alert []byte) (outcome string, status int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, h.Limit)
	defer cancel()
	if h.to != nil {
		headers := h.to.Signed(h.key, alert)
		headers[post.Key] = key
		a, err := h.to.JSON(ctx, alert, headers)
		if a.Status == 0 {
			a.Status = -1
		}
		return ended(ctx, err), int64(a.Status), err
	}
	status, err = h.run(ctx, alert)
	return ended(ctx, err), status, err
}

func ended(ctx context.Context, err error) string {
	switch {
	case err == nil:
		return Done
	case ctx.Err() != nil:
		return Timeout
	}
	return Failed
}

func (h *Hook) run(ctx context.Context, alert []byte) (int64, error) {
	name := h.Run[0]
	if strings.ContainsRune(name, filepath.Separator) && !filepath.IsAbs(name) {
		name = filepath.Join(h.dir, name)
	}
	c := exec.CommandContext(ctx, name, h.Run[1:]...)
	c.Dir, c.Env, c.Stdin, c.Stdout, c.Stderr = h.dir, environment(), bytes.NewReader(append(slices.Clip(alert), '\n')), io.Discard, io.Discard
	c.WaitDelay = time.Second
	alone(c)
	err := c.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case ctx.Err() != nil:
		return -1, fault.Errorf(fault.Unavailable, "the command did not end within %s", h.Limit)
	case errors.As(err, &exit):
		return int64(exit.ExitCode()), fault.Errorf(fault.Unavailable, "the command ended with status %d", exit.ExitCode())
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		return -1, fault.Errorf(fault.Unavailable, "there is no such command")
	case errors.Is(err, os.ErrPermission):
		return -1, fault.Errorf(fault.Unavailable, "the command may not be run")
	case c.ProcessState != nil && c.ProcessState.Success(): // it did not read its input, or left something running that holds its output
		return 0, nil
	}
	return -1, fault.Errorf(fault.Unavailable, "the command could not be run")
}

// environment is what a command is given of ours: no secret is in it.
func environment() []string {
	var out []string
	for _, k := range []string{"PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot", "TEMP"} {
		if v, there := os.LookupEnv(k); there {
			out = append(out, k+"="+v)
		}
	}
	return out
}
