package m365

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// actions are the operations of the unified audit log and of Entra.
var actions = map[string]event.Action{
	"UserLoggedIn": event.Login, "UserLoginFailed": event.Login, "MailboxLogin": event.Login, "TeamsSessionStarted": event.Login, "UserLoggedOff": event.Logout, "SignInEvent": event.Login,
	"FileAccessed": event.Read, "FileAccessedExtended": event.Read, "FileDownloaded": event.Read, "FilePreviewed": event.Read, "FileSyncDownloadedFull": event.Read, "FileSyncDownloadedPartial": event.Read,
	"PageViewed": event.Read, "PageViewedExtended": event.Read, "ClientViewSignaled": event.Read, "MailItemsAccessed": event.Read, "MessageBind": event.Read, "FolderBind": event.Read, "FileCopied": event.Write,
	"SearchQueryPerformed": event.List, "SearchQueryInitiatedExchange": event.List, "SearchQueryInitiatedSharePoint": event.List, "ListViewed": event.List, "ListItemViewed": event.Read, "FolderAccessed": event.List,
	"FileUploaded": event.Write, "FileModified": event.Write, "FileModifiedExtended": event.Write, "FileRenamed": event.Write, "FileMoved": event.Write, "FileCheckedIn": event.Write, "FileSyncUploadedFull": event.Write,
	"FolderCreated": event.Write, "FolderModified": event.Write, "Create": event.Write, "Update": event.Write, "Send": event.Write, "SendAs": event.Write, "SendOnBehalf": event.Write, "Move": event.Write, "MoveToDeletedItems": event.Delete,
	"FileDeleted": event.Delete, "FileRecycled": event.Delete, "FileDeletedFirstStageRecycleBin": event.Delete, "FileDeletedSecondStageRecycleBin": event.Delete, "FileVersionsAllDeleted": event.Delete, "SoftDelete": event.Delete,
	"HardDelete": event.Delete, "FolderDeleted": event.Delete, "FolderRecycled": event.Delete, "Delete user.": event.Delete, "SiteDeleted": event.Delete,
	"SearchExported": event.Export, "SearchExportDownloaded": event.Export, "CaseExport": event.Export, "ViewedSearchExported": event.Export, "New-ComplianceSearchAction": event.Export, "New-MailboxExportRequest": event.Export,
	"ExportReport": event.Export, "DownloadReport": event.Export, "ExportForm": event.Export, "ViewedSearchPreviewed": event.Read, "New-ComplianceSearch": event.List, "SearchCreated": event.List, "SearchStarted": event.List,
	"ExportArtifact": event.Export, "AnalyzedByExternalApplication": event.Export,
	"SharingSet": event.Grant, "SharingInvitationCreated": event.Grant, "SharingInvitationAccepted": event.Grant, "AnonymousLinkCreated": event.Grant, "AnonymousLinkUpdated": event.Grant, "AnonymousLinkUsed": event.Read,
	"SecureLinkCreated": event.Grant, "SecureLinkUsed": event.Read, "CompanyLinkCreated": event.Grant, "CompanyLinkUsed": event.Read, "AddedToSecureLink": event.Grant, "SharingRevoked": event.Grant, "AddedToGroup": event.Grant,
	"SiteCollectionAdminAdded": event.Grant, "PermissionLevelAdded": event.Grant, "SiteAdminChangeRequest": event.Grant, "SharingInheritanceBroken": event.Grant, "MemberAdded": event.Grant, "MemberRoleChanged": event.Grant,
	"Add-MailboxPermission": event.Grant, "Add-RecipientPermission": event.Grant, "AddFolderPermissions": event.Grant, "UpdateFolderPermissions": event.Grant, "Add-MailboxFolderPermission": event.Grant, "Remove-MailboxPermission": event.Grant,
	"Add-RoleGroupMember": event.Grant, "New-ManagementRoleAssignment": event.Grant, "Add member to role.": event.Grant, "Add member to group.": event.Grant, "Consent to application.": event.Grant,
	"Add delegated permission grant.": event.Grant, "Add app role assignment to service principal.": event.Grant, "Add app role assignment grant to user.": event.Grant, "Add OAuth2PermissionGrant.": event.Grant,
	"Add owner to application.": event.Grant, "Add owner to service principal.": event.Grant, "Add eligible member to role.": event.Grant, "Remove member from role.": event.Grant,
	"User registered security info": event.Link, "User registered all required security info": event.Link, "Register device": event.Link, "Register device.": event.Link, "Add registered owner to device.": event.Link,
	"Add registered owner to device": event.Link, "Add registered users to device": event.Link, "Add device.": event.Link,
}

// what is what an operation does.
func what(op []byte) event.Action {
	if a, ok := actions[string(op)]; ok {
		return a
	}
	var b [96]byte
	if len(op)+1 <= len(b) { // the directory's own log has no point at the end
		if a, ok := actions[string(append(append(b[:0], op...), '.'))]; ok {
			return a
		}
	}
	switch {
	case bytes.IndexByte(op, '-') > 0:
		switch {
		case lex.Begins(op, "Get-"), lex.Begins(op, "Search-"), lex.Begins(op, "Test-"):
			return event.List
		}
		return event.Admin
	case lex.Begins(op, "Add "), lex.Begins(op, "Set "), lex.Begins(op, "Update "), lex.Begins(op, "Delete "), lex.Begins(op, "Remove "), lex.Begins(op, "Reset "), lex.Begins(op, "Change "), lex.Begins(op, "Disable "), lex.Begins(op, "Enable "):
		return event.Admin
	case lex.Index(op, "Downloaded") >= 0, lex.Index(op, "Viewed") >= 0, lex.Index(op, "Accessed") >= 0:
		return event.Read
	case lex.Index(op, "Deleted") >= 0:
		return event.Delete
	case lex.Index(op, "Export") >= 0:
		return event.Export
	}
	return event.Other
}
