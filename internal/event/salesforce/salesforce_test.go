package salesforce

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

const (
	loginNames = `"EVENT_TYPE","TIMESTAMP","REQUEST_ID","ORGANIZATION_ID","USER_ID","RUN_TIME","CPU_TIME","URI","SESSION_KEY","LOGIN_KEY","USER_TYPE","REQUEST_STATUS","DB_TOTAL_TIME","LOGIN_TYPE","BROWSER_TYPE","API_TYPE","API_VERSION","USER_NAME","TLS_PROTOCOL","CIPHER_SUITE","AUTHENTICATION_METHOD_REFERENCE","LOGIN_SUB_TYPE","TIMESTAMP_DERIVED","USER_ID_DERIVED","CLIENT_IP","URI_ID_DERIVED","LOGIN_STATUS","SOURCE_IP","FORWARDED_FOR_IP"`
	loginRow   = `"Login","20261127095005.123","REQ1","00D000000000001","005000000000001","150","30","/index.jsp","SK","LK","Standard","","50","Application","9998","f","9998.0","yamada@example.jp","TLSv1.2","X","","","2026-11-27T09:50:05.123Z","005000000000001AAA","192.0.2.7","","LOGIN_NO_ERROR","192.0.2.7",""`

	reportNames = `"EVENT_TYPE","TIMESTAMP","REQUEST_ID","ORGANIZATION_ID","USER_ID","RUN_TIME","CPU_TIME","URI","SESSION_KEY","LOGIN_KEY","REPORT_DESCRIPTION","USER_TYPE","CLIENT_IP","TIMESTAMP_DERIVED","USER_ID_DERIVED","CLIENT_INFO","ROW_COUNT"`
	reportRow   = `"ReportExport","20261127095005.123","REQ1","00D000000000001","005000000000001","150","30","/00O000000000001","SK","LK","d","Standard","2001:db8::7","2026-11-27T09:50:05.123Z","005000000000001AAA","Mozilla","51234"`
)

type m = map[string]string

func TestRead(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "login", In: eventtest.Row(loginNames, loginRow), Want: m{"time": "2026-11-27T09:50:05.123Z", "actor": "yamada@example.jp", "sort": "person", "from": "192.0.2.7", "action": "login", "outcome": "success",
			"op": "Login", "id": "REQ1", "session": "SK", "raw.LOGIN_STATUS": "LOGIN_NO_ERROR"}},
		eventtest.Case{Name: "refused", In: eventtest.Row("EVENT_TYPE,TIMESTAMP,USER_NAME,LOGIN_STATUS,CLIENT_IP", "Login,20261127095005.123,yamada@example.jp,LOGIN_ERROR_INVALID_PASSWORD,192.0.2.7"),
			Want: m{"action": "login", "outcome": "failure", "reason": "LOGIN_ERROR_INVALID_PASSWORD", "time": "2026-11-27T09:50:05.123Z"}},
		eventtest.Case{Name: "report", In: eventtest.Row(reportNames, reportRow), Want: m{"action": "export", "actor": "005000000000001AAA", "from": "2001:db8::7", "object": "/00O000000000001", "rows": "51234"}},
		eventtest.Case{Name: "query", In: eventtest.Row("EVENT_TYPE,TIMESTAMP,USER_ID,CLIENT_IP,METHOD_NAME,ENTITY_NAME,ROWS_PROCESSED,RESPONSE_SIZE", "API,20261127095005.123,005,192.0.2.7,query,Contact,2000,99123"),
			Want: m{"action": "read", "object": "Contact", "rows": "2000", "size": "99123", "actor": "005"}},
		eventtest.Case{Name: "bulk", In: eventtest.Row("EVENT_TYPE,TIMESTAMP,USER_ID,CLIENT_IP,OPERATION_TYPE,ENTITY_TYPE,ROWS_PROCESSED,SUCCESS", "BulkApi,20261127095005.123,005,Salesforce.com IP,query,Contact,2000000,1"),
			Want: m{"action": "export", "object": "Contact", "rows": "2000000", "outcome": "success", "device": "Salesforce.com IP"}},
		eventtest.Case{Name: "REST", In: eventtest.Row("EVENT_TYPE,TIMESTAMP,USER_ID,METHOD,STATUS_CODE,URI", "RestApi,20261127095005.123,005,PATCH,403,/services/data"), Want: m{"action": "write", "status": "403", "outcome": "failure"}},
		eventtest.Case{Name: "history", In: eventtest.Row("Username,Login Time,Source IP,Login Type,Status,Browser,Application", "yamada@example.jp,11/27/2026 9:50:05 AM,192.0.2.7,Application,Success,Chrome,Browser"),
			Want: m{"action": "login", "outcome": "success", "actor": "yamada@example.jp", "client": "Chrome"}},
		eventtest.Case{Name: "no time", In: eventtest.Row("EVENT_TYPE,TIMESTAMP,USER_ID", "API,x,005"), Malformed: true},
	)
	if c := (Parser{}).Match([]event.Record{eventtest.Row(loginNames, loginRow)}); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestJSON(t *testing.T) {
	eventtest.Accept(t, JSON{}, event.Options{},
		eventtest.Case{Name: "collected", In: eventtest.JSON(`{"EVENT_TYPE":"Login","TIMESTAMP":"20261127095005.123","USER_NAME":"yamada@example.jp","CLIENT_IP":"192.0.2.7","LOGIN_STATUS":"LOGIN_NO_ERROR"}`),
			Want: m{"action": "login", "outcome": "success", "actor": "yamada@example.jp", "time": "2026-11-27T09:50:05.123Z"}},
		eventtest.Case{Name: "streamed", In: eventtest.JSON(`{"data":{"payload":{"EventDate":"2026-11-27T09:50:05.123Z","EventIdentifier":"x","UserId":"005","Username":"yamada@example.jp","SourceIp":"192.0.2.7","Query":"SELECT Name FROM Contact","QueriedEntities":"Contact","RowsProcessed":2000,"EventType":"ApiEvent"}}}`),
			Want: m{"action": "read", "object": "Contact", "rows": "2000", "from": "192.0.2.7"}},
	)
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, []event.Record{eventtest.Row(loginNames, loginRow)})
}

func FuzzRead(f *testing.F) { eventtest.FuzzTable(f, Parser{}, loginNames, loginRow) }

func BenchmarkRead(b *testing.B) {
	rec := shape.New(shape.Shape{Form: event.Table}, event.Options{})
	var r event.Record
	rec.Record([]byte(loginNames), &r)
	p, row := (Parser{}).Reader(event.Options{}), []byte(loginRow)
	var e event.Event
	b.SetBytes(int64(len(row)))
	b.ReportAllocs()
	for b.Loop() {
		rec.Record(row, &r)
		e.Reset()
		p.Read(&r, &e)
	}
}
