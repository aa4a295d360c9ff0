package match

import (
	"bytes"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// own is a value that an access says of itself, whatever its log calls it.
type own uint8

// The values; rules know them as event.NAME.
const (
	ownTime own = iota
	ownAction
	ownOutcome
	ownSort
	ownActor
	ownAs
	ownSession
	ownDevice
	ownClient
	ownStore
	ownObject
	ownTarget
	ownOp
	ownText
	ownReason
	ownID
	ownFrom
	ownHop
	ownCountry
	ownNetwork
	ownHolding
	ownRole
	ownRest
	ownRows
	ownSize
	ownStatus
	ownPeople
	ownURL
	ownExtension
	ownLog
	owns
)

var ownNames = map[string]own{"event.time": ownTime, "event.action": ownAction, "event.outcome": ownOutcome, "event.sort": ownSort, "event.actor": ownActor, "event.as": ownAs,
	"event.session": ownSession, "event.device": ownDevice, "event.client": ownClient, "event.store": ownStore, "event.object": ownObject, "event.target": ownTarget, "event.op": ownOp,
	"event.text": ownText, "event.reason": ownReason, "event.id": ownID, "event.from": ownFrom, "event.hop": ownHop, "event.country": ownCountry, "event.network": ownNetwork,
	"event.holding": ownHolding, "event.role": ownRole, "event.rest": ownRest, "event.rows": ownRows, "event.size": ownSize, "event.status": ownStatus, "event.people": ownPeople,
	"event.url": ownURL, "event.extension": ownExtension, "event.log": ownLog}

var sorts = [...]string{"", "person", "customer", "service", "privileged", "anonymous"}

// appendOwn appends a value as text; nothing if the access does not say it.
func (m *Matcher) appendOwn(dst []byte, o own, a *watch.Access) []byte {
	e := a.Event
	switch o {
	case ownTime:
		return time.UnixMicro(a.At).In(m.zone).AppendFormat(dst, "2006-01-02T15:04:05")
	case ownAction:
		return append(dst, e.Action.String()...)
	case ownOutcome:
		return append(dst, e.Outcome.String()...)
	case ownSort:
		return append(dst, sorts[min(int(e.Sort), len(sorts)-1)]...)
	case ownFrom:
		if e.From.IsValid() {
			return e.From.AppendTo(dst)
		}
	case ownHop:
		if e.Hop.IsValid() {
			return e.Hop.AppendTo(dst)
		}
	case ownCountry:
		return append(dst, network.Code(a.Net.Country)...)
	case ownHolding:
		if a.Store != nil {
			return append(dst, a.Store.Name...)
		}
	case ownRest:
		return strconv.AppendBool(dst, a.Rest)
	case ownRows:
		return number10(dst, a.Rows, 0)
	case ownSize:
		return number10(dst, e.Size, 0)
	case ownStatus:
		return number10(dst, int64(e.Status), 1)
	case ownPeople:
		if len(a.People) > 0 || a.Rows >= 0 {
			return number10(dst, a.Persons(), 0)
		}
	case ownURL:
		return appendURL(dst, e)
	case ownLog:
		return append(dst, a.Log.Name...)
	}
	return dst
}

// ownBytes is a value that an access has as bytes already; nil for the others.
func ownBytes(o own, e *event.Event) []byte {
	switch o {
	case ownActor:
		return e.Actor
	case ownAs:
		return e.As
	case ownSession:
		return e.Session
	case ownDevice:
		return e.Device
	case ownClient:
		return e.Client
	case ownStore:
		return e.Store
	case ownObject:
		return e.Object
	case ownTarget:
		return e.Target
	case ownOp:
		return e.Op
	case ownText:
		return e.Text
	case ownReason:
		return e.Reason
	case ownID:
		return e.ID
	case ownExtension:
		return extension(e.Object)
	case ownURL:
		if bytes.IndexByte(e.Text, '?') >= 0 { // the whole address already
			return e.Text
		}
	}
	return nil
}

func number10(dst []byte, n, least int64) []byte {
	if n < least {
		return dst
	}
	return strconv.AppendInt(dst, n, 10)
}

// appendURL puts an address together that a log has in two columns.
func appendURL(dst []byte, e *event.Event) []byte {
	text := e.Text
	if len(text) == 0 {
		text = e.Object
	}
	dst = append(dst, text...)
	if q := e.Get("cs-uri-query"); len(q) > 0 && len(text) > 0 {
		dst = append(append(dst, '?'), q...)
	}
	return dst
}

// extension is what stands behind the last point of a path's last part.
func extension(path []byte) []byte {
	path = path[bytes.LastIndexByte(path, '/')+1:]
	i := bytes.LastIndexByte(path, '.')
	if i < 0 || len(path)-i > 16 {
		return nil
	}
	return path[i+1:]
}

// Network and role have several names at once; each is a value of its own.
var networkKinds = [...]struct {
	kind network.Kind
	name []byte
}{{network.Office, []byte("office")}, {network.VPN, []byte("vpn")}, {network.Proxy, []byte("proxy")}, {network.Partner, []byte("partner")}, {network.Mobile, []byte("mobile")},
	{network.Hosting, []byte("hosting")}, {network.Anonymising, []byte("anonymising")}, {network.Private, []byte("private")}, {network.Reserved, []byte("reserved")}}

var roles = [...]struct {
	role watch.Role
	name []byte
}{{watch.Customer, []byte("customer")}, {watch.Staff, []byte("staff")}, {watch.Job, []byte("job")}, {watch.Admin, []byte("admin")}}
