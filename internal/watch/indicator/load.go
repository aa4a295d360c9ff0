package indicator

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Problem is what of a list could not be used.
type Problem struct {
	Line int // from 1; of STIX the number of the object
	Why  string
}

// most is how many indicators a list may have: what is beyond is told as a problem.
const most = 5_000_000

// Load reads a list. Its name stands for what it is a sign of where it does not say. What cannot be read at all is one
// Problem, at the line where reading ended.
func Load(name string, r io.Reader) ([]watch.Indicator, []Problem) {
	l := &list{name: name}
	b := bufio.NewReaderSize(r, 1<<16)
	if c, err := b.Peek(3); err == nil && string(c) == "\xef\xbb\xbf" {
		_, _ = b.Discard(3)
	}
	for {
		c, err := b.Peek(1)
		if err != nil {
			return nil, nil
		}
		if c[0] != ' ' && c[0] != '\n' && c[0] != '\r' && c[0] != '\t' {
			break
		}
		_, _ = b.Discard(1)
	}
	if c, _ := b.Peek(1); c[0] == '{' || c[0] == '[' {
		l.stix(b)
	} else {
		l.table(b)
	}
	return l.out, l.problems
}

type list struct {
	name     string
	out      []watch.Indicator
	problems []Problem
}

func (l *list) problem(line int, why string) {
	if len(l.problems) < 1000 {
		l.problems = append(l.problems, Problem{line, why})
	}
}

func (l *list) add(line int, x watch.Indicator) {
	if x.Name == "" {
		x.Name = l.name
	}
	switch {
	case len(l.out) > most:
	case len(l.out) == most:
		l.problem(line, "too many indicators: what follows is left out")
	default:
		l.out = append(l.out, x)
	}
}

// The columns of a table.
const (
	kind = iota
	value
	title
	incident
	since
	until
	columns
)

// names are what columns are commonly called.
var names = map[string]int{
	"type": kind, "kind": kind, "indicator_type": kind, "indicatortype": kind, "ioc_type": kind, "種別": kind, "種類": kind,
	"value": value, "indicator": value, "ioc": value, "ioc_value": value, "observable": value, "indicatorvalue": value, "値": value, "指標": value,
	"ip": value, "ip_address": value, "address": value, "domain": value, "hostname": value, "url": value, "sha256": value, "account": value, "user": value, "アドレス": value,
	"name": title, "title": title, "threat": title, "malware": title, "malware_printable": title, "description": title, "comment": title, "event_info": title, "名称": title, "名前": title, "説明": title,
	"case": incident, "case_id": incident, "incident": incident, "ticket": incident, "事案": incident, "事案番号": incident, "案件": incident,
	"since": since, "valid_from": since, "first_seen": since, "first_seen_utc": since, "validfrom": since, "開始": since,
	"until": until, "valid_until": until, "expires": until, "expiration": until, "expirationtime": until, "終了": until, "期限": until,
}

func (l *list) table(r *bufio.Reader) {
	c := csv.NewReader(&uncommented{r: r})
	c.FieldsPerRecord, c.LazyQuotes, c.TrimLeadingSpace, c.ReuseRecord = -1, true, true, true
	if line, _ := r.Peek(1024); strings.Count(string(line), ";") > strings.Count(string(line), ",") {
		c.Comma = ';'
	} else if strings.Count(string(line), "\t") > strings.Count(string(line), ",") {
		c.Comma = '\t'
	}
	var at [columns]int
	only := ""
	for n := 0; ; n++ {
		row, err := c.Read()
		line := n + 1
		if err == nil {
			line, _ = c.FieldPos(0)
		} else if e, ok := errors.AsType[*csv.ParseError](err); ok {
			line = e.Line
		}
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			l.problem(line, "it is no line of a table")
			if _, ok := errors.AsType[*csv.ParseError](err); !ok {
				return
			}
			continue
		}
		if n == 0 {
			var named bool
			if at, only, named = head(row); named {
				continue
			}
		}
		var v [columns]string
		for i, k := range at {
			if k > 0 && k <= len(row) {
				v[i] = strings.TrimSpace(row[k-1])
			}
		}
		if v[kind] == "" {
			v[kind] = only
		}
		l.row(line, &v)
	}
}

// head is where the columns stand, from 1. only is the type of all values where the column of values is called by it.
func head(row []string) (at [columns]int, only string, named bool) {
	for i, n := range row {
		n = strings.ToLower(strings.Trim(strings.TrimSpace(n), "#\"' "))
		if k, ok := names[n]; ok && at[k] == 0 {
			at[k] = i + 1
			if _, is := types[n]; is && k == value {
				only = n
			}
		}
	}
	if at[value] == 0 { // none: a list of values, or of types and values
		at = [columns]int{}
		at[value] = 1
		if _, ok := types[strings.ToLower(strings.TrimSpace(row[0]))]; ok && len(row) > 1 {
			at[kind], at[value], at[title] = 1, 2, 3
		}
		return at, "", false
	}
	return at, only, true
}

func (l *list) row(line int, v *[columns]string) {
	if v[value] == "" {
		return
	}
	x := watch.Indicator{Name: v[title], Case: v[incident]}
	var ok bool
	if x.Type, x.Value, ok = Know(v[kind], v[value]); !ok {
		l.problem(line, "its type is not known, or the value is not of it")
		return
	}
	for _, t := range [...]struct {
		to   *int64
		text string
	}{{&x.Since, v[since]}, {&x.Until, v[until]}} {
		if t.text == "" || t.text == "-" {
			continue
		}
		if *t.to, ok = instant(t.text); !ok {
			l.problem(line, "its time cannot be read")
		}
	}
	l.add(line, x)
}

func instant(s string) (int64, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly, "2006/01/02", "2006/1/2 15:04:05", "2006/1/2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UnixMicro(), true
		}
	}
	return 0, false
}

// types are what types of indicators are called, by those of the contract.
var types = map[string]string{
	"ip": "address", "ipv4": "address", "ipv6": "address", "ip-dst": "address", "ip-src": "address", "ip_address": "address", "ipaddress": "address", "address": "address", "ipv4-addr": "address",
	"ipv6-addr": "address", "ip:port": "address", "ip-dst|port": "address", "ip-src|port": "address", "addr": "address", "アドレス": "address",
	"network": "network", "cidr": "network", "range": "network", "subnet": "network", "netblock": "network",
	"domain": "domain", "hostname": "domain", "host": "domain", "fqdn": "domain", "domain-name": "domain", "ドメイン": "domain",
	"url": "url", "uri": "url", "link": "url",
	"hash": "hash", "md5": "hash", "sha1": "hash", "sha256": "hash", "sha-1": "hash", "sha-256": "hash", "sha512": "hash", "filehash": "hash", "file_hash": "hash", "filehash-md5": "hash", "filehash-sha1": "hash",
	"filehash-sha256": "hash", "md5_hash": "hash", "sha256_hash": "hash",
	"account": "account", "user": "account", "username": "account", "user-account": "account", "email": "account", "email-addr": "account", "email-src": "account", "email-dst": "account", "e-mail": "account",
	"login": "account", "アカウント": "account",
	"agent": "agent", "user-agent": "agent", "useragent": "agent", "user_agent": "agent", "http-user-agent": "agent",
	"path": "path", "uri-path": "path", "uripath": "path", "route": "path", "file": "path", "filename": "path", "object": "path", "table": "path", "entry": "path", "入口": "path",
}

// Know is the type and value of an indicator as the contract has them. The type may be any that lists use, or "", which asks
// the value. false: no type fits.
func Know(t, v string) (typ, val string, ok bool) {
	v = armed(strings.TrimSpace(v))
	typ = types[strings.ToLower(t)]
	if t == "" {
		typ = guess(v)
	}
	switch typ {
	case "address", "network":
		return address(v)
	case "domain":
		v = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(v), "*."), ".")
		return typ, v, strings.Contains(v, ".") && !strings.ContainsAny(v, "/ @")
	case "url":
		if i := strings.Index(v, "://"); i >= 0 {
			v = v[i+3:]
		}
		host, path, found := strings.Cut(v, "/")
		host = strings.ToLower(host)
		if strings.Count(host, ":") == 1 {
			host, _, _ = strings.Cut(host, ":")
		}
		path, _, _ = strings.Cut(path, "#")
		if !found || path == "" {
			return Know("", host)
		}
		return typ, host + "/" + path, host != ""
	case "hash":
		v = strings.ToLower(v)
		return typ, v, len(v) >= 32 && strings.Trim(v, "0123456789abcdef") == ""
	}
	return typ, v, typ != "" && v != "" && strings.Trim(v, "*") != ""
}

func guess(v string) string {
	if _, _, ok := address(v); ok {
		return "address"
	}
	switch n := len(v); {
	case (n == 32 || n == 40 || n == 64 || n == 128) && strings.Trim(strings.ToLower(v), "0123456789abcdef") == "":
		return "hash"
	case strings.Contains(v, "://"):
		return "url"
	case strings.HasPrefix(v, "/"):
		return "path"
	case strings.Contains(v, "@"), strings.Contains(v, `\`):
		return "account"
	case strings.ContainsAny(v, " ()"):
		return "agent"
	case strings.Contains(v, "."):
		return "domain"
	}
	return ""
}

func address(v string) (typ, val string, ok bool) {
	if a, err := netip.ParseAddr(v); err == nil {
		return "address", a.Unmap().String(), true
	}
	if p, err := netip.ParsePrefix(v); err == nil {
		if p.IsSingleIP() {
			return "address", p.Addr().String(), true
		}
		return "network", p.Masked().String(), p.Bits() > 0
	}
	if a, err := netip.ParseAddrPort(v); err == nil {
		return "address", a.Addr().Unmap().String(), true
	}
	v, _, _ = strings.Cut(v, "|")
	if a, err := netip.ParseAddr(v); err == nil {
		return "address", a.Unmap().String(), true
	}
	return "", "", false
}

// armed undoes what lists do lest somebody clicks.
func armed(v string) string {
	if !strings.ContainsAny(v, "[({") && !strings.HasPrefix(v, "hxx") && !strings.HasPrefix(v, "hXX") {
		return v
	}
	v = strings.NewReplacer("[.]", ".", "(.)", ".", "{.}", ".", "[:]", ":", "[://]", "://", "[at]", "@", "[@]", "@").Replace(v)
	if len(v) > 4 && strings.EqualFold(v[:4], "hxxp") {
		v = "http" + v[4:]
	}
	return v
}

// uncommented leaves out lines that begin with #, but for one that names columns.
type uncommented struct {
	r    *bufio.Reader
	rest []byte
	on   bool
}

func (u *uncommented) Read(p []byte) (int, error) {
	for len(u.rest) == 0 {
		line, err := u.r.ReadSlice('\n')
		if len(line) == 0 && err != nil {
			return 0, err
		}
		comment := !u.on && line[0] == '#' && !heading(line)
		u.on = err != nil && !errors.Is(err, io.EOF) // a long line goes on
		if comment {
			line = []byte{'\n'}
		} else if line[0] == '#' {
			line = line[1:]
		}
		u.rest = line
	}
	n := copy(p, u.rest)
	u.rest = u.rest[n:]
	return n, nil
}

func heading(line []byte) bool {
	row := strings.FieldsFunc(string(line), func(c rune) bool { return c == ',' || c == ';' || c == '\t' })
	_, _, named := head(append(row, ""))
	return named && len(row) > 1
}
