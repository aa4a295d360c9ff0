// Package ocsf tells alerts as Detection Findings (2004) of the Open Cybersecurity Schema Framework 1.3: appended to a file, one a
// line, or posted.
package ocsf

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
)

// Kind is the type of sinks.
func Kind() notify.Kind { return notify.Kind{Type: "ocsf", New: open} }

type sink struct {
	file string
	to   *post.Client
	key  string // "" does not sign
}

func open(o *notify.Options) (notify.Sink, error) {
	if o.File != "" {
		return &sink{file: o.File}, nil
	}
	c, err := post.New(o.URL, o.CA, o.Now)
	return &sink{to: c, key: o.Key}, err
}

// Send implements notify.Sink.
func (s *sink) Send(ctx context.Context, n *notify.Notice) error {
	if n.Reminder != nil {
		return fault.Errorf(fault.Refused, "a reminder is no finding")
	}
	body, err := write(n)
	if err != nil {
		return fault.Errorf(fault.Refused, "write alert: %w", err)
	}
	if s.to == nil {
		return add(s.file, body)
	}
	h := map[string]string{}
	if s.key != "" {
		h = s.to.Signed(s.key, body)
	}
	h[post.Key] = n.Key()
	_, err = s.to.JSON(ctx, body, h)
	return err
}

// add appends a line and waits until it is on the disk. A line that was broken off before is ended first.
func add(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fault.As(fault.Unavailable, fmt.Errorf("append to file: %w", cause(err)))
	}
	defer f.Close()
	var b bytes.Buffer
	if end, err := f.Seek(0, io.SeekEnd); err == nil && end > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, end-1); err == nil && last[0] != '\n' {
			b.WriteByte('\n')
		}
	}
	b.Write(line)
	b.WriteByte('\n')
	if _, err = f.Write(b.Bytes()); err == nil {
		err = f.Sync()
	}
	return fault.As(fault.Unavailable, cause(err))
}

// cause is an error without the path.
func cause(err error) error {
	if p, ok := err.(*os.PathError); ok { //nolint:errorlint // as the os makes it
		return p.Err
	}
	return err
}
