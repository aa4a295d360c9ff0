package salesforce

import (
	"encoding/xml"
	"path"
	"strings"
)

// org is what an export tells of an organisation, as far as guests are concerned.
type org struct {
	profiles map[string]*grants
	sets     map[string]*grants // permission sets; who has them is not exported
	objects  map[string]*object
	rules    []rule
	sites    []site
	networks []network
	// secure tells whether guests are kept from what the organisation-wide defaults open: nil is not told.
	secure *bool
}

func newOrg() *org {
	return &org{profiles: map[string]*grants{}, sets: map[string]*grants{}, objects: map[string]*object{}}
}

// grants are what a profile or a permission set allows.
type grants struct {
	name    string
	license string
	objects map[string]objectGrant
	fields  map[string]bool // "Contact.Email": readable
	classes []string
	users   []string // user permissions that are enabled
}

// objectGrant is what may be done with the records of an object that one has access to, and whether it is all of them.
type objectGrant struct{ read, create, edit, del, viewAll, modifyAll bool }

// object is an object with its defaults of sharing.
type object struct {
	name               string
	internal, external string // sharing models, "" not exported
	fields             map[string]fieldMeta
}

// fieldMeta is a field as its object declares it.
type fieldMeta struct {
	label, typ string
	required   bool
}

// rule shares records of an object with guests.
type rule struct{ object, name, access string }

// site is a site with the profile of its guests.
type site struct{ name, profile string }

// network is an Experience Cloud site.
type network struct {
	name                             string
	members, files, registers, login bool
}

// The forms of the files. Elements that are not named here are not read.
type (
	profileXML struct {
		License string `xml:"userLicense"`
		Set     string `xml:"license"`
		Objects []struct {
			Object    string `xml:"object"`
			Read      bool   `xml:"allowRead"`
			Create    bool   `xml:"allowCreate"`
			Edit      bool   `xml:"allowEdit"`
			Delete    bool   `xml:"allowDelete"`
			ViewAll   bool   `xml:"viewAllRecords"`
			ModifyAll bool   `xml:"modifyAllRecords"`
		} `xml:"objectPermissions"`
		Fields []struct {
			Field    string `xml:"field"`
			Readable bool   `xml:"readable"`
		} `xml:"fieldPermissions"`
		Classes []struct {
			Class   string `xml:"apexClass"`
			Enabled bool   `xml:"enabled"`
		} `xml:"classAccesses"`
		Users []struct {
			Name    string `xml:"name"`
			Enabled bool   `xml:"enabled"`
		} `xml:"userPermissions"`
	}
	fieldXML struct {
		Name     string `xml:"fullName"`
		Label    string `xml:"label"`
		Type     string `xml:"type"`
		Required bool   `xml:"required"`
	}
	objectXML struct {
		Internal string     `xml:"sharingModel"`
		External string     `xml:"externalSharingModel"`
		Fields   []fieldXML `xml:"fields"`
	}
	rulesXML struct {
		Guest []struct {
			Name   string `xml:"fullName"`
			Access string `xml:"accessLevel"`
		} `xml:"sharingGuestRules"`
		Criteria []struct {
			Name   string `xml:"fullName"`
			Access string `xml:"accessLevel"`
			To     struct {
				Guest string `xml:"guestUser"`
			} `xml:"sharedTo"`
		} `xml:"sharingCriteriaRules"`
	}
	siteXML struct {
		Profile string `xml:"guestProfile"`
		Active  string `xml:"active"`
	}
	networkXML struct {
		Members   bool   `xml:"enableGuestMemberVisibility"`
		Files     bool   `xml:"enableGuestFileAccess"`
		Registers bool   `xml:"selfRegistration"`
		Status    string `xml:"status"`
	}
	sharingXML struct {
		Secure *bool `xml:"enableSecureGuestAccess"`
	}
)

// suffixes are the kinds of files, by the ends of their names in both forms of export (with and without -meta.xml).
var suffixes = []string{".profile", ".permissionset", ".object", ".field", ".sharingRules", ".site", ".network", ".settings"}

// kindOf tells the kind of a file and the name of what it describes; "" is none that matters.
func kindOf(file string) (kind, name string) {
	base := strings.TrimSuffix(path.Base(file), "-meta.xml")
	for _, s := range suffixes {
		if n, ok := strings.CutSuffix(base, s); ok && n != "" {
			if s == ".settings" && n != "Sharing" {
				return "", ""
			}
			return s, n
		}
	}
	return "", ""
}

// add reads one file of an export.
func (o *org) add(file string, body []byte) error {
	kind, name := kindOf(file)
	switch kind {
	case ".profile", ".permissionset":
		g, err := readGrants(name, body)
		if err != nil {
			return err
		}
		if kind == ".profile" {
			o.profiles[name] = g
		} else {
			o.sets[name] = g
		}
	case ".object":
		var x objectXML
		if err := xml.Unmarshal(body, &x); err != nil {
			return err
		}
		ob := o.object(name)
		ob.internal, ob.external = x.Internal, x.External
		for _, f := range x.Fields {
			ob.fields[f.Name] = fieldMeta{f.Label, f.Type, f.Required}
		}
	case ".field": // objects/Contact/fields/Note__c.field-meta.xml
		var f fieldXML
		if err := xml.Unmarshal(body, &f); err != nil {
			return err
		}
		if f.Name == "" {
			f.Name = name
		}
		o.object(path.Base(path.Dir(path.Dir(file)))).fields[f.Name] = fieldMeta{f.Label, f.Type, f.Required}
	case ".sharingRules":
		return o.addRules(name, body)
	default:
		return o.addSite(kind, name, body)
	}
	return nil
}

func (o *org) addRules(name string, body []byte) error {
	var x rulesXML
	if err := xml.Unmarshal(body, &x); err != nil {
		return err
	}
	for _, r := range x.Guest {
		o.rules = append(o.rules, rule{name, r.Name, r.Access})
	}
	for _, r := range x.Criteria {
		if r.To.Guest != "" {
			o.rules = append(o.rules, rule{name, r.Name, r.Access})
		}
	}
	return nil
}

func (o *org) addSite(kind, name string, body []byte) error {
	switch kind {
	case ".site":
		var x siteXML
		if err := xml.Unmarshal(body, &x); err != nil {
			return err
		}
		if x.Profile != "" && !strings.EqualFold(x.Active, "false") {
			o.sites = append(o.sites, site{name, x.Profile})
		}
	case ".network":
		var x networkXML
		if err := xml.Unmarshal(body, &x); err != nil {
			return err
		}
		o.networks = append(o.networks, network{name: name, members: x.Members, files: x.Files, registers: x.Registers, login: x.Status != "DownForMaintenance"})
	case ".settings":
		var x sharingXML
		if err := xml.Unmarshal(body, &x); err != nil {
			return err
		}
		o.secure = x.Secure
	}
	return nil
}

func (o *org) object(name string) *object {
	if o.objects[name] == nil {
		o.objects[name] = &object{name: name, fields: map[string]fieldMeta{}}
	}
	return o.objects[name]
}

func readGrants(name string, body []byte) (*grants, error) {
	var x profileXML
	if err := xml.Unmarshal(body, &x); err != nil {
		return nil, err
	}
	g := &grants{name: name, license: x.License, objects: map[string]objectGrant{}, fields: map[string]bool{}}
	if g.license == "" {
		g.license = x.Set
	}
	for _, p := range x.Objects {
		g.objects[p.Object] = objectGrant{p.Read, p.Create, p.Edit, p.Delete, p.ViewAll, p.ModifyAll}
	}
	for _, p := range x.Fields {
		g.fields[p.Field] = p.Readable
	}
	for _, p := range x.Classes {
		if p.Enabled {
			g.classes = append(g.classes, p.Class)
		}
	}
	for _, p := range x.Users {
		if p.Enabled {
			g.users = append(g.users, p.Name)
		}
	}
	return g, nil
}
