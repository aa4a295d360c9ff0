// Package mongodb looks whether a MongoDB shows its databases without a password. It asks for names and sizes; no document
// is read.
package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at mongodb:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "mongodb" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains([]string{"mongodb", exposure.Host}, t.URL.Scheme)
}

const maxLooked = 50 // databases whose collections are named

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	address := t.URL.Address("27017")
	if v.Dry {
		v.Plan("ask without a password", address)
		return nil
	}
	failed := func(err error) error {
		if errors.Is(err, errShape) {
			return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no MongoDB", address)
		}
		return exposure.Failed("ask "+address, err)
	}
	c, err := v.Dial(ctx, "tcp", address)
	if yes := t.URL.Query.Get("tls") == "true" || t.URL.Query.Get("ssl") == "true"; err == nil && yes {
		c, err = exposure.Secure(ctx, c, t.URL.Host)
	} else if err == nil {
		defer func() {
			if err == nil && v.From(ctx, t.URL.Host) != exposure.Here {
				told(exposure.Finding{ID: "mongodb-no-tls", Args: map[string]string{"address": address}})
			}
		}()
	}
	if err != nil {
		return t.Absent(failed(err))
	}
	defer func() { _ = c.Close() }()
	if err = look(&session{Conn: c}, v, told, address); err != nil {
		err = failed(err)
	}
	return err
}

func look(s *session, v *exposure.Visit, told func(exposure.Finding), address string) error {
	var hello struct {
		MaxWire int32 `bson:"maxWireVersion"`
	}
	refused, err := s.run("admin", bson.D{{Key: "hello", Value: 1}, {Key: "client", Value: bson.D{
		{Key: "application", Value: bson.D{{Key: "name", Value: "tsutsumi exposure"}}},
		{Key: "driver", Value: bson.D{{Key: "name", Value: "tsutsumi"}, {Key: "version", Value: "1"}}},
		{Key: "os", Value: bson.D{{Key: "type", Value: "unknown"}}},
	}}}, &hello)
	if err != nil || refused != 0 {
		return err
	}
	var list struct {
		Databases []struct {
			Name string  `bson:"name"`
			Size float64 `bson:"sizeOnDisk"`
		} `bson:"databases"`
	}
	if refused, err = s.run("admin", bson.D{{Key: "listDatabases", Value: 1}}, &list); err != nil || refused != 0 {
		return err // refused: 13 Unauthorized, or whatever else keeps it closed
	}
	var names, signs []string
	size, collections := 0.0, 0
	for _, d := range list.Databases {
		if d.Name == "admin" || d.Name == "config" || d.Name == "local" {
			continue
		}
		names = append(names, d.Name)
		if size += max(d.Size, 0); exposure.Note(d.Name) {
			signs = append(signs, "database "+word(v.Label(d.Name)))
		}
		if len(names) > maxLooked {
			continue
		}
		var first struct {
			Cursor struct {
				Batch []struct {
					Name string `bson:"name"`
				} `bson:"firstBatch"`
			} `bson:"cursor"`
		}
		if refused, err := s.run(d.Name, bson.D{{Key: "listCollections", Value: 1}, {Key: "nameOnly", Value: true}, {Key: "cursor", Value: bson.D{{Key: "batchSize", Value: 1000}}}}, &first); err != nil {
			return err
		} else if refused != 0 {
			continue
		}
		collections += len(first.Cursor.Batch)
		for _, c := range first.Cursor.Batch {
			if exposure.Note(c.Name) {
				signs = append(signs, "collection "+word(v.Label(d.Name+"."+c.Name)))
			}
		}
	}
	target := "mongodb://" + address
	f := exposure.Finding{ID: "mongodb-no-auth", State: strings.Join(names, "\n"), Places: []exposure.Place{{Source: target}},
		Peek: func(ctx context.Context) *exposure.Behind { return v.Sample(ctx, target) },
		Args: map[string]string{"address": address, "databases": strconv.Itoa(len(names)), "collections": strconv.Itoa(collections),
			"size": strconv.FormatFloat(size/1e6, 'f', 1, 64) + " MB"}}
	told(f)
	if len(signs) > 0 {
		signs = signs[:min(len(signs), 10)]
		told(exposure.Finding{ID: "mongodb-attacked", Places: f.Places, Peek: f.Peek, State: strings.Join(signs, "\n"),
			Args: map[string]string{"address": address, "signs": strings.Join(signs, ", ")}})
	}
	return nil
}

// word is a name in a text: nothing that steers, and not too long.
func word(s string) string { return strings.Trim(fmt.Sprintf("%.64q", s), `"`) }
