// Package line writes records as products write them into their logs: of web servers, databases, gateways and services of
// others. Nothing is decided here; what happened comes from outside, and each log is in the order of the moments it is
// told (Books.At).
package line

import (
	"fmt"
	"io"
	"time"
)

// Log is one of the logs.
type Log uint8

// The logs.
const (
	Shop        Log = iota // nginx, of the public shop
	App                    // JSON of applications: shop, management, CRM, merchants
	Postgres               // csvlog with pgaudit
	VPN                    // OpenVPN server
	SSH                    // auth.log by rsyslog
	Search                 // Elasticsearch's audit
	Trail                  // CloudTrail, an event a line
	SignIn                 // Entra sign-ins
	M365                   // Microsoft 365 unified audit
	GitHub                 // GitHub audit
	SalesLogin             // Salesforce EventLogFile, by type of event
	SalesURI               //
	SalesExport            //
	Payment                // JSON of the payment service
	IIS                    // of Outlook on the web
	Proxy                  // Exchange HttpProxy
	ECP                    // Exchange's control panel
	Directory              // a directory service's reads within an application's log
	Complaints             // CSV of customers' reports
	Logs                   // how many there are
)

var names = [Logs]string{"shop-access.log", "app-audit.json", "postgres.csv", "openvpn.log", "auth.log", "search-audit.json", "cloudtrail.json", "entra-signin.json",
	"m365-audit.json", "github-audit.json", "salesforce-Login.csv", "salesforce-URI.csv", "salesforce-ReportExport.csv", "payment.json", "u_ex.log", "HttpProxy.log", "ECP.log", "directory.log", "complaints.csv"}

// String is the log's name.
func (l Log) String() string {
	if l < Logs {
		return names[l]
	}
	return ""
}

// flushAt is how much of a log is kept before it is written.
const flushAt = 64 << 10

type book struct {
	w     io.Writer
	buf   []byte
	lines int64
	day   int64 // the record before was of that day; 0 if there was none
	skip  bool
}

// Books are the logs of an organisation. The first error of a writer is kept, and nothing is written after it.
type Books struct {
	open   func(log string) io.Writer
	rotate bool
	logs   [Logs]book
	now    int64
	utc    stamp
	jst    stamp
	serial uint64
	seed   uint64
	err    error
}

// New makes books. open is asked for a log's writer when its first record comes, and may return nil: the log is not
// written then. If rotate, it is asked again on each day (UTC) that a log has records of, for NAME.20261101.
func New(seed uint64, rotate bool, open func(log string) io.Writer) *Books {
	return &Books{open: open, rotate: rotate, seed: seed, jst: stamp{zone: 9 * 3600}}
}

// At moves the moment; it never goes back. µs since 1970.
func (b *Books) At(now int64) {
	b.now = now
	b.utc.set(now)
	b.jst.set(now)
}

// Now is the moment.
func (b *Books) Now() int64 { return b.now }

// Lines is how many records a log has.
func (b *Books) Lines(l Log) int64 { return b.logs[l].lines }

// Close writes what is kept, and returns the first error.
func (b *Books) Close() error {
	for i := range b.logs {
		b.flush(&b.logs[i], Log(i))
	}
	return b.err
}

// Err is the first error of a writer.
func (b *Books) Err() error { return b.err }

func (b *Books) flush(k *book, l Log) {
	if len(k.buf) == 0 || k.w == nil {
		return
	}
	if b.err == nil {
		if _, err := k.w.Write(k.buf); err != nil {
			b.err = fmt.Errorf("write %s: %w", l, err)
		}
	}
	k.buf = k.buf[:0]
}

// begin is where the next record of a log goes; nil if it is not written.
func (b *Books) begin(l Log) []byte {
	k := &b.logs[l]
	if k.day != b.utc.day {
		b.newDay(k, l)
	}
	if k.skip {
		return nil
	}
	return k.buf
}

func (b *Books) newDay(k *book, l Log) {
	first := k.day == 0
	k.day = b.utc.day
	if first || b.rotate {
		b.flush(k, l)
		name := l.String()
		if b.rotate {
			name += "." + time.Unix(b.utc.day*86400, 0).UTC().Format("20060102")
		}
		k.w = b.open(name)
		k.skip = k.w == nil
		if k.buf == nil && !k.skip {
			k.buf = make([]byte, 0, flushAt+8192)
		}
	}
	if h := headOf(l, first || b.rotate, &b.utc); !k.skip && h != nil {
		k.buf = append(k.buf, h...)
	}
}

// end takes the record.
func (b *Books) end(l Log, buf []byte) {
	k := &b.logs[l]
	k.buf = append(buf, '\n')
	k.lines++
	if len(k.buf) >= flushAt {
		b.flush(k, l)
	}
}

// next is a number that no record had.
func (b *Books) next() uint64 {
	b.serial++
	return mix(b.seed + b.serial)
}

// mix is splitmix64: every bit of the result hangs on every bit of x.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
