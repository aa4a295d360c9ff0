// Package memcached looks whether a memcached answers without a password. It asks for version, stats and settings; no item
// is read. Whether it answers over UDP, by which others are flooded, is read from its settings and not tried.
package memcached

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at memcached:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "memcached" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && (t.URL.Scheme == "memcached" || t.URL.Scheme == exposure.Host)
}

const (
	maxLines = 1000
	maxLine  = 1 << 10
)

var errShape = errors.New("no memcached protocol")

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	address := t.URL.Address("11211")
	if v.Dry {
		v.Plan("ask without a password", address)
		return nil
	}
	failed := func(err error) error {
		if errors.Is(err, errShape) {
			return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no memcached protocol", address)
		}
		return exposure.Failed("ask "+address, err)
	}
	c, err := v.Dial(ctx, "tcp", address)
	if err != nil {
		return t.Absent(failed(err))
	}
	defer func() { _ = c.Close() }()
	in := bufio.NewReaderSize(c, maxLine)
	line, err := ask(c, in, "version")
	if err != nil {
		return failed(err)
	}
	version, open := strings.CutPrefix(line, "VERSION ")
	if !open {
		if strings.HasPrefix(line, "ERROR") || strings.HasPrefix(line, "CLIENT_ERROR") {
			return nil // it wants to know who asks
		}
		return failed(errShape)
	}
	stats, err := table(c, in, "stats")
	if err != nil {
		return failed(err)
	}
	if stats == nil {
		return nil
	}
	number := func(m map[string]string, name string) string {
		if n, err := strconv.ParseInt(m[name], 10, 64); err == nil && n >= 0 {
			return strconv.FormatInt(n, 10)
		}
		return "?"
	}
	args := map[string]string{"address": address, "version": fmt.Sprintf("%.32q", version), "items": number(stats, "curr_items"), "bytes": number(stats, "bytes")}
	args["version"] = strings.Trim(args["version"], `"`)
	told(exposure.Finding{ID: "memcached-no-auth", Places: []exposure.Place{{Source: "memcached://" + address}}, Args: args})
	settings, err := table(c, in, "stats settings")
	if err != nil {
		return failed(err)
	}
	if port := number(settings, "udpport"); port != "0" && port != "?" {
		told(exposure.Finding{ID: "memcached-udp", Args: map[string]string{"address": address, "udp": port}})
	}
	return nil
}

func ask(c net.Conn, in *bufio.Reader, command string) (string, error) {
	if _, err := c.Write([]byte(command + "\r\n")); err != nil {
		return "", err
	}
	return read(in)
}

func read(in *bufio.Reader) (string, error) {
	line, err := in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errShape
	}
	return strings.TrimRight(string(line), "\r\n"), err
}

// table asks for lines "STAT name value"; nil where it is refused.
func table(c net.Conn, in *bufio.Reader, command string) (map[string]string, error) {
	line, err := ask(c, in, command)
	out := map[string]string{}
	for range maxLines {
		if err != nil {
			return nil, err
		}
		f := strings.SplitN(line, " ", 3)
		switch {
		case line == "END":
			return out, nil
		case len(f) == 3 && f[0] == "STAT":
			out[f[1]] = f[2]
		case strings.HasPrefix(line, "ERROR"), strings.HasPrefix(line, "CLIENT_ERROR"):
			return nil, nil
		default:
			return nil, errShape
		}
		line, err = read(in)
	}
	return nil, errShape
}
