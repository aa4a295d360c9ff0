package s3

import (
	"context"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Hurry makes a source wait for nothing between tries, and returns what it would have waited.
func Hurry(s source.Source) *[]time.Duration {
	var waits []time.Duration
	s.(*Source).retry.Sleep = func(ctx context.Context, d time.Duration) error {
		waits = append(waits, d)
		return ctx.Err()
	}
	return &waits
}
