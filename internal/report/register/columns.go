package register

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// column is one column of the register.
type column struct {
	key    string // in a mapping
	ja, en string
	width  float64  // in characters, of XLSX
	also   []string // what others call it; normalised
	get    func(e *Entry, ja bool) any
	set    func(e *Entry, s string)
}

var columns = []column{
	{"id", "管理番号", "ID", 13, []string{"no", "no.", "番号", "台帳番号", "整理番号", "連番"},
		func(e *Entry, _ bool) any { return e.ID }, func(e *Entry, s string) { e.ID = s }},
	{"department", "取扱部署", "Department", 16, []string{"部署", "所管部署", "管理部署", "担当部署", "主管部署", "部門", "所管", "管理責任者", "dept", "owner"},
		func(e *Entry, _ bool) any { return e.Department }, func(e *Entry, s string) { e.Department = s }},
	{"name", "個人情報の名称", "Name", 28, []string{"名称", "台帳名", "個人情報名", "データ名", "ファイル名", "データベース名", "システム名", "帳票名", "file name", "title"},
		func(e *Entry, _ bool) any { return e.Name }, func(e *Entry, s string) { e.Name = s }},
	{"items", "個人データの項目", "Items of personal data", 44, []string{"項目", "データ項目", "個人情報の項目", "取扱項目", "記録項目", "個人情報項目", "内容", "kinds", "fields", "data items"},
		func(e *Entry, ja bool) any { return itemsText(e, ja) }, func(e *Entry, s string) { e.Kinds, e.Other = parseItems(s) }},
	{"special", "要配慮個人情報の有無", "Special care-required", 12, []string{"要配慮", "要配慮個人情報", "機微情報", "sensitive"},
		func(e *Entry, ja bool) any { return yes(e.Special(), ja) }, nil},
	{"mynumber", "個人番号の有無", "My Number", 12, []string{"個人番号", "マイナンバー", "特定個人情報", "特定個人情報の有無"},
		func(e *Entry, ja bool) any { return yes(e.Specific(), ja) }, nil},
	{"people", "本人の数", "People", 12, []string{"件数", "人数", "本人数", "保有件数", "保有人数", "対象人数", "概数", "データ件数", "count", "number of people", "records"},
		func(e *Entry, ja bool) any {
			if e.People == nil {
				return unknown(ja)
			}
			return *e.People
		}, func(e *Entry, s string) { e.People = parseNumber(s) }},
	{"place", "保管場所", "Place", 48, []string{"保存場所", "格納場所", "所在", "所在地", "格納先", "保存先", "パス", "フォルダ", "path", "location", "file", "url"},
		func(e *Entry, _ bool) any { return e.Place }, func(e *Entry, s string) { e.Place = s }},
	{"form", "保管形態", "Form", 10, []string{"形態", "媒体", "保管媒体", "保存形式", "medium", "format"},
		func(e *Entry, _ bool) any { return e.Form }, func(e *Entry, s string) { e.Form = s }},
	{"purpose", "利用目的", "Purpose", 28, []string{"目的", "使用目的", "purpose of use"},
		func(e *Entry, _ bool) any { return e.Purpose }, func(e *Entry, s string) { e.Purpose = s }},
	{"acquired", "取得日", "Acquired", 12, []string{"取得年月日", "取得時期", "取得"},
		func(e *Entry, _ bool) any { return e.Acquired }, func(e *Entry, s string) { e.Acquired = s }},
	{"disposal", "廃棄予定", "Disposal due", 12, []string{"保存期間", "保管期間", "保管期限", "廃棄予定日", "消去予定", "廃棄", "retention"},
		func(e *Entry, _ bool) any { return e.Disposal }, func(e *Entry, s string) { e.Disposal = s }},
	{"contractor", "委託先", "Contractor", 18, []string{"委託", "外部委託先", "提供先", "processor", "vendor"},
		func(e *Entry, _ bool) any { return e.Contractor }, func(e *Entry, s string) { e.Contractor = s }},
	{"country", "外国での取扱い", "Handled abroad", 14, []string{"外国", "国", "国名", "保管国", "越境", "country"},
		func(e *Entry, _ bool) any { return e.Country }, func(e *Entry, s string) { e.Country = s }},
	{"confirmed", "最終確認日", "Last confirmed", 13, []string{"確認日", "更新日", "最終更新日", "棚卸日", "last checked", "updated"},
		func(e *Entry, _ bool) any { return e.Confirmed }, func(e *Entry, s string) { e.Confirmed = s }},
	{"remarks", "備考", "Remarks", 24, []string{"メモ", "注記", "notes", "comment"},
		func(e *Entry, _ bool) any { return e.Remarks }, func(e *Entry, s string) { e.Remarks = s }},
}

func (c *column) title(ja bool) string {
	if ja {
		return c.ja
	}
	return c.en
}

func yes(b, ja bool) string {
	switch {
	case ja && b:
		return "有"
	case ja:
		return "無"
	case b:
		return "yes"
	}
	return "no"
}

func unknown(ja bool) string {
	if ja {
		return "不明"
	}
	return "unknown"
}

func kindName(k pii.Kind, ja bool) string {
	if ja {
		return k.Info().JA
	}
	return k.Info().EN
}

func itemsText(e *Entry, ja bool) string {
	var out []string
	for _, k := range e.Kinds {
		out = append(out, kindName(k, ja))
	}
	out = append(out, e.Other...)
	if ja {
		return strings.Join(out, "、")
	}
	return strings.Join(out, "; ")
}

// fold makes spellings of one name equal: width, case, blanks.
func fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// itemWords is what sheets call our kinds beside the kinds' own names. Listed longest first where one holds another.
var itemWords = []struct {
	word string
	kind pii.Kind
}{
	{"マイナンバー", pii.JapanIndividualNumber}, {"個人番号", pii.JapanIndividualNumber},
	{"クレジット", pii.CreditCardNumber}, {"カード番号", pii.CreditCardNumber},
	{"運転免許", pii.JapanDriversLicenseNumber}, {"免許証", pii.JapanDriversLicenseNumber},
	{"パスポート", pii.JapanPassport}, {"旅券", pii.JapanPassport}, {"在留カード", pii.JapanResidenceCardNumber},
	{"保険証", pii.JapanHealthInsuranceNumber}, {"健康保険", pii.JapanHealthInsuranceNumber}, {"被保険者番号", pii.JapanHealthInsuranceNumber},
	{"年金", pii.JapanPensionNumber}, {"口座", pii.JapanBankAccount},
	{"病歴", pii.MedicalTerm}, {"既往", pii.MedicalTerm}, {"健康診断", pii.MedicalTerm}, {"診断", pii.MedicalTerm}, {"病名", pii.MedicalTerm},
	{"障害", pii.Disability}, {"障がい", pii.Disability}, {"信条", pii.Religion}, {"宗教", pii.Religion}, {"人種", pii.EthnicGroup}, {"民族", pii.EthnicGroup},
	{"犯罪被害", pii.CrimeVictim}, {"犯罪", pii.CriminalRecord}, {"前科", pii.CriminalRecord},
	{"フリガナ", pii.PersonNameKana}, {"ふりがな", pii.PersonNameKana}, {"氏名カナ", pii.PersonNameKana}, {"カナ", pii.PersonNameKana},
	{"メール", pii.EmailAddress}, {"mail", pii.EmailAddress}, {"ipアドレス", pii.IPAddress}, {"macアドレス", pii.MACAddress},
	{"電話", pii.PhoneNumber}, {"tel", pii.PhoneNumber}, {"phone", pii.PhoneNumber}, {"携帯", pii.PhoneNumber}, {"連絡先", pii.PhoneNumber},
	{"郵便番号", pii.JapanPostalCode}, {"住所", pii.StreetAddress}, {"address", pii.StreetAddress},
	{"生年月日", pii.DateOfBirth}, {"誕生日", pii.DateOfBirth}, {"birth", pii.DateOfBirth},
	{"年齢", pii.Age}, {"性別", pii.Gender}, {"婚姻", pii.MaritalStatus}, {"配偶者", pii.MaritalStatus},
	{"社員番号", pii.EmployeeID}, {"従業員番号", pii.EmployeeID}, {"職員番号", pii.EmployeeID}, {"社員id", pii.EmployeeID},
	{"会員番号", pii.AccountID}, {"会員id", pii.AccountID}, {"顧客番号", pii.AccountID}, {"顧客id", pii.AccountID}, {"ユーザー", pii.AccountID}, {"ユーザid", pii.AccountID},
	{"車両番号", pii.VehiclePlateJapan}, {"ナンバープレート", pii.VehiclePlateJapan}, {"位置情報", pii.LocationCoordinates},
	{"氏名", pii.PersonName}, {"姓名", pii.PersonName}, {"名前", pii.PersonName},
}

var itemNames = func() map[string]pii.Kind {
	m := map[string]pii.Kind{}
	for _, k := range pii.Kinds() {
		for _, n := range []string{k.String(), k.Info().JA, k.Info().EN} {
			m[fold(n)] = k
		}
	}
	return m
}()

// parseItems reads the items of a sheet's cell: kinds, and what is no kind of ours.
func parseItems(s string) (kinds []pii.Kind, other []string) {
	seen := map[pii.Kind]bool{}
	for _, item := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;；/／\n\r\t|", r) }) {
		item = strings.TrimSpace(item)
		ks := itemKinds(item)
		if len(ks) == 0 && item != "" {
			other = append(other, item)
		}
		for _, k := range ks {
			if !seen[k] {
				seen[k] = true
				kinds = append(kinds, k)
			}
		}
	}
	return kinds, other
}

func itemKinds(item string) []pii.Kind {
	f := fold(item)
	if k, ok := itemNames[f]; ok {
		return []pii.Kind{k}
	}
	var out []pii.Kind
	for _, part := range strings.FieldsFunc(f, func(r rune) bool { return r == '・' || r == '·' || r == '･' }) {
		if k, ok := itemNames[part]; ok {
			out = append(out, k)
			continue
		}
		for _, w := range itemWords {
			if strings.Contains(part, w.word) {
				out = append(out, w.kind)
				break
			}
		}
	}
	return out
}

// parseNumber reads "1,234 件", "約１２００名", "3万"; nil if there is no number.
func parseNumber(s string) *int64 {
	s = strings.NewReplacer(",", "", " ", "", "約", "", "およそ", "").Replace(norm.NFKC.String(s))
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
		end++
	}
	f, err := strconv.ParseFloat(s[:end], 64)
	if err != nil || f < 0 || f > 1e12 {
		return nil
	}
	switch rest := s[end:]; {
	case strings.HasPrefix(rest, "万"):
		f *= 10_000
	case strings.HasPrefix(rest, "千"):
		f *= 1_000
	}
	n := int64(f)
	return &n
}
