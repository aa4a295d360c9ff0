package salesforce

import (
	"archive/zip"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func xmlOf(root, body string) string {
	return head + "<" + root + ` xmlns="http://soap.sforce.com/2006/04/metadata">` + body + "</" + root + ">\n"
}

func objectPermission(name string, acts ...string) string {
	s := "<objectPermissions><object>" + name + "</object>"
	for _, a := range []string{"allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords", "viewAllRecords"} {
		s += fmt.Sprintf("<%s>%t</%s>", a, slices.Contains(acts, a), a)
	}
	return s + "</objectPermissions>"
}

func fieldPermission(names ...string) string {
	s := ""
	for _, n := range names {
		s += "<fieldPermissions><editable>false</editable><field>" + n + "</field><readable>true</readable></fieldPermissions>"
	}
	return s
}

func guest(body string) string {
	return xmlOf("Profile", body+"<custom>true</custom><userLicense>Guest User License</userLicense>")
}

// export writes an export in the form of `sf project retrieve`.
func export(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		p := filepath.Join(dir, "force-app", "main", "default", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var secure = map[string]string{"settings/Sharing.settings-meta.xml": xmlOf("SharingSettings", "<enableSecureGuestAccess>true</enableSecureGuestAccess>")}

func with(base map[string]string, more map[string]string) map[string]string {
	out := maps.Clone(base)
	maps.Copy(out, more)
	return out
}

func TestExports(t *testing.T) {
	contact := objectPermission("Contact", "allowRead") + fieldPermission("Contact.Email", "Contact.Phone")
	private := map[string]string{
		"objects/Contact/Contact.object-meta.xml": xmlOf("CustomObject", "<externalSharingModel>ControlledByParent</externalSharingModel><sharingModel>ControlledByParent</sharingModel>"),
		"objects/Account/Account.object-meta.xml": xmlOf("CustomObject", "<externalSharingModel>Private</externalSharingModel><sharingModel>ReadWrite</sharingModel>"),
	}
	public := map[string]string{
		"objects/Contact/Contact.object-meta.xml": xmlOf("CustomObject", "<externalSharingModel>Read</externalSharingModel><sharingModel>ReadWrite</sharingModel>"),
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"all by View All", with(private, map[string]string{
			"profiles/Help Profile.profile-meta.xml": guest(objectPermission("Contact", "allowRead", "viewAllRecords") + fieldPermission("Contact.Email")),
		}), []string{"salesforce-guest-reads-all Contact"}},
		{"all by the defaults of before 2021", with(public, map[string]string{
			"profiles/Help Profile.profile-meta.xml": guest(contact),
			"settings/Sharing.settings-meta.xml":     xmlOf("SharingSettings", "<enableSecureGuestAccess>false</enableSecureGuestAccess>"),
		}), []string{"salesforce-guest-not-secured", "salesforce-guest-reads-all Contact"}},
		{"defaults that guests are kept from", with(public, with(secure, map[string]string{"profiles/Help Profile.profile-meta.xml": guest(contact)})),
			[]string{"salesforce-guest-object-read Contact"}},
		{"defaults, and nothing told of that", with(public, map[string]string{"profiles/Help Profile.profile-meta.xml": guest(contact)}),
			[]string{"salesforce-guest-reads-unknown Contact"}},
		{"some by a guest sharing rule", with(private, with(secure, map[string]string{
			"profiles/Help Profile.profile-meta.xml":      guest(contact),
			"sharingRules/Contact.sharingRules-meta.xml":  xmlOf("SharingRules", "<sharingGuestRules><fullName>Partners</fullName><accessLevel>Read</accessLevel><label>p</label><sharedTo><guestUser>help</guestUser></sharedTo></sharingGuestRules>"),
			"sharingRules/Campaign.sharingRules-meta.xml": xmlOf("SharingRules", ""),
		})), []string{"salesforce-guest-reads-some Contact"}},
		{"private", with(private, map[string]string{"profiles/Help Profile.profile-meta.xml": guest(contact)}), []string{"salesforce-guest-object-read Contact"}},
		{"no object in the export", map[string]string{"profiles/Help Profile.profile-meta.xml": guest(contact)}, []string{"salesforce-guest-reads-unknown Contact"}},
		{"the profile that a site names", map[string]string{
			"profiles/P%28x%29.profile-meta.xml": xmlOf("Profile", contact+"<userLicense>Customer Community</userLicense>"),
			"sites/help.site-meta.xml":           xmlOf("CustomSite", "<active>true</active><guestProfile>P(x)</guestProfile>"),
		}, []string{"salesforce-guest-reads-unknown Contact"}},
		{"another's profile", map[string]string{
			"profiles/Sales.profile-meta.xml": xmlOf("Profile", objectPermission("Contact", "allowRead", "viewAllRecords")+"<userLicense>Salesforce</userLicense>"),
			"sites/help.site-meta.xml":        xmlOf("CustomSite", "<active>false</active><guestProfile>Sales</guestProfile>"),
		}, nil},
		{"no personal field", map[string]string{
			"profiles/Help Profile.profile-meta.xml":  guest(objectPermission("News__c", "allowRead", "viewAllRecords") + fieldPermission("News__c.Body__c")),
			"objects/News__c/News__c.object-meta.xml": xmlOf("CustomObject", "<sharingModel>Read</sharingModel>"),
		}, nil},
		{"a custom object with personal fields, by their labels", map[string]string{
			"profiles/Help Profile.profile-meta.xml":              guest(objectPermission("Obj1__c", "allowRead", "viewAllRecords") + fieldPermission("Obj1__c.F1__c")),
			"objects/Obj1__c/fields/F1__c.field-meta.xml":         xmlOf("CustomField", "<fullName>F1__c</fullName><label>生年月日</label><type>Date</type>"),
			"objects/Obj1__c/fields/F2__c.field-meta.xml":         xmlOf("CustomField", "<fullName>F2__c</fullName><label>氏名</label><type>Text</type>"),
			"objects/Obj1__c/fields/Flag_email__c.field-meta.xml": xmlOf("CustomField", "<fullName>Flag_email__c</fullName><label>Email</label><type>Checkbox</type>"),
			"lwc/x/profiles.js":                                   "not metadata",
		}, []string{"salesforce-guest-reads-all Obj1__c"}},
		{"powers, changes, classes, networks", with(private, with(secure, map[string]string{
			"profiles/Help Profile.profile-meta.xml": guest(objectPermission("Case", "allowCreate", "allowEdit") +
				"<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions><userPermissions><enabled>false</enabled><name>ViewAllData</name></userPermissions>" +
				"<classAccesses><apexClass>HelpController</apexClass><enabled>true</enabled></classAccesses><classAccesses><apexClass>Off</apexClass><enabled>false</enabled></classAccesses>"),
			"networks/Help.network-meta.xml": xmlOf("Network", "<enableGuestFileAccess>true</enableGuestFileAccess><enableGuestMemberVisibility>true</enableGuestMemberVisibility><selfRegistration>true</selfRegistration>"),
		})), []string{
			"salesforce-guest-apex Help Profile", "salesforce-guest-changes Help Profile Case", "salesforce-guest-files Help", "salesforce-guest-permission Help Profile ApiEnabled",
			"salesforce-guest-sees-members Help", "salesforce-self-registration Help",
		}},
		{"all data", with(private, map[string]string{
			"profiles/Help Profile.profile-meta.xml": guest("<userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions>"),
		}), []string{"salesforce-guest-permission Help Profile ViewAllData", "salesforce-guest-reads-all Contact"}},
		{"a permission set made for guests", with(private, map[string]string{
			"profiles/Help Profile.profile-meta.xml":      guest(""),
			"permissionsets/Wide.permissionset-meta.xml":  xmlOf("PermissionSet", contact+"<license>Guest User License</license>"),
			"permissionsets/Staff.permissionset-meta.xml": xmlOf("PermissionSet", objectPermission("Lead", "allowRead", "viewAllRecords")+"<license>Salesforce</license>"),
		}), []string{"salesforce-guest-object-read Contact"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := exposuretest.Found(t, Check{}, export(t, c.files))
			slices.Sort(got)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error("(-want +got)\n" + d)
			}
		})
	}
}

// The form of the Metadata API, in a zip: one file an object, without -meta.xml.
func TestZip(t *testing.T) {
	name := filepath.Join(t.TempDir(), "export.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for p, body := range map[string]string{
		"unpackaged/package.xml":                 xmlOf("Package", "<version>64.0</version>"),
		"unpackaged/profiles/Help.profile":       guest(objectPermission("Member__c", "allowRead", "viewAllRecords") + fieldPermission("Member__c.Mail__c")),
		"unpackaged/objects/Member__c.object":    xmlOf("CustomObject", "<externalSharingModel>Private</externalSharingModel><fields><fullName>Mail__c</fullName><label>m</label><type>Email</type></fields><sharingModel>Private</sharingModel>"),
		"unpackaged/objects/../../../etc/x.site": xmlOf("CustomSite", ""),
	} {
		w, err := z.Create(p)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, body)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"salesforce-guest-reads-all Member__c"}, exposuretest.Found(t, Check{}, name)); d != "" {
		t.Error(d)
	}
}

func TestTakes(t *testing.T) {
	dir := export(t, secure)
	plain := t.TempDir()
	if err := os.MkdirAll(filepath.Join(plain, "profiles"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{dir: true, plain: false, filepath.Join(plain, "none"): false} {
		if got := (Check{}).Takes(&exposure.Target{Path: path}); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	if !(Check{}).Takes(&exposure.Target{Path: plain, With: "salesforce"}) {
		t.Error("does not take what the owner says is an export")
	}
}

// Broken files are errors of their own; the rest is told.
func TestBrokenFiles(t *testing.T) {
	dir := export(t, map[string]string{
		"profiles/Help.profile-meta.xml":  guest(objectPermission("Lead", "allowRead", "viewAllRecords")),
		"profiles/Torn.profile-meta.xml":  head + "<Profile><objectPermissions>",
		"objects/X/X.object-meta.xml":     "\xff\xfe\x00 no XML",
		"sites/bomb.site-meta.xml":        head + `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CustomSite><guestProfile>&b;</guestProfile></CustomSite>`,
		"networks/empty.network-meta.xml": "",
	})
	r := exposuretest.Look(t, Check{}, nil, dir)
	if d := cmp.Diff([]string{"salesforce-guest-reads-all Lead"}, exposuretest.IDs(t, r)); d != "" {
		t.Error(d)
	}
	if n := len(r.Looked[0].Errors); n != 4 {
		t.Errorf("%d errors: %v", n, r.Looked[0].Errors)
	}
	for _, e := range r.Looked[0].Errors {
		if e.Class != "unreadable" || strings.Contains(e.Text, dir) {
			t.Errorf("%+v", e)
		}
	}
	empty := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Targets[0].With = "salesforce" }, t.TempDir())
	if len(empty.Looked[0].Errors) != 1 {
		t.Errorf("an empty export: %v", empty.Looked[0].Errors)
	}
}

// What changes what guests can read changes the state.
func TestStateFollowsReach(t *testing.T) {
	state := func(fields ...string) string {
		r := exposuretest.Look(t, Check{}, nil, export(t, map[string]string{
			"profiles/Help.profile-meta.xml": guest(objectPermission("Contact", "allowRead", "viewAllRecords") + fieldPermission(fields...)),
		}))
		return r.Exposures[0].State
	}
	before, again, after := state("Contact.Email"), state("Contact.Email"), state("Contact.Email", "Contact.Birthdate")
	if before != again || before == after {
		t.Error("state does not follow the fields")
	}
}

func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, Check{}) }

func FuzzExport(f *testing.F) {
	f.Add("profiles/a.profile-meta.xml", guest(objectPermission("Contact", "allowRead")))
	f.Add("objects/A/fields/b.field-meta.xml", xmlOf("CustomField", "<label>x</label>"))
	f.Add("settings/Sharing.settings", xmlOf("SharingSettings", ""))
	f.Fuzz(func(_ *testing.T, name, body string) {
		o := newOrg()
		_ = o.add(name, []byte(body))
		o.tell("x", func(s string) string { return s }, func(exposure.Finding) {})
	})
}
