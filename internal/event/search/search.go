// Package search reads the audit and slow logs of Elasticsearch and OpenSearch, as JSON and as text.
package search

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// Parser is the event.Parser of the JSON forms.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "search" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty {
	if flat.ShareAny(sample, []string{"event.action", "event.type", "node.id"}, []string{"type", "event.action", "origin.address"}, []string{"audit_category"}, []string{"took_millis", "source"},
		[]string{"type", "took_millis", "message"}, []string{"elasticsearch.slowlog.took"}, []string{"elasticsearch.slowlog.took_millis"}, []string{"elasticsearch.audit.layer"}) > 50 {
		return event.Sure
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader { return newReader(o) }

func newReader(o event.Options) *reader {
	return &reader{zone: o.Zone, store: []byte(o.Store), pick: flat.NewPicker(want)}
}

const (
	when = iota
	cluster
	node
	layer
	action
	outcome
	user
	runAs
	realm
	origin
	forwarded
	path
	query
	method
	body
	requestID
	request
	indices
	apiKey
	category
	rest
	privilege
	traceIndex
	resolved
	took
	hits
	slowSource
	slowMessage
	slowType
	opaque
	reason
	level
	changed
	slots
)

var want = [][]string{
	when: {"timestamp", "@timestamp", "audit_utc_timestamp"}, cluster: {"cluster.name", "audit_cluster_name", "elasticsearch.cluster.name"}, node: {"node.name", "audit_node_name", "elasticsearch.node.name"},
	layer: {"event.type", "elasticsearch.audit.layer"}, action: {"event.action", "elasticsearch.audit.event_type"}, outcome: {"event.outcome"}, user: {"user.name", "audit_request_effective_user", "elasticsearch.slowlog.user.name", "elasticsearch.audit.user.name"},
	runAs: {"user.run_as.name", "user.run_by.name", "audit_request_initiating_user"}, realm: {"user.realm", "realm", "user.roles"},
	origin: {"origin.address", "audit_request_remote_address", "source.ip", "elasticsearch.audit.origin.address"}, forwarded: {"x_forwarded_for", "http.x_forwarded_for"},
	path: {"url.path", "audit_rest_request_path", "url.original", "uri", "elasticsearch.audit.url.path"}, query: {"url.query"}, method: {"request.method", "audit_rest_request_method", "http.request.method"},
	body: {"request.body", "audit_request_body", "http.request.body.content"}, requestID: {"request.id", "audit_trace_task_id", "elasticsearch.audit.request.id"}, request: {"action", "elasticsearch.audit.action"},
	indices: {"indices", "elasticsearch.audit.indices"}, apiKey: {"apikey.name", "apikey.id", "authentication.token.name"}, category: {"audit_category"}, rest: {"audit_request_layer"},
	privilege: {"audit_request_privilege"}, traceIndex: {"audit_trace_indices"}, resolved: {"audit_trace_resolved_indices"},
	took: {"took_millis", "took", "elasticsearch.slowlog.took_millis", "elasticsearch.slowlog.took"}, hits: {"total_hits", "elasticsearch.slowlog.total_hits"}, slowSource: {"source", "elasticsearch.slowlog.source"},
	slowMessage: {"elasticsearch.slowlog.message", "message"}, slowType: {"type", "event.dataset", "data_stream.dataset"}, opaque: {"opaque_id", "x-opaque-id", "elasticsearch.slowlog.id", "id"}, reason: {"error.message", "audit_request_exception_stacktrace"},
	level:   {"level", "log.level"},
	changed: {"put.user.name", "put.role.name", "put.role_mapping.name", "delete.user.name", "delete.role.name", "change.password.user.name", "change.enable.user.name", "change.disable.user.name", "create.apikey.name", "invalidate.apikeys.name", "create.service_token.name"},
}

type reader struct {
	clock event.Clock
	zone  int
	store []byte
	pick  *flat.Picker
	v     [slots][]byte
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	v := &r.v
	r.pick.Pick(rec.Fields, v[:])
	if e.Time = r.clock.ISO(v[when], r.zone); e.Time == 0 {
		if e.Time = event.Epoch(v[when]); e.Time == 0 {
			e.Time = rec.Head.Time
		}
	}
	verdict := event.Malformed
	switch {
	case v[category] != nil:
		verdict = r.open(e)
	case v[took] != nil && (v[slowSource] != nil || v[slowMessage] != nil):
		verdict = r.slow(e)
	case v[action] != nil && (v[layer] != nil || v[origin] != nil):
		verdict = r.elastic(e)
	}
	if e.Time == 0 && verdict == event.Access {
		return event.Malformed
	}
	if verdict == event.Access {
		further(rec, e)
		e.Raw = append(e.Raw, rec.Fields...)
	}
	return verdict
}

// further are the indices besides the first.
func further(rec *event.Record, e *event.Event) {
	for i := range rec.Fields {
		f := &rec.Fields[i]
		switch f.Name {
		case "indices", "audit_trace_resolved_indices", "elasticsearch.audit.indices":
			if len(f.Value) > 0 && string(f.Value) != string(e.Object) && len(e.Objects) < 64 {
				e.Objects = append(e.Objects, f.Value)
			}
		}
	}
}

// from fills in where a request came from, and who sent it.
func (r *reader) from(e *event.Event) {
	v := &r.v
	e.From, _ = lex.Host(bytes.TrimPrefix(v[origin], []byte{'/'}))
	if f, ok := lex.First(v[forwarded]); ok && f != e.From {
		e.Hop, e.From = e.From, f
	}
	e.Actor, e.As, e.ID, e.Text = lex.Any(v[user], v[apiKey]), v[runAs], v[requestID], v[body]
	if e.Store = lex.Any(v[cluster], v[node]); len(r.store) > 0 {
		e.Store = r.store
	}
	switch string(e.Actor) {
	case "":
	case "_anonymous", "<NONE>", "_es_anonymous_user", "opendistro_security_anonymous":
		e.Sort = event.Anonymous
	case "_system", "_xpack", "_xpack_security", "_async_search", "_security", "kibana_system", "kibanaserver", "logstash_system", "beats_system":
		e.Sort = event.Service
	case "elastic", "admin":
		e.Sort = event.Privileged
	}
	if e.Text == nil {
		e.Text = v[path]
	}
}

// elastic reads a record of Elasticsearch's audit log.
func (r *reader) elastic(e *event.Event) event.Verdict {
	v := &r.v
	r.from(e)
	e.Op, e.Outcome, e.Target = v[action], event.Success, v[changed]
	e.Object = lex.Any(v[indices], index(v[path]))
	switch string(v[action]) {
	case "authentication_success", "realm_authentication_success":
		e.Action = event.Login
	case "authentication_failed", "realm_authentication_failed", "anonymous_access_denied", "connection_denied", "tampered_request", "run_as_denied":
		e.Action, e.Outcome, e.Reason = event.Login, event.Failure, v[action]
		if string(v[action]) == "anonymous_access_denied" {
			e.Sort = event.Anonymous
		}
	case "access_granted", "access_denied", "run_as_granted":
		e.Op = lex.Any(v[request], v[action])
		e.Action = Privilege(v[request], v[path], v[method])
		if string(v[action]) == "access_denied" {
			e.Outcome, e.Reason = event.Failure, v[action]
		}
	case "security_config_change", "put_user", "put_role", "create_apikey", "put_privileges", "put_role_mapping", "change_password", "delete_user", "change_enable_user", "change_disable_user", "invalidate_apikeys", "delete_role", "create_service_token":
		e.Action = event.Admin
		if lex.Index(v[action], "role") >= 0 || lex.Index(v[action], "privileges") >= 0 {
			e.Action = event.Grant
		}
	case "connection_granted", "authentication_granted":
		return event.Nothing
	default:
		e.Action = Privilege(v[request], v[path], v[method])
	}
	return event.Access
}

// open reads a record of OpenSearch's audit log.
func (r *reader) open(e *event.Event) event.Verdict {
	v := &r.v
	r.from(e)
	e.Op, e.Outcome = lex.Any(v[privilege], v[category]), event.Success
	e.Object = lex.Any(v[resolved], v[traceIndex], index(v[path]))
	e.Action = Privilege(v[privilege], v[path], v[method])
	switch string(v[category]) {
	case "FAILED_LOGIN", "SSL_EXCEPTION", "BAD_HEADERS":
		e.Action, e.Outcome, e.Reason = event.Login, event.Failure, v[category]
	case "AUTHENTICATED":
		e.Action = event.Login
	case "MISSING_PRIVILEGES", "OPENSEARCH_SECURITY_INDEX_ATTEMPT", "OPENDISTRO_SECURITY_INDEX_ATTEMPT":
		e.Outcome, e.Reason = event.Failure, v[category]
	case "COMPLIANCE_DOC_READ":
		e.Action = event.Read
	case "COMPLIANCE_DOC_WRITE":
		e.Action = event.Write
	case "COMPLIANCE_INTERNAL_CONFIG_READ":
		e.Action = event.Read
	case "COMPLIANCE_INTERNAL_CONFIG_WRITE", "COMPLIANCE_EXTERNAL_CONFIG", "INDEX_EVENT":
		if e.Action != event.Delete {
			e.Action = event.Admin
		}
	}
	return event.Access
}

// slow reads a slow log of searches or of indexing.
func (r *reader) slow(e *event.Event) event.Verdict {
	v := &r.v
	r.from(e)
	e.Object, e.Text, e.Outcome = shard(v[slowMessage]), v[slowSource], event.Success
	e.Session = v[opaque]
	e.Op, e.Action = slowSearch, event.List
	if lex.Index(v[slowType], "indexing") >= 0 || lex.Index(v[slowType], "index_indexing") >= 0 {
		e.Op, e.Action, e.Rows = slowIndex, event.Write, 1
	} else {
		e.Rows = returned(lex.Leading(v[hits]), v[slowSource])
	}
	return event.Access
}

var slowSearch, slowIndex = []byte("search"), []byte("index")

// returned is how many of the hits a search hands out: as many as it asks for, ten if it does not say.
func returned(hits int64, source []byte) int64 {
	if hits < 0 {
		return -1
	}
	size := int64(10)
	if rest, ok := lex.After(source, `"size":`); ok {
		if n := lex.Leading(rest); n >= 0 {
			size = n
		}
	}
	return min(hits, size)
}

// shard is the index of "[customers][0]".
func shard(m []byte) []byte {
	if i := bytes.IndexByte(m, '['); i >= 0 {
		m = m[i+1:]
		if j := bytes.IndexAny(m, "]["); j >= 0 {
			m = m[:j]
		}
	}
	if i := bytes.IndexByte(m, '/'); i > 0 { // of indexing: [customers/uuid]
		m = m[:i]
	}
	return m
}

// index is the index that a path of the REST interface names.
func index(path []byte) []byte {
	if len(path) < 2 || path[0] != '/' || path[1] == '_' {
		return nil
	}
	path = path[1:]
	if i := bytes.IndexAny(path, "/?"); i >= 0 {
		path = path[:i]
	}
	return path
}

// Privilege is what a request does by the name of its action ("indices:data/read/search"), else by its path and method.
func Privilege(p, path, method []byte) event.Action {
	switch {
	case lex.Index(p, "scroll") > 0 && lex.Index(p, "clear") < 0, lex.Index(p, "open_point_in_time") > 0, lex.Index(p, "point_in_time/create") > 0, lex.Index(p, "snapshot/create") > 0, lex.Index(path, "_search/scroll") > 0,
		lex.Index(path, "scroll=") > 0, lex.Ends(path, "/_pit"), lex.Index(p, "reindex") > 0:
		return event.Export
	case lex.Begins(p, "indices:data/read/search"), lex.Begins(p, "indices:data/read/msearch"), lex.Begins(p, "indices:data/read/field_caps"), lex.Begins(p, "indices:data/read/sql"), lex.Begins(p, "indices:data/read/esql"), lex.Begins(p, "indices:data/read/async_search"):
		return event.List
	case lex.Begins(p, "indices:data/read"):
		return event.Read
	case lex.Begins(p, "indices:data/write/delete"), lex.Begins(p, "indices:admin/delete"), lex.Index(p, "delete/byquery") > 0:
		return event.Delete
	case lex.Begins(p, "indices:data/write"):
		return event.Write
	case lex.Begins(p, "indices:monitor"), lex.Begins(p, "indices:admin/get"), lex.Begins(p, "indices:admin/resolve"), lex.Begins(p, "indices:admin/mappings/get"), lex.Begins(p, "indices:admin/aliases/get"):
		return event.List
	case lex.Index(p, "security/role") > 0, lex.Index(p, "security/privilege") > 0:
		return event.Grant
	case lex.Begins(p, "indices:admin"), lex.Begins(p, "cluster:admin"):
		return event.Admin
	case len(p) > 0:
		return event.Other
	}
	switch string(method) {
	case "DELETE":
		return event.Delete
	case "PUT":
		return event.Write
	}
	switch {
	case lex.Index(path, "_search") >= 0, lex.Index(path, "_msearch") >= 0, lex.Index(path, "_cat/") >= 0:
		return event.List
	case lex.Index(path, "_bulk") >= 0, lex.Index(path, "_update") >= 0, string(method) == "POST" && lex.Index(path, "_doc") >= 0:
		return event.Write
	case lex.Index(path, "_doc/") >= 0, lex.Index(path, "_mget") >= 0, lex.Index(path, "_source/") >= 0:
		return event.Read
	}
	var e event.Event
	e.Op, e.Object = method, path
	web.Act(&e)
	return e.Action
}
