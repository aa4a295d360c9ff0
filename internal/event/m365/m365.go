// Package m365 reads what Microsoft 365 and Entra ID log: the unified audit log (AuditData, alone or in the CSV of an export),
// sign-ins and directory audits of Entra as Graph, diagnostic settings and the portal's CSV give them.
package m365

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of the JSON forms.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "m365" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty { return match(sample) }

// marks are fields that together nothing else has.
var marks = [][]string{{"CreationTime", "Operation", "Workload"}, {"CreationTime", "Operation", "RecordType", "UserId"}, {"createdDateTime", "userPrincipalName", "appDisplayName"},
	{"createdDateTime", "servicePrincipalName", "appDisplayName"}, {"properties.userPrincipalName", "properties.appDisplayName"}, {"properties.servicePrincipalName", "properties.resourceDisplayName"},
	{"activityDateTime", "activityDisplayName"}, {"properties.activityDateTime", "properties.activityDisplayName"}, {"CreationDate", "Operations", "UserIds", "AuditData"},
	{"Username", "Sign-in error code", "IP address"}, {"Username", "Application", "IP address", "Client app"}}

func match(sample []event.Record) event.Certainty {
	if flat.ShareAny(sample, marks...) > 50 {
		return event.Sure
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return newReader() }

// CSV is the event.Parser of tables: sign-ins from the portal, and exports of the unified audit log.
type CSV struct{}

// Name implements event.Parser.
func (CSV) Name() string { return "m365-csv" }

// Form implements event.Parser.
func (CSV) Form() event.Form { return event.Table }

// Match implements event.Parser.
func (CSV) Match(sample []event.Record) event.Certainty { return match(sample) }

// Reader implements event.Parser.
func (CSV) Reader(event.Options) event.Reader { return newReader() }

func newReader() *reader {
	return &reader{pick: flat.NewPicker(want, "properties.", "auditdata.", "records.")}
}

const (
	created = iota
	operation
	workload
	userID
	clientIP
	object
	agent
	result
	id
	session
	site
	mailbox
	client
	recordType
	userType
	count
	signTime
	upn
	signIP
	app
	signCode
	signReason
	signStatus
	countryCode
	location
	deviceID
	resource
	clientApp
	auditTime
	activity
	initiator
	initiatorApp
	initiatorIP
	targetUPN
	auditResult
	reason
	resultType
	spName
	logonType
	aadSession
	browser
	correlation
	slots
)

var want = [][]string{
	created: {"CreationTime", "CreationDate"}, operation: {"Operation", "Operations"}, workload: {"Workload"}, userID: {"UserId", "UserIds"}, clientIP: {"ClientIP", "ClientIPAddress", "ActorIpAddress"},
	object: {"ObjectId"}, agent: {"UserAgent", "User agent"}, result: {"ResultStatus"}, id: {"Id", "Request ID", "RecordId", "Identity"}, session: {"SessionId", "Session ID"}, site: {"SiteUrl"}, mailbox: {"MailboxOwnerUPN"},
	client: {"ClientInfoString", "ClientAppName"}, recordType: {"RecordType"}, userType: {"UserType"}, count: {"OperationCount"},
	signTime: {"createdDateTime", "Date (UTC)", "Date"}, upn: {"userPrincipalName", "Username", "Sign-in identifier"}, signIP: {"ipAddress", "IP address", "callerIpAddress"}, app: {"appDisplayName", "Application"},
	signCode: {"status.errorCode", "Sign-in error code"}, signReason: {"status.failureReason", "Failure reason"}, signStatus: {"Status"}, countryCode: {"location.countryOrRegion"}, location: {"Location"},
	deviceID: {"deviceDetail.deviceId", "Device ID"}, resource: {"resourceDisplayName", "Resource", "resource.displayName"}, clientApp: {"clientAppUsed", "Client app"},
	auditTime: {"activityDateTime", "time", "TimeGenerated"}, activity: {"activityDisplayName", "operationName"}, initiator: {"initiatedBy.user.userPrincipalName"}, initiatorApp: {"initiatedBy.app.displayName", "initiatedBy.app.servicePrincipalName"},
	initiatorIP: {"initiatedBy.user.ipAddress"}, targetUPN: {"targetResources.userPrincipalName"}, auditResult: {"result"}, reason: {"resultReason", "resultDescription", "LogonError"}, resultType: {"resultType"},
	spName: {"servicePrincipalName", "Service principal name"}, logonType: {"LogonType"}, aadSession: {"AppAccessContext.AADSessionId"}, browser: {"deviceDetail.browser", "Browser"}, correlation: {"correlationId"},
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
	verdict := event.Malformed
	switch {
	case v[operation] != nil && v[created] != nil:
		verdict = r.unified(rec, e)
	case v[upn] != nil && (v[app] != nil || v[signIP] != nil), v[spName] != nil && v[app] != nil, v[spName] != nil && v[resource] != nil:
		verdict = r.signIn(e)
	case v[activity] != nil:
		verdict = r.directory(e)
	}
	if verdict == event.Access {
		e.Raw = append(e.Raw, rec.Fields...)
	}
	return verdict
}

func (r *reader) time(candidates ...[]byte) int64 {
	for _, s := range candidates {
		if len(s) == 0 {
			continue
		}
		if t := r.clock.ISO(s, 0); t != 0 {
			return t
		}
		if t := r.clock.American(s, 0); t != 0 {
			return t
		}
		if t := event.Epoch(s); t != 0 {
			return t
		}
	}
	return 0
}

// unified reads a record of the unified audit log.
func (r *reader) unified(rec *event.Record, e *event.Event) event.Verdict {
	v := &r.v
	if e.Time = r.time(v[created]); e.Time == 0 {
		return event.Malformed
	}
	e.Op, e.Actor, e.ID, e.Client, e.Object, e.Session = v[operation], v[userID], v[id], v[agent], v[object], lex.Any(v[session], v[aadSession])
	e.From, _ = lex.Host(v[clientIP])
	e.Store = lex.Any(v[site], v[workload])
	if e.Client == nil {
		e.Client = v[client]
	}
	switch string(v[userType]) {
	case "0", "Regular":
		e.Sort = event.Person
	case "2", "Admin", "3", "DcAdmin":
		e.Sort = event.Privileged
	case "4", "System", "5", "Application", "6", "ServicePrincipal":
		e.Sort = event.Service
	}
	e.Action, e.Rows = what(v[operation]), lex.Number(v[count])
	switch {
	case lex.Is(v[result], "failed"), lex.Is(v[result], "failure"), lex.Is(v[result], "false"), lex.Ends(v[operation], "Failed"), lex.Is(v[result], "partiallysucceeded") && e.Action == event.Login:
		e.Outcome = event.Failure
	default:
		e.Outcome = event.Success
	}
	e.Reason = v[reason]
	if v[mailbox] != nil {
		if string(v[mailbox]) != string(v[userID]) {
			e.As = v[mailbox]
		}
		if e.Object == nil {
			e.Object = v[mailbox]
		}
	}
	if e.Outcome == event.Success && lex.Is(v[logonType], "1") || string(v[logonType]) == "Admin" {
		e.Sort = event.Privileged
	}
	pairs(rec, e)
	if e.Action == event.Login && string(e.Object) != "" && len(e.Object) == 36 {
		e.Store = v[workload] // and the object is the application that was signed in to, by its number
	}
	return event.Access
}

// pairs reads the lists of names and values: ExtendedProperties, DeviceProperties, Parameters, and the files of a mailbox.
func pairs(rec *event.Record, e *event.Event) {
	var name []byte
	for i := range rec.Fields {
		f := &rec.Fields[i]
		n := f.Name
		if j := len("auditdata."); len(n) > j && lex.Is([]byte(n[:j]), "auditdata.") {
			n = n[j:]
		}
		switch n {
		case "ExtendedProperties.Name", "DeviceProperties.Name", "Parameters.Name", "ModifiedProperties.Name":
			name = f.Value
		case "ExtendedProperties.Value":
			switch string(name) {
			case "UserAgent":
				if e.Client == nil {
					e.Client = f.Value
				}
			case "ResultStatusDetail":
				if e.Reason == nil && e.Outcome == event.Failure {
					e.Reason = f.Value
				}
			}
		case "DeviceProperties.Value":
			switch string(name) {
			case "SessionId":
				if e.Session == nil {
					e.Session = f.Value
				}
			case "Id":
				e.Device = f.Value
			}
		case "Parameters.Value":
			switch string(name) {
			case "Identity", "User", "Member", "Mailbox":
				if e.Target == nil {
					e.Target = f.Value
				}
			case "ForwardTo", "ForwardingSmtpAddress", "RedirectTo", "ForwardAsAttachmentTo":
				e.Text = f.Value
			}
		case "Target.ID":
			if e.Target == nil && bytes.IndexByte(f.Value, '@') > 0 {
				e.Target = f.Value
			}
		case "TargetUserOrGroupName":
			e.Target = f.Value
		case "AffectedItems.Subject", "Folders.FolderItems.Subject":
			if len(e.Objects) < 16 {
				e.Objects = append(e.Objects, f.Value)
			}
		}
	}
}

// signIn reads a sign-in of Entra.
func (r *reader) signIn(e *event.Event) event.Verdict {
	v := &r.v
	if e.Time = r.time(v[signTime], v[auditTime]); e.Time == 0 {
		return event.Malformed
	}
	e.Action, e.Op = event.Login, signInOp
	if v[upn] != nil {
		e.Actor, e.Sort = v[upn], event.Person
	} else {
		e.Actor, e.Sort = v[spName], event.Service
	}
	e.From, _ = lex.Host(v[signIP])
	e.Store, e.Object, e.ID, e.Session, e.Device = v[app], v[resource], v[id], lex.Any(v[session], v[correlation]), v[deviceID]
	e.Client = lex.Any(v[agent], v[browser], v[clientApp])
	country := v[countryCode]
	if country == nil {
		if country = v[location]; len(country) > 2 {
			country = lex.Trim(country[bytes.LastIndexByte(country, ',')+1:])
		}
	}
	if len(country) == 2 && lex.Upper(country) {
		e.Country = [2]byte{country[0], country[1]}
	}
	e.Reason = lex.Any(v[signReason], v[reason])
	code := lex.Any(v[signCode], v[resultType])
	switch {
	case code != nil && string(code) != "0" && string(code) != "None":
		e.Outcome = event.Failure
		if e.Reason == nil {
			e.Reason = code
		}
	case code != nil || lex.Is(v[signStatus], "success"):
		e.Outcome = event.Success
		e.Reason = nil
	case lex.Is(v[signStatus], "failure"), lex.Is(v[signStatus], "interrupted"):
		e.Outcome = event.Failure
	}
	if lex.Is(e.Reason, "other.") || lex.Is(e.Reason, "other") {
		e.Reason = nil
	}
	return event.Access
}

var signInOp = []byte("Sign-in activity")

// directory reads an audit of the directory: who changed what in Entra.
func (r *reader) directory(e *event.Event) event.Verdict {
	v := &r.v
	if e.Time = r.time(v[auditTime], v[created]); e.Time == 0 {
		return event.Malformed
	}
	e.Op, e.Target, e.ID = v[activity], v[targetUPN], v[id]
	if e.Actor, e.Sort = v[initiator], event.Person; e.Actor == nil {
		e.Actor, e.Sort = v[initiatorApp], event.Service
	}
	e.From, _ = lex.Host(lex.Any(v[initiatorIP], v[signIP]))
	e.Action, e.Outcome, e.Reason = what(v[activity]), event.Success, v[reason]
	if e.Action == event.Other {
		e.Action = event.Admin
	}
	if lex.Is(v[auditResult], "failure") {
		e.Outcome = event.Failure
	}
	return event.Access
}
