package report

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

func n(v int64) *int64 { return &v }

func field(name string, k pii.Kind, values, people int64, p float64, why detect.Evidence, masks ...string) inventory.Field {
	f := inventory.Field{Name: name, Kind: k, Values: values, Valid: values, Likelihood: p, Masks: masks, Why: uint64(why)}
	if people > 0 {
		f.People = n(people)
	}
	return f
}

// sample hands an invented company's scan to h.
func sample(t testing.TB, h scan.Handler) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(h.Config(&scan.Config{Version: "0.1.0", Engine: "e3b0c442", Key: "k-7f3a", Started: time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC), Targets: []string{"estate"}}))
	table := detect.Shape | detect.FieldName | detect.Column
	for _, p := range []inventory.Part{
		{Name: "会員/会員名簿_2026.csv", Type: "text/csv", Charset: "shift_jis", Form: "csv", Size: 2_411_008, Records: 18_204,
			People: inventory.People{Min: n(18_150), N: n(18_150), Max: n(18_150)}, Fields: []inventory.Field{
				field("会員番号", pii.AccountID, 18_204, 18_150, 0.93, table, "M0*****1", "M0*****2"),
				field("氏名", pii.PersonName, 18_204, 17_802, 0.99, table|detect.Lexicon|detect.LexiconTwo, "山**", "佐***"),
				field("フリガナ", pii.PersonNameKana, 18_204, 17_755, 0.98, table, "ヤ*****", "サ*****"),
				field("個人番号", pii.JapanIndividualNumber, 1_204, 1_198, 0.998, table|detect.Check, "12**********", "34**********"),
				field("電話番号", pii.PhoneNumber, 18_011, 17_990, 0.99, table|detect.Issuer|detect.Grouping, "090-****-**78", "03-****-**21"),
				field("住所", pii.StreetAddress, 18_204, 0, 0.99, table|detect.Structure, "東京都**********", "大阪府********"),
			}},
		{Name: "backup/2026-10.zip!/dump.sql!/customers", Type: "application/sql", Charset: "utf-8", Form: "tuples", Size: 88_410_112, Records: 512_004,
			People: inventory.People{Min: n(4_900), N: n(5_210), Max: n(6_002), Error: 0.0078}, Fields: []inventory.Field{
				field("email", pii.EmailAddress, 5_310, 5_210, 0.999, table|detect.Issuer, "t***@example.jp", "h***@example.com"),
				field("card_no", pii.CreditCardNumber, 5_011, 0, 0.99, table|detect.Check|detect.Issuer, "4***********1111"),
				field("password", pii.WeakPasswordHash, 5_310, 0, 0.96, table, "5f4d****"),
			}},
		{Name: "人事/健康診断結果（要配慮）.xlsx!/2026年度", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Form: "csv", Size: 91_000, Records: 412,
			People: inventory.People{Min: n(410), N: n(410), Max: n(410)}, Fields: []inventory.Field{
				field("社員番号", pii.EmployeeID, 412, 410, 0.97, table, "E****1"),
				field("既往歴", pii.MedicalTerm, 96, 0, 0.88, table|detect.Lexicon, "高***"),
			}},
		{Name: "mail/inbox.mbox!/14", Type: "message/rfc822", Charset: "iso-2022-jp", Form: "text", Size: 4_100, Records: 1, Fields: []inventory.Field{
			field("", pii.PhoneNumber, 2, 0, 0.91, detect.Shape|detect.Issuer|detect.Label, "080-****-**11"),
		}},
		{Name: "src/config/deploy.env", Type: "text/plain", Charset: "utf-8", Form: "code", Size: 612, Fields: []inventory.Field{
			field("", pii.AWSCredentials, 2, 0, 0.99, detect.Shape|detect.Prefix|detect.Entropy, "AKIA************"),
		}},
		{Name: "a\x1b[31m\xff.txt", Type: "text/plain", Charset: "utf-8", Form: "text", Size: 40, People: inventory.People{Min: n(1), N: n(1), Max: n(1)}, Fields: []inventory.Field{
			field("=cmd|x", pii.EmailAddress, 1, 1, 0.72, detect.Shape, "-x***@example.org"),
		}},
		{Name: "readme.txt", Type: "text/plain", Charset: "utf-8", Form: "text", Size: 90},
		{Name: "secret.zip!/名簿.xlsx", Size: 900, Error: `read "secret.zip!/名簿.xlsx": encrypted`, Class: "unreadable"},
		{Name: "private/k.csv", Size: -1, Error: `open "private/k.csv": permission denied`, Class: "unreadable"},
		{Name: "private/l.csv", Size: -1, Error: `open "private/l.csv": permission denied`, Class: "unreadable"},
	} {
		ref := scan.PartRef{Source: "estate", Part: p.Name}
		var fs []scan.Finding
		for i, f := range p.Fields {
			for j, m := range f.Masks {
				g := scan.Finding{ID: [8]byte{byte(i), byte(j), 0xab}, Kind: f.Kind, Record: int64(j + 1), Field: f.Name, Line: int64(j + 2),
					Start: int64(100*j + 10*i), End: int64(100*j + 10*i + 9), Likelihood: f.Likelihood, Mask: []byte(m), Why: detect.Evidence(f.Why)}
				if p.Charset == "" {
					g.Line, g.Start, g.End, g.Place = 0, 0, 0, "B12"
				}
				fs = append(fs, g)
			}
		}
		if len(fs) > 0 {
			must(h.Findings(&ref, fs))
		}
		must(h.Unit(&scan.Unit{Source: "estate", Unit: p.Name, Part: p}))
	}
	must(h.Summary(&scan.Summary{
		Units: 118, Parts: 128, Unchanged: 12, Bytes: 3_214_000_000, Records: 1_204_331, Findings: 84_000,
		People: inventory.People{Min: n(21_004), N: n(23_418), Max: n(24_100)},
		Kinds:  map[pii.Kind]int64{pii.EmailAddress: 5_311, pii.PhoneNumber: 18_013}, Skipped: 31, Errors: 3, Elapsed: 12_400 * time.Millisecond,
	}))
}
