// Package webhook posts alerts as the stream's line, signed.
package webhook

import (
	"context"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
)

// Kind is the type of sinks.
func Kind() notify.Kind { return notify.Kind{Type: "webhook", New: open} }

type sink struct {
	to  *post.Client
	key string
}

func open(o *notify.Options) (notify.Sink, error) {
	c, err := post.New(o.URL, o.CA, o.Now)
	return &sink{c, o.Key}, err
}

// Send implements notify.Sink.
func (s *sink) Send(ctx context.Context, n *notify.Notice) error {
	h := s.to.Signed(s.key, n.Line)
	h[post.Key] = n.Key()
	h["X-Tsutsumi-Revision"] = strconv.FormatInt(n.Revision, 10)
	if n.Test {
		h["X-Tsutsumi-Test"] = "1"
	}
	_, err := s.to.JSON(ctx, n.Line, h)
	return err
}
