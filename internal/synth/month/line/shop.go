package line

import (
	"net/netip"
	"strings"
)

// Visit is one request to the shop.
type Visit struct {
	From    netip.Addr
	Member  string // who is logged in; empty for nobody
	Method  string
	Path    string
	Status  int
	Size    int
	Referer string
	Agent   string
	Session uint64 // what the hash of the cookie begins with; 0 for none
	Took    int    // ms
}

// Shop writes a line of nginx:
//
//	log_format shop '$remote_addr - $upstream_http_x_member [$time_local] "$request" $status $body_bytes_sent '
//	                '"$http_referer" "$http_user_agent" rt=$request_time sid=$cookie_hash';
//
// The cookie never stands there, only what it hashes to.
func (b *Books) Shop(v *Visit) {
	o := b.begin(Shop)
	if o == nil {
		return
	}
	o = append(v.From.AppendTo(o), " - "...)
	o = append(said(o, v.Member), " ["...)
	o = append(append(o, b.jst.clf[:]...), ':')
	o = append(b.jst.clock(o), " +0900] \""...)
	o = append(append(o, v.Method...), ' ')
	o = append(append(o, v.Path...), " HTTP/1.1\" "...)
	o = append(num(o, int64(v.Status)), ' ')
	o = append(num(o, int64(v.Size)), " \""...)
	o = append(said(o, v.Referer), "\" \""...)
	o = append(append(o, v.Agent...), "\" rt="...)
	o = append(num(o, int64(v.Took/1000)), '.')
	o = append(o, byte('0'+v.Took/100%10), byte('0'+v.Took/10%10), byte('0'+v.Took%10))
	if o = append(o, " sid="...); v.Session == 0 {
		o = append(o, '-')
	} else {
		o = hex(o, v.Session, 16)
	}
	b.end(Shop, o)
}

func said(b []byte, s string) []byte {
	if s == "" {
		return append(b, '-')
	}
	return append(b, s...)
}

// Record is what an application says of an access.
type Record struct {
	App     string // shop, manage, crm, merchant, payment
	Actor   string
	Role    string // member, staff, admin, batch, contractor; empty for nobody
	From    netip.Addr
	Agent   string
	Session uint64
	Op      string // view, list, export, login, logout, reset, update, lookup, delete
	Thing   string
	Target  string // the account that was acted on
	Failure string // why it failed; empty if it did not
	// Persons are the fingerprints of whom the answer was about, Rows how many records it had. -1 says none.
	Persons [][16]byte
	Rows    int
}

// App writes a line of JSON as the organisation's own applications log: see AppMapping.
func (b *Books) App(r *Record) {
	o := b.begin(App)
	if o == nil {
		return
	}
	o = append(b.zuluMilli(append(o, `{"at":"`...)), `","app":"`...)
	o = append(append(o, r.App...), '"')
	if r.Actor != "" {
		o = append(append(o, `,"actor":{"id":"`...), r.Actor...)
		o = append(append(o, `","role":"`...), r.Role...)
		o = append(o, `"}`...)
	}
	o = append(addr(append(o, `,"ip":"`...), r.From), `","ua":"`...)
	o = append(append(o, r.Agent...), '"')
	if r.Session != 0 {
		o = append(hex(append(o, `,"session":"`...), r.Session, 16), '"')
	}
	o = append(append(o, `,"op":"`...), r.Op...)
	o = append(append(o, `","thing":"`...), r.Thing...)
	if o = append(o, '"'); r.Target != "" {
		o = append(append(append(o, `,"target":"`...), r.Target...), '"')
	}
	if r.Failure == "" {
		o = append(o, `,"result":"ok"`...)
	} else {
		o = append(append(append(o, `,"result":"ng","reason":"`...), r.Failure...), '"')
	}
	if r.Rows >= 0 || len(r.Persons) > 0 {
		o = append(num(append(o, `,"tsutsumi":{"rows":`...), int64(r.Rows)), `,"persons":[`...)
		for i := range r.Persons {
			if i > 0 {
				o = append(o, ',')
			}
			o = append(o, '"')
			for _, c := range r.Persons[i] {
				o = append(o, hexDigits[c>>4], hexDigits[c&15])
			}
			o = append(o, '"')
		}
		o = append(o, "]}"...)
	}
	b.end(App, append(o, '}'))
}

// AppMapping reads the log of applications.
const AppMapping = `name: app-audit
form: json
match: [app, op, thing, result]
fields:
  time: at
  actor: actor.id
  from: ip
  client: ua
  session: session
  store: app
  object: thing
  target: target
  op: op
  reason: reason
  persons: tsutsumi.persons
  rows: tsutsumi.rows
action: {field: op, values: {view: read, list: list, lookup: list, export: export, login: login, logout: logout, update: write, reset: write, delete: delete, grant: grant}, default: other}
outcome: {field: result, values: {ok: success, ng: failure}}
sort: {field: actor.role, values: {staff: person, contractor: person, admin: privileged, batch: service, member: customer}}
`

// Paid is what the payment service says.
type Paid struct {
	Account string // who acts
	Op      string // link, charge, transfer, unlink, verify, change
	From    netip.Addr
	Device  string
	Wallet  string
	Target  string // the bank account or card, as a token
	Bank    string
	Amount  int // yen
	Failure string
}

// Payment writes a line of the payment service: see PaymentMapping.
func (b *Books) Payment(p *Paid) {
	o := b.begin(Payment)
	if o == nil {
		return
	}
	o = append(b.zuluMilli(append(o, `{"ts":"`...)), `","type":"payment.`...)
	o = append(append(o, p.Op...), `","account":"`...)
	o = append(append(o, p.Account...), `","ip":"`...)
	o = append(addr(o, p.From), `","device_id":"`...)
	o = append(append(o, p.Device...), `","wallet":"`...)
	o = append(append(o, p.Wallet...), `","instrument":"`...)
	o = append(append(o, p.Target...), `","institution":"`...)
	o = append(append(o, p.Bank...), `","amount":`...)
	o = num(o, int64(p.Amount))
	if p.Failure == "" {
		o = append(o, `,"status":"succeeded"`...)
	} else {
		o = append(append(append(o, `,"status":"failed","failure":"`...), p.Failure...), '"')
	}
	o = append(o, `,"event_id":"`...)
	o = append(hex(o, b.next(), 16), '"')
	b.end(Payment, append(o, '}'))
}

// PaymentMapping reads the log of the payment service.
const PaymentMapping = `name: payment
form: json
match: [type, account, wallet, instrument]
fields:
  time: ts
  actor: account
  from: ip
  device: device_id
  as: wallet
  target: instrument
  object: institution
  op: type
  reason: failure
  id: event_id
action: {field: type, values: {payment.link: link, payment.unlink: write, payment.charge: transfer, payment.transfer: transfer, payment.verify: login, payment.change: write}, default: other}
outcome: {field: status, values: {succeeded: success, failed: failure}}
sort: {field: account, values: {"m*": customer}}
`

// Mappings are the mapping files that read what no parser knows, by name.
func Mappings() map[string]string {
	return map[string]string{"app-audit.yaml": AppMapping, "payment.yaml": PaymentMapping, "directory.yaml": DirectoryMapping, "complaints.yaml": strings.TrimLeft(ComplaintsMapping, "\n")}
}
