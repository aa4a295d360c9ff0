// Package redis looks whether a Redis (or a Valkey, or what else speaks RESP) answers without a password.
//
// It sends what reads and nothing else: PING, INFO, CONFIG GET, SCAN. Keys are counted and told apart by their names; no
// value is read.
package redis

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at redis:// and rediss:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "redis" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && (t.URL.Scheme == "redis" || t.URL.Scheme == "rediss" || t.URL.Scheme == exposure.Host)
}

// example is the password in the comments of the configuration that comes with Redis ("# requirepass foobared").
const example = "foobared"

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	address := t.URL.Address("6379")
	secure := t.URL.Scheme == "rediss"
	if v.Dry {
		v.Plan("ask without a password", address)
		v.Plan("try the documented password once", address)
		return nil
	}
	c, err := dial(ctx, v, t, address, secure)
	if err != nil {
		return t.Absent(exposure.Failed("ask "+address, err))
	}
	defer func() { _ = c.Close() }()
	pong, err := c.do("PING")
	if err != nil {
		return exposure.Failed("ask "+address, err)
	}
	from := v.From(ctx, t.URL.Host)
	if !secure && from != exposure.Here {
		told(exposure.Finding{ID: "redis-no-tls", Args: map[string]string{"address": address}})
	}
	id := ""
	switch text := string(pong.text); {
	case pong.err && strings.HasPrefix(text, "NOAUTH"):
		if a, err := c.do("AUTH", example); err == nil && !a.err {
			id = "redis-default-password"
		}
	case pong.err && strings.HasPrefix(text, "DENIED"): // protected mode
	case !pong.err && strings.EqualFold(text, "PONG"):
		id = "redis-no-auth"
	default:
		return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no RESP", address)
	}
	if id == "" {
		return nil
	}
	return c.open(ctx, id, t, v, told, address)
}

// open tells what a client that got in can see.
func (c *client) open(ctx context.Context, id string, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding), address string) error {
	info, err := c.do("INFO")
	if err != nil {
		return exposure.Failed("ask "+address, err)
	}
	version := field(info.text, "redis_version")
	keys := keyspace(info.text)
	target := "redis://" + address
	if t.URL.Scheme == "rediss" {
		target = "rediss://" + address
	}
	places := []exposure.Place{{Source: target}}
	peek := func(ctx context.Context) *exposure.Behind { return v.Sample(ctx, target) }
	if id == "redis-default-password" {
		peek = nil // a source logs in with what the owner configured, not with what anybody tries
	}
	told(exposure.Finding{ID: id, Places: places, Peek: peek,
		Args: map[string]string{"address": address, "keys": strconv.FormatInt(keys, 10), "version": version}})
	if signs := c.signs(v.Label); len(signs) > 0 {
		told(exposure.Finding{ID: "redis-attacked", Places: places, Peek: peek, State: strings.Join(signs, "\n"),
			Args: map[string]string{"address": address, "signs": strings.Join(signs, ", ")}})
	}
	return nil
}

// signs are what somebody left who was there before: keys called as the notes of extortionists are, and a dump that is
// written where a key or a cron table would be.
func (c *client) signs(label func(string) string) []string {
	var out []string
	if a, err := c.do("CONFIG", "GET", "dir"); err == nil && len(a.list) == 2 {
		dir := string(a.list[1].text)
		if strings.HasSuffix(dir, "/.ssh") || strings.Contains(dir, "/cron") || strings.HasPrefix(dir, "/etc") {
			out = append(out, "dir "+printable(dir))
		}
	}
	if a, err := c.do("CONFIG", "GET", "dbfilename"); err == nil && len(a.list) == 2 {
		name := string(a.list[1].text)
		if name == "authorized_keys" || name == "root" || strings.HasSuffix(name, ".so") || strings.HasSuffix(name, ".php") {
			out = append(out, "dbfilename "+printable(name))
		}
	}
	var keys []string // SCAN gives them in any order, and some twice
	cursor := "0"
	for range 20 {
		a, err := c.do("SCAN", cursor, "COUNT", "200")
		if err != nil || len(a.list) != 2 {
			break
		}
		for _, k := range a.list[1].list {
			if name := string(k.text); exposure.Note(name) && len(keys) < 1000 {
				keys = append(keys, "key "+printable(label(name)))
			}
		}
		if cursor = string(a.list[0].text); cursor == "0" {
			break
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	return append(out, keys[:min(len(keys), 10)]...)
}

// printable is a name that is one of ours to know, but may be odd.
func printable(s string) string {
	if len(s) > 64 {
		s = s[:64]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f {
			return '?'
		}
		return r
	}, s)
}

// field is the value of a line "name:value" of INFO.
func field(info []byte, name string) string {
	for line := range bytes.Lines(info) {
		if v, ok := bytes.CutPrefix(line, []byte(name+":")); ok {
			return printable(strings.TrimSpace(string(v)))
		}
	}
	return "?"
}

// keyspace sums the keys of lines "db0:keys=12,expires=0,…".
func keyspace(info []byte) (n int64) {
	for line := range bytes.Lines(info) {
		db, rest, ok := bytes.Cut(line, []byte(":keys="))
		if !ok || !bytes.HasPrefix(db, []byte("db")) {
			continue
		}
		number, _, _ := bytes.Cut(rest, []byte(","))
		k, err := strconv.ParseInt(string(number), 10, 64)
		if err == nil && k > 0 {
			n += k
		}
	}
	return n
}

func dial(ctx context.Context, v *exposure.Visit, t *exposure.Target, address string, secure bool) (*client, error) {
	c, err := v.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if secure {
		if c, err = exposure.Secure(ctx, c, t.URL.Host); err != nil {
			return nil, err
		}
	}
	return newClient(c), nil
}
