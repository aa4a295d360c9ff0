package salesforce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// The calls, as the Aura framework names them. Both only read.
const (
	listObjects = "serviceComponent://ui.force.components.controllers.hostConfig.HostConfigController/ACTION$getConfigData"
	listItems   = "serviceComponent://ui.force.components.controllers.lists.selectableListDataProvider.SelectableListDataProviderController/ACTION$getItems"
)

const maxReply = 4 << 20

// aura is a site's endpoint for its own pages' calls.
type aura struct {
	v        *exposure.Visit
	endpoint *url.URL
	fwuid    string // the version of the framework that the site's pages name
	app      string
}

var (
	fwuid   = regexp.MustCompile(`"fwuid"\s*:\s*"([\w.=/+-]{8,120})"`)
	appName = regexp.MustCompile(`"app"\s*:\s*"([\w:.-]{3,80})"`)
	expects = regexp.MustCompile(`Framework has been updated\. Expected: ([\w.=/+-]{8,120}) Actual`)
	marks   = regexp.MustCompile(`auraConfig|siteforce:|/s/sfsites/|aura_prod|Aura\.initAsync`)
)

// find reads the site's page and asks at the places where the endpoint may be. A nil aura: this is no such site.
func find(ctx context.Context, v *exposure.Visit, base *url.URL, sure bool) (*aura, error) {
	page, err := browse.Get(ctx, v, base, 2<<20)
	if err != nil {
		if !sure && !errors.Is(err, exposure.ErrDry) && ctx.Err() == nil {
			err = nil // what is no such site, as far as anybody knows, owes no answer; others look at it too
		}
		return nil, err
	}
	if host := page.Elsewhere(); host != "" {
		if !sure {
			return nil, nil
		}
		return nil, fault.Errorf(fault.Skipped, "ask site: %s sends to another host, %s; name that as a target", base.Host, host)
	}
	text := string(page.Body)
	if unescaped, err := url.PathUnescape(text); err == nil {
		text = unescaped // the configuration stands escaped in addresses of scripts
	}
	if !sure && !marks.MatchString(text) {
		return nil, nil
	}
	a := &aura{v: v, app: "siteforce:communityApp", fwuid: "INVALID-0000"}
	if m := fwuid.FindStringSubmatch(text); m != nil {
		a.fwuid = m[1]
	}
	if m := appName.FindStringSubmatch(text); m != nil {
		a.app = m[1]
	}
	for _, path := range endpoints(page.URL.Path) {
		a.endpoint = &url.URL{Scheme: page.URL.Scheme, Host: page.URL.Host, Path: path}
		ok, err := a.answers(ctx)
		if err != nil {
			return nil, err
		}
		if ok {
			return a, nil
		}
	}
	if sure {
		return nil, fault.Errorf(fault.Unreadable, "ask site: %s has no Aura endpoint where sites have it; name the site's start page as the target", base.Host)
	}
	return nil, nil
}

// endpoints are the paths of the endpoint for a page's path, the likeliest first.
func endpoints(page string) []string {
	prefix := ""
	if i := strings.Index(page, "/s/"); i >= 0 {
		prefix = page[:i]
	} else if p := strings.Trim(page, "/"); p != "" && !strings.ContainsAny(p, "./") && p != "s" {
		prefix = "/" + p
	}
	out := []string{prefix + "/s/sfsites/aura", prefix + "/sfsites/aura", prefix + "/aura"}
	if prefix != "" {
		out = append(out, "/s/sfsites/aura", "/aura")
	}
	return out
}

// answers tells whether the endpoint speaks Aura: whatever it says to a call without content, it says it in its way.
func (a *aura) answers(ctx context.Context) (bool, error) {
	r, err := browse.Ask(ctx, a.v, a.endpoint, url.Values{}, 64<<10)
	if err != nil {
		return false, err
	}
	if r.Status == http.StatusTooManyRequests || r.Status == http.StatusServiceUnavailable {
		return false, fault.Errorf(fault.Unavailable, "ask site: %s answers with status %d", a.endpoint.Host, r.Status)
	}
	return bytes.Contains(r.Body, []byte("aura:")), nil
}

// reply is what a call returns. What records hold is kept as raw bytes until its names are taken, and dropped.
type reply struct {
	Actions []struct {
		State       string          `json:"state"`
		ReturnValue json.RawMessage `json:"returnValue"`
	} `json:"actions"`
}

// call makes one call and returns what the action returned; nil if the site refuses it.
func (a *aura) call(ctx context.Context, descriptor string, params map[string]any) (json.RawMessage, error) {
	message, err := json.Marshal(map[string]any{"actions": []any{map[string]any{
		"id": "1;a", "descriptor": descriptor, "callingDescriptor": "UNKNOWN", "params": params,
	}}})
	if err != nil {
		return nil, err
	}
	for range 2 {
		state, err := json.Marshal(map[string]any{
			"mode": "PROD", "fwuid": a.fwuid, "app": a.app, "loaded": map[string]any{}, "dn": []any{}, "globals": map[string]any{}, "uad": false,
		})
		if err != nil {
			return nil, err
		}
		r, err := browse.Ask(ctx, a.v, a.endpoint, url.Values{"message": {string(message)}, "aura.context": {string(state)}, "aura.token": {"undefined"}}, maxReply)
		if err != nil {
			return nil, err
		}
		if r.Status == http.StatusTooManyRequests || r.Status >= 500 && !bytes.Contains(r.Body, []byte("aura:")) {
			return nil, fault.Errorf(fault.Unavailable, "ask site: %s answers with status %d", a.endpoint.Host, r.Status)
		}
		if m := expects.FindSubmatch(r.Body); m != nil && string(m[1]) != a.fwuid {
			a.fwuid = string(m[1]) // the site was updated; its pages name the version by now
			continue
		}
		var got reply
		if err := json.Unmarshal(bare(r.Body), &got); err != nil {
			return nil, fault.Errorf(fault.Unreadable, "ask site: %s answers with what is no reply of Aura's", a.endpoint.Host)
		}
		if len(got.Actions) != 1 || got.Actions[0].State != "SUCCESS" {
			return nil, nil
		}
		return got.Actions[0].ReturnValue, nil
	}
	return nil, fault.Errorf(fault.Unreadable, "ask site: %s and its pages do not agree on the framework's version", a.endpoint.Host)
}

// bare takes off what guards a reply against being run as a script.
func bare(b []byte) []byte {
	if i := bytes.IndexByte(b, '{'); i > 0 && i < 64 {
		b = b[i:]
	}
	return bytes.TrimSuffix(bytes.TrimSpace(b), []byte("/*ERROR*/"))
}

// objects are the names of the objects that the site's host configuration lists for a guest.
func (a *aura) objects(ctx context.Context) ([]string, error) {
	v, err := a.call(ctx, listObjects, map[string]any{})
	if err != nil || v == nil {
		return nil, err
	}
	var got struct {
		Names map[string]json.RawMessage `json:"apiNamesToKeyPrefixes"`
	}
	if err := json.Unmarshal(v, &got); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "ask site: the list of objects has another form than is documented")
	}
	return sorted(got.Names), nil
}

// items is what an object's list tells of itself.
type items struct {
	total  int64
	fields map[string]bool // those that one record shows; true if it holds something
}

// count asks how many records of an object a guest sees. nil: none, or not for guests.
func (a *aura) count(ctx context.Context, object string) (*items, error) {
	v, err := a.call(ctx, listItems, map[string]any{
		"entityNameOrId": object, "layoutType": "FULL", "pageSize": 1, "currentPage": 0, "useTimeout": false, "getCount": true, "enableRowActions": false,
	})
	if err != nil || v == nil {
		return nil, err
	}
	var got struct {
		Total  *int64 `json:"totalCount"`
		Result []struct {
			Record map[string]json.RawMessage `json:"record"`
		} `json:"result"`
	}
	if err := json.Unmarshal(v, &got); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "ask site: a list has another form than is documented")
	}
	it := &items{fields: map[string]bool{}}
	if got.Total != nil {
		it.total = *got.Total
	}
	for _, r := range got.Result {
		for name, value := range r.Record {
			it.fields[name] = len(value) > 0 && string(value) != "null" && string(value) != `""`
		}
	}
	it.total = max(it.total, int64(len(got.Result)))
	if it.total <= 0 {
		return nil, nil
	}
	return it, nil
}
