package cli

import (
	"context"
	"net"
	"os"
	"strconv"
	"time"
)

// notifySystemd tells the service manager what goes on, if it wants to know (sd_notify).
func notifySystemd(state string) {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return
	}
	defer func() { _ = c.Close() }()
	_, _ = c.Write([]byte(state))
}

// watchdog tells the service manager twice in each of its intervals that the process is alive, while it is.
func watchdog(ctx context.Context, alive func() error) (stop func()) {
	us, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || us <= 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		tick := time.NewTicker(time.Duration(us) * time.Microsecond / 2)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if alive() == nil {
					notifySystemd("WATCHDOG=1")
				}
			}
		}
	}()
	return cancel
}
