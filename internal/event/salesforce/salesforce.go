// Package salesforce reads the event log files of Salesforce (EventLogFile: a CSV for each type of event) and its login history.
package salesforce

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sql"
)

// Parser is the event.Parser of event log files.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "salesforce" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Table }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty { return match(sample) }

func match(sample []event.Record) event.Certainty {
	if flat.Share(sample, "EVENT_TYPE", "TIMESTAMP") > 50 || flat.Share(sample, "Login Time", "Source IP", "Username") > 50 || flat.Share(sample, "LoginTime", "SourceIp", "UserId") > 50 ||
		flat.Share(sample, "EventDate", "EventIdentifier", "UserId") > 50 || flat.Share(sample, "data.payload.EventDate", "data.payload.EventIdentifier") > 50 {
		return event.Sure
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return newReader() }

// JSON is the event.Parser of the same events as objects, as collectors and the streaming API hand them on.
type JSON struct{}

// Name implements event.Parser.
func (JSON) Name() string { return "salesforce-json" }

// Form implements event.Parser.
func (JSON) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (JSON) Match(sample []event.Record) event.Certainty { return match(sample) }

// Reader implements event.Parser.
func (JSON) Reader(event.Options) event.Reader { return newReader() }

func newReader() *reader {
	return &reader{pick: flat.NewPicker(want, "data.payload.", "payload.", "json.")}
}

const (
	kind = iota
	stamp
	derived
	request
	org
	user
	userDerived
	userName
	ip
	session
	uri
	status
	rows
	size
	agent
	entity
	query
	method
	report
	loginStatus
	operation
	userType
	app
	delegated
	file
	success
	country
	action
	slots
)

var want = [][]string{
	kind: {"EVENT_TYPE", "EventType", "attributes.type"}, stamp: {"TIMESTAMP"}, derived: {"TIMESTAMP_DERIVED", "Login Time", "LoginTime", "EventDate"}, request: {"REQUEST_ID"}, org: {"ORGANIZATION_ID"},
	user: {"USER_ID", "UserId"}, userDerived: {"USER_ID_DERIVED"}, userName: {"USER_NAME", "Username", "USER_EMAIL"}, ip: {"CLIENT_IP", "SOURCE_IP", "Source IP", "SourceIp"}, session: {"SESSION_KEY", "LOGIN_KEY"},
	uri: {"URI", "PAGE_URL", "REQUEST_URI", "PAGE_APP_NAME"}, status: {"STATUS_CODE", "REQUEST_STATUS"}, rows: {"RowsProcessed", "RowsReturned", "ROWS_PROCESSED", "ROWS_RETURNED", "ROW_COUNT", "NUMBER_OF_RECORDS"}, size: {"RESPONSE_SIZE", "FILE_SIZE_BYTES", "FILE_SIZE"},
	agent: {"UserAgent", "USER_AGENT", "BROWSER_NAME", "Browser"}, entity: {"QueriedEntities", "ENTITY_NAME", "ENTITY_TYPE", "OBJECT_TYPE", "SOBJECT_TYPE"}, query: {"Query", "QUERY", "SEARCH_QUERY", "EXEC_QUERY"}, method: {"METHOD_NAME", "METHOD", "HTTP_METHOD", "CLASS_NAME"},
	report: {"REPORT_ID_DERIVED", "REPORT_ID", "DASHBOARD_ID_DERIVED", "DASHBOARD_ID"}, loginStatus: {"LOGIN_STATUS", "Status"}, operation: {"OPERATION_TYPE", "OPERATION"}, userType: {"USER_TYPE"},
	app: {"CLIENT_NAME", "APPLICATION", "APP_NAME", "CONNECTED_APP_NAME", "Application"}, delegated: {"DELEGATED_USER_NAME", "DELEGATED_USER_ID_DERIVED", "DELEGATED_USER_ID"}, file: {"DOCUMENT_ID_DERIVED", "DOCUMENT_ID", "VERSION_ID_DERIVED", "JOB_ID"},
	success: {"SUCCESS"}, country: {"COUNTRY_CODE", "CountryIso"}, action: {"ACTION", "UI_EVENT_TYPE", "TRANSACTION_TYPE"},
}

type reader struct {
	clock event.Clock
	pick  *flat.Picker
	v     [slots][]byte
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	v := &r.v
	r.pick.Pick(rec.Fields, v[:])
	if v[kind] == nil && v[derived] == nil {
		return event.Malformed
	}
	if e.Time = r.clock.ISO(v[derived], 0); e.Time == 0 {
		if e.Time = r.clock.Compact(v[stamp], 0); e.Time == 0 {
			if e.Time = r.clock.American(v[derived], 0); e.Time == 0 {
				return event.Malformed
			}
		}
	}
	e.Op, e.ID, e.Store, e.Session, e.Text = v[kind], v[request], v[org], v[session], v[uri]
	e.Actor = lex.Any(v[userName], v[userDerived], v[user]) // the name stands in few types of events, the number in all
	e.As = v[delegated]
	var ok bool
	if e.From, ok = lex.Addr(v[ip]); !ok {
		e.Device = v[ip] // "Salesforce.com IP"
	}
	if c := v[country]; len(c) == 2 {
		e.Country = [2]byte{c[0], c[1]}
	}
	e.Client = lex.Any(v[agent], v[app])
	e.Rows, e.Size = lex.Leading(v[rows]), lex.Leading(v[size])
	e.Object = lex.Any(v[report], v[entity], v[file], v[uri])
	if c := lex.Number(v[status]); c >= 100 && c < 600 {
		e.Status = int32(c)
	}
	switch string(v[userType]) {
	case "Standard":
		e.Sort = event.Person
	case "CspLitePortal", "CustomerSuccess", "PowerCustomerSuccess", "PowerPartner", "CustomerPortal", "C", "P", "N":
		e.Sort = event.Customer
	case "Guest", "G":
		e.Sort = event.Anonymous
	}
	r.what(e)
	if e.Outcome == event.Unsaid {
		e.Outcome = event.Success
		if e.Status >= 400 || string(v[success]) == "0" || lex.Is(v[success], "false") || string(v[status]) == "F" {
			e.Outcome = event.Failure
		}
	}
	e.Raw = append(e.Raw, rec.Fields...)
	return event.Access
}

// what is what an event of that type does.
func (r *reader) what(e *event.Event) {
	v := &r.v
	switch string(v[kind]) {
	case "Login", "":
		e.Action = event.Login
		e.Outcome = event.Success
		if s := v[loginStatus]; s != nil && string(s) != "LOGIN_NO_ERROR" && !lex.Is(s, "success") {
			e.Outcome, e.Reason = event.Failure, s
		}
	case "LoginAs":
		e.Action, e.Target = event.Login, v[delegated]
	case "Logout":
		e.Action = event.Logout
	case "ReportExport", "BulkApi", "BulkApi2", "DataExport", "AsyncReportRun", "DocumentAttachmentDownloads", "ContentDistribution", "BulkApiResult", "WaveDownload", "KnowledgeArticleDownload":
		e.Action = event.Export
		if op := v[operation]; lex.Is(op, "insert") || lex.Is(op, "update") || lex.Is(op, "upsert") {
			e.Action = event.Write
		} else if lex.Is(op, "delete") || lex.Is(op, "harddelete") {
			e.Action = event.Delete
		}
	case "Report", "Dashboard", "ListViewEvent", "Search", "WaveInteraction", "TimeBasedWorkflow", "MultiBlockReport":
		e.Action = event.List
	case "API", "RestApi", "ApiTotalUsage", "ApiEvent":
		r.api(e)
	case "URI", "LightningPageView", "VisualforceRequest", "AuraRequest", "ContentTransfer", "DocumentDownload", "ExternalODataAPI", "RemoteAccess", "LightningInteraction", "WaveChange", "Sites", "Knowledge", "MetadataApiRetrieve", "ConsoleNavigation":
		e.Action = event.Read
		if string(v[kind]) == "ContentTransfer" && lex.Begins(v[action], "UPLOAD") {
			e.Action = event.Write
		}
	case "ApexExecution", "ApexCallout", "ApexTrigger", "ApexUnexpectedException", "ApexRestApi", "ApexSoap", "FlowExecution", "QueuedExecution", "LightningPerformance", "LightningError", "CorsViolation", "ContinuationCalloutSummary":
		e.Action = event.Other
	case "PermissionSetAssignment", "PermissionUpdate", "GroupMembership":
		e.Action = event.Grant
	case "PackageInstall", "ChangeSetOperation", "MetadataApiOperation", "Sandbox", "InsecureExternalAssets":
		e.Action = event.Admin
	}
}

// api tells queries from changes by the method.
func (r *reader) api(e *event.Event) {
	v := &r.v
	e.Action = event.Read
	if v[query] != nil {
		keep := e.Object
		sql.Say(e, v[query])
		if keep != nil {
			e.Object = keep
		}
		e.Op = v[kind]
		return
	}
	switch m := v[method]; {
	case lex.Is(m, "create"), lex.Is(m, "update"), lex.Is(m, "upsert"), lex.Is(m, "merge"), lex.Is(m, "post"), lex.Is(m, "put"), lex.Is(m, "patch"):
		e.Action = event.Write
	case lex.Is(m, "delete"), lex.Is(m, "emptyrecyclebin"):
		e.Action = event.Delete
	case lex.Is(m, "querymore"), lex.Is(m, "queryall"):
		e.Action = event.Export
	case lex.Is(m, "login"):
		e.Action = event.Login
	case lex.Is(m, "logout"):
		e.Action = event.Logout
	case lex.Begins(m, "describe"), lex.Is(m, "search"):
		e.Action = event.List
	}
}
