package cli

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/canary"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	events "github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/mapped"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/indicator"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/planted"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sheet"
)

// know gathers what is known before the logs are read: networks, stores with who stands behind them, accounts, days.
func (w *watching) know(ctx context.Context) error {
	c := w.file.Watch
	_, offset := w.started.In(w.zone).Zone()
	s := &watch.Settings{Secret: w.secret(), Zone: offset, Hours: c.Hours, Stores: watch.NewStores()}
	s.Known = watch.Known{Roles: map[watch.ID]watch.Role{}, Holidays: map[int32]bool{}, Sales: map[int32]bool{}, Leave: map[watch.ID][]int32{}}
	for _, d := range c.Holidays {
		s.Known.Holidays[d] = true
	}
	for _, d := range c.Sales {
		s.Known.Sales[d] = true
	}
	h := watch.NewHasher(s.Secret)
	roles := map[string]watch.Role{"job": watch.Job, "staff": watch.Staff, "admin": watch.Admin, "customer": watch.Customer}
	for _, a := range c.Accounts {
		for _, n := range a.Names {
			s.Known.Roles[h.Account([]byte(n))] |= roles[a.Role]
		}
	}
	var err error
	if s.Networks, err = w.networks(c); err != nil {
		return err
	}
	if err := w.sheets(s, h); err != nil {
		return err
	}
	if err := w.canaries(s); err != nil {
		return err
	}
	if err := w.cases(ctx, s); err != nil {
		return err
	}
	w.settings = s
	return w.stores(ctx, s)
}

// sheets reads what the owner has in files: days of leave, users' reports, indicators.
func (w *watching) sheets(s *watch.Settings, h *watch.Hasher) error {
	c := w.file.Watch
	named := func(flag, configured []string) (out []string) {
		out = append(out, flag...)
		for _, p := range configured {
			out = append(out, placed(w.set, p))
		}
		return out
	}
	read := func(what string, paths []string, f func(path string, r io.Reader) error) error {
		for _, p := range paths {
			file, err := os.Open(p)
			if err != nil {
				return fault.As(fault.Usage, fmt.Errorf("read %s: %w", what, err))
			}
			err = f(p, file)
			_ = file.Close()
			if err != nil {
				return err
			}
		}
		return nil
	}
	err := read("days of leave", named(nil, c.Leave), func(path string, r io.Reader) error {
		days, err := sheet.Leave(path, r, h)
		for id, d := range days {
			s.Known.Leave[id] = append(s.Known.Leave[id], d...)
		}
		return err
	})
	if err == nil {
		err = read("complaints", named(w.f.complaints, c.Complaints), func(path string, r io.Reader) error {
			list, err := sheet.Complaints(path, r, w.zone)
			s.Known.Complaints = append(s.Known.Complaints, list...)
			return err
		})
	}
	if err == nil {
		err = read("indicators", named(w.f.indicators, c.Indicators), func(path string, r io.Reader) error {
			list, problems := indicator.Load(path, r)
			s.Known.Indicators = append(s.Known.Indicators, list...)
			for _, p := range problems {
				w.unread = append(w.unread, watched.Unread{Name: path, Error: fmt.Sprintf(w.a.say("line %d: %s", "%d 行目: %s"), p.Line, p.Why), Class: fault.Unreadable.String()})
			}
			return nil
		})
	}
	return err
}

// canaries makes planted persons, accounts and files known.
func (w *watching) canaries(s *watch.Settings) error {
	_, keys, err := w.a.canaryKeys()
	if err != nil {
		return err
	}
	reg, err := canary.Load(w.set.home.Data, keys)
	if err != nil {
		return err
	}
	h := watch.NewHasher(s.Secret)
	s.Known.Canary = map[watch.ID]string{}
	for _, p := range reg.Plantings("") {
		name := p.Store + " / " + p.Copy
		for i := range p.Persons {
			for _, fp := range [][16]byte{p.Persons[i].Email, p.Persons[i].Phone, p.Persons[i].Account} {
				s.Known.Canary[h.Of(watch.Persons, fp[:])] = name
			}
		}
	}
	for _, n := range w.file.Watch.Canaries {
		for _, id := range planted.Named(s, n) {
			s.Known.Canary[id] = n
		}
	}
	if set := reg.Set(); !set.Empty() {
		finder, planted := set.Finder(), set.Planted()
		s.Known.CanaryText = func(record []byte, hit func(name string)) {
			finder.Find(record, func(i int) { hit(planted[i].Store + " / " + planted[i].Copy) })
		}
	}
	return nil
}

// networks are those of the world, and the owner's.
func (w *watching) networks(c *config.Watch) (*network.Table, error) {
	kinds := map[string]network.Kind{"office": network.Office, "vpn": network.VPN, "proxy": network.Proxy, "partner": network.Partner, "mobile": network.Mobile, "hosting": network.Hosting, "anonymising": network.Anonymising}
	var out []network.Range
	for _, n := range c.Networks {
		r := network.Range{Name: n.Name, Kind: kinds[n.Kind]}
		if n.Country.Said != "" {
			code, ok := country.Parse(n.Country.Said)
			if ok {
				r.Country, ok = network.Country(code)
			}
			if !ok {
				return nil, w.set.home.Fault(n.Country.Line, "no such country")
			}
		}
		for _, p := range n.Ranges {
			r.Prefix = p
			out = append(out, r)
		}
	}
	var data []*network.Data
	for _, files := range []struct {
		paths []string
		open  func(string) (*network.Data, error)
	}{{c.Tor, network.OpenExits}, {c.Geo, network.OpenMMDB}} {
		for _, p := range files.paths {
			d, err := files.open(placed(w.set, p))
			if err != nil {
				return nil, err
			}
			data = append(data, d)
		}
	}
	return network.New(out, data...)
}

// stores are the parts of the inventory under the names that logs have for them.
func (w *watching) stores(ctx context.Context, s *watch.Settings) error {
	reg, err := w.a.declared(w.set)
	if err != nil {
		return err
	}
	inv, err := w.a.store(ctx, w.set)
	if err != nil {
		return err
	}
	defer inv.Close()
	h := watch.NewHasher(s.Secret)
	whole := map[string]*watch.Store{} // by source
	byPart := map[string]*watch.Store{}
	for p, err := range inv.Parts(ctx, inventory.Filter{}) {
		if err != nil {
			return err
		}
		name := p.Name
		if p.Place != "" {
			name = p.Place
		}
		key := p.Source + "\x00" + name
		st := byPart[key]
		if st == nil {
			st = &watch.Store{Name: shortStore(p.Source, name), Source: p.Source, ID: h.Of(watch.Shapes, []byte(key)), Known: true, People: -1, Weight: 1}
			w.declare(st, reg.Of(p.Source, name))
			byPart[key] = st
			s.Stores.Add(st, storeNames(p.Source, name)...)
		}
		all := whole[p.Source]
		if all == nil {
			all = &watch.Store{Name: shortStore(p.Source, ""), Source: p.Source, ID: h.Of(watch.Shapes, []byte(p.Source)), Known: true, People: -1, Weight: 1}
			w.declare(all, reg.Of(p.Source, ""))
			whole[p.Source] = all
		}
		for _, to := range []*watch.Store{st, all} {
			holds(to, &p.Part)
		}
	}
	for source, st := range whole {
		s.Stores.Add(st, storeNames(source, "")...)
	}
	for i := range reg.Systems {
		sys := &reg.Systems[i]
		st := whole[sys.Place]
		if st == nil { // declared, and never scanned
			st = &watch.Store{Name: sys.Name, ID: h.Of(watch.Shapes, []byte(sys.Name)), People: -1, Weight: 1}
			w.declare(st, sys)
			s.Stores.Add(st, storeNames(sys.Place, "")...)
			whole[sys.Place] = st
		}
		st.Name = sys.Name // as its owner calls it: so it is asked for, and so papers say it
		s.Stores.Add(st, sys.Name)
	}
	for _, r := range w.file.Watch.Routes {
		sys := reg.System(r.Source)
		st := whole[sys.Place]
		if r.Part != "" && byPart[sys.Place+"\x00"+r.Part] != nil {
			st = byPart[sys.Place+"\x00"+r.Part]
		}
		s.Stores.Route(r.Path, st)
	}
	return nil
}

// holds adds what a part holds to a store.
func holds(st *watch.Store, p *inventory.Part) {
	if p.People.N != nil {
		st.People = max(st.People, 0) + *p.People.N
	}
	for i := range p.Fields {
		k := p.Fields[i].Kind
		if k.Has(pii.NotPersonal) {
			continue
		}
		found := false
		for _, have := range st.Kinds {
			found = found || have == k
		}
		if !found {
			st.Kinds = append(st.Kinds, k)
		}
		st.Credentials = st.Credentials || k.Has(pii.Credential)
		switch {
		case k.Has(pii.Specific) || k.Has(pii.Special):
			st.Weight = max(st.Weight, 5)
		case k.Has(pii.Credential) || k.Has(pii.Financial) || k.Has(pii.Government):
			st.Weight = max(st.Weight, 3)
		}
	}
}

// declare tells from where a store may be read.
func (w *watching) declare(st *watch.Store, sys *declared.System) {
	if sys == nil {
		return
	}
	if c, ok := network.Country(sys.Country); ok {
		st.Declared, st.Home = true, c
	}
	for _, acc := range sys.Accesses() {
		for _, code := range country.Members(acc.Country) {
			if c, ok := network.Country(code); ok {
				st.Declared = true
				st.Access = append(st.Access, c)
			}
		}
	}
}

// shortStore is what a store is called in alerts.
func shortStore(source, part string) string {
	base := source
	if u, err := url.Parse(source); err == nil && u.Host != "" {
		base = strings.TrimSuffix(u.Host+u.Path, "/")
	}
	if part == "" {
		return base
	}
	return base + ": " + part
}

// storeNames are the names that logs may have for a part of a source: of a database db/schema.table and schema.table, of an
// index its name, of a bucket bucket/key, of a file its path.
func storeNames(source, part string) []string {
	u, err := url.Parse(source)
	if err != nil || u.Host == "" && u.Scheme == "" {
		if part == "" {
			return []string{source}
		}
		return []string{source + "/" + part, part}
	}
	path := strings.Trim(u.Path, "/")
	scheme, _, _ := strings.Cut(u.Scheme, "+")
	if part == "" {
		out := []string{u.Hostname(), u.Host}
		if scheme == "s3" {
			return []string{u.Host + "/" + path, u.Host}
		}
		if path != "" {
			out = append(out, path, u.Hostname()+"/"+path)
		}
		return out
	}
	switch scheme {
	case "s3":
		dir := part
		if i := strings.LastIndexByte(part, '/'); i >= 0 {
			dir = part[:i+1]
		}
		return []string{u.Host + "/" + part, u.Host + "/" + strings.TrimPrefix(path+"/"+dir, "/")}
	case "postgres", "mysql", "mariadb":
		db, _, _ := strings.Cut(path, "/")
		out := []string{db + "/" + part, part, u.Hostname() + "/" + part}
		if i := strings.LastIndexByte(part, '.'); i >= 0 {
			out = append(out, db+"/"+part[i+1:], db+"."+part[i+1:])
		} else {
			out = append(out, db+"."+part)
		}
		return out
	}
	return []string{u.Hostname() + "/" + part, part}
}

// parsers are the user's mappings, then those that come with the program.
func (w *watching) parsers() ([]event.Parser, error) {
	var out []event.Parser
	paths := w.f.mappings
	for _, p := range w.file.Watch.Mappings {
		paths = append(paths, placed(w.set, p))
	}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			return nil, fault.As(fault.Usage, fmt.Errorf("read mapping: %w", err))
		}
		m, err := mapped.Parse(text)
		if err != nil {
			return nil, fault.As(fault.Usage, fmt.Errorf("read mapping %s: %w", p, err))
		}
		out = append(out, m)
	}
	return append(out, events.All()...), nil
}
