package bucket

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// statement is one of a policy, of those that allow something.
type statement struct {
	public   bool     // to everybody
	accounts []string // to other accounts, by their numbers
	actions  []string // as they stand
	does     []string // "list", "read", "write"
	prefixes []string // of keys; "" is the whole bucket
	text     string   // canonical
}

// many is a string or several.
type many []string

// UnmarshalJSON implements json.Unmarshaler.
func (m *many) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*m = many{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(m))
}

// one or several statements.
type statements []json.RawMessage

// UnmarshalJSON implements json.Unmarshaler.
func (s *statements) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, (*[]json.RawMessage)(s)) == nil {
		return nil
	}
	*s = statements{append(json.RawMessage(nil), b...)}
	return nil
}

// allows reads what a policy allows.
func allows(policy []byte) ([]statement, error) {
	var p struct{ Statement statements }
	if err := json.Unmarshal(policy, &p); err != nil {
		return nil, err
	}
	var out []statement
	for _, raw := range p.Statement {
		var s struct {
			Effect                  string
			Principal, NotPrincipal json.RawMessage
			Action, NotAction       many
			Resource, NotResource   many
			Condition               map[string]map[string]many
		}
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, err
		}
		if !strings.EqualFold(s.Effect, "Allow") {
			continue
		}
		who := principals(s.Principal)
		x := statement{actions: s.Action, text: canonical(raw)}
		x.public = (slices.Contains(who, "*") || s.NotPrincipal != nil) && !narrowed(s.Condition)
		for _, w := range who {
			if n := account.FindString(w); n != "" {
				x.accounts = append(x.accounts, n)
			}
		}
		if s.NotAction != nil {
			x.actions = many{"*"}
		}
		x.does = does(x.actions)
		x.prefixes = prefixes(s.Resource, s.NotResource)
		if len(x.does) > 0 && (x.public || len(x.accounts) > 0) {
			out = append(out, x)
		}
	}
	return out, nil
}

// account is the number of one.
var account = regexp.MustCompile(`\b[0-9]{12}\b`)

// principals are whom a statement is about.
func principals(raw json.RawMessage) []string {
	var all many
	if json.Unmarshal(raw, &all) == nil {
		return all
	}
	var kinds map[string]many
	if json.Unmarshal(raw, &kinds) != nil {
		return nil
	}
	for kind, who := range kinds {
		if kind != "Service" && kind != "Federated" {
			all = append(all, who...)
		}
	}
	return all
}

// narrowing are the conditions by which not everybody is everybody any more. A referrer or TLS narrow nothing: whoever asks
// says of them what they like.
var narrowing = []string{"aws:sourceip", "aws:vpcsourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount",
	"aws:principalarn", "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount"}

func narrowed(c map[string]map[string]many) bool {
	for op, keys := range c {
		if strings.HasPrefix(strings.ToLower(op), "null") || strings.Contains(strings.ToLower(op), "not") {
			continue
		}
		for key, values := range keys {
			if !slices.Contains(narrowing, strings.ToLower(key)) {
				continue
			}
			if !slices.ContainsFunc(values, func(v string) bool { return v == "*" || v == "0.0.0.0/0" || v == "::/0" || strings.HasSuffix(v, "/0") }) {
				return true
			}
		}
	}
	return false
}

// does says what actions come to.
func does(actions []string) []string {
	var out []string
	for _, d := range []struct {
		word    string
		actions []string
	}{
		{"list", []string{"s3:ListBucket", "s3:ListBucketVersions"}},
		{"read", []string{"s3:GetObject", "s3:GetObjectVersion"}},
		{"write", []string{"s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl", "s3:PutBucketPolicy", "s3:PutBucketAcl"}},
	} {
		if slices.ContainsFunc(d.actions, func(a string) bool {
			return slices.ContainsFunc(actions, func(pattern string) bool { return matches(pattern, a) })
		}) {
			out = append(out, d.word)
		}
	}
	return out
}

// matches tells whether an action is one of a pattern's, with * and ?.
func matches(pattern, action string) bool {
	quoted := regexp.QuoteMeta(strings.ToLower(pattern))
	re, err := regexp.Compile("^" + strings.ReplaceAll(strings.ReplaceAll(quoted, `\*`, ".*"), `\?`, ".") + "$")
	return err == nil && re.MatchString(strings.ToLower(action))
}

// prefixes are the folders that resources lie in.
func prefixes(resources, not []string) []string {
	if not != nil {
		return []string{""}
	}
	var out []string
	for _, r := range resources {
		_, key, _ := strings.Cut(r[strings.LastIndexByte(r, ':')+1:], "/")
		if i := strings.IndexAny(key, "*?$"); i >= 0 {
			key = key[:strings.LastIndexByte(key[:i], '/')+1]
		}
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// canonical is JSON with its keys in order and its lists sorted, so that the same meaning is mostly the same text.
func canonical(raw []byte) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	b, err := json.Marshal(sorted(v))
	if err != nil {
		return string(raw)
	}
	return string(b)
}

func sorted(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = sorted(x[k])
		}
	case []any:
		text := make([]string, len(x))
		for i := range x {
			x[i] = sorted(x[i])
			b, _ := json.Marshal(x[i])
			text[i] = string(b)
		}
		slices.SortFunc(x, func(a, b any) int {
			p, _ := json.Marshal(a)
			q, _ := json.Marshal(b)
			return strings.Compare(string(p), string(q))
		})
	}
	return v
}
