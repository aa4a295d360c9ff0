package calibrate

import (
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	events "github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/mapped"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// atlas is the table of invented networks. Where nothing is declared it knows no offices and no VPN.
type atlas struct {
	declared bool
	prefixes []month.Network
	known    map[netip.Addr]network.Network
}

func (t *atlas) Look(a netip.Addr) network.Network {
	if n, ok := t.known[a]; ok {
		return n
	}
	var n network.Network
	if a.IsPrivate() || a.IsLoopback() {
		n.Kind = network.Private
	}
	for _, p := range t.prefixes {
		if !p.Prefix.Contains(a) {
			continue
		}
		n.Country = [2]byte{p.Country[0], p.Country[1]}
		own := slices.Contains(month.Declared(), p.Country)
		switch {
		case p.Kind == "office" && own && t.declared:
			n.Kind |= network.Office
		case p.Kind == "vpn" && own && t.declared:
			n.Kind |= network.VPN
		case p.Kind == "mobile":
			n.Kind |= network.Mobile
		case p.Kind == "hosting":
			n.Kind |= network.Hosting
		case p.Kind == "tor":
			n.Kind |= network.Anonymising
		}
	}
	if len(t.known) < 1<<20 {
		t.known[a] = n
	}
	return n
}

// settings are what the organisation declares, or nothing but where its logs are.
func settings(w *month.World, declared bool) *watch.Settings {
	s := &watch.Settings{Secret: 7, Zone: 9 * 3600, Stores: watch.NewStores(), Networks: &atlas{declared, month.Networks(), map[netip.Addr]network.Network{}}}
	if !declared {
		return s
	}
	h := watch.NewHasher(s.Secret)
	s.Known.Roles, s.Known.Leave = map[watch.ID]watch.Role{}, map[watch.ID][]int32{}
	for _, a := range w.Accounts() {
		r := map[string]watch.Role{"job": watch.Job, "admin": watch.Admin}[a.Role]
		if r == 0 {
			continue
		}
		for _, name := range []string{a.Name, a.Name + "@example.jp"} {
			s.Known.Roles[h.Account([]byte(name))] = r
		}
	}
	for _, l := range w.Leaves() {
		for _, d := range l.Days {
			id := h.Account([]byte(l.Login))
			s.Known.Leave[id] = append(s.Known.Leave[id], int32(d.Unix()/86400))
		}
	}
	s.Known.Holidays, s.Known.Sales = map[int32]bool{}, map[int32]bool{}
	for _, d := range w.Holidays() {
		s.Known.Holidays[int32(d.Unix()/86400)] = true
	}
	if d, ok := w.Sale(); ok {
		s.Known.Sales[int32(d.Unix()/86400)] = true
	}
	for i, hold := range w.Holdings() {
		store := &watch.Store{Name: hold.Store + "/" + hold.Part, Source: hold.Store, ID: watch.ID(1000 + i), Known: true, People: int64(hold.People), Credentials: hold.Credentials, Weight: 1}
		switch {
		case hold.Part == "":
			s.Stores.Add(store, hold.Store)
		case hold.Store == "":
			s.Stores.Add(store, hold.Part)
		default:
			s.Stores.Add(store, hold.Store+"/"+hold.Part)
		}
	}
	return s
}

// reel reads a log while it is written.
type reel struct {
	choice sniff.Choice
	cut    *shape.Cutter
	shaper *shape.Shaper
	reader event.Reader
	log    *watch.Log
	buf    []byte
	rec    event.Record
	e      event.Event
	see    func(e *event.Event, log *watch.Log)
	bad, n int64
}

func (r *reel) Write(p []byte) (int, error) {
	r.buf = append(r.buf, p...)
	at := 0
	for {
		n, piece, err := r.cut.Split(r.buf[at:], false)
		if err != nil || n == 0 {
			break
		}
		at += n
		if piece == nil || !r.shaper.Record(piece, &r.rec) {
			continue
		}
		r.e.Reset()
		r.n++
		switch r.reader.Read(&r.rec, &r.e) {
		case event.Access:
			r.see(&r.e, r.log)
		case event.Malformed:
			r.bad++
		}
	}
	r.buf = append(r.buf[:0], r.buf[at:]...)
	return len(p), nil
}

// head keeps a log's beginning.
type head struct{ b []byte }

func (h *head) Write(p []byte) (int, error) {
	if len(h.b) < sniff.Head {
		h.b = append(h.b, p...)
	}
	return len(p), nil
}

// stores are what those logs are of whose records do not say.
var stores = map[string]string{"shop-access.log": "shop", "openvpn.log": "vpn", "payment.json": "payment", "directory.log": "directory", "ECP.log": "mail", "u_ex.log": "mail"}

// reels finds out what each log is by a short month.
func reels(t testing.TB) map[string]sniff.Choice {
	var parsers []event.Parser
	for name, text := range month.Mappings() {
		p, err := mapped.Parse([]byte(text))
		if err != nil {
			t.Fatal(name, err)
		}
		parsers = append(parsers, p)
	}
	slices.SortFunc(parsers, func(a, b event.Parser) int { return strings.Compare(a.Name(), b.Name()) })
	parsers = append(parsers, events.All()...)
	heads := map[string]*head{}
	w := month.New(3, month.Options{Days: 8, Employees: 200, Customers: 2000, Incidents: month.Incidents(1)})
	if _, err := w.Write(func(log string) io.Writer { heads[log] = &head{}; return heads[log] }); err != nil {
		t.Fatal(err)
	}
	out := map[string]sniff.Choice{}
	for name, h := range heads {
		c, ok := sniff.Log(h.b, parsers, event.Options{Now: time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC).UnixMicro()})
		if !ok {
			t.Logf("%s: nobody knows it", name)
			continue
		}
		out[name] = c
	}
	return out
}
