package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// base is the environment of every git process: the user's, without what steers git and without our own keys and passwords,
// and with what keeps it from asking, reaching out and following settings that are not ours.
func base(more ...string) []string {
	var env []string
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "GIT_") && !strings.HasPrefix(name, "TSUTSUMI_") && name != "SSH_ASKPASS" && name != "LANGUAGE" && name != "LC_ALL" {
			env = append(env, kv)
		}
	}
	return append(append(env, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=", "SSH_ASKPASS_REQUIRE=never", "GIT_PAGER=cat",
		"GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_ADVICE=0"), more...)
}

// local is what a process that only reads this machine gets besides: no configuration but the repository's, no network
// (a partial clone would fetch what it lacks from wherever its configuration says).
func local(more ...string) []string {
	return base(append([]string{"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none"}, more...)...)
}

// command makes a git process that is ended with ctx.
func command(ctx context.Context, program string, env []string, dir string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, args...)
	c.Env, c.Dir = env, dir
	c.WaitDelay = 5 * time.Second
	return c
}

// output runs a process to its end and returns what it wrote, at most limit bytes. The text of an error of git is never
// passed on: it names refs, paths and URLs. act stands for it.
func output(c *exec.Cmd, act string, limit int64) ([]byte, error) {
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &capped{w: &out, left: limit}, &capped{w: &errs, left: 64 << 10}
	if err := c.Run(); err != nil {
		return nil, fault.As(fault.Unreadable, &failure{act: act, err: err, said: errs.String()})
	}
	return out.Bytes(), nil
}

// failure is a git process that failed. What it said is for classifying, not for showing.
type failure struct {
	act  string
	err  error
	said string
}

func (f *failure) Error() string {
	var exit *exec.ExitError
	if errors.As(f.err, &exit) {
		return f.act + ": git ended with " + exit.ProcessState.String()
	}
	return f.act + ": git could not be run"
}

func (f *failure) Unwrap() error { return f.err }

// capped takes what it is given and keeps the beginning.
type capped struct {
	w    io.Writer
	left int64
}

func (c *capped) Write(p []byte) (int, error) {
	if n := min(int64(len(p)), c.left); n > 0 {
		c.left -= n
		if _, err := c.w.Write(p[:n]); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// stream is a git process that is read while it runs.
type stream struct {
	*bufio.Reader
	cmd  *exec.Cmd
	in   chan struct{} // closed once its standard input is written
	errs bytes.Buffer
	act  string
	end  context.CancelFunc

	once  sync.Once
	ended error
}

// stream starts git on the repository. feed, if not nil, writes its standard input beside the reading.
func (r *repo) stream(ctx context.Context, act string, feed func(io.Writer) error, args ...string) (*stream, error) {
	ctx, cancel := context.WithCancel(ctx)
	s := &stream{act: act, end: cancel, cmd: command(ctx, r.program, r.env, r.dir, args...)}
	s.cmd.Stderr = &capped{w: &s.errs, left: 64 << 10}
	out, err := s.cmd.StdoutPipe()
	var in io.WriteCloser
	if err == nil && feed != nil {
		in, err = s.cmd.StdinPipe()
	}
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fault.As(fault.Unreadable, &failure{act: act, err: err})
	}
	s.Reader = bufio.NewReaderSize(out, 64<<10)
	if feed != nil {
		s.in = make(chan struct{})
		go func() {
			defer close(s.in)
			w := bufio.NewWriterSize(in, 32<<10)
			if feed(w) == nil {
				_ = w.Flush()
			}
			_ = in.Close() // what could not be written follows from the process's end, which close tells
		}()
	}
	return s, nil
}

// close waits for the end of a process that was read to its end. It may be called again.
func (s *stream) close() error {
	s.once.Do(func() { s.ended = s.wait() })
	return s.ended
}

func (s *stream) wait() error {
	err := s.cmd.Wait()
	s.end()
	if s.in != nil {
		<-s.in
	}
	if err != nil {
		return fault.As(fault.Unreadable, &failure{act: s.act, err: err, said: s.errs.String()})
	}
	return nil
}

// stop ends the process, wherever it is.
func (s *stream) stop() {
	s.end()
	_ = s.close()
}

// lines feeds lines.
func lines(list []string) func(io.Writer) error {
	return func(w io.Writer) error {
		for _, l := range list {
			if _, err := io.WriteString(w, l+"\n"); err != nil {
				return err
			}
		}
		return nil
	}
}

// token reads up to a NUL, at most limit bytes.
func (s *stream) token(limit int) (string, error) {
	var long []byte
	for {
		b, err := s.ReadSlice(0)
		switch {
		case err == nil && long == nil:
			return string(b[:len(b)-1]), nil
		case err == nil:
			return string(append(long, b[:len(b)-1]...)), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
		if long = append(long, b...); len(long) > limit {
			return "", errTooLong
		}
	}
}

var errTooLong = fault.Errorf(fault.Refused, "read history: a name longer than any can be")
