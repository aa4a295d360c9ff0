// Package elastic looks whether Elasticsearch, OpenSearch, Kibana or OpenSearch Dashboards let in who knows no password or
// a documented one, what then lies open, and whether somebody was there before.
//
// It asks for lists and numbers, and reads the few documents of an index that is as small as a ransom note. Through a
// console it asks the same.
package elastic

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at elastic+http:// and the like, and at host://.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "elasticsearch" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	if t.URL == nil {
		return false
	}
	product, _, _ := strings.Cut(t.URL.Scheme, "+")
	return search(product) || console(product) || product == exposure.Host
}

func search(product string) bool  { return product == "elastic" || product == "opensearch" }
func console(product string) bool { return product == "kibana" || product == "dashboards" }

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	product, scheme, given := strings.Cut(t.URL.Scheme, "+")
	schemes := []string{scheme}
	if !given {
		schemes = []string{"https"}
	}
	if product != exposure.Host {
		return look(ctx, t, v, told, schemes, console(product))
	}
	schemes = []string{"http", "https"}
	return errors.Join(look(ctx, t, v, told, schemes, false), look(ctx, t, v, told, schemes, true))
}

// look looks at one service.
func look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding), schemes []string, console bool) error {
	port := "9200"
	if console {
		port = "5601"
	}
	address := t.URL.Address(port)
	if v.Dry {
		v.Plan("ask without a password", address)
		v.Plan("try the two documented passwords once each", address)
		return nil
	}
	var first error
	for _, scheme := range schemes {
		d := &door{v: v, told: told, scheme: scheme, address: address, host: t.URL.Host, console: console}
		d.base = scheme + "://" + address + base(t, console)
		state, err := d.knock(ctx)
		if err == nil && state == stranger {
			err = fault.Errorf(fault.Unreadable, "ask %s: what answers there is no search server", address)
			if t.URL.Scheme == exposure.Host {
				continue
			}
		}
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		return d.enter(ctx, state)
	}
	return t.Absent(first)
}

// base is the path that stands before every other.
func base(t *exposure.Target, console bool) string {
	b := t.URL.Query.Get("base")
	if console && b == "" {
		b = t.URL.Path
	}
	if b = strings.Trim(b, "/"); b != "" {
		b = "/" + b
	}
	return b
}

// state is what a door does.
type state uint8

const (
	stranger state = iota // nothing of ours
	shut
	open
)

// door is one service of a target.
type door struct {
	v                     *exposure.Visit
	told                  func(exposure.Finding)
	base, scheme, address string
	host                  string
	console               bool
	user, password        string // tried
	product, version      string
	list                  []index
}

// enter tells what a door that was knocked at leads to.
func (d *door) enter(ctx context.Context, s state) error {
	if d.scheme == "http" && d.v.From(ctx, d.host) != exposure.Here {
		d.tell(d.id("no-tls"), nil)
	}
	var failed error
	if s == shut {
		if s, failed = d.passwords(ctx); s != open {
			return failed
		}
		d.tell(d.id("default-password"), func(f *exposure.Finding) { f.Peek = nil }) // a source logs in as the owner says
	} else {
		d.tell(d.id("no-auth"), nil)
		d.indices(ctx)
	}
	return errors.Join(failed, d.signs(ctx))
}

func (d *door) id(what string) string {
	if d.console {
		return "kibana-" + what
	}
	return "elasticsearch-" + what
}

// defaults are the passwords of documentation: of Elasticsearch's before 6 and of OpenSearch's demonstration.
var defaults = [...][2]string{{"elastic", "changeme"}, {"admin", "admin"}}

// passwords tries each of them once.
func (d *door) passwords(ctx context.Context) (state, error) {
	for _, p := range defaults {
		if !d.v.Plan("try a documented password once", d.address) {
			return shut, nil
		}
		d.user, d.password = p[0], p[1]
		if s, err := d.knock(ctx); err != nil || s == open {
			return s, err
		}
	}
	return shut, nil
}

// get asks for a path of the search server.
func (d *door) get(ctx context.Context, path string, limit int64) (*exposure.Answer, error) {
	method, at := http.MethodGet, d.base+path
	if d.console { // whose protocol wants a POST for every question
		ctx = exposure.Asking(ctx)
		method, at = http.MethodPost, d.base+"/api/console/proxy?method=GET&path="+escape(path)
	}
	q, err := http.NewRequestWithContext(ctx, method, at, nil)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "ask %s: not an address", d.address)
	}
	q.Header.Set("Accept", "application/json")
	if d.user != "" {
		q.SetBasicAuth(d.user, d.password)
	}
	if d.console {
		q.Header.Set("kbn-xsrf", "true")
		q.Header.Set("osd-xsrf", "true")
		q.Header.Set("x-elastic-internal-origin", "Kibana")
	}
	a, err := d.v.Do(q, limit)
	if err == nil && d.console && a.OK() {
		if code := a.Header.Get("x-console-proxy-status-code"); code != "" && !strings.HasPrefix(code, "2") {
			a.StatusCode = http.StatusForbidden
		}
	}
	return a, err
}
