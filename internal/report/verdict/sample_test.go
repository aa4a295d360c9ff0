package verdict

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain puts the reader in Tokyo, wherever the tests run.
func TestMain(m *testing.M) {
	time.Local = time.FixedZone("JST", 9*60*60)
	os.Exit(m.Run())
}

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

// matches are what the reports are tried on: everything known, nothing known, and names that attack.
func matches() map[string]leak.Match {
	return map[string]leak.Match{"full": full(), "unknown": unknown(), "hostile": hostile()}
}

func n(v int64) *int64     { return &v }
func f(v float64) *float64 { return &v }
func b(v bool) *bool       { return &v }

func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, time.FixedZone("JST", 9*60*60))
}

func atp(month time.Month, day, hour int) *time.Time {
	t := at(month, day, hour)
	return &t
}

// full is an invented company's member store, copied between two snapshots and put on sale.
func full() leak.Match {
	from, to := time.Date(2009, 5, 11, 1, 2, 3, 0, time.UTC), at(3, 14, 21)
	m := leak.Match{
		Dump: "sample_20m.ndjson", ID: "m-20261121-7f3a", Format: "elasticsearch", Records: 750_000, Unusable: 1_204, Started: at(11, 21, 10), Key: "k-7f3a", Elapsed: 18_240,
		What: leak.What{
			Language: "ja", Charsets: []string{"utf-8"}, From: &from, To: &to,
			Years: []leak.Year{{Year: 2009, Records: 4_102}, {Year: 2010, Records: 8_811}, {Year: 2011, Records: 9_204}, {Year: 2012, Records: 14_021}, {Year: 2013, Records: 20_411}, {Year: 2014, Records: 22_090}, {Year: 2015, Records: 31_022}, {Year: 2016, Records: 36_120}, {Year: 2017, Records: 41_870}, {Year: 2018, Records: 52_310}, {Year: 2019, Records: 60_004}, {Year: 2020, Records: 71_233}, {Year: 2021, Records: 66_190}, {Year: 2022, Records: 70_120}, {Year: 2023, Records: 72_001}, {Year: 2024, Records: 78_554}, {Year: 2025, Records: 74_210}, {Year: 2026, Records: 16_523}},
			Parts: []leak.Part{
				{Name: "sample_20m.ndjson!/member_v2", Type: "application/x-ndjson", Charset: "utf-8", Form: "ndjson", Records: 742_880, Bad: 3, Fields: []leak.Field{
					{Name: "_source.member_id", Kind: pii.AccountID, Values: 742_880, Distinct: n(741_960), Masks: []string{"M0*****1"}},
					{Name: "_source.name", Kind: pii.PersonName, Values: 742_870, Distinct: n(612_044), Masks: []string{"山**"}},
					{Name: "_source.name_kana", Kind: pii.PersonNameKana, Values: 742_001, Distinct: n(598_210), Masks: []string{"ヤ*****"}},
					{Name: "_source.birthday", Kind: pii.DateOfBirth, Values: 731_400, Distinct: n(28_911), Masks: []string{"19**-**-**"}},
					{Name: "_source.tel", Kind: pii.PhoneNumber, Values: 740_118, Distinct: n(736_004), Masks: []string{"090-****-**78"}},
					{Name: "_source.address", Kind: pii.StreetAddress, Values: 738_020, Distinct: n(700_981), Masks: []string{"東京都**********"}},
					{Name: "_source.mail", Kind: pii.EmailAddress, Values: 742_500, Distinct: n(740_020), Masks: []string{"t***@example.jp"}},
					{Name: "_source.my_no", Kind: pii.JapanIndividualNumber, Values: 1_204, Masks: []string{"12**********"}},
					{Name: "_source.pw", Kind: pii.WeakPasswordHash, Values: 742_880, Masks: []string{"5f4d****"}},
					{Name: "_source.rank", Values: 742_880, Distinct: n(5)},
				}},
				{Name: "sample_20m.ndjson!/inquiry", Type: "application/x-ndjson", Charset: "utf-8", Form: "ndjson", Records: 7_120, Fields: []leak.Field{
					{Name: "body", Kind: pii.MessageContent, Values: 7_120}, {Name: "note", Kind: pii.MedicalTerm, Values: 2_311, Masks: []string{"糖***"}},
				}},
			},
		},
		Genuine: leak.Genuine{Verdict: leak.IsGenuine, Likelihood: f(0.9971), Real: f(0.9971), Altered: f(0.0021), Invented: f(0.0008), Evidence: []leak.Evidence{
			{Code: "check_digits", Kind: pii.JapanIndividualNumber, Field: "_source.my_no", N: 1_203, Of: 1_204, For: leak.IsGenuine, Weight: 3},
			{Code: "impossible_dates", Kind: pii.DateOfBirth, N: 2, Of: 731_400, For: leak.IsGenuine, Weight: 0.3},
			{Code: "name_stock", Kind: pii.PersonName, N: 412_044, Of: 742_870, For: leak.IsGenuine, Weight: 0.3},
			{Code: "name_reading", Kind: pii.PersonNameKana, N: 721_800, Of: 742_001, For: leak.IsGenuine, Weight: 1.5},
			{Code: "postal_region", Kind: pii.JapanPostalCode, N: 729_110, Of: 735_002, For: leak.IsGenuine, Weight: 1.5},
			{Code: "near_duplicates", N: 812, Of: 750_000, For: leak.IsAltered, Weight: 0.6},
			{Code: "of_a_later_version", N: 3, Of: 12},
			{Code: "test_values", N: 14, Of: 750_000},
		}},
		Ours: leak.Ours{Verdict: leak.IsOurs, Share: f(0.984), FalseRate: f(0.0002), Public: b(false), Evidence: []leak.Evidence{
			{Code: "persons_known", N: 736_816, Of: 748_796, For: leak.IsOurs},
			{Code: "combinations_agree", N: 731_020, Of: 736_410},
			{Code: "only_ours_columns", N: 3, Field: "crm", For: leak.IsOurs},
			{Code: "canary", N: 2, Field: "crm", For: leak.IsOurs},
		}},
		Origin: []leak.Origin{
			{Store: "crm", Share: 0.969, Persons: 726_400, Alone: 714_022, Schema: f(0.92), Only: []string{"name_kana", "pw", "rank"}, After: atp(3, 14, 3), Before: atp(3, 15, 3), For: 741_960, Against: 158, Changes: []leak.Turns{
				{Snapshot: at(3, 10, 3), New: 4_102, Old: 3}, {Snapshot: at(3, 11, 3), New: 4_880, Old: 1}, {Snapshot: at(3, 12, 3), New: 5_001, Old: 0}, {Snapshot: at(3, 13, 3), New: 4_730, Old: 4}, {Snapshot: at(3, 14, 3), New: 5_210, Old: 12}, {Snapshot: at(3, 15, 3), New: 2_004, Old: 2_911}, {Snapshot: at(3, 16, 3), New: 0, Old: 4_655}, {Snapshot: at(3, 17, 3), New: 2, Old: 4_910},
			}},
			{Store: "ec", Share: 0.015, Persons: 11_508, Alone: 9_004, Schema: f(0.31), After: atp(3, 1, 3), For: 402, Against: 11},
		},
		People: leak.People{Min: n(737_402), Likely: n(742_118), Max: n(754_210), Matched: n(726_400), MinorsThen: n(61_204), MinorsNow: n(52_118), Births: 731_400, Placed: 738_020,
			Decades: []leak.Year{{Year: 1930, Records: 2_114}, {Year: 1940, Records: 14_020}, {Year: 1950, Records: 41_230}, {Year: 1960, Records: 88_104}, {Year: 1970, Records: 151_800}, {Year: 1980, Records: 168_320}, {Year: 1990, Records: 140_002}, {Year: 2000, Records: 91_204}, {Year: 2010, Records: 34_606}},
			Regions: []leak.Region{{Country: "JP", Name: "東京都", People: 151_204}, {Country: "JP", Name: "神奈川県", People: 88_102}, {Country: "JP", Name: "大阪府", People: 71_440}, {Country: "JP", Name: "愛知県", People: 60_210}, {Country: "JP", Name: "埼玉県", People: 58_004}, {Country: "JP", Name: "千葉県", People: 51_009}, {Country: "JP", Name: "兵庫県", People: 44_120}, {Country: "JP", Name: "福岡県", People: 40_233}, {Country: "JP", Name: "北海道", People: 38_120}, {Country: "JP", Name: "静岡県", People: 24_880}, {Country: "JP", Name: "京都府", People: 21_004}, {Country: "JP", Name: "鹿児島県", People: 9_120}, {Country: "CN", Name: "广东省", People: 412}},
		},
		Harm: []leak.Harm{{Level: "critical", People: 1_198}, {Level: "high", People: 304_220}, {Level: "medium", People: 401_510}, {Level: "low", People: 35_190}},
		Axes: []leak.Axis{
			{Axis: "fraud", Level: "critical", People: 1_198, Rule: "mynumber-identity", Kinds: []pii.Kind{pii.JapanIndividualNumber, pii.PersonName, pii.DateOfBirth, pii.StreetAddress}},
			{Axis: "fraud", Level: "high", People: 304_220, Rule: "core-identity", Kinds: []pii.Kind{pii.PersonName, pii.DateOfBirth, pii.PhoneNumber, pii.WeakPasswordHash}},
			{Axis: "safety", Level: "medium", People: 41_007, Rule: "home-alone", Kinds: []pii.Kind{pii.PersonName, pii.StreetAddress, pii.PhoneNumber}},
			{Axis: "discrimination", Level: "high", People: 2_311, Rule: "delicate-person", Kinds: []pii.Kind{pii.PersonName, pii.MedicalTerm}},
			{Axis: "extortion", Level: "low", People: 7_120, Rule: "messages", Kinds: []pii.Kind{pii.MessageContent}},
		},
		Secrets: leak.Secrets{Plain: 12, Weak: 742_880, People: 742_101},
		Kinds: map[pii.Kind]int64{pii.AccountID: 742_880, pii.PersonName: 742_870, pii.PersonNameKana: 742_001, pii.DateOfBirth: 731_400, pii.PhoneNumber: 740_118, pii.StreetAddress: 738_020,
			pii.EmailAddress: 742_500, pii.JapanIndividualNumber: 1_204, pii.WeakPasswordHash: 742_880, pii.MedicalTerm: 2_311, pii.MessageContent: 7_120, pii.Password: 12},
		Law: leak.Law{Special: true, Specific: true, Financial: false, Secrecy: true, Over1000: b(true), SpecialPeople: 2_311, SpecificPeople: 1_198,
			Kinds: []pii.Kind{pii.MedicalTerm, pii.JapanIndividualNumber, pii.MessageContent}},
		Canaries: []leak.Canary{{Store: "crm", Copy: "写し B（委託先）", Planted: at(1, 8, 0), Hits: 1}, {Store: "crm", Copy: "本番", Planted: at(1, 8, 0), Hits: 1}},
		Assets:   []leak.Asset{{Name: "search-02.example.internal", Type: "host", Hits: 750_000}, {Name: "support-attach", Type: "bucket", Hits: 812}},
		Recycled: []leak.Recycled{{Match: "m-20260402-11aa", Dump: "members_2024.csv", Seen: at(4, 2, 9), Share: 0.031, Error: 0.004}},
		Claim: []leak.Answer{
			{Point: "seller", Claimed: "shadowfish", Verdict: "unknown", Evidence: "not_in_the_data"},
			{Point: "price", Claimed: "10 BTC", Found: "1.348e-05 BTC/person found", Verdict: "unknown", Evidence: "price_per_person"},
			{Point: "contents", Claimed: "PERSON_NAME, EMAIL_ADDRESS", Found: "PERSON_NAME, EMAIL_ADDRESS", Verdict: "supported", Evidence: "all_found"},
			{Point: "count", Claimed: "20000000", Found: "742118 people, 750000 records", Verdict: "refuted", Evidence: "fewer_than_claimed"},
			{Point: "removed", Claimed: "2026-11-25", Verdict: "unknown", Evidence: "not_in_the_data"},
			{Point: "posted", Claimed: "2026-11-20T09:02:00Z", Found: "taken after 2026-03-13T18:00:00Z", Verdict: "supported", Evidence: "taken_before_posted"},
		},
		Skipped: []leak.Skip{{Name: "sample_20m.zip!/photos.7z", Error: `read "sample_20m.zip!/photos.7z": encrypted`, Class: "unreadable"}},
	}
	return m
}

// unknown is a dump that nothing can be told of.
func unknown() leak.Match {
	return leak.Match{
		Dump: "paste.txt", Format: "text", Records: 12, Unusable: 12, Sampled: true, Started: at(11, 21, 10),
		Genuine: leak.Genuine{Verdict: leak.Unknown}, Ours: leak.Ours{Verdict: leak.Unknown, Evidence: []leak.Evidence{{Code: "index_missing"}, {Code: "of_a_later_version", N: 3, Of: 12, For: "of_a_later_version", Weight: 1}}},
		Harm: []leak.Harm{{Level: "critical"}, {Level: "high"}, {Level: "medium"}, {Level: "low"}},
	}
}

// evil is what a name out of a dump may hold: it colours, moves the cursor, sets the title, turns the reading order, and
// ends or begins whatever a page could hold.
const evil = "\x1b[31;1mred\x1b]0;owned\a\x9b2J\u009b1m\u202eexe\r\n\x00</title></style></svg>--><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>\"'`{{.Dump}}javascript:alert(1)\xff"

// hostile has it in every name.
func hostile() leak.Match {
	m := full()
	m.Dump, m.ID, m.Format, m.Key = evil, evil, evil, evil
	m.What.Language, m.What.Charsets = evil, []string{evil}
	for i := range m.What.Parts {
		p := &m.What.Parts[i]
		p.Name, p.Type, p.Charset, p.Form = evil, evil, evil, evil
		for j := range p.Fields {
			p.Fields[j].Name, p.Fields[j].Masks = evil, []string{evil, evil}
		}
	}
	m.Genuine.Verdict, m.Ours.Verdict = evil, leak.IsPartly
	for _, es := range [][]leak.Evidence{m.Genuine.Evidence, m.Ours.Evidence} {
		for i := range es {
			es[i].Field, es[i].For = evil, evil
		}
		es[0].Code = evil
	}
	for i := range m.Origin {
		m.Origin[i].Store, m.Origin[i].Only = evil, []string{evil}
	}
	for i := range m.People.Regions {
		m.People.Regions[i].Country, m.People.Regions[i].Name = evil, evil
	}
	for i := range m.Harm {
		m.Harm[i].Level = evil
	}
	for i := range m.Axes {
		m.Axes[i].Axis, m.Axes[i].Level, m.Axes[i].Rule = evil, evil, evil
	}
	for i := range m.Canaries {
		m.Canaries[i].Store, m.Canaries[i].Copy = evil, evil
	}
	for i := range m.Assets {
		m.Assets[i].Name, m.Assets[i].Type = evil, evil
	}
	m.Recycled[0].Dump, m.Recycled[0].Match, m.Recycled[0].Share = evil, evil, 0.9
	for i := range m.Claim {
		m.Claim[i] = leak.Answer{Point: evil, Claimed: evil, Found: evil, Verdict: evil, Evidence: evil}
	}
	m.Skipped[0] = leak.Skip{Name: evil, Error: evil, Class: evil}
	return m
}
