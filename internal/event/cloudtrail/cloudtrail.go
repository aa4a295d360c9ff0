// Package cloudtrail reads the events of AWS CloudTrail: as elements of its files, one a line, within events of EventBridge
// (under "detail"), and as the answers of lookup-events.
package cloudtrail

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of CloudTrail.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "cloudtrail" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty {
	if flat.Share(sample, "eventName", "eventSource", "awsRegion") > 50 || flat.Share(sample, "detail.eventName", "detail.eventSource") > 50 {
		return event.Sure
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader {
	return &reader{pick: flat.NewPicker(want, "detail.")}
}

const (
	name = iota
	source
	when
	sourceIP
	agent
	kind
	arn
	userName
	account
	invokedBy
	issuer
	onBehalf
	errorCode
	errorMessage
	eventID
	accessKey
	region
	readOnly
	answer
	bytesOut
	bucket
	key
	resource
	table
	secret
	dbInstance
	snapshot
	function
	target
	roleArn
	sessionName
	trail
	mfaUsed
	loginTo
	insight
	slots
)

var want = [][]string{
	name: {"eventName"}, source: {"eventSource"}, when: {"eventTime"}, sourceIP: {"sourceIPAddress"}, agent: {"userAgent"},
	kind: {"userIdentity.type"}, arn: {"userIdentity.arn"}, userName: {"userIdentity.userName"}, account: {"userIdentity.accountId", "userIdentity.principalId"},
	invokedBy: {"userIdentity.invokedBy"}, issuer: {"userIdentity.sessionContext.sessionIssuer.arn"}, onBehalf: {"userIdentity.onBehalfOf.userId"},
	errorCode: {"errorCode"}, errorMessage: {"errorMessage"}, eventID: {"eventID"}, accessKey: {"userIdentity.accessKeyId"}, region: {"awsRegion"},
	readOnly: {"readOnly"}, answer: {"responseElements.ConsoleLogin", "responseElements.SwitchRole"}, bytesOut: {"additionalEventData.bytesTransferredOut"},
	bucket: {"requestParameters.bucketName"}, key: {"requestParameters.key", "requestParameters.Key"}, resource: {"resources.ARN"},
	table: {"requestParameters.tableName"}, secret: {"requestParameters.secretId", "requestParameters.name"},
	dbInstance: {"requestParameters.dBInstanceIdentifier", "requestParameters.dBClusterIdentifier"},
	snapshot:   {"requestParameters.dBSnapshotIdentifier", "requestParameters.snapshotId", "requestParameters.dBClusterSnapshotIdentifier"},
	function:   {"requestParameters.functionName"}, target: {"requestParameters.userName", "requestParameters.groupName"}, roleArn: {"requestParameters.roleArn", "requestParameters.roleName"},
	sessionName: {"requestParameters.roleSessionName"}, trail: {"requestParameters.trailName", "requestParameters.trailArn"}, mfaUsed: {"additionalEventData.MFAUsed"}, loginTo: {"additionalEventData.LoginTo"}, insight: {"insightDetails.eventName", "digestStartTime"},
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
	if v[insight] != nil && v[name] == nil {
		return event.Nothing // how often a call was made, which is counted here too
	}
	if v[name] == nil || v[source] == nil {
		return event.Malformed
	}
	if e.Time = r.clock.ISO(v[when], 0); e.Time == 0 {
		return event.Malformed
	}
	e.Op, e.Client, e.ID, e.Reason, e.Session = v[name], v[agent], v[eventID], v[errorCode], v[accessKey]
	var ok bool
	if e.From, ok = lex.Addr(v[sourceIP]); !ok && v[invokedBy] == nil && v[sourceIP] != nil {
		e.Device = v[sourceIP] // a service of AWS, by its name
	}
	e.Size = lex.Leading(v[bytesOut])
	r.who(e)
	service := v[source]
	if i := bytes.IndexByte(service, '.'); i > 0 {
		service = service[:i]
	}
	e.Action = action(v[name], service, v[readOnly])
	r.outcome(e)
	r.what(e, service, rec.Fields)
	e.Raw = append(e.Raw, rec.Fields...)
	return event.Access
}

func (r *reader) outcome(e *event.Event) {
	v := &r.v
	e.Outcome = event.Success
	if v[errorCode] != nil || v[answer] != nil && lex.Is(v[answer], "failure") {
		e.Outcome = event.Failure
	}
	if e.Reason == nil {
		e.Reason = v[errorMessage]
	}
}

func (r *reader) who(e *event.Event) {
	v := &r.v
	switch string(v[kind]) {
	case "Root":
		e.Actor, e.Sort = v[arn], event.Privileged
	case "IAMUser":
		e.Actor, e.Sort = lex.Any(v[arn], v[userName]), event.Person
	case "AssumedRole":
		e.Actor, e.As = v[arn], v[issuer]
	case "IdentityCenterUser":
		e.Actor, e.Sort = lex.Any(v[onBehalf], v[arn], v[userName]), event.Person
	case "SAMLUser", "WebIdentityUser", "FederatedUser", "Directory", "Unknown":
		e.Actor = lex.Any(v[userName], v[arn], v[account])
	case "AWSService":
		e.Actor, e.Sort = v[invokedBy], event.Service
	case "AWSAccount":
		e.Actor = lex.Any(v[arn], v[account])
		if string(e.Actor) == "ANONYMOUS_PRINCIPAL" || string(e.Actor) == "anonymous" {
			e.Actor, e.Sort = nil, event.Anonymous
		}
	default:
		e.Actor = lex.Any(v[arn], v[userName], v[account])
	}
	if e.Actor == nil && e.Sort != event.Anonymous {
		e.Actor = lex.Any(v[arn], v[userName], v[account], v[invokedBy])
	}
}

// what fills in the object that was asked for, and the accounts that were acted on.
func (r *reader) what(e *event.Event, service []byte, fields []event.Field) {
	v := &r.v
	e.Store = service
	switch string(service) {
	case "s3":
		if e.Object = v[key]; v[bucket] != nil {
			e.Store = v[bucket]
		} else if v[resource] != nil {
			e.Store = tail(v[resource])
		}
	case "dynamodb":
		e.Object = v[table]
	case "secretsmanager", "ssm":
		e.Object = v[secret]
	case "rds":
		e.Object = lex.Any(v[dbInstance], v[snapshot])
	case "lambda":
		e.Object = v[function]
	case "cloudtrail":
		e.Object = lex.Any(v[trail], v[secret])
	case "iam":
		e.Target = lex.Any(v[target], v[roleArn])
	case "sts":
		e.Target = v[roleArn]
	case "ec2":
		e.Object = v[snapshot]
	case "signin":
		e.Text = v[loginTo]
	}
	if e.Object == nil && string(service) != "s3" {
		e.Object = v[resource]
	}
	further := false
	for i := range fields {
		if f := &fields[i]; f.Name == "resources.ARN" || f.Name == "detail.resources.ARN" {
			if further && len(e.Objects) < 64 {
				e.Objects = append(e.Objects, f.Value)
			}
			further = true
		}
	}
}

// tail is the name at the end of an ARN.
func tail(arn []byte) []byte {
	return arn[bytes.LastIndexByte(arn, ':')+1:]
}
