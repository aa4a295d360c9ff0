// This stands in for a Salesforce Experience Cloud site: it speaks the documented Aura calls, and is no Salesforce.

// Package auratest is a site with guests, for tests. What a guest may read is what its Objects say; each answer has the form
// that sites give: the guarded JSON of an action, or the framework's exception events.
package auratest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// Object is what a guest gets of an object.
type Object struct {
	Prefix string // of record ids
	Listed bool   // getConfigData names it
	// Records are what a guest can read, nil: the object is not for guests. Total stands for their number if above.
	Records []map[string]any
	Total   int
}

// Site is a stand-in. It is an http.Handler.
type Site struct {
	Objects map[string]Object
	// Prefix is the site's path ("" or "/support"), FWUID the framework's version that it wants to hear.
	Prefix, FWUID string
	// Stale: the page names an older version than the endpoint wants.
	Stale bool
	// Busy answers so many calls with 503 before it works.
	Busy int

	mu    sync.Mutex
	calls []string
}

// Calls lists what was asked: "getConfigData", "getItems Contact 1".
func (s *Site) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.calls...)
}

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == s.Prefix+"/s/sfsites/aura" && r.Method == http.MethodPost:
		s.aura(w, r)
	case r.URL.Path == s.Prefix+"/s/" || r.URL.Path == "/":
		fwuid := s.FWUID
		if s.Stale {
			fwuid = "Zm9vYmFyLW9sZA"
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html><body class="siteforceBody"><script>var auraConfig = {"context":{"mode":"PROD","app":"siteforce:communityApp","fwuid":"%s","loaded":{}}};</script></body></html>`, fwuid)
	default:
		http.NotFound(w, r)
	}
}

// action is a call as pages make it.
type action struct {
	ID         string `json:"id"`
	Descriptor string `json:"descriptor"`
	Params     struct {
		Entity   string `json:"entityNameOrId"`
		PageSize int    `json:"pageSize"`
		GetCount bool   `json:"getCount"`
	} `json:"params"`
}

func (s *Site) aura(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	busy := s.Busy > 0
	if busy {
		s.Busy--
	}
	s.mu.Unlock()
	if busy {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	if err := r.ParseForm(); err != nil || r.PostForm.Get("message") == "" {
		fmt.Fprint(w, `{"event":{"descriptor":"markup://aura:invalidSession","eventDef":{}},"exceptionEvent":true}/*ERROR*/`)
		return
	}
	var c struct {
		FWUID string `json:"fwuid"`
	}
	var m struct {
		Actions []action `json:"actions"`
	}
	if json.Unmarshal([]byte(r.PostForm.Get("aura.context")), &c) != nil || json.Unmarshal([]byte(r.PostForm.Get("message")), &m) != nil || len(m.Actions) == 0 {
		fmt.Fprint(w, `{"exceptionEvent":true,"event":{"descriptor":"markup://aura:systemError"}}/*ERROR*/`)
		return
	}
	if c.FWUID != s.FWUID {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(w, `{"event":{"descriptor":"markup://aura:clientOutOfSync"},"exceptionEvent":true,"message":"Framework has been updated. Expected: %s Actual: %s"}/*ERROR*/`, s.FWUID, c.FWUID)
		return
	}
	var out []any
	for _, a := range m.Actions {
		out = append(out, s.run(&a))
	}
	body, err := json.Marshal(map[string]any{"actions": out, "context": map[string]any{"fwuid": s.FWUID}})
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "while(1);\n%s", body)
}

func (s *Site) run(a *action) map[string]any {
	_, name, _ := strings.Cut(a.Descriptor, "ACTION$")
	s.mu.Lock()
	s.calls = append(s.calls, strings.TrimSpace(fmt.Sprintf("%s %s %d", name, a.Params.Entity, a.Params.PageSize)))
	s.mu.Unlock()
	switch {
	case strings.HasSuffix(a.Descriptor, "hostConfig.HostConfigController/ACTION$getConfigData"):
		names := map[string]string{}
		for n, o := range s.Objects {
			if o.Listed {
				names[n] = o.Prefix
			}
		}
		return map[string]any{"id": a.ID, "state": "SUCCESS", "returnValue": map[string]any{"apiNamesToKeyPrefixes": names}, "error": []any{}}
	case strings.HasSuffix(a.Descriptor, "selectableListDataProvider.SelectableListDataProviderController/ACTION$getItems"):
		o, ok := s.Objects[a.Params.Entity]
		if !ok || o.Records == nil {
			return map[string]any{"id": a.ID, "state": "ERROR", "returnValue": nil, "error": []any{map[string]any{"message": "You don't have access to this record."}}}
		}
		result := []any{}
		for i := range min(max(a.Params.PageSize, 1), len(o.Records)) {
			result = append(result, map[string]any{"record": o.Records[i]})
		}
		v := map[string]any{"result": result, "recordIdActionsList": nil, "totalCount": nil}
		if a.Params.GetCount {
			v["totalCount"] = max(o.Total, len(o.Records))
		}
		return map[string]any{"id": a.ID, "state": "SUCCESS", "returnValue": v, "error": []any{}}
	}
	return map[string]any{"id": a.ID, "state": "ERROR", "returnValue": nil, "error": []any{map[string]any{"message": "no such action"}}}
}
