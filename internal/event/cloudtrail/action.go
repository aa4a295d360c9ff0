package cloudtrail

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// actions are the calls whose names alone do not say what they do to data.
var actions = map[string]event.Action{
	"ConsoleLogin": event.Login, "AssumeRole": event.Login, "AssumeRoleWithSAML": event.Login, "AssumeRoleWithWebIdentity": event.Login, "AssumeRoot": event.Login, "GetSessionToken": event.Login,
	"GetFederationToken": event.Login, "GetSigninToken": event.Login, "SwitchRole": event.Login, "CheckMfa": event.Login, "UserAuthentication": event.Login, "CredentialVerification": event.Login,
	"CredentialChallenge": event.Login, "Authenticate": event.Login, "CreateToken": event.Login, "RequestSmsMfaCode": event.Other, "Logout": event.Logout, "EndSession": event.Logout,
	"GetCallerIdentity": event.Other, "StartSession": event.Login, "SendSSHPublicKey": event.Login, "ResumeSession": event.Login,

	"GetObject": event.Read, "HeadObject": event.Read, "HeadBucket": event.Read, "GetItem": event.Read, "BatchGetItem": event.Read, "Query": event.Read, "Scan": event.List, "ExecuteStatement": event.Read,
	"BatchExecuteStatement": event.Read, "GetSecretValue": event.Read, "BatchGetSecretValue": event.Read, "GetParameter": event.Read, "GetParameters": event.Read, "GetParametersByPath": event.List,
	"Decrypt": event.Read, "GetPasswordData": event.Read, "GetRecords": event.Read, "Search": event.List, "SelectObjectContent": event.Read, "GetQueryResults": event.Read,
	"StartQueryExecution": event.Read, "FilterLogEvents": event.List, "GetLogEvents": event.Read, "StartQuery": event.Read, "GetFunction": event.Read, "GetSnapshotBlock": event.Export,

	"CreateExportTask": event.Export, "StartExportTask": event.Export, "ExportTableToPointInTime": event.Export, "ExportToS3": event.Export, "CreateInstanceExportTask": event.Export, "UnloadData": event.Export,
	"CopySnapshot": event.Export, "CopyDBSnapshot": event.Export, "CopyDBClusterSnapshot": event.Export, "CreateSnapshot": event.Export, "CreateSnapshots": event.Export, "CreateDBSnapshot": event.Export,
	"CreateDBClusterSnapshot": event.Export, "CopyImage": event.Export, "CreateStoreImageTask": event.Export, "ExportImage": event.Export, "GenerateCredentialReport": event.List,

	"PutObject": event.Write, "CopyObject": event.Write, "UploadPart": event.Write, "UploadPartCopy": event.Write, "CompleteMultipartUpload": event.Write, "CreateMultipartUpload": event.Write,
	"RestoreObject": event.Write, "PutItem": event.Write, "UpdateItem": event.Write, "BatchWriteItem": event.Write, "TransactWriteItems": event.Write, "TransactGetItems": event.Read,
	"PutSecretValue": event.Write, "PutParameter": event.Write, "UpdateSecret": event.Write, "PutRecords": event.Write, "PutRecord": event.Write, "SendMessage": event.Write,
	"DeleteObject": event.Delete, "DeleteObjects": event.Delete, "DeleteItem": event.Delete, "DeleteBucket": event.Delete, "DeleteTable": event.Delete, "DeleteDBInstance": event.Delete,
	"DeleteDBCluster": event.Delete, "DeleteSecret": event.Delete, "DeleteSnapshot": event.Delete, "DeleteDBSnapshot": event.Delete, "TerminateInstances": event.Delete, "DeleteVolume": event.Delete,
	"AbortMultipartUpload": event.Other, "ScheduleKeyDeletion": event.Delete, "DeleteFileSystem": event.Delete, "DeleteLogGroup": event.Delete, "DeleteLogStream": event.Delete,

	"PutBucketPolicy": event.Grant, "DeleteBucketPolicy": event.Grant, "PutBucketAcl": event.Grant, "PutObjectAcl": event.Grant, "PutBucketPublicAccessBlock": event.Grant, "PutAccountPublicAccessBlock": event.Grant,
	"DeleteBucketPublicAccessBlock": event.Grant, "DeletePublicAccessBlock": event.Grant, "DeleteAccountPublicAccessBlock": event.Grant, "PutPublicAccessBlock": event.Grant, "AttachUserPolicy": event.Grant,
	"AttachRolePolicy": event.Grant, "AttachGroupPolicy": event.Grant, "DetachUserPolicy": event.Grant, "DetachRolePolicy": event.Grant, "DetachGroupPolicy": event.Grant, "PutUserPolicy": event.Grant,
	"PutRolePolicy": event.Grant, "PutGroupPolicy": event.Grant, "DeleteUserPolicy": event.Grant, "DeleteRolePolicy": event.Grant, "CreatePolicyVersion": event.Grant, "SetDefaultPolicyVersion": event.Grant,
	"CreatePolicy": event.Grant, "AddUserToGroup": event.Grant, "RemoveUserFromGroup": event.Grant, "UpdateAssumeRolePolicy": event.Grant, "AddPermission": event.Grant, "AddPermission20150331v2": event.Grant,
	"PutKeyPolicy": event.Grant, "CreateGrant": event.Grant, "RevokeGrant": event.Grant, "PutResourcePolicy": event.Grant, "AuthorizeSecurityGroupIngress": event.Grant, "AuthorizeSecurityGroupEgress": event.Grant,
	"RevokeSecurityGroupIngress": event.Grant, "AuthorizeDBSecurityGroupIngress": event.Grant, "ModifySnapshotAttribute": event.Grant, "ModifyImageAttribute": event.Grant, "ModifyDBSnapshotAttribute": event.Grant,
	"ModifyDBClusterSnapshotAttribute": event.Grant, "AddRoleToInstanceProfile": event.Grant, "AssociateIamInstanceProfile": event.Grant, "CreateAccountAssignment": event.Grant,
	"AttachManagedPolicyToPermissionSet": event.Grant, "AddRoleToDBCluster": event.Grant, "SetQueueAttributes": event.Grant, "PutBucketOwnershipControls": event.Grant, "PutImage": event.Write,
}

// action is what a call does. What the table does not know is told by how its name begins.
func action(name, service, readOnly []byte) event.Action {
	if a, ok := actions[string(name)]; ok {
		return a
	}
	switch {
	case lex.Begins(name, "ListObject"), lex.Begins(name, "List"), lex.Begins(name, "Describe"), lex.Begins(name, "Search"), lex.Begins(name, "Lookup"), lex.Begins(name, "BatchDescribe"):
		return event.List
	case lex.Begins(name, "Get"), lex.Begins(name, "BatchGet"), lex.Begins(name, "Head"), lex.Begins(name, "Select"):
		return event.Read
	case lex.Begins(name, "Export"):
		return event.Export
	case lex.Begins(name, "AssumeRole"):
		return event.Login
	}
	if string(readOnly) == "true" {
		return event.Read
	}
	if data(service) && (lex.Begins(name, "Put") || lex.Begins(name, "Update") || lex.Begins(name, "Insert")) && string(service) != "s3" {
		return event.Write
	}
	return event.Admin
}

// data tells the services whose calls change data rather than settings.
func data(service []byte) bool {
	switch string(service) {
	case "dynamodb", "kinesis", "sqs", "sns", "firehose", "rds-data", "redshift-data", "timestream":
		return true
	}
	return false
}
