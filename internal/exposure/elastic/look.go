package elastic

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func escape(path string) string { return url.QueryEscape(path) }

// index is a line of the list of indices.
type index struct {
	Name    string `json:"index"`
	Status  string `json:"status"`
	Docs    string `json:"docs.count"`
	Deleted string `json:"docs.deleted"`
	Created string `json:"creation.date"`
}

func (x *index) docs() int64 { return number(x.Docs) }

// own tells an index that the products keep for themselves.
func (x *index) own() bool {
	return strings.HasPrefix(x.Name, ".") && !strings.HasPrefix(x.Name, ".ds-")
}

// day is when it was made.
func (x *index) day() string {
	ms := number(x.Created)
	if ms <= 0 {
		return "?"
	}
	return time.UnixMilli(ms).UTC().Format(time.DateOnly)
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return max(n, 0)
}

// maxList bounds the list of indices: some hundred thousand of them.
const maxList = 32 << 20

// knock asks what is there, and for the list of indices.
func (d *door) knock(ctx context.Context) (state, error) {
	hello, err := d.get(ctx, "/", 1<<20)
	if err != nil {
		return stranger, err
	}
	switch hello.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		if !d.console && !said(hello) {
			return stranger, nil
		}
		return shut, nil
	}
	if d.console && !hello.OK() && strings.Contains(string(hello.Text), `"statusCode"`) {
		return shut, nil // Kibana itself says no: the console is switched off
	}
	var v struct {
		Cluster string `json:"cluster_name"`
		Version struct{ Number, Distribution string }
	}
	if !hello.OK() || json.Unmarshal(hello.Text, &v) != nil || v.Version.Number == "" {
		if d.console && hello.Is("text/html") {
			return shut, nil // the page to log in
		}
		return stranger, nil
	}
	d.product, d.version = "Elasticsearch", word(v.Version.Number)
	if v.Version.Distribution == "opensearch" {
		d.product = "OpenSearch"
	}
	list, err := d.get(ctx, "/_cat/indices?format=json&expand_wildcards=all&h=index,status,docs.count,docs.deleted,creation.date", maxList)
	switch {
	case err != nil:
		return stranger, err
	case list.StatusCode == http.StatusUnauthorized || list.StatusCode == http.StatusForbidden:
		return shut, nil
	case list.Cut:
		return stranger, fault.Errorf(fault.Refused, "ask %s: the list of indices is longer than %d MiB", d.address, maxList>>20)
	case !list.OK() || json.Unmarshal(list.Text, &d.list) != nil:
		return stranger, fault.Errorf(fault.Unreadable, "ask %s: the list of indices is none", d.address)
	}
	slices.SortFunc(d.list, func(a, b index) int {
		if x, y := a.docs(), b.docs(); x != y {
			if x > y {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return open, nil
}

// said tells an answer that asks for a password as these servers do.
func said(a *exposure.Answer) bool {
	realm := strings.ToLower(a.Header.Get("WWW-Authenticate"))
	for _, w := range []string{"security", "elastic", "opensearch"} {
		if strings.Contains(realm, w) {
			return true
		}
	}
	return a.Header.Get("X-elastic-product") != "" || strings.Contains(string(a.Text), "security_exception") || realm != "" && !a.Is("text/html")
}

// word is a version as it may be shown.
func word(s string) string {
	if len(s) > 32 {
		s = s[:32]
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '.' || r == '-' {
			return r
		}
		return '?'
	}, s)
}

// tell tells a finding on the whole service.
func (d *door) tell(id string, change func(*exposure.Finding)) {
	docs, n := int64(0), 0
	for i := range d.list {
		if x := &d.list[i]; !x.own() {
			docs += x.docs()
			n++
		}
	}
	f := exposure.Finding{ID: id, Places: d.places(""), Args: map[string]string{
		"address": d.address, "product": d.product, "version": d.version, "user": d.user,
		"indices": strconv.Itoa(n), "documents": strconv.FormatInt(docs, 10),
	}}
	target := d.target("")
	f.Peek = func(ctx context.Context) *exposure.Behind { return d.v.Sample(ctx, target) }
	if change != nil {
		change(&f)
	}
	d.told(f)
}

// target is the service as a scan names it, or an index of it.
func (d *door) target(index string) string {
	base := strings.TrimPrefix(d.base, d.scheme+"://"+d.address)
	if d.console {
		t := "kibana+" + d.scheme + "://" + d.address + base
		if index != "" {
			t += "?index=" + url.QueryEscape(index)
		}
		return t
	}
	t := "elastic+" + d.scheme + "://" + d.address
	if index != "" {
		t += "/" + url.PathEscape(index)
	}
	if base != "" {
		t += "?base=" + url.QueryEscape(base)
	}
	return t
}

// places are those of the inventory, by each name that a scan may have had for the service.
func (d *door) places(index string) []exposure.Place {
	names := []string{"elastic", "opensearch"}
	base := ""
	if d.console {
		names = []string{"kibana", "dashboards"}
		base = strings.TrimPrefix(d.base, d.scheme+"://"+d.address)
	}
	var out []exposure.Place
	for _, n := range names {
		out = append(out, exposure.Place{Source: n + "+" + d.scheme + "://" + d.address + base, Place: index})
		if d.scheme == "https" {
			out = append(out, exposure.Place{Source: n + "://" + d.address + base, Place: index})
		}
	}
	return out
}

// maxListed is how many indices are told one by one.
const maxListed = 50

// indices tells the largest of those that lie open.
func (d *door) indices(context.Context) {
	n := 0
	for i := range d.list {
		x := &d.list[i]
		if x.own() || x.docs() == 0 || n >= maxListed {
			continue
		}
		n++
		target := d.target(x.Name)
		d.told(exposure.Finding{
			ID: d.id("open-index"), Object: d.v.Label(x.Name), Places: d.places(x.Name),
			Peek: func(ctx context.Context) *exposure.Behind { return d.v.Sample(ctx, target) },
			Args: map[string]string{"address": d.address, "documents": strconv.FormatInt(x.docs(), 10), "since": x.day()},
		})
	}
}
