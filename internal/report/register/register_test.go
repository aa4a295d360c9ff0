package register

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func n(v int64) *int64 { return &v }

func holdings(yield func(inventory.Holding, error) bool) {
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	for _, p := range []inventory.Part{
		{Name: "会員/名簿.xlsx!/会員", Form: "csv", People: inventory.People{N: n(18_150)}, Fields: []inventory.Field{
			{Kind: pii.PersonName, Holder: "営業部"}, {Kind: pii.JapanIndividualNumber}, {Kind: pii.PersonName}}},
		{Name: "人事/健診.csv", Form: "csv", People: inventory.People{Min: n(410)}, Fields: []inventory.Field{{Kind: pii.EmployeeID, Country: "SG"}, {Kind: pii.MedicalTerm}}},
		{Name: "log/app.log", Form: "log", Fields: []inventory.Field{{Kind: pii.EmailAddress}}},
		{Name: "=1+1.csv", Form: "csv", People: inventory.People{N: n(3)}, Fields: []inventory.Field{{Kind: pii.EmailAddress}}},
		{Name: "deploy.env", Form: "code", Fields: []inventory.Field{{Kind: pii.AWSCredentials}}},
		{Name: "readme.txt", Form: "text"},
	} {
		if !yield(inventory.Holding{Source: "/srv/share", Unit: p.Name, At: at, Part: p}, nil) {
			return
		}
	}
}

func found(t *testing.T) []Entry {
	t.Helper()
	es, err := From(holdings)
	if err != nil {
		t.Fatal(err)
	}
	return es
}

func TestFrom(t *testing.T) {
	es := found(t)
	if len(es) != 4 {
		t.Fatalf("%d entries, want 4: files without personal data have no place in the register", len(es))
	}
	byName := map[string]*Entry{}
	for i := range es {
		byName[es[i].Name] = &es[i]
	}
	m, h := byName["会員"], byName["健診.csv"]
	if !m.Specific() || m.Special() || m.Department != "営業部" || len(m.Kinds) != 2 || m.Form != "xlsx" {
		t.Errorf("%+v", m)
	}
	if !h.Special() || h.Country != "SG" || *h.People != 410 || h.Place != "/srv/share/人事/健診.csv" {
		t.Errorf("%+v", h)
	}
	if byName["app.log"].People != nil {
		t.Error("an unknown number of people became a number")
	}
}

// TestRoundTrip writes the register in every format and language, reads it back and finds no difference.
func TestRoundTrip(t *testing.T) {
	es := found(t)
	for _, format := range []string{"xlsx", "csv", "json"} {
		for _, lang := range []string{"ja", "en"} {
			var b bytes.Buffer
			if err := Write(&b, format, es, Options{Lang: lang, BOM: true}); err != nil {
				t.Fatal(err)
			}
			s, err := Read(&b, Mapping{})
			if err != nil {
				t.Fatalf("%s %s: %v", format, lang, err)
			}
			if d := cmp.Diff(es, s.Entries, cmpopts.IgnoreFields(Entry{}, "Row"), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s %s: %s", format, lang, d)
			}
			if d := Diff(s.Entries, es); d.Any() || d.Agree != 4 {
				t.Errorf("%s %s: differences with itself: %+v", format, lang, d)
			}
		}
	}
}

func TestXLSX(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, "xlsx", found(t), Options{Lang: "ja"}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("個人情報取扱台帳")
	if err != nil || len(rows) != 5 || rows[0][0] != "管理番号" || rows[0][6] != "本人の数" {
		t.Fatalf("%v %v", rows, err)
	}
	for i := range rows {
		for j := range rows[i] {
			if formula, err := f.GetCellFormula("個人情報取扱台帳", cell(j, i+1)); err != nil || formula != "" {
				t.Errorf("%s is a formula: %q", cell(j, i+1), formula)
			}
		}
	}
}

const kept = "個人情報管理台帳（総務部）,,,,\r\n" +
	"台帳番号,所管部署,ファイル名,記録項目,概数,格納場所\r\n" +
	"1,営業部,会員名簿,\"氏名、マイナンバー、趣味\",約１．８万人,\\\\srv\\share\\会員\r\n" +
	"2,人事部,健診,社員番号,200名,人事/健診.csv\r\n" +
	"3,総務部,来訪者名簿,氏名・電話番号,300,キャビネットA\r\n"

func TestDiffWithAKeptSheet(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String(kept)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []string{kept, sjis} {
		s, err := Read(strings.NewReader(in), Mapping{})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Entries) != 3 || *s.Entries[0].People != 18_000 || !cmp.Equal(s.Entries[0].Other, []string{"趣味"}) || s.Entries[0].Row != 3 {
			t.Fatalf("%+v", s.Entries)
		}
		// The sheet names a share as Windows does; where it stands under another root it is matched by its end.
		s.Entries[0].Place = "会員"
		d := Diff(s.Entries, found(t))
		if len(d.Unlisted) != 2 || len(d.NotFound) != 1 || d.NotFound[0].Name != "来訪者名簿" || d.Agree != 1 {
			t.Errorf("unlisted %d, not found %+v, agree %d", len(d.Unlisted), d.NotFound, d.Agree)
		}
		if len(d.Counts) != 1 || d.Counts[0].Sheet != 200 || d.Counts[0].Least != 410 {
			t.Errorf("counts: %+v", d.Counts)
		}
		if len(d.Items) != 1 || !cmp.Equal(d.Items[0].Missing, []pii.Kind{pii.MedicalTerm}) || len(d.Items[0].Absent) != 0 {
			t.Errorf("items: %+v", d.Items)
		}
		for lang, want := range map[string]string{"ja": "台帳にない 2件", "en": "2 not in the register"} {
			var b bytes.Buffer
			if err := d.WriteText(&b, lang); err != nil || !strings.Contains(b.String(), want) {
				t.Errorf("%s: %v\n%s", lang, err, b.String())
			}
		}
	}
}

// TestAssign: by the number, then by the place, then by what names most of it; a line that has a name only counts too.
func TestAssign(t *testing.T) {
	sheet := []Entry{{Place: "/srv"}, {ID: "T-1", Place: "elsewhere"}, {Place: "/srv/a"}, {Place: "/srv/a"}, {Name: "b.csv"}, {ID: "T-1"}}
	found := []Entry{{ID: "T-1", Place: "/srv/a"}, {Place: "/SRV/a/"}, {Place: "/srv/a/c.csv"}, {Place: "/srv/z"}, {Place: "b.csv"}, {Place: "/x"}}
	if d := cmp.Diff([]int{1, 2, 2, 0, 4, -1}, assign(sheet, found)); d != "" {
		t.Error(d)
	}
}

func TestMapping(t *testing.T) {
	m, err := ReadMapping(strings.NewReader("columns: {place: どこ, people: いくつ}\nheader: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(strings.NewReader("どこ,いくつ,保管場所\na.csv,12,倉庫\n"), m)
	if err != nil || s.Entries[0].Place != "a.csv" || *s.Entries[0].People != 12 {
		t.Errorf("%+v, %v", s, err)
	}
	for name, in := range map[string]string{
		"unknown key":    "columns: {plaice: どこ}",
		"unknown option": "colums: {place: どこ}",
		"a sheet":        "番号,氏名\n1,山田太郎\n",
		"a person":       "山田太郎: 090-0000-0000\n",
		"a list":         "columns: [山田太郎]\n",
	} {
		if _, err := ReadMapping(strings.NewReader(in)); fault.Of(err) != fault.Usage || strings.Contains(err.Error(), "山田太郎") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(strings.NewReader("a,b\n1,2\n"), m); fault.Of(err) != fault.Usage {
		t.Errorf("a heading that is not there: %v", err)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"no heading": "a,b,c\n1,2,3\n", "broken zip": "PK\x03\x04 and nothing", "old excel": "\xd0\xcf\x11\xe0\xa1\xb1", "empty": "", "json": "[1,2]",
	} {
		if _, err := Read(strings.NewReader(in), Mapping{}); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]int64{"1,234件": 1234, "約１２００名": 1200, "3万": 30000, "1.5万人": 15000, "0": 0} {
		if got := parseNumber(in); got == nil || *got != want {
			t.Errorf("parseNumber(%q) = %v, want %d", in, got, want)
		}
	}
	for _, in := range []string{"", "不明", "-", "多数"} {
		if got := parseNumber(in); got != nil {
			t.Errorf("parseNumber(%q) = %d, want unknown", in, *got)
		}
	}
	ks, other := parseItems("氏名・住所、ＴＥＬ，EMAIL_ADDRESS\n購買履歴")
	if d := cmp.Diff([]pii.Kind{pii.PersonName, pii.StreetAddress, pii.PhoneNumber, pii.EmailAddress}, ks); d != "" {
		t.Error(d)
	}
	if !cmp.Equal(other, []string{"購買履歴"}) {
		t.Error(other)
	}
}

// FuzzRead: whatever is read has a place or a name, and is written so that it reads as the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(kept))
	f.Add([]byte("place,people,items\n=a,1e5,氏名\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s, err := Read(bytes.NewReader(in), Mapping{})
		if err != nil || len(s.Entries) > 100 {
			return
		}
		for i := range s.Entries {
			if e := &s.Entries[i]; e.Place == "" && e.Name == "" && s.Columns != nil {
				t.Errorf("row %d has neither place nor name", e.Row)
			}
		}
		for _, format := range []string{"csv", "json"} {
			var b bytes.Buffer
			if err := Write(&b, format, s.Entries, Options{Lang: "ja"}); err != nil {
				t.Fatal(err)
			}
			if _, err := Read(&b, Mapping{}); err != nil {
				t.Fatal(err)
			}
		}
		d := Diff(s.Entries, s.Entries)
		for i := range d.Unlisted {
			if e := &d.Unlisted[i]; foldPath(e.Place) != "" {
				t.Errorf("row %d of a register laid beside itself is not found in it", e.Row)
			}
		}
	})
}
