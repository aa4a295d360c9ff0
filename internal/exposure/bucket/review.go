package bucket

import (
	"context"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// The groups of access lists that hold more than anybody means.
const (
	everybody = "http://acs.amazonaws.com/groups/global/AllUsers"
	anyone    = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
)

// grants is an access list.
type grants struct {
	Grants []struct {
		Grantee    struct{ URI, ID string }
		Permission string
	} `xml:"AccessControlList>Grant"`
}

// block is what keeps a bucket from being opened by mistake.
type block struct {
	BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets bool
}

// review reads what the bucket's settings say.
func (b *look) review(ctx context.Context) error {
	a, err := b.store.Access(ctx, b.name)
	if err != nil {
		return err
	}
	var guard block
	if a.Block != nil && xml.Unmarshal(a.Block, &guard) != nil {
		guard = block{}
	}
	if a.Policy != nil {
		err = b.policy(a.Policy, &guard)
	}
	if a.ACL != nil && !guard.IgnorePublicAcls {
		b.acl(a.ACL)
	}
	if b.amazon && !slices.Contains(a.Hidden, "publicAccessBlock") && guard != (block{true, true, true, true}) {
		b.tell("s3-block-public-access", "", "", exposure.Finding{State: string(a.Block)})
	}
	if a.Website != nil {
		b.tell("s3-website", "", "", exposure.Finding{From: b.from, State: squeeze(a.Website)})
	}
	var cors struct {
		Rules []struct {
			Origins []string `xml:"AllowedOrigin"`
		} `xml:"CORSRule"`
	}
	if a.CORS != nil && xml.Unmarshal(a.CORS, &cors) == nil {
		for _, r := range cors.Rules {
			if slices.Contains(r.Origins, "*") {
				b.tell("s3-cors-any", "", "", exposure.Finding{From: b.from, State: squeeze(a.CORS)})
				break
			}
		}
	}
	for _, h := range a.Hidden {
		if h == "policy" || h == "acl" {
			return fault.Errorf(fault.Unreadable, "read settings: these credentials may not see the bucket's %s (docs/sources/s3.md)", h)
		}
	}
	return err
}

// policy tells of statements that let in everybody, or other accounts.
func (b *look) policy(text []byte, guard *block) error {
	all, err := allows(text)
	if err != nil {
		return fault.Errorf(fault.Unreadable, "read settings: the bucket's policy is none")
	}
	// What stands in several statements about one folder is one door.
	type door struct{ does, texts, accounts []string }
	doors := map[string]map[string]*door{"s3-policy-public": {}, "s3-policy-other-account": {}}
	for _, s := range all {
		id := "s3-policy-other-account"
		if s.public {
			id = "s3-policy-public"
			if guard.RestrictPublicBuckets {
				continue
			}
		}
		for _, p := range s.prefixes {
			d := doors[id][p]
			if d == nil {
				d = &door{}
				doors[id][p] = d
			}
			d.does, d.texts, d.accounts = append(d.does, s.does...), append(d.texts, s.text), append(d.accounts, s.accounts...)
		}
	}
	for id, folders := range doors {
		for p, d := range folders {
			f := exposure.Finding{From: b.from, State: join(d.texts, "\n"), Args: map[string]string{"folder": "/" + b.v.Label(p), "does": join(d.does, ", ")}}
			if id == "s3-policy-other-account" {
				f.From, f.Args["accounts"] = exposure.Inside, join(d.accounts, ", ")
			}
			if id == "s3-policy-public" && join(d.does, "") == "list" {
				f.Severity = exposure.High
			}
			b.tell(id, b.v.Label(p), p, f)
		}
	}
	return nil
}

// acl tells of grants to everybody, and to whoever has any account.
func (b *look) acl(text []byte) {
	var g grants
	if xml.Unmarshal(text, &g) != nil {
		return
	}
	for _, d := range []struct{ id, group string }{{"s3-acl-public", everybody}, {"s3-acl-authenticated", anyone}} {
		var may []string
		for _, x := range g.Grants {
			if x.Grantee.URI == d.group || d.group == everybody && x.Grantee.URI == "" && x.Grantee.ID == "all-users" {
				may = append(may, known(x.Permission))
			}
		}
		if len(may) > 0 {
			b.tell(d.id, "", "", exposure.Finding{From: b.from, State: join(may, ", "), Args: map[string]string{"does": join(may, ", ")}})
		}
	}
}

// known is a permission as lists have them.
func known(p string) string {
	if slices.Contains([]string{"READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"}, p) {
		return p
	}
	return "?"
}

// join is a list without doubles, in order.
func join(all []string, sep string) string {
	all = slices.Clone(all)
	slices.Sort(all)
	return strings.Join(slices.Compact(all), sep)
}

func squeeze(b []byte) string { return strings.Join(strings.Fields(string(b)), " ") }
