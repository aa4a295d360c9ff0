package cloudtrail

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

const getObject = `{"eventVersion":"1.10","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:i-1","arn":"arn:aws:sts::111122223333:assumed-role/web/i-1","accountId":"111122223333","accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/web","accountId":"111122223333","userName":"web"},"attributes":{"creationDate":"2026-11-27T09:00:00Z","mfaAuthenticated":"false"}}},"eventTime":"2026-11-27T09:50:05Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"ap-northeast-1","sourceIPAddress":"192.0.2.7","userAgent":"[aws-cli/2.15.0 Python/3.11]","requestParameters":{"bucketName":"customers","Host":"customers.s3.ap-northeast-1.amazonaws.com","key":"2026/list.csv"},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"x","bytesTransferredOut":5120.0},"requestID":"REQ1","eventID":"6f9e2b0c-1d2e-4a1b-9a57-2e8b6a2a7b11","readOnly":true,"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::customers/2026/list.csv"},{"accountId":"111122223333","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::customers"}],"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"111122223333","eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3","clientProvidedHostHeader":"customers.s3.ap-northeast-1.amazonaws.com"}}`

const login = `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/yamada","accountId":"111122223333","userName":"yamada"},"eventTime":"2026-11-27T09:50:05Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"2001:db8::7","userAgent":"Mozilla/5.0","requestParameters":null,"responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"LoginTo":"https://console.aws.amazon.com/","MobileVersion":"No","MFAUsed":"No"},"eventID":"e1","eventType":"AwsConsoleSignIn"}`

type m = map[string]string

func call(source, name, identity, rest string) event.Record {
	return eventtest.JSON(`{"eventTime":"2026-11-27T09:50:05Z","eventSource":"` + source + `.amazonaws.com","eventName":"` + name + `","awsRegion":"us-east-1","userIdentity":` + identity + rest + `}`)
}

const user = `{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/yamada","userName":"yamada"}`

func TestRead(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "object", In: eventtest.JSON(getObject), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "arn:aws:sts::111122223333:assumed-role/web/i-1", "as": "arn:aws:iam::111122223333:role/web",
			"from": "192.0.2.7", "action": "read", "outcome": "success", "op": "GetObject", "store": "customers", "object": "2026/list.csv", "size": "5120", "client": "[aws-cli/2.15.0 Python/3.11]",
			"session": "ASIAEXAMPLE", "id": "6f9e2b0c-1d2e-4a1b-9a57-2e8b6a2a7b11", "object2": "arn:aws:s3:::customers", "raw.requestParameters.bucketName": "customers", "raw.eventName": "GetObject"}},
		eventtest.Case{Name: "console", In: eventtest.JSON(login), Want: m{"actor": "arn:aws:iam::111122223333:user/yamada", "sort": "person", "from": "2001:db8::7", "action": "login", "outcome": "success", "client": "Mozilla/5.0"}},
		eventtest.Case{Name: "wrong password", In: call("signin", "ConsoleLogin", `{"type":"IAMUser","accountId":"111122223333","userName":"yamada"}`, `,"errorMessage":"Failed authentication","responseElements":{"ConsoleLogin":"Failure"}`),
			Want: m{"actor": "yamada", "action": "login", "outcome": "failure", "reason": "Failed authentication"}},
		eventtest.Case{Name: "root", In: call("signin", "ConsoleLogin", `{"type":"Root","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"}`, `,"responseElements":{"ConsoleLogin":"Success"}`),
			Want: m{"actor": "arn:aws:iam::111122223333:root", "sort": "privileged"}},
		eventtest.Case{Name: "denied", In: call("s3", "ListObjectsV2", user, `,"errorCode":"AccessDenied","errorMessage":"Access Denied","requestParameters":{"bucketName":"customers"}`),
			Want: m{"action": "list", "outcome": "failure", "reason": "AccessDenied", "store": "customers"}},
		eventtest.Case{Name: "assume", In: call("sts", "AssumeRole", `{"type":"AWSService","invokedBy":"lambda.amazonaws.com"}`, `,"sourceIPAddress":"lambda.amazonaws.com","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/job","roleSessionName":"x"}`),
			Want: m{"action": "login", "actor": "lambda.amazonaws.com", "sort": "service", "target": "arn:aws:iam::111122223333:role/job", "from": "-"}},
		eventtest.Case{Name: "nobody", In: call("s3", "GetObject", `{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}`, `,"sourceIPAddress":"192.0.2.7","requestParameters":{"bucketName":"customers","key":"a"}`), Want: m{"actor": "-", "sort": "anonymous"}},
		eventtest.Case{Name: "key made", In: call("iam", "CreateAccessKey", user, `,"requestParameters":{"userName":"tanaka"}`), Want: m{"action": "admin", "target": "tanaka"}},
		eventtest.Case{Name: "policy", In: call("s3", "PutBucketPolicy", user, `,"requestParameters":{"bucketName":"customers","bucketPolicy":{"Statement":[{"Principal":"*"}]}}`), Want: m{"action": "grant", "store": "customers"}},
		eventtest.Case{Name: "logging off", In: call("cloudtrail", "StopLogging", user, `,"requestParameters":{"name":"arn:aws:cloudtrail:us-east-1:111122223333:trail/all"}`), Want: m{"action": "admin", "object": "arn:aws:cloudtrail:us-east-1:111122223333:trail/all"}},
		eventtest.Case{Name: "secret", In: call("secretsmanager", "GetSecretValue", user, `,"requestParameters":{"secretId":"prod/db"}`), Want: m{"action": "read", "object": "prod/db", "store": "secretsmanager"}},
		eventtest.Case{Name: "bridge", In: eventtest.JSON(`{"version":"0","detail-type":"AWS API Call via CloudTrail","source":"aws.s3","detail":` + getObject + `}`), Want: m{"object": "2026/list.csv", "from": "192.0.2.7", "object2": "arn:aws:s3:::customers"}},
		eventtest.Case{Name: "looked up", In: eventtest.JSON(`{"EventId":"x","EventName":"ConsoleLogin","CloudTrailEvent":"{\"eventTime\":\"2026-11-27T09:50:05Z\",\"eventSource\":\"signin.amazonaws.com\",\"eventName\":\"ConsoleLogin\",\"sourceIPAddress\":\"192.0.2.7\",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"yamada\"}}"}`),
			Want: m{"actor": "yamada", "from": "192.0.2.7", "action": "login"}},
		eventtest.Case{Name: "no event", In: eventtest.JSON(`{"a":1}`), Malformed: true},
		eventtest.Case{Name: "no time", In: eventtest.JSON(`{"eventName":"GetObject","eventSource":"s3.amazonaws.com"}`), Malformed: true},
	)
}

func TestAction(t *testing.T) {
	for name, want := range map[string]event.Action{"DescribeInstances": event.List, "ListBuckets": event.List, "GetUser": event.Read, "DeleteTrail": event.Admin, "CreateUser": event.Admin, "UpdateLoginProfile": event.Admin,
		"PutEventSelectors": event.Admin, "DeleteObjects": event.Delete, "ExportTableToPointInTime": event.Export, "AssumeRoleWithSAML": event.Login, "ModifySnapshotAttribute": event.Grant} {
		if got := action([]byte(name), []byte("x"), nil); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestMatch(t *testing.T) {
	if c := (Parser{}).Match([]event.Record{eventtest.JSON(getObject)}); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, []event.Record{eventtest.JSON(getObject), eventtest.JSON(login)})
}

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, getObject, login) }

// BenchmarkRead takes the JSON apart too: the limit is 100,000 events a second for that and all detectors together.
func BenchmarkRead(b *testing.B) {
	eventtest.BenchPieces(b, Parser{}, shape.Shape{Form: event.JSON}, getObject)
}

// BenchmarkTwo reads events of two structures in turn.
func BenchmarkTwo(b *testing.B) {
	eventtest.BenchPieces(b, Parser{}, shape.Shape{Form: event.JSON}, getObject, login)
}
