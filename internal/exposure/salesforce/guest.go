package salesforce

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// guests are the profiles of visitors without an account: those that sites name, and those of the guest licence.
func (o *org) guests() []*grants {
	var out []*grants
	for name, g := range o.profiles {
		named := slices.ContainsFunc(o.sites, func(s site) bool { return decoded(s.profile) == decoded(name) })
		if named || strings.HasPrefix(strings.ToLower(g.license), "guest") {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b *grants) int { return strings.Compare(a.name, b.name) })
	for _, name := range sorted(o.sets) {
		if g := o.sets[name]; strings.HasPrefix(strings.ToLower(g.license), "guest") {
			out = append(out, g) // made for guests; whether one has it is not exported
		}
	}
	return out
}

// decoded is a profile's name without the escapes that file names need.
func decoded(s string) string {
	return strings.ToLower(strings.NewReplacer("%28", "(", "%29", ")", "%20", " ", "%2F", "/", "%26", "&").Replace(s))
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// reach is which records of an object guests can read.
type reach struct {
	all, some bool
	unknown   bool // what decides it is not in the export
	by        []string
}

// reachOf tells which records guests with these grants have access to.
func (o *org) reachOf(name string, gs []*grants) reach {
	var r reach
	for _, g := range gs {
		p := g.objects[name]
		for _, u := range g.users {
			if u == "ViewAllData" || u == "ModifyAllData" || name == "User" && u == "ViewAllUsers" {
				r.all, r.by = true, append(r.by, u)
			}
		}
		if p.viewAll || p.modifyAll {
			r.all, r.by = true, append(r.by, "viewAllRecords")
		}
	}
	for _, x := range o.rules {
		if x.object == name {
			r.some, r.by = true, append(r.by, "sharingGuestRules:"+x.name)
		}
	}
	model := o.model(name, 0)
	switch {
	case model == "":
		r.unknown = !r.all && !r.some
	case public(model) && (o.secure == nil || !*o.secure):
		// Since 2021 Salesforce keeps guests from what the defaults open, unless the export says otherwise or says nothing.
		r.by = append(r.by, "externalSharingModel="+model)
		if o.secure != nil {
			r.all = true
		} else {
			r.unknown = !r.all && !r.some
		}
	}
	slices.Sort(r.by)
	r.by = slices.Compact(r.by)
	return r
}

// model is an object's default for outsiders; that of a detail is its parent's.
func (o *org) model(name string, depth int) string {
	ob := o.objects[name]
	if ob == nil || depth > 4 {
		return ""
	}
	m := ob.external
	if m == "" {
		m = ob.internal
	}
	switch m {
	case "ControlledByParent":
		parent := map[string]string{"Contact": "Account", "Asset": "Account", "Order": "Contract"}[name]
		return o.model(parent, depth+1)
	case "ControlledByCampaign":
		return o.model("Campaign", depth+1)
	case "ControlledByLeadOrContact":
		return o.model("Lead", depth+1)
	}
	return m
}

// public tells a default that opens records to everybody who may read the object.
func public(model string) bool {
	switch model {
	case "Read", "ReadWrite", "ReadWriteTransfer", "FullAccess", "ReadSelect":
		return true
	}
	return false
}

// tell says what guests can do in an organisation.
func (o *org) tell(target string, label func(string) string, told func(exposure.Finding)) {
	gs := o.guests()
	who := make([]string, 0, len(gs))
	for _, g := range gs {
		who = append(who, label(g.name))
	}
	if o.secure != nil && !*o.secure {
		told(exposure.Finding{ID: secureOff, From: exposure.Declared, Args: map[string]string{}})
	}
	for _, n := range o.networks {
		for _, f := range []struct {
			on bool
			id string
		}{{n.members, membersVisible}, {n.files, filesOpen}, {n.registers, registers}} {
			if f.on {
				told(exposure.Finding{ID: f.id, Object: label(n.name), From: exposure.Declared, Args: map[string]string{"site": label(n.name)}})
			}
		}
	}
	for _, g := range gs {
		o.tellGrants(g, label, told)
	}
	for _, name := range o.readObjects(gs) {
		o.tellObject(target, name, gs, who, label, told)
	}
}

// powers are user permissions that no guest should have.
var powers = map[string]exposure.Severity{
	"ViewAllData": exposure.Critical, "ModifyAllData": exposure.Critical, "ViewAllUsers": exposure.High, "ManageUsers": exposure.Critical,
	"ApiEnabled": exposure.High, "RunReports": exposure.High, "ViewAllProfiles": exposure.Medium, "ViewSetup": exposure.Medium, "QueryAllFiles": exposure.High,
	"ViewPublicDashboards": exposure.Medium, "ExportReport": exposure.High, "BulkApiHardDelete": exposure.Critical,
}

func (o *org) tellGrants(g *grants, label func(string) string, told func(exposure.Finding)) {
	slices.Sort(g.users)
	for _, u := range slices.Compact(g.users) {
		if s, ok := powers[u]; ok {
			told(exposure.Finding{
				ID: power, Object: label(g.name) + " " + u, From: exposure.Declared, Severity: s,
				Args: map[string]string{"profile": label(g.name), "permission": u},
			})
		}
	}
	for _, name := range sorted(g.objects) {
		if p := g.objects[name]; p.edit || p.del || p.modifyAll {
			var acts []string
			for _, a := range []struct {
				on   bool
				name string
			}{{p.edit, "edit"}, {p.del, "delete"}, {p.modifyAll, "modifyAllRecords"}} {
				if a.on {
					acts = append(acts, a.name)
				}
			}
			told(exposure.Finding{
				ID: writes, Object: label(g.name) + " " + label(name), From: exposure.Declared, State: strings.Join(acts, ","),
				Args: map[string]string{"profile": label(g.name), "acts": strings.Join(acts, ", "), "name": label(name)},
			})
		}
	}
	if len(g.classes) > 0 {
		slices.Sort(g.classes)
		told(exposure.Finding{
			ID: apex, Object: label(g.name), From: exposure.Declared, State: sum(g.classes),
			Args: map[string]string{"profile": label(g.name), "count": count(len(g.classes)), "classes": some(g.classes, label)},
		})
	}
}

// readObjects are the objects that some guest may read, by name.
func (o *org) readObjects(gs []*grants) []string {
	names := map[string]bool{}
	for _, g := range gs {
		all := slices.Contains(g.users, "ViewAllData") || slices.Contains(g.users, "ModifyAllData")
		for name, p := range g.objects {
			names[name] = names[name] || p.read || p.viewAll || p.modifyAll
		}
		if all {
			for name := range o.objects {
				names[name] = true
			}
		}
	}
	for name, yes := range names {
		if !yes {
			delete(names, name)
		}
	}
	return sorted(names)
}

// tellObject says what guests can read of one object, where that is personal.
func (o *org) tellObject(target, name string, gs []*grants, who []string, label func(string) string, told func(exposure.Finding)) {
	ob := o.objects[name]
	if ob == nil {
		ob = &object{name: name, fields: map[string]fieldMeta{}}
	}
	fields, kinds := o.readable(ob, gs)
	if len(fields) == 0 {
		return
	}
	r := o.reachOf(name, gs)
	f := exposure.Finding{
		Object: label(name), From: exposure.Declared, Places: []exposure.Place{{Source: target, Place: name}}, State: sum(append(slices.Clone(r.by), fields...)),
		Args: map[string]string{
			"name": label(name), "fields": some(fields, label), "by": some(r.by, label), "profiles": strings.Join(who, ", "), "kinds": words(kinds),
		},
	}
	switch {
	case r.all:
		f.ID = readsAll
	case r.some:
		f.ID = readsSome
	case r.unknown:
		f.ID = readsUnknown
	default:
		f.ID = readsNone
	}
	told(f)
}

func sum(parts []string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(h[:8])
}
