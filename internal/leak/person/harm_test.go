package person

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row/rowtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var update = flag.Bool("update", false, "write docs/harm.md anew")

// twins has for each rule a person who falls under it, and one who by a hair does not.
var twins = []struct {
	rule     string
	yes, no  row.Kinds
	about    plight
	innocent plight // of the one who does not
}{
	{rule: "card-code", yes: row.KindsOf(pii.CreditCardNumber, pii.CreditCardSecurityCode), no: row.KindsOf(pii.CreditCardNumber, pii.CreditCardExpirationDate)},
	{rule: "identity-money", yes: row.KindsOf(pii.PersonName, pii.JapanDriversLicenseNumber, pii.JapanBankAccount), no: row.KindsOf(pii.PersonName, pii.JapanDriversLicenseNumber)},
	{rule: "login-money", yes: row.KindsOf(pii.EmailAddress, pii.Password, pii.CreditCardNumber), no: row.KindsOf(pii.EmailAddress, pii.PasswordHash, pii.CreditCardNumber)},
	{rule: "mynumber-identity", yes: row.KindsOf(pii.JapanIndividualNumber, pii.PersonName), no: row.KindsOf(pii.JapanIndividualNumber, pii.AccountID)},
	{rule: "identity-document", yes: row.KindsOf(pii.PersonName, pii.JapanPassport), no: row.KindsOf(pii.EmailAddress, pii.JapanPassport)},
	{rule: "bank-debit", yes: row.KindsOf(pii.PersonNameKana, pii.JapanBankAccount, pii.DateOfBirth), no: row.KindsOf(pii.PersonNameKana, pii.JapanBankAccount, pii.Gender)},
	{rule: "card-expiry", yes: row.KindsOf(pii.CreditCardNumber, pii.CreditCardExpirationDate), no: row.KindsOf(pii.CreditCardExpirationDate, pii.PersonName)},
	{rule: "login", yes: row.KindsOf(pii.AccountID, pii.Password), no: row.KindsOf(pii.AccountID, pii.WeakPasswordHash)},
	{rule: "session", yes: row.KindsOf(pii.EmailAddress, pii.HTTPCookie), no: row.KindsOf(pii.EmailAddress, pii.IPAddress)},
	{rule: "elderly-list", yes: row.KindsOf(pii.PersonName, pii.PhoneNumber, pii.Age), no: row.KindsOf(pii.PersonName, pii.PhoneNumber, pii.Gender)},
	{rule: "core-identity", yes: row.KindsOf(pii.PersonName, pii.DateOfBirth, pii.StreetAddress), no: row.KindsOf(pii.PersonName, pii.Gender, pii.StreetAddress)},
	{rule: "bank-account", yes: row.KindsOf(pii.JapanBankAccount), no: row.KindsOf(pii.SWIFTCode)},
	{rule: "card-number", yes: row.KindsOf(pii.CreditCardNumber), no: row.KindsOf(pii.CreditCardSecurityCode)},
	{rule: "document-number", yes: row.KindsOf(pii.JapanPensionNumber), no: row.KindsOf(pii.EmployeeID)},
	{rule: "weak-hash", yes: row.KindsOf(pii.EmailAddress, pii.WeakPasswordHash), no: row.KindsOf(pii.EmailAddress, pii.PasswordHash)},
	{rule: "targeted", yes: row.KindsOf(pii.PersonName, pii.EmailAddress, pii.PhoneNumber, pii.StreetAddress), no: row.KindsOf(pii.PersonName, pii.EmailAddress, pii.PhoneNumber)},
	{rule: "reach", yes: row.KindsOf(pii.EmailAddress), no: row.KindsOf(pii.IPAddress)},

	{rule: "informant", yes: row.KindsOf(pii.PersonName), about: informant, no: row.KindsOf(pii.PersonName)},
	{rule: "hidden", yes: row.KindsOf(pii.StreetAddress), about: hidden, no: row.KindsOf(pii.PersonName), innocent: hidden},
	{rule: "victim-home", yes: row.KindsOf(pii.CrimeVictim, pii.StreetAddress), no: row.KindsOf(pii.CrimeVictim, pii.PersonName)},
	{rule: "offender-home", yes: row.KindsOf(pii.CriminalRecord, pii.PersonName, pii.StreetAddress), no: row.KindsOf(pii.CriminalRecord, pii.StreetAddress)},
	{rule: "movements", yes: row.KindsOf(pii.LocationCoordinates, pii.AccountID), no: row.KindsOf(pii.IPAddress, pii.AccountID)},
	{rule: "plate-home", yes: row.KindsOf(pii.VehiclePlateJapan, pii.PersonName), no: row.KindsOf(pii.VehiclePlateJapan, pii.AccountID)},
	{rule: "home-alone", yes: row.KindsOf(pii.PersonName, pii.StreetAddress, pii.Gender), no: row.KindsOf(pii.PersonName, pii.StreetAddress, pii.EmailAddress)},
	{rule: "home", yes: row.KindsOf(pii.PersonName, pii.StreetAddress), no: row.KindsOf(pii.PersonName, pii.JapanPostalCode)},

	{rule: "creed-person", yes: row.KindsOf(pii.Religion, pii.PersonName, pii.StreetAddress), about: minority, no: row.KindsOf(pii.EthnicGroup, pii.PersonName, pii.StreetAddress)},
	{rule: "offence-person", yes: row.KindsOf(pii.CriminalRecord, pii.PersonName, pii.DateOfBirth), no: row.KindsOf(pii.CriminalRecord, pii.PersonName)},
	{rule: "delicate-person", yes: row.KindsOf(pii.MedicalTerm, pii.PersonName), no: row.KindsOf(pii.MedicalTerm, pii.AccountID)},
	{rule: "delicate", yes: row.KindsOf(pii.Disability), no: row.KindsOf(pii.Gender)},
	{rule: "foreigner", yes: row.KindsOf(pii.JapanResidenceCardNumber, pii.PersonName), no: row.KindsOf(pii.JapanDriversLicenseNumber, pii.PersonName)},
	{rule: "insured", yes: row.KindsOf(pii.JapanHealthInsuranceNumber), no: row.KindsOf(pii.JapanPensionNumber)},
	{rule: "marital", yes: row.KindsOf(pii.MaritalStatus, pii.PersonName), no: row.KindsOf(pii.MaritalStatus, pii.AccountID)},

	{rule: "messages-person", yes: row.KindsOf(pii.MessageContent, pii.PersonName, pii.PhoneNumber), no: row.KindsOf(pii.MessageContent, pii.PhoneNumber)},
	{rule: "messages", yes: row.KindsOf(pii.MessageContent, pii.AccountID), no: row.KindsOf(pii.MessageContent, pii.IPAddress)},
	{rule: "health-reach", yes: row.KindsOf(pii.MedicalTerm, pii.EmailAddress), no: row.KindsOf(pii.MedicalTerm, pii.PersonName)},
	{rule: "past-reach", yes: row.KindsOf(pii.CriminalRecord, pii.PhoneNumber), no: row.KindsOf(pii.CriminalRecord, pii.PersonName)},
	{rule: "password-mail", yes: row.KindsOf(pii.Password, pii.EmailAddress), no: row.KindsOf(pii.Password, pii.AccountID)},
	{rule: "creed-reach", yes: row.KindsOf(pii.EthnicGroup, pii.StreetAddress), no: row.KindsOf(pii.EthnicGroup, pii.PersonName)},
	{rule: "whereabouts-reach", yes: row.KindsOf(pii.LocationCoordinates, pii.EmailAddress), no: row.KindsOf(pii.LocationCoordinates, pii.AccountID)},
}

// TestTwins holds every rule against its twins: the one falls under this rule and no worse one of its axis.
func TestTwins(t *testing.T) {
	if len(twins) != len(harmRules) {
		t.Errorf("%d twins of %d rules", len(twins), len(harmRules))
	}
	for i, c := range twins {
		if harmRules[i].id != c.rule {
			t.Fatalf("%s where the rule is %s", c.rule, harmRules[i].id)
		}
		axis := slices.Index(axes, harmRules[i].axis)
		got, _ := worstOf(&personal{kinds: c.yes, about: c.about})
		if got[axis] != i {
			t.Errorf("%s: falls under %d", c.rule, got[axis])
		}
		if got, _ := worstOf(&personal{kinds: c.no, about: c.innocent}); got[axis] == i {
			t.Errorf("%s: its innocent twin falls under it too", c.rule)
		}
	}
}

// TestRules keeps the table in order: axes together, the worst level first, names once, reasons told.
func TestRules(t *testing.T) {
	ids := map[string]bool{}
	for i := range harmRules {
		r := &harmRules[i]
		if ids[r.id] || r.en == "" || r.ja == "" || r.all == 0 && len(r.any) == 0 || slices.Index(axes, r.axis) < 0 || rankOf(r.level) == len(leak.Levels) {
			t.Errorf("%s: %+v", r.id, r)
		}
		ids[r.id] = true
		if i == 0 {
			continue
		}
		a, b := scored[i-1], scored[i]
		if b.axis < a.axis || b.axis == a.axis && b.rank < a.rank {
			t.Errorf("%s stands behind %s", r.id, harmRules[i-1].id)
		}
	}
}

func TestHarm(t *testing.T) {
	p := New()
	p.Add(rowtest.Of(1, rowtest.Cell{"氏名", pii.PersonName, "甲"}, rowtest.Cell{"card", pii.CreditCardNumber, "4111"}))
	p.Add(rowtest.Of(1, rowtest.Cell{"cvv", pii.CreditCardSecurityCode, "123"})) // joined over two records
	p.Add(rowtest.Of(2, rowtest.Cell{"氏名", pii.PersonName, "乙"}, rowtest.Cell{"住所", pii.StreetAddress, "東京都港区"}, rowtest.Cell{"備考", pii.None, "ＤＶ被害のため住所秘匿"}))
	p.Add(rowtest.Of(3, rowtest.Cell{"氏名", pii.PersonName, "丙"}, rowtest.Cell{"住所", pii.StreetAddress, "東京都港区"}, rowtest.Cell{"同意", pii.None, "第三者への情報提供に同意する"}))
	p.Add(rowtest.Of(4, rowtest.Cell{"mail", pii.EmailAddress, "d@example.com"}, rowtest.Cell{"pw", pii.Password, "abc"}, rowtest.Cell{"h", pii.PasswordHash, "$2y$"}))
	p.Add(rowtest.Of(5, rowtest.Cell{"ip", pii.IPAddress, "192.0.2.1"}))
	p.Add(rowtest.Of(6, rowtest.Cell{"氏名", pii.PersonName, "己"}, rowtest.Cell{"住所", pii.StreetAddress, "大阪府"}, rowtest.Cell{"支援措置", pii.None, "1"}))
	p.Add(rowtest.Of(8, rowtest.Cell{"民族", pii.EthnicGroup, "汉族"}, rowtest.Cell{"信仰", pii.Religion, "なし"}))
	p.Add(rowtest.Of(7, rowtest.Cell{"氏名", pii.PersonName, "庚"}, rowtest.Cell{"住所", pii.StreetAddress, "大阪府"}, rowtest.Cell{"支援措置", pii.None, "0"}))
	var m leak.Match
	p.Harm(&m)
	if d := cmp.Diff([]leak.Harm{{Level: critical, People: 3}, {Level: high, People: 1}, {Level: medium, People: 1}, {Level: low, People: 2}}, m.Harm); d != "" {
		t.Error(d)
	}
	want := []leak.Axis{
		{Axis: fraud, Level: critical, People: 1, Rule: "card-code", Kinds: []pii.Kind{pii.CreditCardNumber, pii.CreditCardSecurityCode}},
		{Axis: fraud, Level: high, People: 1, Rule: "login", Kinds: []pii.Kind{pii.EmailAddress, pii.Password}},
		{Axis: fraud, Level: low, People: 4, Rule: "reach", Kinds: []pii.Kind{pii.PersonName, pii.StreetAddress}},
		{Axis: safety, Level: critical, People: 2, Rule: "hidden", Kinds: []pii.Kind{pii.StreetAddress}},
		{Axis: safety, Level: low, People: 2, Rule: "home", Kinds: []pii.Kind{pii.PersonName, pii.StreetAddress}},
		{Axis: discrimination, Level: medium, People: 1, Rule: "delicate", Kinds: []pii.Kind{pii.EthnicGroup, pii.Religion}},
		{Axis: extortion, Level: medium, People: 1, Rule: "password-mail", Kinds: []pii.Kind{pii.EmailAddress, pii.Password}},
	}
	if d := cmp.Diff(want, m.Axes); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(leak.Secrets{Plain: 1, Strong: 1, People: 1}, m.Secrets); d != "" {
		t.Error(d)
	}
}

func TestPlight(t *testing.T) {
	for in, want := range map[string]plight{
		"本件の情報提供者である": informant, "報告先は报警人本人": informant, "a police INFORMANT": informant, "ストーカー事案": hidden, "Stalking report": hidden,
		"情報提供に同意する": 0, "cornstalker": 0, "informants": informant, "支援センター": 0, "": 0, "\xe3\x82": 0, "DV被害者の公益通報": informant | hidden,
	} {
		if got := plightIn([]byte(in)); got != want {
			t.Errorf("%q: %b, want %b", in, got, want)
		}
	}
}

// TestHarmDoc compares docs/harm.md with the table; -update writes it.
func TestHarmDoc(t *testing.T) {
	const file = "../../../docs/harm.md"
	want := harmDoc()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the table says; go test ./internal/leak/person -run HarmDoc -update", file)
	}
}

func harmDoc() []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, harmHead)
	titles := map[string]string{fraud: "Fraud and impersonation (`fraud`, 詐欺・なりすまし)", safety: "Physical safety (`safety`, 身体の安全)",
		discrimination: "Discrimination (`discrimination`, 差別・不利益)", extortion: "Extortion (`extortion`, 脅迫・恐喝)"}
	axis := ""
	for i := range harmRules {
		r := &harmRules[i]
		if r.axis != axis {
			axis = r.axis
			fmt.Fprintf(&b, "\n## %s\n| rule | level | what of one person | why | 理由 |\n|---|---|---|---|---|\n", titles[axis])
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.id, r.level, needs(r), r.en, r.ja)
	}
	fmt.Fprint(&b, "\n## The words used above\n| word | kinds |\n|---|---|\n")
	for _, s := range harmSets {
		fmt.Fprintf(&b, "| %s | %s |\n", s.word, names(s.set))
	}
	return b.Bytes()
}

const harmHead = `# Harm: what can be done to a person

A dump harms people, not rows, and what it lets somebody do depends on what it tells of the same person together: a card
number is one thing, a card number with its security code another. Tsutsumi therefore joins what a dump tells of each
person, over all of its records, and looks the combination up in the tables below.

Each person gets a level on each of four axes, that of the first row of the axis under which they fall; their level is that
of their worst axis. ` + "`critical`" + ` means that harm needs nothing further and is grave or cannot be undone; ` + "`high`" + ` that it needs
little further; ` + "`medium`" + ` that what is told makes a deceit or a pressure work; ` + "`low`" + ` that it is a nuisance or a piece
for others to join. A person of whom the dump tells nothing in these tables (an IP address alone) has no level.

The tables are data (` + "`internal/leak/person/rules.go`" + `), and this page is written from them. They say what could be done, not
what was done, and they do not replace the law's own tests: see the match's ` + "`law`" + `. Records of nobody in particular are
not counted.

"Context" is told by words in the record's texts or in the name of a field that says yes: that somebody is an informant or
whistleblower (情報提供者, 通報者, 报警人, …), or hides from violence or stalking (ストーカー, ＤＶ被害, 支援措置, 家庭暴力, …). Words
that a dump writes otherwise are not found: absence of context is no proof of safety. That somebody is of a minority is told
by the value of the ethnic group: of the greatest group of a register (汉族), to which nearly everybody belongs, nothing follows.
`

// harmSets name the sets that the table speaks of, so that the page can say "identity document" once.
var harmSets = []struct {
	word string
	set  row.Kinds
}{
	{"name", nameKinds}, {"identity document", documentKinds}, {"account", bankKinds}, {"card", cardKinds}, {"login", loginKinds}, {"password", passwordKinds},
	{"token, cookie or key", sessionKinds}, {"address", homeKinds}, {"whereabouts", whereKinds}, {"birth", birthKinds}, {"contact", contactKinds},
	{"weak hash", weakHash}, {"creed", creedKinds}, {"health", healthKinds}, {"offence", offenceKinds}, {"victim", victimKinds}, {"messages", messageKinds},
	{"care-required", delicateKinds}, {"reachable", reachKinds}, {"known", knownKinds},
}

func needs(r *harmRule) string {
	var out []string
	for _, k := range r.all.List() {
		out = append(out, setWord(row.KindsOf(k)))
	}
	for _, s := range r.any {
		out = append(out, setWord(s))
	}
	if r.about == informant {
		out = append(out, "context: informant")
	}
	if r.about == minority {
		out = append(out, "context: minority or belief")
	}
	if r.about == hidden {
		out = append(out, "context: hides")
	}
	return strings.Join(out, " + ")
}

// setWord writes a set by the words for its parts, the greatest first, and kinds that no word is for by their names.
func setWord(s row.Kinds) string {
	var out []string
	sorted := slices.Clone(harmSets)
	slices.SortStableFunc(sorted, func(a, b struct {
		word string
		set  row.Kinds
	}) int {
		return len(b.set.List()) - len(a.set.List())
	})
	for _, w := range sorted {
		if s&w.set == w.set {
			out = append(out, w.word)
			s &^= w.set
		}
	}
	for _, k := range s.List() {
		out = append(out, k.Info().EN)
	}
	return strings.Join(out, " or ")
}

func names(s row.Kinds) string {
	var out []string
	for _, k := range s.List() {
		out = append(out, "`"+k.String()+"`")
	}
	return strings.Join(out, ", ")
}
