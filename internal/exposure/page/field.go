package page

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// field is one input of a form that takes personal data.
type field struct {
	name string // as the page calls it
	kind pii.Kind
}

// autocomplete is what the tokens of the HTML standard's autofill section stand for.
var autocomplete = map[string]pii.Kind{
	"name": pii.PersonName, "given-name": pii.PersonName, "family-name": pii.PersonName, "additional-name": pii.PersonName,
	"email": pii.EmailAddress, "bday": pii.DateOfBirth, "bday-day": pii.DateOfBirth, "bday-month": pii.DateOfBirth,
	"bday-year": pii.DateOfBirth, "sex": pii.Gender, "postal-code": pii.JapanPostalCode, "street-address": pii.StreetAddress,
	"address-line1": pii.StreetAddress, "address-line2": pii.StreetAddress, "address-line3": pii.StreetAddress,
	"address-level1": pii.StreetAddress, "address-level2": pii.StreetAddress, "username": pii.AccountID,
	"current-password": pii.Password, "new-password": pii.Password, "one-time-code": pii.Password,
	"cc-name": pii.PersonName, "cc-given-name": pii.PersonName, "cc-family-name": pii.PersonName, "cc-number": pii.CreditCardNumber,
	"cc-exp": pii.CreditCardExpirationDate, "cc-exp-month": pii.CreditCardExpirationDate, "cc-exp-year": pii.CreditCardExpirationDate,
	"cc-csc": pii.CreditCardSecurityCode,
	"tel":    pii.PhoneNumber, "tel-national": pii.PhoneNumber, "tel-local": pii.PhoneNumber, "tel-area-code": pii.PhoneNumber,
}

// searching are the names of what is looked for, not of who looks.
var searching = map[string]bool{
	"q": true, "s": true, "query": true, "keyword": true, "keywords": true, "search": true, "word": true, "words": true, "kw": true,
	"検索": true, "キーワード": true, "フリーワード": true, "搜索": true, "搜尋": true,
}

// kindOf tells what an input asks for, None if nothing that is personal. said are the texts that stand at it: its label,
// its placeholder, the cell before it.
func kindOf(n *html.Node, said []string) pii.Kind {
	typ := strings.ToLower(attr(n, "type"))
	switch typ {
	case "hidden", "submit", "button", "image", "reset", "checkbox", "search", "color", "range":
		return pii.None
	case "password":
		return pii.Password
	case "email":
		return pii.EmailAddress
	case "tel":
		return phoneOr(n, said)
	}
	tokens := strings.Fields(strings.ToLower(attr(n, "autocomplete")))
	if len(tokens) > 0 {
		if k, ok := autocomplete[tokens[len(tokens)-1]]; ok {
			return k
		}
	}
	name := attr(n, "name")
	if searching[strings.ToLower(name)] || searching[strings.ToLower(attr(n, "id"))] {
		return pii.None
	}
	return named(append([]string{name, attr(n, "id")}, said...))
}

// phoneOr is a phone number unless the input, which merely wants the keyboard of digits, says otherwise.
func phoneOr(n *html.Node, said []string) pii.Kind {
	tokens := strings.Fields(strings.ToLower(attr(n, "autocomplete")))
	if len(tokens) > 0 {
		if k, ok := autocomplete[tokens[len(tokens)-1]]; ok {
			return k
		}
	}
	if k := named(append([]string{attr(n, "name"), attr(n, "id")}, said...)); k != pii.None {
		return k
	}
	return pii.PhoneNumber
}

// named is the first kind that one of the texts announces beyond doubt.
func named(texts []string) pii.Kind {
	for _, s := range texts {
		s = strings.TrimSpace(strings.NewReplacer("必須", "", "任意", "", "*", "", "※", "", "：", "", ":", "", "必填", "").Replace(s))
		if s == "" || len(s) > 120 || searching[s] {
			continue
		}
		if v := label.Field(s); v.Kind != pii.None && v.Strength >= 2 && asked(v.Kind) {
			return v.Kind
		}
	}
	return pii.None
}

// asked tells the kinds that a form asks persons for; what a machine calls so (tokens, addresses of hosts) is none.
func asked(k pii.Kind) bool {
	switch k {
	case pii.IPAddress, pii.MACAddress, pii.IMEIHardwareID, pii.AdvertisingID, pii.AuthToken, pii.HTTPCookie, pii.MessageContent,
		pii.LocationCoordinates, pii.JapanCorporateNumber, pii.PasswordHash, pii.WeakPasswordHash, pii.EncryptionKey, pii.JSONWebToken:
		return false
	}
	return k != pii.None
}

// alone tells the kinds that make a form personal by themselves. An age, a postal code or a number of an account alone
// (where is the nearest shop, which size fits) is nobody's.
func alone(k pii.Kind) bool {
	switch k {
	case pii.Age, pii.Gender, pii.MaritalStatus, pii.JapanPostalCode, pii.AccountID, pii.EmployeeID, pii.MedicalTerm, pii.SWIFTCode:
		return false
	}
	return true
}

// payment tells the kinds of a card.
func payment(k pii.Kind) bool {
	return k == pii.CreditCardNumber || k == pii.CreditCardSecurityCode || k == pii.CreditCardExpirationDate
}
