// Package workspace reads the activities of Google Workspace as its Reports API gives them: logins, Drive, administration,
// tokens, and what else has the same form.
package workspace

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of Workspace's activities.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "workspace" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty {
	if flat.Share(sample, "id.time", "id.applicationName", "events.name") > 50 {
		return event.Sure
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return &reader{pick: flat.NewPicker(want)} }

const (
	when = iota
	app
	unique
	actor
	profile
	callerType
	key
	ip
	name
	kind
	domain
	region
	slots
)

var want = [][]string{
	when: {"id.time"}, app: {"id.applicationName"}, unique: {"id.uniqueQualifier"}, actor: {"actor.email"}, profile: {"actor.profileId"}, callerType: {"actor.callerType"}, key: {"actor.key"},
	ip: {"ipAddress"}, name: {"events.name"}, kind: {"events.type"}, domain: {"ownerDomain"}, region: {"networkInfo.regionCode"},
}

type reader struct {
	clock event.Clock
	pick  *flat.Picker
	v     [slots][]byte
}

// Read implements event.Reader. An activity may have several events; they are of one act, and the first one names it.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	v := &r.v
	r.pick.Pick(rec.Fields, v[:])
	if v[name] == nil || v[app] == nil {
		return event.Malformed
	}
	if e.Time = r.clock.ISO(v[when], 0); e.Time == 0 {
		return event.Malformed
	}
	e.Op, e.ID, e.Store = v[name], v[unique], v[app]
	if e.Actor = v[actor]; e.Actor != nil {
		e.Sort = event.Person
	} else if e.Actor = v[key]; e.Actor != nil {
		e.Sort = event.Service
	} else {
		e.Actor = v[profile]
	}
	e.From, _ = lex.Addr(v[ip])
	if c := v[region]; len(c) == 2 {
		e.Country = [2]byte{c[0], c[1]}
	}
	e.Action, e.Outcome = what(v[app], v[name]), event.Success
	r.parameters(rec, e)
	if lex.Index(v[name], "failure") >= 0 || lex.Index(v[name], "denied") >= 0 || lex.Index(v[name], "blocked") >= 0 {
		e.Outcome = event.Failure
	}
	e.Raw = append(append(e.Raw, rec.Fields...), event.Field{Name: "eventName", Value: v[name]}, event.Field{Name: "eventService", Value: v[app]})
	return event.Access
}

// parameters reads the list of names and values that an event comes with.
func (r *reader) parameters(rec *event.Record, e *event.Event) {
	var param string
	for i := range rec.Fields {
		f := &rec.Fields[i]
		switch f.Name {
		case "events.parameters.name":
			param = known(f.Value)
			continue
		case "events.parameters.value", "events.parameters.intValue", "events.parameters.boolValue", "events.parameters.multiValue":
		default:
			continue
		}
		if len(f.Value) == 0 {
			continue
		}
		switch param {
		case "object":
			if e.Object == nil {
				e.Object = f.Value
			} else if len(e.Objects) < 16 {
				e.Objects = append(e.Objects, f.Value)
			}
		case "text":
			e.Text = f.Value
		case "target":
			if e.Target == nil {
				e.Target = f.Value
			}
		case "reason":
			e.Reason = f.Value
		case "client":
			e.Client = f.Value
		case "device":
			e.Device = f.Value
		case "size":
			e.Size = lex.Number(f.Value)
		case "rows":
			e.Rows = lex.Number(f.Value)
		}
	}
}

// known is what a parameter means to an event.
func known(name []byte) string {
	switch string(name) {
	case "doc_id", "GROUP_EMAIL", "APPLICATION_NAME", "RESOURCE_NAME", "message_id", "api_name":
		return "object"
	case "doc_title", "SETTING_NAME", "method_name", "subject":
		return "text"
	case "target_user", "USER_EMAIL", "target", "affected_email_address", "email", "recipient":
		return "target"
	case "login_failure_type", "result", "reason":
		return "reason"
	case "app_name", "client_id", "user_agent", "originating_app_id":
		return "client"
	case "DEVICE_ID", "device_id":
		return "device"
	case "num_response_bytes", "size":
		return "size"
	case "num_rows", "count":
		return "rows"
	}
	return ""
}

var actions = map[string]event.Action{
	"login_success": event.Login, "login_failure": event.Login, "login_challenge": event.Login, "login_verification": event.Login, "logout": event.Logout, "suspicious_login": event.Login,
	"suspicious_login_less_secure_app": event.Login, "suspicious_programmatic_login": event.Login, "risky_sensitive_action_allowed": event.Admin, "risky_sensitive_action_blocked": event.Admin,
	"user_signed_out_due_to_suspicious_session_cookie": event.Logout, "gov_attack_warning": event.Other, "account_disabled_password_leak": event.Admin, "password_edit": event.Admin,
	"recovery_email_edit": event.Admin, "recovery_phone_edit": event.Admin, "2sv_disable": event.Admin, "2sv_enroll": event.Admin,
	"view": event.Read, "preview": event.Read, "print": event.Read, "download": event.Read, "copy": event.Export, "source_copy": event.Export, "sheets_import_range": event.Read, "sync_item_content": event.Read,
	"prefetch_item_content": event.Read, "connected_sheets_query": event.Read, "access_item_content": event.Read, "search": event.List, "script_trigger_created": event.Admin,
	"create": event.Write, "edit": event.Write, "upload": event.Write, "rename": event.Write, "move": event.Write, "add_to_folder": event.Write, "remove_from_folder": event.Write, "untrash": event.Write,
	"trash": event.Delete, "delete": event.Delete, "change_user_access": event.Grant, "change_document_visibility": event.Grant, "change_document_access_scope": event.Grant, "change_acl_editors": event.Grant,
	"change_owner": event.Grant, "shared_drive_membership_change": event.Grant, "team_drive_membership_change": event.Grant, "change_user_access_hierarchy_reconciled": event.Grant,
	"change_document_access_scope_hierarchy_reconciled": event.Grant, "change_document_visibility_hierarchy_reconciled": event.Grant, "publish_change": event.Grant, "enable_inherited_permissions": event.Grant,
	"authorize": event.Grant, "revoke": event.Grant, "activity": event.Read, "request": event.Other, "GRANT_ADMIN_PRIVILEGE": event.Grant, "ASSIGN_ROLE": event.Grant, "GRANT_DELEGATED_ADMIN_PRIVILEGES": event.Grant, "UNASSIGN_ROLE": event.Grant,
	"ADD_GROUP_MEMBER": event.Grant, "REMOVE_GROUP_MEMBER": event.Grant, "AUTHORIZE_API_CLIENT_ACCESS": event.Grant, "CUSTOMER_TAKEOUT_CREATED": event.Export, "CUSTOMER_TAKEOUT_SUCCEEDED": event.Export,
	"DOWNLOAD_USERLIST_CSV": event.Export, "DOWNLOAD_REPORT": event.Export, "EMAIL_LOG_SEARCH": event.List, "SECURITY_INVESTIGATION_QUERY": event.List, "SECURITY_INVESTIGATION_CONTENT_ACCESS": event.Read,
	"user_requested_takeout": event.Export, "initiated": event.Export, "data_export": event.Export, "DELETE_USER": event.Delete, "add_member": event.Grant, "email_forwarding_out_of_domain": event.Grant, "ADD_RECOVERY_EMAIL": event.Admin,
}

func what(app, name []byte) event.Action {
	if a, ok := actions[string(name)]; ok {
		return a
	}
	switch string(app) {
	case "login":
		return event.Login
	case "drive":
		return event.Other
	case "takeout", "user_accounts":
		return event.Admin
	case "admin":
		return event.Admin
	}
	return event.Other
}
