package line

import "net/netip"

// Domain is what the organisation's addresses of e-mail end in.
const Domain = "corp.example.jp"

// Entry is a sign-in to Entra.
type Entry struct {
	User    string // the part before the @
	App     string
	From    netip.Addr
	Country string // ISO 3166-1; empty where it is not known
	Agent   string
	Device  uint64 // 0 for one that is not registered
	Session uint64
	Mobile  bool
	Code    int // 0, or of the failure
}

var entraFailures = map[int]string{0: "Other.", 50126: "Error validating credentials due to invalid username or password.", 50053: "The account is locked.",
	50074: "Strong Authentication is required.", 50055: "The password is expired.", 53003: "Access has been blocked by Conditional Access policies."}

// SignIn writes a sign-in as Graph gives it.
func (b *Books) SignIn(e *Entry) {
	o := b.begin(SignIn)
	if o == nil {
		return
	}
	x := b.next()
	o = append(uuid(append(o, `{"id":"`...), x, mix(x)), `","createdDateTime":"`...)
	o = append(b.zulu(o), `","userPrincipalName":"`...)
	o = append(append(o, e.User...), "@"+Domain+`","appDisplayName":"`...)
	o = append(append(o, e.App...), `","ipAddress":"`...)
	o = append(addr(o, e.From), `","clientAppUsed":"`...)
	if e.Mobile {
		o = append(o, `Mobile Apps and Desktop clients`...)
	} else {
		o = append(o, `Browser`...)
	}
	o = append(append(o, `","userAgent":"`...), e.Agent...)
	o = append(uuid(append(o, `","correlationId":"`...), mix(x), x), `","sessionId":"`...)
	o = append(uuid(o, e.Session, mix(e.Session)), `","conditionalAccessStatus":"success","isInteractive":true,"resourceDisplayName":"Microsoft Graph","status":{"errorCode":`...)
	o = append(append(num(o, int64(e.Code)), `,"failureReason":"`...), entraFailures[e.Code]...)
	o = append(o, `","additionalDetails":null},"deviceDetail":{"deviceId":"`...)
	if e.Device != 0 {
		o = uuid(o, e.Device, mix(e.Device))
	}
	o = append(append(o, `"},"location":{"countryOrRegion":"`...), e.Country...)
	b.end(SignIn, append(o, `"}}`...))
}

// Deed is an operation of Microsoft 365.
type Deed struct {
	User     string
	Op       string // FileDownloaded, MailItemsAccessed, …
	Workload string
	From     netip.Addr
	Agent    string
	Object   string
	Mailbox  string // the owner's name, of operations in a mailbox
	Target   string // of the directory's: whom it concerned
	Session  uint64
	Count    int // OperationCount; 0 if none
	Failed   bool
}

// Office writes a record of the unified audit log.
func (b *Books) Office(d *Deed) {
	o := b.begin(M365)
	if o == nil {
		return
	}
	x := b.next()
	o = append(append(o, `{"CreationTime":"`...), b.utc.iso[:]...)
	o = append(b.utc.clock(append(o, 'T')), `","Id":"`...)
	o = append(append(append(uuid(o, x, mix(x)), `","Operation":"`...), d.Op...), `","OrganizationId":"5d7a2c1e-0b6f-4a3e-9c55-1f2e3d4c5b6a","RecordType":6,"ResultStatus":"`...)
	if d.Failed {
		o = append(o, `Failed`...)
	} else {
		o = append(o, `Succeeded`...)
	}
	o = append(append(o, `","UserType":0,"Version":1,"Workload":"`...), d.Workload...)
	o = append(addr(append(o, `","ClientIP":"`...), d.From), `","UserId":"`...)
	o = append(append(o, d.User...), "@"+Domain+`"`...)
	if d.Object != "" {
		o = append(append(append(o, `,"ObjectId":"`...), d.Object...), '"')
	}
	if d.Mailbox != "" {
		o = append(append(append(o, `,"MailboxOwnerUPN":"`...), d.Mailbox...), "@"+Domain+`"`...)
	}
	if d.Target != "" {
		o = append(append(append(o, `,"Target":[{"ID":"`...), d.Target...), "@"+Domain+`","Type":5}]`...)
	}
	if d.Count > 0 {
		o = num(append(o, `,"OperationCount":`...), int64(d.Count))
	}
	o = append(uuid(append(o, `,"AppAccessContext":{"AADSessionId":"`...), d.Session, mix(d.Session)), `"},"UserAgent":"`...)
	b.end(M365, append(append(o, d.Agent...), `"}`...))
}

// Git is an event of GitHub.
type Git struct {
	Op      string // git.clone, git.fetch, git.push, pull_request.merge, …
	User    string
	From    netip.Addr
	Country string
	Repo    string // without the organisation's name
	Agent   string
	Token   uint64 // what its hash begins with; 0 for none
	Bot     bool
	Target  string
}

// Git writes an event of GitHub's audit log.
func (b *Books) Git(g *Git) {
	o := b.begin(GitHub)
	if o == nil {
		return
	}
	x := b.next()
	o = num(append(o, `{"@timestamp":`...), b.now/1000)
	o = append(hex(append(o, `,"_document_id":"`...), x, 16), `","action":"`...)
	o = append(append(o, g.Op...), `","actor":"`...)
	o = append(append(append(o, g.User...), `","actor_id":`...), "1"...)
	if g.Bot {
		o = append(o, `,"actor_is_bot":true`...)
	}
	o = append(addr(append(o, `,"actor_ip":"`...), g.From), `","actor_location":{"country_code":"`...)
	o = append(append(o, g.Country...), `"},"business":"example","created_at":`...)
	o = append(num(o, b.now/1000), `,"org":"example-shop"`...)
	if g.Token != 0 {
		o = append(hex(append(o, `,"hashed_token":"`...), g.Token, 16), `=","programmatic_access_type":"Personal access token (classic)"`...)
	}
	if g.Repo != "" {
		o = append(append(append(o, `,"repo":"example-shop/`...), g.Repo...), `","repository":"example-shop/`...)
		o = append(append(o, g.Repo...), `","repository_public":false,"transport_protocol_name":"http"`...)
	}
	if g.Target != "" {
		o = append(append(append(o, `,"user":"`...), g.Target...), '"')
	}
	b.end(GitHub, append(append(append(o, `,"user_agent":"`...), g.Agent...), `"}`...))
}

// Sale is an event of Salesforce.
type Sale struct {
	User   string
	Number int // of the user
	From   netip.Addr
	Agent  string
	URI    string
	Rows   int
	Status string // LOGIN_NO_ERROR, LOGIN_ERROR_INVALID_PASSWORD
	Key    uint64 // of the session
}

var salesHeads = map[Log]string{
	SalesLogin:  `"EVENT_TYPE","TIMESTAMP","REQUEST_ID","ORGANIZATION_ID","USER_ID","RUN_TIME","CPU_TIME","URI","SESSION_KEY","LOGIN_KEY","USER_TYPE","REQUEST_STATUS","LOGIN_TYPE","BROWSER_TYPE","USER_NAME","TLS_PROTOCOL","TIMESTAMP_DERIVED","USER_ID_DERIVED","CLIENT_IP","LOGIN_STATUS","SOURCE_IP"`,
	SalesURI:    `"EVENT_TYPE","TIMESTAMP","REQUEST_ID","ORGANIZATION_ID","USER_ID","RUN_TIME","CPU_TIME","URI","SESSION_KEY","LOGIN_KEY","USER_TYPE","REQUEST_STATUS","TIMESTAMP_DERIVED","USER_ID_DERIVED","CLIENT_IP"`,
	SalesExport: `"EVENT_TYPE","TIMESTAMP","REQUEST_ID","ORGANIZATION_ID","USER_ID","RUN_TIME","CPU_TIME","URI","SESSION_KEY","LOGIN_KEY","REPORT_DESCRIPTION","USER_TYPE","CLIENT_IP","TIMESTAMP_DERIVED","USER_ID_DERIVED","CLIENT_INFO","ROW_COUNT"`,
}

func (b *Books) sale(l Log, kind string, s *Sale) []byte {
	o := b.begin(l)
	if o == nil {
		return nil
	}
	o = append(append(append(o, '"'), kind...), `","`...)
	o = append(append(append(o, b.utc.iso[:4]...), b.utc.iso[5:7]...), b.utc.iso[8:]...)
	o = append(two(two(two(o, b.utc.sec/3600), b.utc.sec/60%60), b.utc.sec%60), '.')
	o = append(b.utc.milli(o), `","`...)
	o = append(hex(o, b.next(), 16), `","00D000000000001","`...)
	o = append(userNumber(o, s.Number), `","120","30","`...)
	o = append(append(o, s.URI...), `","`...)
	o = append(hex(o, s.Key, 12), `","`...)
	return append(hex(o, s.Key>>12, 12), '"')
}

// userNumber is 005 and twelve digits, as Salesforce numbers users.
func userNumber(o []byte, n int) []byte {
	o = append(o, "0050000000"...)
	for d := 10000; d > 0; d /= 10 {
		o = append(o, byte('0'+n/d%10))
	}
	return o
}

func (b *Books) derived(o []byte, s *Sale) []byte {
	o = append(b.zuluMilli(append(o, `,"`...)), `","`...)
	return append(userNumber(o, s.Number), `AAA"`...)
}

// SaleLogin writes a row of the type Login.
func (b *Books) SaleLogin(s *Sale) {
	o := b.sale(SalesLogin, "Login", s)
	if o == nil {
		return
	}
	o = append(o, `,"Standard","","Application","9998","`...)
	o = b.derived(append(append(o, s.User...), "@"+Domain+`","TLSv1.3"`...), s)
	o = append(addr(append(o, `,"`...), s.From), `","`...)
	o = append(append(o, s.Status...), `","`...)
	b.end(SalesLogin, append(addr(o, s.From), '"'))
}

// SalePage writes a row of the type URI.
func (b *Books) SalePage(s *Sale) {
	if o := b.sale(SalesURI, "URI", s); o != nil {
		o = b.derived(append(o, `,"Standard","S"`...), s)
		b.end(SalesURI, append(addr(append(o, `,"`...), s.From), '"'))
	}
}

// SaleExport writes a row of the type ReportExport.
func (b *Books) SaleExport(s *Sale) {
	if o := b.sale(SalesExport, "ReportExport", s); o != nil {
		o = append(addr(append(o, `,"monthly","Standard","`...), s.From), '"')
		o = append(append(b.derived(o, s), `,"`...), s.Agent...)
		b.end(SalesExport, append(num(append(o, `","`...), int64(s.Rows)), '"'))
	}
}
