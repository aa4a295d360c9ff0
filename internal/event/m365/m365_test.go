package m365

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

const file = `{"AppAccessContext":{"AADSessionId":"s1","CorrelationId":"c1","UniqueTokenId":"t1"},"CreationTime":"2026-11-27T09:50:05","Id":"r1","Operation":"FileDownloaded","OrganizationId":"o1","RecordType":6,"UserKey":"i:0h.f|membership|1@live.com","UserType":0,"Version":1,"Workload":"OneDrive","ClientIP":"192.0.2.7","ObjectId":"https://example-my.sharepoint.example.com/personal/yamada/Documents/顧客.xlsx","UserId":"yamada@example.jp","EventSource":"SharePoint","ItemType":"File","SiteUrl":"https://example-my.sharepoint.example.com/personal/yamada/","SourceFileName":"顧客.xlsx","UserAgent":"Mozilla/5.0"}`

const signin = `{"id":"r2","createdDateTime":"2026-11-27T09:50:05Z","userDisplayName":"山田","userPrincipalName":"yamada@example.jp","appDisplayName":"Office 365","ipAddress":"2001:db8::7","clientAppUsed":"Browser","userAgent":"Mozilla/5.0","correlationId":"c1","conditionalAccessStatus":"success","isInteractive":true,"resourceDisplayName":"Office 365 Exchange Online","status":{"errorCode":0,"failureReason":"Other.","additionalDetails":null},"deviceDetail":{"deviceId":"d1","displayName":"PC7","operatingSystem":"Windows10","browser":"Edge 120"},"location":{"city":"Sao Paulo","state":"SP","countryOrRegion":"BR","geoCoordinates":{"latitude":1.5,"longitude":2.5}}}`

type m = map[string]string

func TestJSON(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "file", In: eventtest.JSON(file), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada@example.jp", "sort": "person", "from": "192.0.2.7", "action": "read", "outcome": "success", "op": "FileDownloaded",
			"object": "https://example-my.sharepoint.example.com/personal/yamada/Documents/顧客.xlsx", "client": "Mozilla/5.0", "session": "s1", "id": "r1", "store": "https://example-my.sharepoint.example.com/personal/yamada/"}},
		eventtest.Case{Name: "logged in", In: eventtest.JSON(`{"CreationTime":"2026-11-27T09:50:05","Id":"r","Operation":"UserLoggedIn","RecordType":15,"ResultStatus":"Success","UserType":0,"Workload":"AzureActiveDirectory","ClientIP":"192.0.2.7","ObjectId":"00000002-0000-0000-c000-000000000000","UserId":"yamada@example.jp","ExtendedProperties":[{"Name":"ResultStatusDetail","Value":"Success"},{"Name":"UserAgent","Value":"Mozilla/5.0"}],"DeviceProperties":[{"Name":"OS","Value":"Windows"},{"Name":"SessionId","Value":"s9"}],"ActorIpAddress":"192.0.2.7"}`),
			Want: m{"action": "login", "outcome": "success", "client": "Mozilla/5.0", "session": "s9", "from": "192.0.2.7"}},
		eventtest.Case{Name: "failed", In: eventtest.JSON(`{"CreationTime":"2026-11-27T09:50:05","Operation":"UserLoginFailed","ResultStatus":"Failed","LogonError":"InvalidUserNameOrPassword","Workload":"AzureActiveDirectory","ClientIP":"[2001:db8::7]:51234","UserId":"yamada@example.jp"}`),
			Want: m{"action": "login", "outcome": "failure", "reason": "InvalidUserNameOrPassword", "from": "2001:db8::7"}},
		eventtest.Case{Name: "mail", In: eventtest.JSON(`{"CreationTime":"2026-11-27T09:50:05","Operation":"MailItemsAccessed","ResultStatus":"Succeeded","Workload":"Exchange","ClientIPAddress":"192.0.2.7","UserId":"tanaka@example.jp","MailboxOwnerUPN":"yamada@example.jp","ClientInfoString":"Client=REST;","OperationCount":12,"LogonType":2}`),
			Want: m{"action": "read", "actor": "tanaka@example.jp", "as": "yamada@example.jp", "object": "yamada@example.jp", "rows": "12", "client": "Client=REST;"}},
		eventtest.Case{Name: "rule", In: eventtest.JSON(`{"CreationTime":"2026-11-27T09:50:05","Operation":"New-InboxRule","ResultStatus":"True","Workload":"Exchange","ClientIP":"192.0.2.7:51234","UserId":"yamada@example.jp","Parameters":[{"Name":"ForwardTo","Value":"x@example.com"},{"Name":"Identity","Value":"yamada"}]}`),
			Want: m{"action": "admin", "text": "x@example.com", "from": "192.0.2.7", "outcome": "success"}},
		eventtest.Case{Name: "sign-in", In: eventtest.JSON(signin), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada@example.jp", "from": "2001:db8::7", "country": "BR", "action": "login", "outcome": "success", "store": "Office 365",
			"object": "Office 365 Exchange Online", "device": "d1", "client": "Mozilla/5.0", "reason": "-", "session": "c1"}},
		eventtest.Case{Name: "diagnostic", In: eventtest.JSON(`{"time":"2026-11-27T09:50:05.1234567Z","category":"SignInLogs","operationName":"Sign-in activity","resultType":"50126","resultDescription":"Invalid username or password","callerIpAddress":"192.0.2.7","location":"JP","properties":` + strings.Replace(signin, `"errorCode":0,"failureReason":"Other."`, `"errorCode":50126,"failureReason":"Invalid username or password"`, 1) + `}`),
			Want: m{"outcome": "failure", "reason": "Invalid username or password", "actor": "yamada@example.jp"}},
		eventtest.Case{Name: "directory", In: eventtest.JSON(`{"id":"a1","category":"RoleManagement","result":"success","activityDisplayName":"Add member to role","activityDateTime":"2026-11-27T09:50:05.123Z","initiatedBy":{"user":{"userPrincipalName":"admin@example.jp","ipAddress":"192.0.2.7"}},"targetResources":[{"type":"User","userPrincipalName":"yamada@example.jp"}]}`),
			Want: m{"action": "grant", "actor": "admin@example.jp", "target": "yamada@example.jp", "from": "192.0.2.7", "op": "Add member to role"}},
		eventtest.Case{Name: "another", In: eventtest.JSON(`{"a":1}`), Malformed: true},
	)
}

const portal = `Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,User type,Application,Resource,IP address,Location,Status,Sign-in error code,Failure reason,Client app,Device ID,Browser,Operating System`

func TestCSV(t *testing.T) {
	eventtest.Accept(t, CSV{}, event.Options{},
		eventtest.Case{Name: "portal", In: eventtest.Row(portal, `2026-11-27T09:50:05Z,q1,"Mozilla/5.0 (X11, x)",c1,u1,山田,yamada@example.jp,Member,Azure Portal,Graph,192.0.2.7,"Tokyo, Tokyo, JP",Failure,50126,Error validating credentials,Browser,d1,Edge,Windows`),
			Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada@example.jp", "country": "JP", "outcome": "failure", "client": "Mozilla/5.0 (X11, x)", "store": "Azure Portal", "reason": "Error validating credentials", "from": "192.0.2.7", "id": "q1"}},
		eventtest.Case{Name: "export", In: eventtest.Row("CreationDate,UserIds,Operations,AuditData", `11/27/2026 9:50:05 AM,yamada@example.jp,FileDownloaded,"`+strings.ReplaceAll(file, `"`, `""`)+`"`),
			Want: m{"actor": "yamada@example.jp", "action": "read", "from": "192.0.2.7", "time": "2026-11-27T09:50:05Z", "client": "Mozilla/5.0"}},
	)
	if c := (CSV{}).Match([]event.Record{eventtest.Row(portal, strings.Repeat("x,", 18)+"x")}); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, []event.Record{eventtest.JSON(file), eventtest.JSON(signin)})
}

func FuzzJSON(f *testing.F) { eventtest.Fuzz(f, Parser{}, file, signin) }
func FuzzCSV(f *testing.F) {
	eventtest.FuzzTable(f, CSV{}, portal, "2026-11-27T09:50:05Z,q1,x,c1,u1,y,yamada,Member")
}

func BenchmarkRead(b *testing.B) {
	eventtest.BenchPieces(b, Parser{}, shape.Shape{Form: event.JSON}, file)
}
