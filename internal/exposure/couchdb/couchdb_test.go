// The servers of these tests are stand-ins: they speak what https://docs.couchdb.org/en/stable/api/ documents of CouchDB's
// HTTP API, since no CouchDB can be had on the machines that run the tests.

package couchdb_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/couchdb"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
)

// standIn answers as a CouchDB with these databases does: as version 1 and 2 did before an administrator was made, or closed.
func standIn(t *testing.T, roles string, dbs string) string {
	mux := http.NewServeMux()
	say := func(path string, status int, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		})
	}
	say("/{$}", 200, `{"couchdb":"Welcome","version":"2.3.1","vendor":{"name":"The Apache Software Foundation"}}`)
	say("/_session", 200, `{"ok":true,"userCtx":{"name":null,"roles":[`+roles+`]},"info":{"authentication_handlers":["cookie","default"]}}`)
	if dbs == "" {
		say("/_all_dbs", 401, `{"error":"unauthorized","reason":"You are not a server admin."}`)
	} else {
		say("/_all_dbs", 200, dbs)
	}
	say("/members", 200, `{"db_name":"members","doc_count":42,"doc_del_count":0}`)
	say("/", 404, `{"error":"not_found","reason":"missing"}`)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return strings.Replace(s.URL, "http://", "couchdb://", 1)
}

func TestAdminParty(t *testing.T) {
	r := exposuretest.Look(t, couchdb.Check{}, nil, standIn(t, `"_admin"`, `["_users","members","read_me_to_recover"]`))
	if d := cmp.Diff([]string{"couchdb-attacked", "couchdb-admin-party"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d, r.Looked)
	}
	if x := r.Exposures[1]; x.Args["documents"] != "42" || x.Args["databases"] != "3" {
		t.Errorf("%v", x.Args)
	}
}

func TestListed(t *testing.T) {
	if d := cmp.Diff([]string{"couchdb-no-auth"}, exposuretest.Found(t, couchdb.Check{}, standIn(t, "", `["members"]`))); d != "" {
		t.Error(d)
	}
}

func TestClosed(t *testing.T) {
	if got := exposuretest.Found(t, couchdb.Check{}, standIn(t, "", "")); got != nil {
		t.Errorf("found %v", got)
	}
}

func TestHostile(t *testing.T) { exposuretest.Hostile(t, couchdb.Check{}, "couchdb://") }
