package world

// columns pairs fields with the names a store gives them.
func columns(pairs ...string) []Column {
	var out []Column
	for i := 0; i < len(pairs); i += 2 {
		f := Field(pairs[i])
		out = append(out, Column{f, pairs[i+1], fields[f].kind})
	}
	return out
}

func stores(o Options) []Store {
	crm := columns("account", "顧客番号", "name", "氏名", "kana", "フリガナ", "birth", "生年月日", "sex", "性別", "postal", "郵便番号", "address", "住所",
		"landline", "電話番号", "mobile", "携帯番号", "email", "メールアドレス", "bank", "金融機関", "branch", "支店", "bank_account", "口座番号", "holder", "口座名義",
		"note", "備考", "registered", "登録日", "updated", "更新日")
	if o.MyNumber {
		crm = append(crm, columns("my_number", "個人番号")...)
	}
	return []Store{
		{Name: "crm", Table: "kokyaku", Columns: crm, crlf: true,
			style: style{gap: "　", hyphens: true, date: "slash", man: "男", woman: "女", stamp: "2006/01/02 15:04"}},
		{Name: "shop", Table: "customers", Columns: columns("account", "customer_id", "email", "email", "hash", "password_hash", "surname", "last_name",
			"given", "first_name", "surname_kana", "last_name_kana", "given_kana", "first_name_kana", "sex", "sex", "birth", "birthday",
			"postal", "zip", "region", "pref", "city", "city", "street", "street", "building", "building", "mobile", "tel",
			"card", "card_no", "expiry", "card_exp", "registered", "created_at", "updated", "updated_at"),
			style: style{date: "iso", tel: "plain", man: "1", woman: "2", stamp: "2006-01-02 15:04:05"}},
		{Name: "app", Table: "member", keeps: true, Columns: columns("account", "kaiin_no", "name", "shimei", "kana", "furigana", "birth", "seinengappi",
			"sex", "seibetsu", "country", "kokuseki", "identity", "mibun_bango", "mobile", "keitai", "email", "mail", "address", "jusho",
			"weakhash", "password", "health", "kenko_memo", "status", "taikai_flg", "left", "taikai_bi", "registered", "nyukai_bi", "updated", "koshin_bi"),
			style: style{gap: " ", reading: "", date: "compact", tel: "", hyphens: true, man: "M", woman: "F", stamp: "2006-01-02T15:04:05+09:00"}},
	}
}

// united are the columns into which whoever puts several stores together brings them.
var united = columns("account", "user_id", "name", "name", "kana", "kana", "birth", "birth_date", "sex", "gender", "address", "address",
	"mobile", "phone", "email", "email", "registered", "registered", "updated", "updated")
