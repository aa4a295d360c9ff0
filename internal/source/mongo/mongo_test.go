package mongo

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

const (
	secret = "hush-4711-hush"
	user   = "reader"
)

func settings(user, password string) *source.Options {
	return &source.Options{
		Secret: func(source.Ask) (source.Secret, error) {
			if password == "" {
				return source.Secret{User: user}, nil
			}
			return source.Secret{User: user, Password: source.NewPassword(password)}, nil
		},
		Getenv: func(string) string { return "" }, Now: time.Now, Timeout: 10 * time.Second, Agent: "tsutsumi/test",
	}
}

func connect(t *testing.T, target string, o *source.Options) *Source {
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
	return s.(*Source)
}

func fill(t *testing.T, m *livetest.Mongo) {
	var users []any
	for i := range 2500 {
		users = append(users, bson.D{{Key: "_id", Value: i}, {Key: "mail", Value: fmt.Sprintf("u%d@example.com", i)}})
	}
	m.Insert(t, "shop.users", users...)
	m.Insert(t, "shop.orders", bson.D{{Key: "_id", Value: "o1"}, {Key: "tel", Value: "03-1234-5678"}})
	m.Insert(t, "crm.odd\n\"name", bson.D{{Key: "_id", Value: 1}, {Key: "x", Value: "y"}})
	m.Insert(t, "local.oplog", bson.D{{Key: "_id", Value: 1}})
	m.Insert(t, "shop.system.profile", bson.D{{Key: "_id", Value: 1}})
}

func TestSource(t *testing.T) {
	m := livetest.NewMongo(t, user, secret)
	fill(t, m)
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T) source.Source {
			return connect(t, "mongodb://"+user+"@"+m.Address, settings(user, secret))
		},
		Secrets: []string{secret},
		Change: func(t *testing.T) string {
			m.Insert(t, "shop.orders", bson.D{{Key: "_id", Value: "o2"}})
			return "shop.orders"
		},
		Remove: func(*testing.T) string { m.Drop("shop.orders"); return "shop.orders" },
	})
	for _, c := range m.Commands() {
		if !slices.Contains([]string{"hello", "isMaster", "ismaster", "saslStart", "saslContinue", "ping", "endSessions", "killCursors", "listDatabases", "listCollections", "count", "find", "aggregate", "getMore"}, c) {
			t.Errorf("the command %s does more than read", c)
		}
	}
}

func TestRecords(t *testing.T) {
	m := livetest.NewMongo(t, "", "")
	id, _ := bson.ObjectIDFromHex("65a1b2c3d4e5f60718293a4b")
	dec, _ := bson.ParseDecimal128("12.50")
	m.Insert(t, "a.all", bson.D{
		{Key: "_id", Value: id}, {Key: "name", Value: "山田\n\"太郎\""}, {Key: "born", Value: bson.NewDateTimeFromTime(time.Date(1990, 1, 2, 0, 0, 0, 0, time.UTC))},
		{Key: "seen", Value: bson.NewDateTimeFromTime(time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))}, {Key: "tel", Value: 312345678.0}, {Key: "height", Value: 1.75},
		{Key: "price", Value: dec}, {Key: "n", Value: int64(1) << 60}, {Key: "ok", Value: true}, {Key: "none", Value: nil},
		{Key: "tags", Value: bson.A{"a", bson.D{{Key: "b", Value: 1}}, bson.Binary{Data: []byte{0, 1}}, "c"}},
		{Key: "uuid", Value: bson.Binary{Subtype: 4, Data: []byte("0123456789abcdef")}}, {Key: "blob", Value: bson.Binary{Data: []byte{0xff, 0}}},
		{Key: "text", Value: bson.Binary{Data: []byte("plain")}}, {Key: "locked", Value: bson.Binary{Subtype: 6, Data: []byte("x")}},
	})
	s := connect(t, "mongodb://"+m.Address+"/a", settings("", ""))
	b, err := s.Open(t.Context(), sourcetest.Units(t, s)[0])
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(b.R)
	b.Close()
	want := `{"_id":"65a1b2c3d4e5f60718293a4b","name":"山田\n\"太郎\"","born":"1990-01-02","seen":"2024-01-02T03:04:05Z","tel":312345678,"height":1.75,"price":"12.50","n":1152921504606846976,"ok":true,"none":null,"tags":["a",{"b":1},"c"],"uuid":"30313233-3435-3637-3839-616263646566","text":"plain"}` + "\n"
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if fault.Of(err) != fault.Skipped || !strings.Contains(err.Error(), "2 binary, 1 encrypted") {
		t.Errorf("told: %v", err)
	}
}

// TestMixedIDs: _ids of all types, in batches that end between them, each document once.
func TestMixedIDs(t *testing.T) {
	m := livetest.NewMongo(t, "", "")
	var docs []any
	for i := range 400 {
		for _, id := range []any{i, fmt.Sprint("s", i), bson.NewObjectID(), bson.D{{Key: "k", Value: i}}, float64(i) + 0.5, bson.NewDateTimeFromTime(time.UnixMilli(int64(i)))} {
			docs = append(docs, bson.D{{Key: "_id", Value: id}, {Key: "v", Value: i}})
		}
	}
	m.Insert(t, "a.mixed", docs...)
	s := connect(t, "mongodb://"+m.Address, settings("", ""))
	if n := strings.Count(string(sourcetest.Read(t, s, sourcetest.Units(t, s)[0])), "\n"); n != 2400 {
		t.Errorf("%d documents of 2400", n)
	}
}

// TestRanges: whatever the bounds, each document is in one range, and a range is found again by its name.
func TestRanges(t *testing.T) {
	day := func(text string) time.Time { d, _ := time.Parse("2006-01-02", text); return d }
	for name, rs := range map[string][]span{
		"days":    byTime(day("2024-02-27").Add(time.Hour), day("2024-03-02"), 10),
		"months":  byTime(day("2023-11-15"), day("2024-03-02"), 10),
		"years":   byTime(day("1999-11-15"), day("2024-03-02"), 10),
		"numbers": byNumber(-250, 1234, 10),
		"large":   byNumber(-1<<61, 1<<61, 8),
	} {
		if len(rs) < 3 || rs[0].from != nil || rs[len(rs)-1].to != nil {
			t.Errorf("%s: %+v", name, rs)
			continue
		}
		for i, r := range rs {
			if i > 0 && r.from != rs[i-1].to {
				t.Errorf("%s: a gap at %s", name, r.name)
			}
			if again, ok := spanOf(r.name); !ok || again != r {
				t.Errorf("%s: %+v is read as %+v", name, r, again)
			}
		}
	}
	for _, bad := range []string{"x", "1+0", "+", "2024-13", "1+x"} {
		if _, ok := spanOf(bad); ok {
			t.Errorf("%q is taken for a range", bad)
		}
	}
}

func TestLargeCollection(t *testing.T) {
	m := livetest.NewMongo(t, "", "")
	fill(t, m)
	m.Before = func(_ string, c bson.D) bson.D {
		if c[0].Key == "count" && c[0].Value == "users" {
			return bson.D{{Key: "n", Value: 1_000_000}, {Key: "ok", Value: 1}} // so it is split
		}
		return nil
	}
	m.Insert(t, "shop.users", bson.D{{Key: "_id", Value: -0.5}}, bson.D{{Key: "_id", Value: 2600}})
	s := connect(t, "mongodb://"+m.Address+"/shop", settings("", ""))
	var names []string
	total := 0
	for _, u := range sourcetest.Units(t, s) {
		if u.Place != "shop.users" {
			continue
		}
		names = append(names, u.Name)
		total += strings.Count(string(sourcetest.Read(t, connect(t, "mongodb://"+m.Address+"/shop", settings("", "")), u)), "\n")
	}
	if total != 2502 || len(names) != 1 {
		t.Errorf("%d documents in %v", total, names) // a number with a fraction is no whole one: not split
	}
	m.Drop("shop.users")
	var docs []any
	for i := range 2501 {
		docs = append(docs, bson.D{{Key: "_id", Value: int64(1000 * i)}})
	}
	m.Insert(t, "shop.users", docs...)
	total, names = 0, nil
	for _, u := range sourcetest.Units(t, s) {
		if u.Place == "shop.users" {
			names = append(names, u.Name)
			total += strings.Count(string(sourcetest.Read(t, s, u)), "\n")
		}
	}
	if want := []string{"shop.users/..0+1000000", "shop.users/1000000+1000000", "shop.users/2000000+1000000.."}; total != 2501 || !cmp.Equal(want, names) {
		t.Errorf("%d documents in %v", total, names)
	}
}

func TestSample(t *testing.T) {
	m := livetest.NewMongo(t, "", "")
	fill(t, m)
	for share, want := range map[float64]int{0.01: 25, 0.5: 1250} {
		o := settings("", "")
		o.Sample = share
		s := connect(t, "mongodb://"+m.Address+"/shop", o)
		for _, u := range sourcetest.Units(t, s) {
			if u.Name == "shop.users" {
				if n := strings.Count(string(sourcetest.Read(t, s, u)), "\n"); n != want || u.Of != 2500 {
					t.Errorf("%v: %d of %d", share, n, u.Of)
				}
			}
		}
	}
}

// TestSampleHangs: a server that falls silent while a sample is read is given up.
func TestSampleHangs(t *testing.T) {
	for _, at := range []string{"aggregate", "getMore"} {
		m := livetest.NewMongo(t, "", "")
		fill(t, m)
		m.Before = func(_ string, command bson.D) bson.D {
			if command[0].Key == at {
				return bson.D{{Key: "hang", Value: 1}}
			}
			return nil
		}
		o := settings("", "")
		o.Timeout, o.Sample = 300*time.Millisecond, 0.5
		s := connect(t, "mongodb://"+m.Address+"/shop", o)
		s.retry = retry.Policy{Tries: 2, First: time.Millisecond, Most: time.Millisecond}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		b, err := s.Open(ctx, source.Unit{Name: "shop.users"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, b.R)
		b.Close()
		if fault.Of(err) != fault.Unavailable || ctx.Err() != nil {
			t.Errorf("%s: %v (%v)", at, err, fault.Of(err))
		}
	}
}

// TestQuiet: no variable of the environment makes the library write down what it reads.
func TestQuiet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	t.Setenv("MONGODB_LOG_ALL", "debug")
	t.Setenv("MONGODB_LOG_PATH", path)
	m := livetest.NewMongo(t, "", "")
	fill(t, m)
	s := connect(t, "mongodb://"+m.Address+"/shop", settings("", ""))
	sourcetest.Read(t, s, source.Unit{Name: "shop.users"})
	if b, err := os.ReadFile(path); err == nil {
		t.Errorf("%d bytes were written", len(b))
	}
}

func TestGridFSAndViews(t *testing.T) {
	m := livetest.NewMongo(t, "", "")
	id := bson.NewObjectID()
	text := strings.Repeat("name,mail\n山田,a@example.com\n", 50_000)
	const size = 255 << 10
	m.Insert(t, "a.fs.files", bson.D{{Key: "_id", Value: id}, {Key: "filename", Value: "list/of\nall.csv"}, {Key: "length", Value: int64(len(text))}, {Key: "chunkSize", Value: size}, {Key: "uploadDate", Value: bson.NewDateTimeFromTime(time.UnixMilli(1))}})
	m.Insert(t, "a.fs.files", bson.D{{Key: "_id", Value: bson.NewObjectID()}, {Key: "filename", Value: "broken"}, {Key: "length", Value: int64(10)}})
	for n := 0; n*size < len(text); n++ {
		m.Insert(t, "a.fs.chunks", bson.D{{Key: "_id", Value: bson.NewObjectID()}, {Key: "files_id", Value: id}, {Key: "n", Value: n}, {Key: "data", Value: []byte(text[n*size : min(len(text), (n+1)*size)])}})
	}
	m.View("a.view", "fs.files")
	s := connect(t, "mongodb://"+m.Address, settings("", ""))
	var names []string
	for u, err := range s.Units(t.Context()) {
		names = append(names, strings.ReplaceAll(u.Name, id.Hex(), "ID"))
		switch {
		case u.Name == "a.view":
			if fault.Of(err) != fault.Skipped {
				t.Errorf("a view: %v", err)
			}
		case err != nil:
			t.Errorf("%s: %v", u.Name, err)
		case strings.HasSuffix(u.Name, "all.csv"):
			if got := string(sourcetest.Read(t, s, u)); got != text || u.Size != int64(len(text)) || u.Stamp == "" {
				t.Errorf("%d bytes of %d", len(got), len(text))
			}
		case strings.HasSuffix(u.Name, "broken"):
			b, err := s.Open(t.Context(), u)
			if err == nil {
				_, err = io.ReadAll(b.R)
			}
			if fault.Of(err) != fault.Unreadable {
				t.Errorf("a file without pieces: %v", err)
			}
		}
	}
	if len(names) != 4 || names[0] != "a.fs.files" || names[1] != `a.fs.files/files/ID/list_of\x0aall.csv` {
		t.Errorf("%q", names)
	}
}

func TestRefused(t *testing.T) {
	m := livetest.NewMongo(t, user, secret)
	for _, c := range []struct{ user, password, query, want string }{
		{user, "wrong-" + secret, "", "refuses the user or the password"},
		{"nobody", secret, "", "refuses the user or the password"},
		{"", "", "", "may not do that"},
		{user, secret, "?tls=true", "begin TLS"},
	} {
		o := settings(c.user, c.password)
		o.Timeout = 2 * time.Second
		s := connect(t, "mongodb://"+m.Address+"/"+c.query, o)
		s.retry = retry.Policy{Tries: 1, First: time.Millisecond}
		n := 0
		for u, err := range s.Units(t.Context()) {
			n++
			if err == nil || u.Name != "" || fault.Of(err) == fault.Internal || c.want != "begin TLS" && !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), secret) {
				t.Errorf("%+v: %v", c, err)
			}
		}
		if n != 1 {
			t.Errorf("%d answers", n)
		}
	}
}

func TestHostile(t *testing.T) {
	said := func(code int) bson.D {
		return bson.D{{Key: "ok", Value: 0}, {Key: "code", Value: code}, {Key: "errmsg", Value: secret}}
	}
	for name, c := range map[string]struct {
		at   string
		with bson.D
		want fault.Class
	}{
		"hangs at once":     {"isMaster", bson.D{{Key: "hang", Value: 1}}, fault.Unavailable},
		"hangs":             {"find", bson.D{{Key: "hang", Value: 1}}, fault.Unavailable},
		"breaks off":        {"find", bson.D{{Key: "close", Value: 1}}, fault.Unavailable},
		"steps down":        {"find", said(189), fault.Unavailable},
		"takes too long":    {"find", said(50), fault.Unavailable},
		"forbids":           {"listCollections", said(13), fault.Unreadable},
		"an odd error":      {"find", said(4711), fault.Unreadable},
		"not what is asked": {"find", bson.D{{Key: "ok", Value: 1}, {Key: "cursor", Value: secret}}, fault.Unreadable},
		"without _id":       {"find", bson.D{{Key: "ok", Value: 1}, {Key: "cursor", Value: bson.D{{Key: "firstBatch", Value: bson.A{bson.D{{Key: "a", Value: secret}}}}}}}, fault.Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			m := livetest.NewMongo(t, "", "")
			m.Insert(t, "a.b", bson.D{{Key: "_id", Value: 1}})
			m.Before = func(_ string, command bson.D) bson.D {
				if command[0].Key == c.at || c.at == "isMaster" && strings.EqualFold(command[0].Key, "hello") {
					return c.with
				}
				return nil
			}
			o := settings("", "")
			o.Timeout = 300 * time.Millisecond
			s := connect(t, "mongodb://"+m.Address, o)
			s.retry = retry.Policy{Tries: 2, First: time.Millisecond, Most: time.Millisecond}
			var got error
			for u, err := range s.Units(t.Context()) {
				if err == nil {
					b, e := s.Open(t.Context(), u)
					if err = e; err == nil {
						_, err = io.Copy(io.Discard, b.R)
						b.Close()
					}
				}
				got = err
			}
			if fault.Of(got) != c.want || got != nil && strings.Contains(got.Error(), secret) {
				t.Errorf("%v: %v", fault.Of(got), got)
			}
		})
	}
}

// TestComesBack: a server that breaks off every third time costs and doubles nothing.
func TestComesBack(t *testing.T) {
	m := livetest.NewMongo(t, "", "")
	fill(t, m)
	var n atomic.Int64
	m.Before = func(_ string, command bson.D) bson.D {
		if command[0].Key == "find" && n.Add(1)%3 == 0 {
			return bson.D{{Key: "close", Value: 1}}
		}
		return nil
	}
	s := connect(t, "mongodb://"+m.Address+"/shop", settings("", ""))
	s.retry = retry.Policy{Tries: 4, First: time.Millisecond, Most: time.Millisecond}
	if n := strings.Count(string(sourcetest.Read(t, s, source.Unit{Name: "shop.users"})), "\n"); n != 2500 {
		t.Errorf("%d documents of 2500", n)
	}
}

func TestTargets(t *testing.T) {
	for target, o := range map[string]*source.Options{
		"mongodb:///x": settings("", ""), "mongodb://host/?x=1": settings("", ""), "mongodb://host/?directConnection=maybe": settings("", ""),
		"mongodb://host/": settings("", "password without user"),
	} {
		tg, err := source.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open(t.Context(), tg, o); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", target, err)
		}
	}
}
