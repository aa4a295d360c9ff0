// Package couchdb looks whether a CouchDB shows its databases, or gives the rights of an administrator, to whoever asks.
package couchdb

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at couchdb:// and couchdbs:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "couchdb" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains([]string{"couchdb", "couchdbs", exposure.Host}, t.URL.Scheme)
}

// counted is how many databases are asked for their number of documents.
const counted = 50

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	scheme, port := "http", "5984"
	if t.URL.Scheme == "couchdbs" {
		scheme, port = "https", "6984"
	}
	base := scheme + "://" + t.URL.Address(port)
	if v.Dry {
		for _, p := range []string{"/", "/_session", "/_all_dbs"} {
			v.Plan("GET", base+p)
		}
		return nil
	}
	var hello struct{ CouchDB, Version string }
	ok, err := get(ctx, v, base+"/", &hello)
	if err != nil {
		return t.Absent(err)
	}
	if hello.CouchDB == "" {
		if t.URL.Scheme == exposure.Host || ok {
			return nil
		}
		return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no CouchDB", t.URL.Address(port))
	}
	var session struct {
		UserCtx struct {
			Name  *string
			Roles []string
		}
	}
	if _, err := get(ctx, v, base+"/_session", &session); err != nil {
		return err
	}
	var names []string
	if _, err = get(ctx, v, base+"/_all_dbs", &names); err != nil {
		return err
	}
	admin := session.UserCtx.Name == nil && slices.Contains(session.UserCtx.Roles, "_admin")
	if names == nil && !admin {
		return nil
	}
	var documents int64
	var signs []string
	for i, n := range names {
		if exposure.Note(n) {
			signs = append(signs, word(v.Label(n)))
		}
		if strings.HasPrefix(n, "_") || i >= counted {
			continue
		}
		var about struct {
			Docs int64 `json:"doc_count"`
		}
		if _, err := get(ctx, v, base+"/"+url.PathEscape(n), &about); err == nil && about.Docs > 0 {
			documents += about.Docs
		}
	}
	f := exposure.Finding{ID: "couchdb-no-auth", Places: []exposure.Place{{Source: "couchdb://" + t.URL.Address(port)}}, State: strings.Join(names, "\n"), Args: map[string]string{
		"address": t.URL.Address(port), "version": word(hello.Version), "databases": strconv.Itoa(len(names)), "documents": strconv.FormatInt(documents, 10),
	}}
	if admin {
		f.ID = "couchdb-admin-party"
	}
	told(f)
	if len(signs) > 0 {
		told(exposure.Finding{ID: "couchdb-attacked", Places: f.Places, State: strings.Join(signs, "\n"),
			Args: map[string]string{"address": t.URL.Address(port), "signs": strings.Join(signs[:min(len(signs), 10)], ", ")}})
	}
	return nil
}

// get asks for JSON. What is refused or no JSON leaves out as it was; ok tells whether it was answered with 2xx.
func get(ctx context.Context, v *exposure.Visit, url string, out any) (ok bool, err error) {
	a, err := v.Get(ctx, url, 0)
	if err != nil || !a.OK() || a.Cut {
		return false, err
	}
	_ = json.Unmarshal(a.Text, out) // what is no such JSON says nothing
	return true, nil
}

// word is a name or a version in a text: nothing that steers, and not too long.
func word(s string) string { return strings.Trim(fmt.Sprintf("%.64q", s), `"`) }
