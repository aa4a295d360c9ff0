package export

import (
	"bytes"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// kind is in which way an access takes data as a whole.
type kind uint8

const (
	none   kind = iota
	table       // a table as a whole: COPY, a dump program, SELECT without a condition
	scroll      // a page of an index that is read through
	object      // one of many objects
	names       // a list of objects
	call        // a service's own way out: an export task, a bulk interface
	shared      // a snapshot or an image is given to another account
	report      // an export of which nothing more is known
	kinds
)

// ways are the names of the kinds as rules.
var ways = [kinds]string{table: "dump", scroll: "scroll", object: "bucket", call: "service", shared: "snapshot", report: "report"}

// calls are operations whose names say what they are.
var calls = map[string]kind{
	"GetObject": object, "REST.GET.OBJECT": object, "FileDownloaded": object, "FileSyncDownloadedFull": object, "download": object, "DocumentAttachmentDownloads": object, "ContentTransfer": object, "DocumentDownload": object,
	"ListObjects": names, "ListObjectsV2": names, "ListObjectVersions": names, "REST.GET.BUCKET": names, "ListBuckets": names,
	"StartExportTask": call, "CreateExportTask": call, "ExportTableToPointInTime": call, "ExportToS3": call, "CreateInstanceExportTask": call, "CreateStoreImageTask": call, "ExportImage": call, "UnloadData": call, "GetSnapshotBlock": call,
	"DataExport": call, "BulkApi": call, "BulkApi2": call, "BulkApiResult": call, "CUSTOMER_TAKEOUT_CREATED": call, "CUSTOMER_TAKEOUT_SUCCEEDED": call, "user_requested_takeout": call, "data_export": call,
	"migration.create": call, "New-MailboxExportRequest": call, "SearchExportDownloaded": call, "SearchExported": call, "ViewedSearchExported": call, "CaseExport": call, "New-ComplianceSearchAction": call,
	"ModifySnapshotAttribute": shared, "ModifyDBSnapshotAttribute": shared, "ModifyDBClusterSnapshotAttribute": shared, "ModifyImageAttribute": shared,
	"CreateSnapshot": none, "CreateSnapshots": none, "CreateDBSnapshot": none, "CreateDBClusterSnapshot": none, "CopySnapshot": none, "CopyDBSnapshot": none, "CopyDBClusterSnapshot": none, "CopyImage": none, // stays inside; it is the sharing that takes it out
	"git.clone": none, "git.fetch": none, "repo.download_zip": none, "repo.fork": none, "repo_fork": none, "codespaces.create": none, "DOWNLOAD_REPORT": none, // package insider looks at clones
}

// kindOf is how an access takes data.
func kindOf(a *watch.Access) kind {
	if !a.OK() || a.Stays() {
		return none
	}
	switch a.Action {
	case event.Read, event.List, event.Export, event.Other, event.Write, event.Grant, event.Admin:
	default:
		return none
	}
	if k, ok := calls[string(a.Op)]; ok {
		if k == shared && !given(a) {
			return none
		}
		return k
	}
	switch a.Action {
	case event.Export:
		return exported(a)
	case event.Read, event.List, event.Other, event.Write:
		if paged(a) {
			return scroll
		}
		if a.Action == event.Read && whole(a.Text) {
			return table
		}
	}
	return none
}

func exported(a *watch.Access) kind {
	switch {
	case lex.Is(a.Op, "copy"), lex.Is(a.Op, "backup"), lex.Is(a.Op, "unload"), lex.Begins(a.Text, "COPY"), lex.Begins(a.Text, "copy"), lex.Index(a.Text, "SQL_NO_CACHE") > 0, lex.Index(a.Text, "INTO OUTFILE") > 0,
		lex.Is(a.Client, "pg_dump"), lex.Is(a.Client, "mysqldump"):
		return table
	case lex.Index(a.Op, "croll") > 0, lex.Index(a.Op, "oint_in_time") > 0, lex.Index(a.Op, "ointInTime") > 0, paged(a):
		return scroll
	case lex.Index(a.Op, "napshot") > 0:
		return none // into a repository of the cluster's own
	}
	return report
}

// paged tells a page of a scroll or a search in a point in time by its path, as a web server in front logs it.
func paged(a *watch.Access) bool {
	path := a.Object
	if bytes.IndexByte(path, '/') < 0 {
		path = a.Text
	}
	if len(path) == 0 || path[0] != '/' || !bytes.Contains(path, []byte("/_")) {
		return false
	}
	return lex.Index(path, "_search/scroll") >= 0 || lex.Index(path, "/_pit") >= 0 || lex.Index(path, "scroll=") >= 0 || lex.Index(a.Get("cs-uri-query"), "scroll=") >= 0
}

// whole tells a SELECT of all columns and rows of a table.
func whole(sql []byte) bool {
	const most = 300
	if len(sql) < 15 || len(sql) > most || sql[0]|0x20 != 's' {
		return false
	}
	var b [most]byte
	t := lex.Lower(b[:0], sql)
	if !lex.Begins(t, "select") || bytes.IndexByte(t, '*') < 0 || lex.Index(t, " from ") < 0 {
		return false
	}
	for _, w := range [...]string{" where ", "count(", " limit ", " join ", " pg_", "information_schema", " group "} {
		if lex.Index(t, w) >= 0 {
			return false
		}
	}
	return true
}

// given tells that rights on a snapshot were given to somebody, not taken away.
func given(a *watch.Access) bool {
	for i := range a.Raw {
		if f := &a.Raw[i]; len(f.Value) > 0 && (strings.Contains(f.Name, ".add.") || strings.HasSuffix(f.Name, "valuesToAdd") || strings.HasSuffix(f.Name, ".userId") && strings.Contains(f.Name, "dd")) {
			return true
		}
	}
	return len(a.Raw) == 0
}
