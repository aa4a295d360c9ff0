package line

import (
	"net/netip"
	"strings"
)

const (
	iisFields   = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"
	proxyFields = "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,ServerLocatorHost,ServerLocatorLatency,RequestBytes,ResponseBytes,UrlQuery,GenericErrors"
	ecpFields   = "TimeStamp,ServerName,EventId,EventData"
)

// headOf is what a log begins with; new tells a file's beginning from a day's. IIS writes its directives on each day.
func headOf(l Log, fresh bool, day *stamp) []byte {
	switch l {
	case IIS:
		return []byte("#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: " + string(day.iso[:]) + " 00:00:00\n" + iisFields + "\n")
	case Proxy:
		if fresh {
			return []byte(proxyFields + "\n#Software: Microsoft Exchange Server\n#Version: 15.02.1118.007\n#Log-type: HttpProxy Logs\n#Date: " + string(day.iso[:]) + "T00:00:00.000Z\n#Fields: " + proxyFields + "\n")
		}
	case ECP:
		if fresh {
			return []byte("#Software: Microsoft Exchange Server\n#Version: 15.02.1118.007\n#Log-type: ECP Server Log\n#Date: " + string(day.iso[:]) + "T00:00:00.000Z\n#Fields: " + ecpFields + "\n")
		}
	case Complaints:
		if fresh {
			return []byte("received,account,channel,subject\n")
		}
	case SalesLogin, SalesURI, SalesExport:
		if fresh {
			return []byte(salesHeads[l] + "\n")
		}
	}
	return nil
}

// Ask is a request to Exchange.
type Ask struct {
	From    netip.Addr
	User    string // EXAMPLE\user is written; empty for nobody
	Method  string
	Path    string
	Query   string // without the question mark
	Agent   string // with blanks
	Status  int
	Mailbox string // AnchorMailbox
	Target  string // TargetServer
	Proto   string // Owa, Ecp, Eas, Autodiscover
	Size    int
}

// IIS writes a line of the front end's web server.
func (b *Books) IIS(a *Ask) {
	o := b.begin(IIS)
	if o == nil {
		return
	}
	o = append(append(o, b.utc.iso[:]...), ' ')
	o = append(append(b.utc.clock(o), " 10.0.6.10 "...), a.Method...)
	o = append(append(append(o, ' '), a.Path...), ' ')
	o = append(said(o, a.Query), " 443 "...)
	if a.User != "" {
		o = append(o, `EXAMPLE\`...)
	}
	o = append(said(o, a.User), ' ')
	o = append(a.From.AppendTo(o), ' ')
	for i := 0; i < len(a.Agent); i++ {
		if c := a.Agent[i]; c == ' ' {
			o = append(o, '+')
		} else {
			o = append(o, c)
		}
	}
	if a.Agent == "" {
		o = append(o, '-')
	}
	o = append(num(append(o, " - "...), int64(a.Status)), " 0 0 "...)
	b.end(IIS, num(o, 5+b.now%180))
}

// Proxy writes a row of HttpProxy.
func (b *Books) Proxy(a *Ask) {
	o := b.begin(Proxy)
	if o == nil {
		return
	}
	x := b.next()
	o = append(uuid(append(b.zuluMilli(o), ','), x, mix(x)), ",15,2,1118,7,,"...)
	o = append(append(append(o, a.Proto...), ",mail.example.jp,"...), a.Path...)
	if o = append(o, ",,"...); a.User != "" {
		o = append(append(append(append(o, "FBA,true,EXAMPLE\\"...), a.User...), ",,Sid~"...), a.User...)
	} else {
		o = append(o, ",false,,,"...)
	}
	o = append(cell(append(append(o, a.Mailbox...), ','), a.Agent), ',')
	o = append(a.From.AppendTo(o), ",EX01,"...)
	o = append(num(o, int64(a.Status)), ',')
	o = append(append(append(num(o, int64(a.Status)), ",,"...), a.Method...), ",Proxy,"...)
	o = append(append(o, a.Target...), `,15.02.1118.000,IntraForest,"X",,,,512,`...)
	o = append(num(o, int64(a.Size)), ',')
	if a.Query != "" {
		o = cell(o, "?"+a.Query)
	}
	b.end(Proxy, append(o, ','))
}

// Panel writes a line of ECP: a command of the Exchange shell that was run by a page.
func (b *Books) Panel(user, command, url string, session uint64) {
	o := b.begin(ECP)
	if o == nil {
		return
	}
	data := append([]byte("S:TIME=16;S:SID="), UUID(session)...)
	data = append(append(data, ";'S:CMD="...), strings.ReplaceAll(command, "'", "''")...)
	data = append(append(append(data, "';S:REQID=;S:URL="...), url...), ";S:EX=;S:ACTID="...)
	data = append(append(hex(data, b.next(), 16), ";S:USER=example.local/Users/"...), user...)
	b.end(ECP, cell(append(b.zuluMilli(o), ",EX01,ECP.Request,"...), string(data)))
}

// Lookup writes a read of the directory service as an application that asks it logs it.
func (b *Books) Lookup(user string, from netip.Addr, base, filter, attributes string, entries int) {
	o := b.begin(Directory)
	if o == nil {
		return
	}
	o = append(append(o, b.jst.iso[:]...), ' ')
	o = append(b.jst.clock(o), '.')
	o = append(append(b.jst.milli(o), " [ldap-gw] SRCH user="...), user...)
	o = append(from.AppendTo(append(o, " ip="...)), ` base="`...)
	o = append(append(append(append(o, base...), `" filter="`...), filter...), `" attrs="`...)
	b.end(Directory, num(append(append(o, attributes...), `" nentries=`...), int64(entries)))
}

// DirectoryMapping reads it.
const DirectoryMapping = `name: directory
form: line
zone: "+09:00"
pattern: '^(?P<at>\S+ \S+) \[ldap-gw\] (?P<op>SRCH|BIND|MOD) user=(?P<user>\S+) ip=(?P<ip>\S+)(?: base="(?P<base>[^"]*)" filter="(?P<filter>[^"]*)" attrs="(?P<attrs>[^"]*)" nentries=(?P<n>\d+))?$'
fields: {time: at, actor: user, from: ip, object: base, text: filter, reason: attrs, op: op, rows: n}
action: {field: op, values: {srch: list, bind: login, mod: write}}
`

// Complain writes a customer's report that something was done that he did not do.
func (b *Books) Complain(account, channel, subject string) {
	if o := b.begin(Complaints); o != nil {
		o = append(append(append(b.zulu(o), ','), account...), ',')
		b.end(Complaints, cell(append(append(o, channel...), ','), subject))
	}
}

// ComplaintsMapping reads the reports as events of the accounts they are about.
const ComplaintsMapping = `name: complaints
form: table
match: [received, account, channel, subject]
fields: {time: received, target: account, op: channel, text: subject}
action: {default: other}
`
