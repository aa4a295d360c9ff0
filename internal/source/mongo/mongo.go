package mongo

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Scheme is mongodb:// and, by DNS, mongodb+srv://.
var Scheme = source.Scheme{Names: []string{"mongodb", "mongodb+srv"}, Example: "mongodb://user@host/database", Open: open}

// Source is a MongoDB server or set of servers.
type Source struct {
	name     string
	database string // the one asked for, "" for all
	sample   float64
	client   *mongo.Client
	silence  time.Duration
	retry    retry.Policy
}

func open(_ context.Context, t *source.Target, o *source.Options) (source.Source, error) {
	if err := errors.Join(t.Only(append([]string{"ca"}, passed...)...), wire.Whole(o, "mongodb", true)); err != nil {
		return nil, err
	}
	if t.Host == "" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://HOST: the host is missing", t.Scheme)
	}
	s := &Source{name: t.Name(), database: strings.Trim(t.Path, "/"), sample: o.Sample, silence: wire.Silence(o)}
	var err error
	s.client, err = s.connect(t, o)
	return s, err
}

// Name is the target without credentials.
func (s *Source) Name() string { return s.name }

// Close ends the connections.
func (s *Source) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), s.silence)
	defer cancel()
	_ = s.client.Disconnect(ctx) // nothing was written that could be lost
	return nil
}

// run runs a command that reads, again where that may help.
func (s *Source) run(ctx context.Context, act, database string, command bson.D) (out bson.Raw, err error) {
	err = s.retry.Do(ctx, func(ctx context.Context) error {
		limited, cancel := context.WithTimeout(ctx, s.silence)
		defer cancel()
		out, err = s.client.Database(database).RunCommand(limited, command, elsewhere()).Raw()
		return fail(ctx, act, err)
	})
	return out, err
}

// elsewhere asks a secondary if there is one: the primary has work to do.
func elsewhere() *options.RunCmdOptionsBuilder {
	return options.RunCmd().SetReadPreference(readpref.SecondaryPreferred())
}

// own are databases of the server itself.
var own = []string{"admin", "config", "local"}

// Units enumerates the collections of each database and their ranges.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		databases := []string{s.database}
		if s.database == "" {
			var err error
			if databases, err = s.databases(ctx); err != nil {
				yield(source.Unit{}, err)
				return
			}
		}
		for _, db := range databases {
			cs, err := s.collections(ctx, db)
			if err != nil {
				if !yield(source.Unit{}, err) || fault.Of(err) == fault.Unavailable || ctx.Err() != nil {
					return
				}
				continue
			}
			for _, c := range cs {
				if !s.collection(ctx, c, yield) || ctx.Err() != nil {
					return
				}
			}
		}
	}
}

func (s *Source) databases(ctx context.Context) ([]string, error) {
	raw, err := s.run(ctx, "list databases", "admin", bson.D{{Key: "listDatabases", Value: 1}, {Key: "nameOnly", Value: true}, {Key: "authorizedDatabases", Value: true}})
	if err != nil {
		return nil, err
	}
	var found struct {
		Databases []struct{ Name string }
	}
	if err := bson.Unmarshal(raw, &found); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "list databases: the server's answer is not what was asked for")
	}
	var out []string
	for _, d := range found.Databases {
		if d.Name != "" && !slices.Contains(own, d.Name) {
			out = append(out, d.Name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// collection is one, as the server lists it.
type collection struct {
	db, name string
	kind     string // collection, view, timeseries
	of       string // the collection that a view shows
	files    bool   // the directory of a GridFS bucket
}

// shown is the collection as it stands in units' names.
func (c *collection) shown() string { return content.SafeName(c.db + "." + c.name) }

// collections are those of a database, in order.
func (s *Source) collections(ctx context.Context, db string) ([]collection, error) {
	var out []collection
	command := bson.D{{Key: "listCollections", Value: 1}, {Key: "authorizedCollections", Value: true}, {Key: "nameOnly", Value: false}}
	err := s.retry.Do(ctx, func(ctx context.Context) error {
		out = nil
		limited, cancel := context.WithTimeout(ctx, s.silence)
		defer cancel()
		cur, err := s.client.Database(db).RunCommandCursor(limited, command, elsewhere())
		if err != nil {
			return fail(ctx, "list collections", err)
		}
		defer func() { _ = cur.Close(limited) }()
		for cur.Next(limited) {
			var c struct {
				Name, Type string
				Options    struct {
					ViewOn string `bson:"viewOn"`
				}
			}
			if bson.Unmarshal(cur.Current, &c) == nil && c.Name != "" && !strings.HasPrefix(c.Name, "system.") {
				out = append(out, collection{db: db, name: c.Name, kind: c.Type, of: c.Options.ViewOn})
			}
		}
		return fail(ctx, "list collections", cur.Err())
	})
	slices.SortFunc(out, func(a, b collection) int { return strings.Compare(a.name, b.name) })
	return buckets(out), err
}

// buckets marks the directories of GridFS and leaves out the pieces, which are read as files.
func buckets(cs []collection) []collection {
	has := func(name string) bool {
		_, ok := slices.BinarySearchFunc(cs, name, func(c collection, name string) int { return strings.Compare(c.name, name) })
		return ok
	}
	var out []collection
	for _, c := range cs {
		if bucket, ok := strings.CutSuffix(c.name, ".files"); ok && has(bucket+".chunks") {
			c.files = true
		}
		if bucket, ok := strings.CutSuffix(c.name, ".chunks"); ok && has(bucket+".files") {
			continue
		}
		out = append(out, c)
	}
	return out
}

// collection enumerates the units of one.
func (s *Source) collection(ctx context.Context, c collection, yield func(source.Unit, error) bool) bool {
	shown := c.shown()
	if c.kind == "view" {
		return yield(source.Unit{Name: shown, Size: -1}, fault.Errorf(fault.Skipped, "read view: what it shows stands in a collection, which is read"))
	}
	count, err := s.count(ctx, &c)
	if err != nil {
		return yield(source.Unit{Name: shown, Size: -1}, err)
	}
	var rs []span
	if c.kind != "timeseries" && s.sample == 0 {
		if rs, err = s.ranges(ctx, &c, count); err != nil {
			return yield(source.Unit{Name: shown, Size: -1}, err)
		}
	}
	if len(rs) == 0 {
		u := source.Unit{Name: shown, Place: shown, Size: -1}
		if s.sample > 0 {
			u.Of = count
		}
		if !yield(u, nil) {
			return false
		}
	}
	for _, r := range rs {
		if !yield(source.Unit{Name: shown + "/" + r.name, Place: shown, Size: -1}, nil) {
			return false
		}
	}
	return !c.files || s.files(ctx, &c, yield)
}

// count is how many documents the server believes the collection to have.
func (s *Source) count(ctx context.Context, c *collection) (int64, error) {
	if c.kind == "timeseries" {
		return 0, nil
	}
	raw, err := s.run(ctx, "count documents", c.db, bson.D{{Key: "count", Value: c.name}})
	if err != nil {
		return 0, err
	}
	n, _ := raw.Lookup("n").AsInt64OK()
	return n, nil
}

// Open reads a collection, a range of one, or a file.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	db, _, ok := strings.Cut(u.Name, ".")
	if !ok {
		return nil, fault.Errorf(fault.Unreadable, "read documents: there is no such unit")
	}
	if s.database != "" && db != s.database {
		return nil, fault.Errorf(fault.Unreadable, "read documents: there is no such database in the target")
	}
	cs, err := s.collections(ctx, db)
	if err != nil {
		return nil, err
	}
	for i := range cs { // names may hold slashes: the longest fits
		c := &cs[len(cs)-1-i]
		inner, ok := strings.CutPrefix(u.Name, c.shown())
		if !ok || inner != "" && inner[0] != '/' {
			continue
		}
		if c.files && strings.HasPrefix(inner, "/files/") {
			return s.file(ctx, c, u, inner[len("/files/"):])
		}
		r, ok := spanOf(strings.TrimPrefix(inner, "/"))
		if !ok || c.kind == "view" {
			continue
		}
		return s.documents(ctx, c, u, r), nil
	}
	return nil, fault.Errorf(fault.Unreadable, "read documents: there is no such collection")
}

// documents is a body of documents.
func (s *Source) documents(ctx context.Context, c *collection, u source.Unit, r span) *source.Body {
	ctx, cancel := context.WithCancel(ctx)
	d := &reader{ctx: ctx, s: s, c: c, span: r, n: firstBatch}
	next := d.next
	if s.sample > 0 || c.kind == "timeseries" {
		next = d.stream
	}
	return &source.Body{
		Body:    wire.Body(u.Name, wire.NewRows(ctx, next)),
		Changed: func() bool { return false },
		Close: func() error {
			cancel()
			d.end()
			return nil
		},
	}
}
