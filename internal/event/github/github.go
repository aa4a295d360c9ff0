// Package github reads the audit log of GitHub, as it is exported and as it is streamed: one JSON object an event.
package github

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of GitHub's audit log.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "github" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty {
	switch {
	case flat.ShareAny(sample, []string{"action", "_document_id"}, []string{"action", "actor", "created_at", "@timestamp"}, []string{"action", "actor", "org", "@timestamp"}) > 50:
		return event.Sure
	case flat.Share(sample, "action", "actor", "created_at") > 50:
		return event.Likely
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return &reader{pick: flat.NewPicker(want)} }

const (
	action = iota
	actor
	actorIP
	country
	created
	id
	repo
	org
	user
	agent
	token
	programmatic
	protocol
	hashed
	visibility
	permission
	team
	isBot
	size
	name
	business
	externalID
	slots
)

var want = [][]string{
	action: {"action"}, actor: {"actor"}, actorIP: {"actor_ip"}, country: {"actor_location.country_code", "country"}, created: {"@timestamp", "created_at"},
	id: {"_document_id", "request_id"}, repo: {"repo", "repository"}, org: {"org"}, user: {"user", "target_login", "invitee", "member"}, agent: {"user_agent"},
	token: {"token_id", "oauth_application_id"}, programmatic: {"programmatic_access_type"}, protocol: {"transport_protocol_name"}, hashed: {"hashed_token"},
	visibility: {"visibility"}, permission: {"permission", "new_repo_permission"}, team: {"team"}, isBot: {"actor_is_bot"}, size: {"body_size", "transfer_size"}, name: {"name"},
	business: {"business"}, externalID: {"external_identity_nameid"},
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
	if v[action] == nil {
		return event.Malformed
	}
	if e.Time = event.Epoch(v[created]); e.Time == 0 {
		if e.Time = r.clock.ISO(v[created], 0); e.Time == 0 {
			return event.Malformed
		}
	}
	e.Op, e.Actor, e.ID, e.Client, e.Target = v[action], v[actor], v[id], v[agent], v[user]
	e.From, _ = lex.Addr(v[actorIP])
	if c := v[country]; len(c) == 2 {
		e.Country = [2]byte{c[0], c[1]}
	}
	if e.Store = v[org]; e.Store == nil {
		e.Store = v[business]
	}
	if e.Object = v[repo]; e.Object == nil {
		e.Object = v[team]
	}
	if e.Session = v[hashed]; e.Session == nil {
		e.Session = v[token]
	}
	e.Sort = event.Person
	if string(v[isBot]) == "true" || lex.Ends(e.Actor, "[bot]") {
		e.Sort = event.Service
	}
	if e.Actor == nil {
		if e.Actor = v[externalID]; e.Actor == nil {
			e.Sort = event.Anyone
		}
	}
	e.Size = lex.Number(v[size])
	e.Action = what(v[action])
	e.Outcome = event.Success
	if lex.Ends(v[action], "_failed") || lex.Ends(v[action], ".failed") || lex.Ends(v[action], "_failure") || lex.Ends(v[action], "_denied") || lex.Ends(v[action], ".failed_login") {
		e.Outcome = event.Failure
	}
	if len(e.Target) > 0 && string(e.Target) == string(e.Actor) && (e.Action == event.Read || e.Action == event.Login) {
		e.Target = nil
	}
	e.Raw = append(e.Raw, rec.Fields...)
	return event.Access
}

// actions are the events whose names do not say what they do to data.
var actions = map[string]event.Action{
	"git.clone": event.Export, "git.fetch": event.Read, "git.push": event.Write, "repo.download_zip": event.Export, "repo.access": event.Grant, "repo.create": event.Admin,
	"repo.destroy": event.Delete, "repo.transfer": event.Grant, "repo.add_member": event.Grant, "repo.remove_member": event.Grant, "repo.update_member": event.Grant,
	"repo.add_topic": event.Admin, "repo.remove_topic": event.Admin, "repo.rename": event.Admin, "repo.archived": event.Admin, "repo.visibility_change": event.Grant,
	"private_repository_forking.enable": event.Grant, "repo_fork": event.Export, "repo.fork": event.Export,
	"org.add_member": event.Grant, "org.remove_member": event.Grant, "org.update_member": event.Grant, "org.invite_member": event.Grant, "org.add_outside_collaborator": event.Grant,
	"org.remove_outside_collaborator": event.Grant, "org.sso_response": event.Login, "org.audit_log_export": event.Export, "org.audit_log_git_event_export": event.Export,
	"business.sso_response": event.Login, "business.add_admin": event.Grant, "business.invite_admin": event.Grant,
	"team.add_member": event.Grant, "team.remove_member": event.Grant, "team.add_repository": event.Grant, "team.update_repository_permission": event.Grant,
	"user.login": event.Login, "user.logout": event.Logout, "user.failed_login": event.Login, "user.two_factor_requested": event.Login, "user.correct_password_from_unrecognized_device": event.Login,
	"public_key.create": event.Grant, "deploy_key.create": event.Grant, "personal_access_token.access_granted": event.Grant, "personal_access_token.create": event.Admin, "oauth_access.create": event.Grant,
	"oauth_authorization.create": event.Grant, "oauth_application.create": event.Admin, "integration_installation.create": event.Grant, "integration_installation.repositories_added": event.Grant,
	"org_credential_authorization.grant": event.Grant, "org_credential_authorization.revoke": event.Grant, "role.create": event.Grant,
	"secret_scanning_alert.create": event.Other, "workflows.completed_workflow_run": event.Other, "workflows.created_workflow_run": event.Other, "workflows.prepared_workflow_job": event.Other,
	"api.request": event.Read, "codespaces.create": event.Export, "packages.package_downloaded": event.Read, "packages.package_version_published": event.Write,
	"pull_request.create": event.Write, "pull_request.merge": event.Write, "pull_request.close": event.Write, "issues.destroy": event.Delete, "project.access": event.Grant,
	"repository_visibility_change.enable": event.Grant, "migration.create": event.Export,
}

func what(op []byte) event.Action {
	if a, ok := actions[string(op)]; ok {
		return a
	}
	switch {
	case lex.Ends(op, ".destroy"), lex.Ends(op, ".delete"), lex.Ends(op, ".deleted"):
		return event.Admin
	case lex.Ends(op, "_login"), lex.Ends(op, ".login"):
		return event.Login
	case lex.Index(op, "download") > 0, lex.Index(op, "export") > 0:
		return event.Export
	case lex.Begins(op, "pull_request"), lex.Begins(op, "issue"), lex.Begins(op, "checks."), lex.Begins(op, "workflows."), lex.Begins(op, "commit_comment"), lex.Begins(op, "discussion"):
		return event.Other
	}
	return event.Admin
}
