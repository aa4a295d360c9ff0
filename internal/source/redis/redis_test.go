package redis

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

const secret = "hush-4711-hush"

func options(user, password string) *source.Options {
	return &source.Options{
		Secret: func(source.Ask) (source.Secret, error) {
			if password == "" {
				return source.Secret{User: user}, nil
			}
			return source.Secret{User: user, Password: source.NewPassword(password)}, nil
		},
		Getenv: func(string) string { return "" }, Now: time.Now, Timeout: 10 * time.Second,
	}
}

func connect(t *testing.T, target string, o *source.Options) source.Source {
	t.Helper()
	tg, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), tg, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// owner is a client that may write: the owner of the data, not the source.
func owner(t *testing.T, port, db int) *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: fmt.Sprintf("127.0.0.1:%d", port), DB: db})
	t.Cleanup(func() { c.Close() })
	return c
}

func do(t *testing.T, c *redis.Client, args ...any) {
	t.Helper()
	if err := c.Do(context.Background(), args...).Err(); err != nil {
		t.Fatal(err)
	}
}

func fill(t *testing.T, c *redis.Client) {
	for i := range 300 {
		do(t, c, "SET", fmt.Sprintf("user:%d:profile", i), fmt.Sprintf(`{"name":"山田太郎","mail":"u%d@example.com"}`, i))
	}
	do(t, c, "HSET", "member:17", "name", "鈴木花子", "tel", "03-1234-5678")
	do(t, c, "RPUSH", "queue", `{"mail":"a@example.com"}`, "plain\ntext")
	do(t, c, "SADD", "newsletter", "x@example.com", "y@example.com")
	do(t, c, "ZADD", "score", "1.5", "z@example.com")
	do(t, c, "XADD", "log", "1-1", "ip", "192.0.2.1")
	do(t, c, "SET", "mail:t.yamada@example.com", "1")
}

func TestSource(t *testing.T) {
	port := livetest.Redis(t)
	c := owner(t, port, 0)
	fill(t, c)
	do(t, owner(t, port, 3), "SET", "other", "value")
	do(t, c, "ACL", "SETUSER", "tsutsumi", "on", ">"+secret, "~*", "resetchannels", "-@all", "+@read", "+select", "-keys")
	target := fmt.Sprintf("redis://tsutsumi@127.0.0.1:%d", port)
	sourcetest.Run(t, sourcetest.Subject{
		Open:    func(t *testing.T) source.Source { return connect(t, target, options("tsutsumi", secret)) },
		Secrets: []string{secret}, Unordered: true,
		Change: func(t *testing.T) string { do(t, c, "SADD", "newsletter", "w@example.com"); return "db0/newsletter" },
	})
}

// read reads all units into one map, by name.
func read(t *testing.T, s source.Source) map[string][]string {
	out := map[string][]string{}
	for _, u := range sourcetest.Units(t, s) {
		for line := range strings.Lines(string(sourcetest.Read(t, s, u))) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s: not JSON: %.200s", u.Name, line)
			}
			out[u.Name] = append(out[u.Name], strings.TrimSpace(line))
		}
		slices.Sort(out[u.Name])
	}
	return out
}

// TestEmptyDatabases: no connection is kept to a database that holds nothing.
func TestEmptyDatabases(t *testing.T) {
	port := livetest.Redis(t)
	do(t, owner(t, port, 3), "SET", "a", "b")
	s := connect(t, fmt.Sprintf("redis://127.0.0.1:%d", port), options("", ""))
	if n := len(sourcetest.Units(t, s)); n != 1 {
		t.Errorf("%d units", n)
	}
	if n := len(s.(*Source).clients); n > 2 { // that with the key, and that which the server has not
		t.Errorf("%d clients", n)
	}
}

func TestRecords(t *testing.T) {
	port := livetest.Redis(t)
	c := owner(t, port, 0)
	fill(t, c)
	do(t, owner(t, port, 15), "SET", "last", "one")
	got := read(t, connect(t, fmt.Sprintf("redis://127.0.0.1:%d", port), options("", "")))
	profiles := got["db0/user:*:profile"]
	if len(profiles) != 300 || profiles[0] != `{"key":"user:0:profile","value":{"name":"山田太郎","mail":"u0@example.com"}}` {
		t.Errorf("%d profiles, %.1q", len(profiles), profiles)
	}
	delete(got, "db0/user:*:profile")
	want := map[string][]string{
		"db0/member:*":   {`{"key":"member:17","value":{"name":"鈴木花子","tel":"03-1234-5678"}}`},
		"db0/queue":      {`{"key":"queue","value":"plain\ntext"}`, `{"key":"queue","value":{"mail":"a@example.com"}}`},
		"db0/newsletter": {`{"key":"newsletter","value":"x@example.com"}`, `{"key":"newsletter","value":"y@example.com"}`},
		"db0/score":      {`{"key":"score","value":"z@example.com","score":"1.5"}`},
		"db0/log":        {`{"key":"log","id":"1-1","value":{"ip":"192.0.2.1"}}`},
		"db0/mail:*":     {`{"key":"mail:t.yamada@example.com","value":"1"}`},
		"db15/last":      {`{"key":"last","value":"one"}`},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestHuge reads collections of many elements and a long text: each element once.
func TestHuge(t *testing.T) {
	const n = 20_000
	port := livetest.Redis(t)
	c := owner(t, port, 0)
	p := c.Pipeline()
	for i := range n {
		v := fmt.Sprintf("person-%06d@example.com", i)
		p.RPush(t.Context(), "list", v)
		p.SAdd(t.Context(), "set", v)
		p.HSet(t.Context(), "hash", v, "x")
		p.ZAdd(t.Context(), "zset", redis.Z{Score: float64(i), Member: v})
		p.XAdd(t.Context(), &redis.XAddArgs{Stream: "stream", Values: []string{"mail", v}})
		if i%5000 == 4999 {
			if _, err := p.Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	long := strings.Repeat("これは長い文章です。 person@example.com\n", 100_000)
	do(t, c, "SET", "text", long)
	got := read(t, connect(t, fmt.Sprintf("redis://127.0.0.1:%d", port), options("", "")))
	for _, kind := range []string{"list", "set", "hash", "zset", "stream"} {
		lines := slices.Compact(got["db0/"+kind])
		if len(lines) != n {
			t.Errorf("%s: %d elements of %d", kind, len(lines), n)
		}
	}
	var all strings.Builder
	s := connect(t, fmt.Sprintf("redis://127.0.0.1:%d", port), options("", ""))
	for line := range bytes.Lines(sourcetest.Read(t, s, source.Unit{Name: "db0/text"})) {
		var row struct{ Value string }
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		if len(line) > 4<<20 {
			t.Errorf("a record of %d bytes", len(line))
		}
		all.WriteString(row.Value)
	}
	if all.String() != long {
		t.Error("the text is another when put together")
	}
}

// TestOddValues reads what is packed, what is no text and what bears odd names; what cannot be read is told behind the rest.
func TestOddValues(t *testing.T) {
	port := livetest.Redis(t)
	c := owner(t, port, 0)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	io.WriteString(w, `{"mail":"in@example.com"}`)
	w.Close()
	do(t, c, "SET", "odd", packed.String())
	do(t, c, "SET", "odd2", "\xac\xed\x00\x05sr\x00secret")
	do(t, c, "SET", "odd3", "\xff\xfe mail@example.com")
	do(t, c, "SET", "odd4\n\"\xff", "x")
	do(t, c, "SET", "a*b", "x")
	do(t, c, "SET", "", "x")
	do(t, c, "PFADD", "visitors", "a", "b")
	s := connect(t, fmt.Sprintf("redis://127.0.0.1:%d/0", port), options("", ""))
	var lines []string
	told := ""
	for _, u := range sourcetest.Units(t, s) {
		if strings.Contains(u.Name, "\n") || !utf8.ValidString(u.Name) {
			t.Errorf("a name not fit to be shown: %q", u.Name)
		}
		b, err := s.Open(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(b.R)
		if err != nil {
			if fault.Of(err) != fault.Skipped {
				t.Errorf("%s: %v", u.Name, err)
			}
			told += err.Error() + "\n"
		}
		b.Close()
		lines = append(lines, strings.Split(strings.TrimSpace(string(text)), "\n")...)
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{`"value":{"mail":"in@example.com"}`, "mail@example.com", `"key":"a*b"`, `"key":""`, `"key":"odd4\n\"` + "\ufffd"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is missing in\n%s", want, all)
		}
	}
	if len(lines) != 7 || strings.Contains(all, "secret") {
		t.Errorf("%d records:\n%s", len(lines), all)
	}
	if !strings.Contains(told, "1 serialized by Java") || !strings.Contains(told, "1 binary") || strings.Contains(told, "odd") {
		t.Errorf("told: %s", told)
	}
}

func TestSample(t *testing.T) {
	port := livetest.Redis(t)
	c := owner(t, port, 0)
	p := c.Pipeline()
	for i := range 5000 {
		p.Set(t.Context(), fmt.Sprintf("user:%d", i), "x", 0)
	}
	if _, err := p.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	o := options("", "")
	o.Sample = 0.1
	s := connect(t, fmt.Sprintf("redis://127.0.0.1:%d", port), o)
	units := sourcetest.Units(t, s)
	if len(units) != 1 || units[0].Of != 5000 {
		t.Fatalf("%+v", units)
	}
	if n := bytes.Count(sourcetest.Read(t, s, units[0]), []byte("\n")); n < 350 || n > 650 {
		t.Errorf("a sample of %d", n)
	}
}

// TestRefused: a missing or a wrong password, a user without rights: errors with a class, and no secret.
func TestRefused(t *testing.T) {
	port := livetest.Redis(t, "--requirepass", secret)
	for _, c := range []struct{ user, password, want string }{
		{"", "", "wants a password"},
		{"", "wrong-" + secret, "refuses the user or the password"},
		{"nobody", secret, "refuses the user or the password"},
	} {
		s := connect(t, fmt.Sprintf("redis://127.0.0.1:%d", port), options(c.user, c.password))
		n := 0
		for u, err := range s.Units(t.Context()) {
			n++
			if err == nil || u.Name != "" || fault.Of(err) != fault.Unreadable || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), secret) {
				t.Errorf("%q: %v", u.Name, err)
			}
		}
		if n != 1 {
			t.Errorf("%d answers", n)
		}
	}
}

// TestCluster: a node of a cluster tells that there are others, and is read by itself where that is asked for.
func TestCluster(t *testing.T) {
	port := livetest.Redis(t, "--cluster-enabled", "yes")
	c := owner(t, port, 0)
	do(t, c, "CLUSTER", "ADDSLOTSRANGE", 0, 16383)
	for limit := time.Now().Add(time.Minute); c.Do(t.Context(), "SET", "user:1", "x").Err() != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("the cluster does not come up")
		}
	}
	for query, told := range map[string]int{"": 1, "?node=1": 0} {
		s := connect(t, fmt.Sprintf("redis://127.0.0.1:%d/%s", port, query), options("", ""))
		units, errs := 0, 0
		for u, err := range s.Units(t.Context()) {
			if err == nil {
				units++
				sourcetest.Read(t, s, u)
			} else if errs++; !strings.Contains(err.Error(), "node of a cluster") {
				t.Error(err)
			}
		}
		if units != 1 || errs != told {
			t.Errorf("%q: %d units, %d errors", query, units, errs)
		}
	}
}

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		target string
		o      func(*source.Options)
	}{
		{target: "redis://host/db"}, {target: "redis://host/?x=1"}, {target: "redis:///0"}, {target: "rediss://host/?ca=/no/such/file"},
		{"redis://host", func(o *source.Options) { o.Staged = true }},
	} {
		tg, err := source.Parse(c.target)
		if err != nil {
			t.Fatal(err)
		}
		o := options("", "")
		if c.o != nil {
			c.o(o)
		}
		if _, err := open(t.Context(), tg, o); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", c.target, err)
		}
	}
}
