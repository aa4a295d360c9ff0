package ocsf

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// To appends an event as a JSON object of the schema. product is the name of the parser that read it.
func To(e *event.Event, product string, dst []byte) []byte {
	class, activity := Class(e, product)
	w := writer{append(dst, '{')}
	w.number("class_uid", int64(class))
	w.number("category_uid", int64(class/1000))
	w.number("activity_id", int64(activity))
	w.number("type_uid", int64(class*100+activity))
	w.number("severity_id", 1)
	w.number("time", e.Time/1000)
	w.number("status_id", int64(e.Outcome))
	if e.Status != 0 {
		w.key("status_code")
		w.dst = append(strconv.AppendInt(append(w.dst, '"'), int64(e.Status), 10), '"')
	}
	w.text("status_detail", e.Reason)
	w.open("metadata")
	w.text("version", []byte(Version))
	w.text("uid", e.ID)
	if e.Seq >= 0 {
		w.number("sequence", e.Seq)
	}
	w.open("product")
	w.text("name", []byte(product))
	w.text("vendor_name", []byte("Tsutsumi"))
	w.close()
	w.close()
	w.who(e, class)
	w.where(e, class)
	w.what(e, class)
	w.rest(e, class)
	return append(w.dst, '}')
}

// writer appends members of objects.
type writer struct{ dst []byte }

func (w *writer) key(name string) {
	if c := w.dst[len(w.dst)-1]; c != '{' {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(append(append(w.dst, '"'), name...), '"', ':')
}

func (w *writer) number(name string, n int64) {
	w.key(name)
	w.dst = strconv.AppendInt(w.dst, n, 10)
}

func (w *writer) open(name string) {
	w.key(name)
	w.dst = append(w.dst, '{')
}

func (w *writer) close() { w.dst = append(w.dst, '}') }

// text writes a member if there is something to say.
func (w *writer) text(name string, v []byte) {
	if len(v) > 0 {
		w.key(name)
		w.dst = quoted(w.dst, v)
	}
}

func (w *writer) address(name string, a netip.Addr) {
	if a.IsValid() {
		w.key(name)
		w.dst = append(a.AppendTo(append(w.dst, '"')), '"')
	}
}

const hexDigits = "0123456789abcdef"

// quoted appends a string. What is no UTF-8 becomes U+FFFD, as it must in JSON.
func quoted(dst, v []byte) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(v); {
		c := v[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		default:
			r, n := utf8.DecodeRune(v[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
			continue
		}
		i++
	}
	return append(dst, '"')
}

// userType is type_id of a user by the sort.
var userType = [...]int64{event.Anyone: 0, event.Person: 1, event.Customer: 99, event.Service: 3, event.Privileged: 2, event.Anonymous: 99}

func (w *writer) user(name string, e *event.Event, v []byte) {
	if len(v) == 0 && e.Sort == event.Anyone {
		return
	}
	w.open(name)
	w.text("name", v)
	if e.Sort != event.Anyone {
		w.number("type_id", userType[min(e.Sort, event.Anonymous)])
	}
	w.close()
}

func (w *writer) who(e *event.Event, class int) {
	w.open("actor")
	w.user("user", e, e.Actor)
	if len(e.Session)+len(e.As) > 0 {
		w.open("session")
		w.text("uid", e.Session)
		w.text("issuer", e.As)
		w.close()
	}
	w.close()
	switch class {
	case Authentication:
		if len(e.Target) > 0 {
			w.open("user")
			w.text("name", e.Target)
			w.close()
		} else {
			w.user("user", e, e.Actor)
		}
	case AccountChange, UserAccess:
		w.open("user")
		w.text("name", e.Target)
		w.close()
	}
}

func (w *writer) where(e *event.Event, class int) {
	w.open("src_endpoint")
	w.address("ip", e.From)
	w.text("uid", e.Device)
	if e.Country != [2]byte{} {
		w.open("location")
		w.text("country", e.Country[:])
		w.close()
	}
	if e.Hop.IsValid() {
		w.key("intermediate_ips")
		w.dst = append(e.Hop.AppendTo(append(w.dst, '[', '"')), '"', ']')
	}
	w.close()
	if len(e.Store) > 0 && class != Datastore {
		w.open("dst_endpoint")
		w.text("hostname", e.Store)
		w.close()
	}
}

func (w *writer) what(e *event.Event, class int) {
	if class == HTTP {
		w.open("http_request")
		w.text("http_method", e.Op)
		w.text("user_agent", e.Client)
		w.open("url")
		w.text("path", e.Object)
		w.text("url_string", e.Text)
		w.text("hostname", e.Store)
		w.close()
		w.close()
		w.open("http_response")
		w.number("code", int64(e.Status))
		if e.Size >= 0 {
			w.number("length", e.Size)
		}
		w.close()
		return
	}
	if len(e.Client) > 0 {
		w.open("http_request")
		w.text("user_agent", e.Client)
		w.close()
	}
	if len(e.Op) > 0 {
		w.open("api")
		w.text("operation", e.Op)
		w.close()
	}
	switch class {
	case Datastore:
		w.open("database")
		w.text("name", e.Store)
		w.close()
		if len(e.Object) > 0 {
			w.open("table")
			w.text("name", e.Object)
			w.close()
		}
		if len(e.Text) > 0 {
			w.open("query_info")
			w.text("query_string", e.Text)
			w.close()
		}
		return
	case FileHosting:
		w.open("file")
		w.text("name", e.Object)
		w.number("type_id", 1)
		w.close()
	case Authentication:
		if len(e.Store) > 0 {
			w.open("service")
			w.text("name", e.Store)
			w.close()
		}
	}
	w.text("message", e.Text)
}

// rest writes what has no attribute of its own in the class.
func (w *writer) rest(e *event.Event, class int) {
	if class != Datastore && class != FileHosting && class != HTTP && len(e.Object)+len(e.Objects) > 0 || len(e.Objects) > 0 {
		w.key("resources")
		w.dst = append(w.dst, '[')
		if class != Datastore && class != FileHosting && class != HTTP {
			w.resource(e.Object)
		}
		for _, o := range e.Objects {
			w.resource(o)
		}
		w.dst = append(w.dst, ']')
	}
	w.open("unmapped")
	w.text("action", []byte(e.Action.String()))
	w.number("time_us", e.Time)
	if e.Sort == event.Customer {
		w.text("sort", []byte("customer"))
	} else if e.Sort == event.Anonymous {
		w.text("sort", []byte("anonymous"))
	}
	if e.Rows >= 0 {
		w.number("rows", e.Rows)
	}
	if e.Size >= 0 && class != HTTP {
		w.number("size", e.Size)
	}
	if class != Authentication && class != AccountChange && class != UserAccess {
		w.text("target", e.Target)
	}
	if len(e.Persons) > 0 {
		w.key("persons")
		w.dst = append(w.dst, '[')
		for i := range e.Persons {
			if i > 0 {
				w.dst = append(w.dst, ',')
			}
			w.dst = append(hex.AppendEncode(append(w.dst, '"'), e.Persons[i][:]), '"')
		}
		w.dst = append(w.dst, ']')
	}
	w.close()
}

func (w *writer) resource(name []byte) {
	if len(name) == 0 {
		return
	}
	if w.dst[len(w.dst)-1] != '[' {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(w.dst, '{')
	w.text("name", name)
	w.close()
}
