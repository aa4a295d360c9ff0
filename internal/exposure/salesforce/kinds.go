package salesforce

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// standard are the fields of Salesforce's own objects that hold personal data. Names that stand first with a ! are readable
// wherever the object is: field-level security does not apply to them.
var standard = map[string]map[string]pii.Kind{
	"Contact": {
		"!Name": pii.PersonName, "!LastName": pii.PersonName, "FirstName": pii.PersonName, "Email": pii.EmailAddress, "Phone": pii.PhoneNumber,
		"MobilePhone": pii.PhoneNumber, "HomePhone": pii.PhoneNumber, "OtherPhone": pii.PhoneNumber, "Fax": pii.PhoneNumber,
		"MailingAddress": pii.StreetAddress, "MailingStreet": pii.StreetAddress, "OtherAddress": pii.StreetAddress, "OtherStreet": pii.StreetAddress,
		"Birthdate": pii.DateOfBirth, "Description": pii.MessageContent,
	},
	"Lead": {
		"!Name": pii.PersonName, "!LastName": pii.PersonName, "FirstName": pii.PersonName, "Email": pii.EmailAddress, "Phone": pii.PhoneNumber,
		"MobilePhone": pii.PhoneNumber, "Address": pii.StreetAddress, "Street": pii.StreetAddress, "Description": pii.MessageContent,
	},
	"Case": {
		"SuppliedName": pii.PersonName, "SuppliedEmail": pii.EmailAddress, "SuppliedPhone": pii.PhoneNumber, "ContactEmail": pii.EmailAddress,
		"ContactPhone": pii.PhoneNumber, "ContactMobile": pii.PhoneNumber, "Description": pii.MessageContent, "Subject": pii.MessageContent,
	},
	"User": {
		"!Name": pii.PersonName, "!LastName": pii.PersonName, "FirstName": pii.PersonName, "Email": pii.EmailAddress, "Phone": pii.PhoneNumber,
		"MobilePhone": pii.PhoneNumber, "Username": pii.AccountID, "EmployeeNumber": pii.EmployeeID, "Street": pii.StreetAddress,
	},
	"Account": {
		"PersonEmail": pii.EmailAddress, "PersonMobilePhone": pii.PhoneNumber, "PersonHomePhone": pii.PhoneNumber, "PersonBirthdate": pii.DateOfBirth,
		"PersonMailingAddress": pii.StreetAddress, "PersonMailingStreet": pii.StreetAddress, // what is not of persons is a company's
	},
	"EmailMessage":        {"TextBody": pii.MessageContent, "HtmlBody": pii.MessageContent, "FromAddress": pii.EmailAddress, "ToAddress": pii.EmailAddress},
	"CaseComment":         {"!CommentBody": pii.MessageContent},
	"LiveChatTranscript":  {"Body": pii.MessageContent},
	"Individual":          {"!Name": pii.PersonName, "!LastName": pii.PersonName, "BirthDate": pii.DateOfBirth},
	"PersonAccount":       {"!Name": pii.PersonName, "PersonEmail": pii.EmailAddress},
	"ContactPointEmail":   {"!EmailAddress": pii.EmailAddress},
	"ContactPointPhone":   {"!TelephoneNumber": pii.PhoneNumber},
	"ContactPointAddress": {"Street": pii.StreetAddress},
	"Task":                {"Description": pii.MessageContent},
	"Event":               {"Description": pii.MessageContent},
	"CampaignMember":      {"!Name": pii.PersonName, "Email": pii.EmailAddress, "Phone": pii.PhoneNumber},
	"Order":               {"BillingAddress": pii.StreetAddress, "ShippingAddress": pii.StreetAddress},
	"WorkOrder":           {"Address": pii.StreetAddress},
	"ServiceAppointment":  {"Address": pii.StreetAddress, "Phone": pii.PhoneNumber, "Email": pii.EmailAddress},
	"MessagingEndUser":    {"!Name": pii.PersonName, "MessagingPlatformKey": pii.PhoneNumber},
	"VoiceCall":           {"FromPhoneNumber": pii.PhoneNumber, "ToPhoneNumber": pii.PhoneNumber},
}

// persons are the objects each of whose records is a person.
var persons = map[string]bool{"Contact": true, "Lead": true, "User": true, "Individual": true, "PersonAccount": true, "CampaignMember": true}

// fieldKind is what a field holds: by Salesforce's own names, by its type, by its label and its name.
func fieldKind(object, field string, m fieldMeta) (k pii.Kind, always bool) {
	if fs, ok := standard[object]; ok {
		if k, ok := fs["!"+field]; ok {
			return k, true
		}
		if k, ok := fs[field]; ok {
			return k, false
		}
	}
	if field == "Name" && m.label == "" { // every object has one: a record's name, seldom a person's
		return pii.None, false
	}
	switch strings.ToLower(m.typ) {
	case "email":
		return pii.EmailAddress, m.required
	case "phone":
		return pii.PhoneNumber, m.required
	case "checkbox", "lookup", "masterdetail", "autonumber", "summary", "currency", "percent":
		return pii.None, false
	}
	for _, s := range []string{m.label, strings.TrimSuffix(field, "__c")} {
		if v := label.Field(s); v.Kind != pii.None && v.Strength >= 2 && v.Kind != pii.IPAddress && v.Kind != pii.JapanCorporateNumber {
			return v.Kind, m.required
		}
	}
	return pii.None, false
}

// readable is what of an object's personal fields somebody with these grants can read.
func (o *org) readable(ob *object, gs []*grants) (names []string, kinds []pii.Kind) {
	seen := map[string]bool{}
	add := func(field string, m fieldMeta) {
		k, always := fieldKind(ob.name, field, m)
		if k == pii.None || seen[field] {
			return
		}
		seen[field] = true
		for _, g := range gs {
			if always || g.fields[ob.name+"."+field] {
				names = append(names, field)
				if !slices.Contains(kinds, k) {
					kinds = append(kinds, k)
				}
				return
			}
		}
	}
	for field := range standard[ob.name] {
		add(strings.TrimPrefix(field, "!"), fieldMeta{})
	}
	for field, m := range ob.fields {
		add(field, m)
	}
	for _, g := range gs {
		for f := range g.fields {
			if of, field, ok := strings.Cut(f, "."); ok && of == ob.name {
				add(field, ob.fields[field])
			}
		}
	}
	slices.Sort(names)
	slices.Sort(kinds)
	return names, kinds
}
