package door

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

type (
	object = map[string]any
	array  = []any
)

// SARIF writes a SARIF 2.1.0 log: a rule for each door of the catalogue that stands open, a result for each place.
func SARIF(w io.Writer, o report.Options, version string, r *exposure.Result) error {
	t := newTeller(io.Discard, o)
	rules, at := array{}, map[string]int{}
	results := array{}
	for i := range r.Exposures {
		x := &r.Exposures[i]
		rule, ok := at[x.ID]
		if !ok {
			rule = len(rules)
			at[x.ID] = rule
			rules = append(rules, t.rule(x))
		}
		results = append(results, t.result(x, rule, o.Root))
	}
	notes := array{}
	for i := range r.Looked {
		for _, e := range r.Looked[i].Errors {
			notes = append(notes, object{"level": "warning", "message": object{"text": clean(r.Looked[i].Target) + " (" + e.Check + "): " + t.reason(e)}})
		}
	}
	log := object{
		"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		"version": "2.1.0",
		"runs": array{object{
			"columnKind": "unicodeCodePoints",
			"tool": object{"driver": object{
				"name": "tsutsumi", "version": version, "informationUri": "https://github.com/tsutsumi-dev/tsutsumi", "rules": rules,
			}},
			"automationDetails": object{"id": "tsutsumi/exposure/"},
			"invocations": array{object{
				"executionSuccessful": true, "startTimeUtc": r.Started.UTC().Format("2006-01-02T15:04:05.000Z"), "endTimeUtc": r.Ended.UTC().Format("2006-01-02T15:04:05.000Z"),
				"toolExecutionNotifications": notes,
			}},
			"results": results,
		}},
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(log)
}

// rule is a door of the catalogue. Rules are told without the arguments of one place.
func (t *teller) rule(x *exposure.Exposure) object {
	e := &x.Entry
	return object{
		"id": e.ID, "name": camel(e.ID), "helpUri": e.Reference,
		"shortDescription":     object{"text": t.plain(e.Title)},
		"fullDescription":      object{"text": t.plain(e.What)},
		"help":                 object{"text": t.plain(e.Fix)},
		"defaultConfiguration": object{"level": level(e.Severity)},
		"properties":           object{"tags": array{"security", "privacy", "exposure"}, "security-severity": rated(e.Severity)},
	}
}

func (t *teller) result(x *exposure.Exposure, rule int, root string) object {
	b := &x.Behind
	props := object{
		"severity": x.Weight.String(), "from": string(x.From), "people": b.People, "people_known": b.People != nil, "kinds": kinds(b.Kinds),
		"since": x.Since.UTC().Format("2006-01-02T15:04:05Z"), "new": x.New, "security-severity": rated(x.Weight), "fix": t.said(x, x.Entry.Fix),
	}
	state := "unchanged"
	if x.New {
		state = "new"
	}
	return object{
		"ruleId": x.ID, "ruleIndex": rule, "level": level(x.Weight), "baselineState": state,
		"message": object{"text": t.said(x, x.Entry.What) + " " + t.said(x, x.Entry.Seen) + " " +
			t.Of("その先のデータ: ", "Behind it: ") + t.whose(b) + t.Of("。", ".")},
		"locations":           array{t.location(x, root)},
		"partialFingerprints": object{"tsutsumi/v1": x.Key()},
		"properties":          props,
	}
}

// fileLine is an object that says a file and a line in it.
var fileLine = regexp.MustCompile(`^(.+?):([1-9][0-9]{0,8})(?:$|[ :])`)

// location is a file and its line where the target is a folder, else the address that was looked at.
func (t *teller) location(x *exposure.Exposure, root string) object {
	logical := array{object{"fullyQualifiedName": strings.TrimSpace(clean(x.Target) + " " + clean(x.Object)), "kind": "resource"}}
	if strings.Contains(x.Target, "://") {
		return object{"physicalLocation": object{"artifactLocation": object{"uri": (&url.URL{Path: strings.ReplaceAll(clean(x.Target), "://", "/")}).String()}}, "logicalLocations": logical}
	}
	path, region := x.Target, object(nil)
	if m := fileLine.FindStringSubmatch(x.Object); m != nil {
		n, _ := strconv.Atoi(m[2])
		path, region = filepath.Join(path, filepath.FromSlash(m[1])), object{"startLine": n}
	}
	artifact := object{"uri": (&url.URL{Path: filepath.ToSlash(path)}).String()}
	if abs, err := filepath.Abs(path); err == nil && root != "" {
		if rel, err := filepath.Rel(root, abs); err == nil && filepath.IsLocal(rel) {
			artifact = object{"uri": (&url.URL{Path: filepath.ToSlash(rel)}).String(), "uriBaseId": "%SRCROOT%"}
		}
	}
	physical := object{"artifactLocation": artifact}
	if region != nil {
		physical["region"] = region
	}
	return object{"physicalLocation": physical, "logicalLocations": logical}
}

func level(s exposure.Severity) string {
	switch {
	case s >= exposure.High:
		return "error"
	case s == exposure.Medium:
		return "warning"
	}
	return "note"
}

// rated is a severity as code scanning services sort by it.
func rated(s exposure.Severity) string {
	return map[exposure.Severity]string{exposure.Critical: "9.5", exposure.High: "8.0", exposure.Medium: "5.5", exposure.Low: "3.0"}[s]
}

// camel turns redis-no-auth into RedisNoAuth.
func camel(s string) string {
	var b strings.Builder
	for w := range strings.SplitSeq(s, "-") {
		if w != "" {
			b.WriteString(strings.ToUpper(w[:1]) + w[1:])
		}
	}
	return b.String()
}
