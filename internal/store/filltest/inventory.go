package filltest

import (
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// column is a field as people call it.
type column struct {
	name  string
	kind  pii.Kind
	masks []string
}

var columns = []column{
	{"氏名", pii.PersonName, []string{"山＊", "S****"}},
	{"メールアドレス", pii.EmailAddress, []string{"a***@example.jp", "k***@example.com"}},
	{"電話番号", pii.PhoneNumber, []string{"090-****-0000"}},
	{"住所", pii.StreetAddress, []string{"東京都＊＊＊＊"}},
	{"生年月日", pii.DateOfBirth, []string{"19**-**-**"}},
	{"会員番号", pii.AccountID, []string{"M******"}},
	{"個人番号", pii.JapanIndividualNumber, []string{"12**********"}},
	{"カード番号", pii.CreditCardNumber, []string{"4***-****-****-0000"}},
	{"口座", pii.JapanBankAccount, []string{"***-*******"}},
	{"診断", pii.MedicalTerm, []string{"＊＊＊"}},
	{"password_hash", pii.PasswordHash, []string{"$2b$******"}},
	{"ip", pii.IPAddress, []string{"192.0.2.***"}},
}

var (
	rooms   = []string{"営業", "人事", "経理", "開発", "総務", "法務", "広報", "購買", "品質", "物流"}
	folders = []string{"顧客", "名簿", "契約", "請求", "採用", "archive", "backup", "2023", "2024", "2025", "2026", "export", "tmp"}
	stems   = []string{"顧客一覧", "問い合わせ", "申込", "アンケート", "customers", "orders", "members", "report", "議事録", "送付先", "users", "access"}
	lands   = []string{"JP", "JP", "JP", "JP", "JP", "JP", "US", "CN", "VN", "SG"}
)

// sources are what there is of stores: databases with some hundred tables each, buckets, and shares with the rest.
func sources(n int) (names []string, share []int) {
	for i := range 12 {
		names = append(names, fmt.Sprintf("postgres://db%02d.example.jp/app", i+1))
		share = append(share, min(300, n/100+1))
		n -= share[i]
	}
	const shares = 48
	for i := range shares {
		name := fmt.Sprintf("/srv/share%02d/%s", i/len(rooms)+1, rooms[i%len(rooms)])
		if i%12 == 11 {
			name = fmt.Sprintf("s3://archive-%02d.example.jp/", i)
		}
		k := n / (shares - i)
		names, share = append(names, name), append(share, k)
		n -= k
	}
	return names, share
}

// group is how many units are recorded at once.
const group = 5000

func (f *filler) inventory(parts int) error {
	names, share := sources(parts)
	run := inventory.Run{ID: "fill", Sources: names, Engine: "test", Key: "test", Started: f.now.Add(-time.Hour)}
	if err := f.db.Begin(f.ctx, run); err != nil {
		return err
	}
	for i, source := range names {
		var units []inventory.Unit
		for k := 0; k < share[i]; {
			u := f.unit(source, k, min(f.partsOf(i, k), share[i]-k))
			k += len(u.Parts)
			if units = append(units, u); len(units) == group || k == share[i] {
				if err := f.db.Record(f.ctx, run.ID, units); err != nil {
					return err
				}
				units = units[:0]
			}
		}
	}
	return f.db.Finish(f.ctx, run.ID, names)
}

// partsOf is how many parts the next unit of a store has: a table has one, a book or an archive several.
func (f *filler) partsOf(source, k int) int {
	if source >= 12 && k%23 == 0 {
		return 2 + f.rnd.IntN(20)
	}
	return 1
}

func (f *filler) unit(source string, k, parts int) inventory.Unit {
	u := inventory.Unit{Source: source, Job: fmt.Sprintf("%016x", f.rnd.Uint64()), Stamp: fmt.Sprint(k), At: f.ago(300 * 24 * time.Hour)}
	ext := f.one([]string{".csv", ".xlsx", ".txt", ".json", ".log", ".eml"})
	switch {
	case source[:4] == "post":
		u.Name, ext = fmt.Sprintf("public.%s_%03d", f.one([]string{"users", "orders", "members", "inquiries", "logs"}), k), ""
	case parts > 1:
		u.Name, ext = fmt.Sprintf("%s/%s_%06d.zip", f.one(folders), f.one(stems), k), ".csv"
	default:
		u.Name = fmt.Sprintf("%s/%s/%s_%06d%s", f.one(folders), f.one(folders), f.one(stems), k, ext)
	}
	for i := range parts {
		p := f.part(ext)
		p.Name = u.Name
		if parts > 1 {
			p.Name = fmt.Sprintf("%s!/%s_%d.csv", u.Name, f.one(stems), i)
		}
		u.Size += p.Size
		u.Parts = append(u.Parts, p)
	}
	if f.rnd.IntN(2000) == 0 {
		u.Parts[0].Error, u.Parts[0].Class = "the archive is encrypted", "unreadable"
	}
	return u
}

// part is one thing; a third of all hold personal data, a few those of very many.
func (f *filler) part(ext string) inventory.Part {
	p := inventory.Part{Type: kinds[ext], Charset: "utf-8", Form: "table", Records: int64(1 + f.rnd.IntN(400)), Size: int64(100 + f.rnd.IntN(1<<20))}
	if f.rnd.IntN(3) != 0 {
		return p
	}
	n := int64(1 + f.rnd.IntN(40))
	if f.rnd.IntN(400) == 0 {
		n = int64(500 + f.rnd.IntN(4000))
	}
	p.Records = max(p.Records, n)
	set := &people.Set{}
	base := f.rnd.Uint64N(2_000_000)
	for i := range n {
		h := (base + uint64(i)) * 0x9e3779b97f4a7c15
		set.Add([3]pii.Kind{pii.EmailAddress, pii.None, pii.PersonName}, [3]uint64{h, 0, h ^ 0x5555})
	}
	p.Set, _ = set.Encode()
	p.People = inventory.People{Min: &n, N: &n, Max: &n}
	at := f.rnd.IntN(3)
	for i := range 1 + f.rnd.IntN(5) {
		c := columns[(at+i*i)%len(columns)]
		p.Fields = append(p.Fields, inventory.Field{Name: c.name, Kind: c.kind, Values: n, Valid: n, People: &n, Likelihood: 0.97, Masks: c.masks, Country: f.one(lands)})
	}
	return p
}

var kinds = map[string]string{".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".txt": "text/plain", ".json": "application/json",
	".log": "text/plain", ".eml": "message/rfc822", "": "application/x-table"}

func (f *filler) doors(n int) error {
	names, _ := sources(1000)
	ids := []string{"s3-public-read", "s3-public-list", "s3-no-tls", "s3-policy-public", "s3-website", "s3-cors-any", "ci-script-unverified", "ci-advisory-used"}
	var list []exposure.Known
	for i := range n {
		x := exposure.Exposure{Target: f.one(names), Finding: exposure.Finding{ID: f.one(ids), Object: fmt.Sprintf("object-%05d", i), From: exposure.World}}
		k := exposure.Known{Key: x.Key(), ID: x.ID, Target: x.Target, Object: x.Object, Check: "bucket", From: x.From, First: f.ago(200 * 24 * time.Hour), Last: f.now}
		switch f.rnd.IntN(5) {
		case 0:
			k.Closed = f.now.Add(-time.Hour)
		case 1:
			k.Accepted = &exposure.Accepted{At: f.now.Add(-time.Hour), By: "hanako", Reason: "known"}
		}
		list = append(list, k)
	}
	return f.db.NoteDoors(f.ctx, list)
}
