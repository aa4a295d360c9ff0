package synth

import (
	"strconv"
)

// all makes the files of 株式会社つつみ商事, department by department.
func (e *estate) all() {
	e.hr()
	e.sales()
	e.support()
	e.shop()
	e.development()
	e.abroad()
	e.investigation()
	e.nobody()
	e.backups()
}

func (e *estate) rows(n int) int { return max(20, n*len(e.customers)/20_000) }

func (e *estate) hr() {
	const dir = "01_人事部"
	staff := func() func() *Person { return e.from(e.staff, 0) }
	n := len(e.staff)
	e.write(dir, e.xlsx("社員名簿.xlsx", "社員", cols("employee_id", "name", "kana", "birth_date", "sex", "department", "postal_code", "address", "mobile", "email"), Kanji, n, staff()))
	e.write(dir, e.csv("社員名簿_2024.csv", "shift_jis", table{cols: cols("employee_id", "name", "kana", "wareki", "department", "address", "phone"), comma: ',', crlf: true}, n, staff()))
	e.write(dir, e.csv("マイナンバー管理.csv", "shift_jis", table{cols: cols("employee_id", "name", "mynumber", "birth_date", "created_at"), comma: ',', crlf: true, quote: true}, n, staff()))
	e.write(dir, e.csv("給与振込口座.csv", "utf-8-bom", table{cols: cols("employee_id", "kana_half", "account_no", "amount"), comma: ',', crlf: true}, n, staff()))
	e.write(dir, e.csv("健康診断結果.tsv", "utf-16le", table{cols: cols("employee_id", "name", "age", "sex", "disease", "disability", "insurer_no"), comma: '\t', crlf: true}, n, staff()))
	e.write(dir, e.csv("退職者.csv", "euc-jp", table{cols: cols("employee_id", "name", "dob", "address", "mobile"), comma: ',', header: NoHeader}, n/2, staff()))
	e.write(dir, e.csv("在留資格.csv", "utf-8", table{cols: cols("employee_id", "name", "residence_card_no", "passport_no", "created_at"), comma: ',', header: English}, n/2, staff()))
	e.write(dir, e.csv("年金手続き.csv", "shift_jis", table{cols: cols("employee_id", "name", "pension_no", "my_number", "license_no", "contact"), comma: ',', header: Romaji}, n, staff()))
	e.write(dir, e.doc("旅券控え.txt", "utf-8", "passports", jpGenres(), 40, staff()))
	for i := range 8 {
		p := e.staff[i*3]
		name := "履歴書_" + pad(i+1, 2) + ".txt"
		if i == 0 {
			name = "履歴書_" + p.Surname + p.Given + ".txt"
		}
		cs := []string{"shift_jis", "utf-8", "euc-jp", "iso-2022-jp"}[i%4]
		e.write(dir+"/履歴書", e.doc(name, cs, "resume", jpGenres(), 24, e.from(e.staff, i*3)))
	}
	e.write(dir+"/履歴書", e.docx("応募書類.docx", "resume", 60, e.from(e.staff, 9)))
}

func (e *estate) sales() {
	const dir = "02_営業部"
	e.write(dir, e.csv("顧客一覧.csv", "shift_jis", table{cols: cols("member_id", "name", "kana", "postal_code", "address", "phone", "email", "company", "note"), comma: ',', crlf: true}, e.rows(3000), e.next))
	e.write(dir, e.csv("kokyaku_2023.csv", "utf-8", table{cols: cols("member_id", "name", "kana", "birth_date", "gender", "address", "mobile", "email", "order_no"), comma: ',', header: Romaji}, e.rows(1500), e.next))
	e.write(dir, e.csv("展示会名刺.csv", "utf-8-bom", table{cols: cols("company", "department", "name", "phone", "mobile", "email", "address"), comma: ';'}, e.rows(400), e.next))
	e.write(dir, e.csv("DM送付先.csv", "shift_jis", table{cols: cols("postal_code", "address", "name"), comma: ',', header: NoHeader, crlf: true}, e.rows(800), e.next))
	e.write(dir, e.csv("基幹_得意先.csv", "shift_jis", table{cols: cols("slip_no", "name", "kana_hira", "zip_wide", "city_street", "tel_wide", "my_number_wide", "status"), comma: ',', crlf: true}, e.rows(500), e.next))
	e.write(dir, e.csv("アンケート.csv", "utf-8-bom", table{cols: cols("created_at", "name", "latin_name", "short_era", "zip_plain", "address1", "address2", "tel_plain", "cell_plain", "note"), comma: ',', crlf: true}, e.rows(500), e.next))
	e.write(dir, e.csv("export.tsv", "utf-8", table{cols: cols("uuid", "name", "birth_time", "zip_plain", "city_street", "cell_plain", "email", "epoch"), comma: '\t', header: Romaji}, e.rows(500), e.next))
	e.write(dir, e.html("名簿.html", "shift_jis", cols("name", "kana", "phone", "address"), e.rows(120), e.next))
	for i := range 8 {
		cs := []string{"utf-8", "shift_jis"}[i%2]
		e.write(dir+"/議事録", e.doc("議事録_第"+strconv.Itoa(i+1)+"回.txt", cs, "minutes", jpGenres(), 40, e.from(e.staff, i*5)))
	}
	var box []item
	for i := range 12 {
		from, to := e.see(&e.staff[i]), e.next()
		var att *item
		if i%4 == 3 {
			it := e.csv("list.csv", "shift_jis", table{cols: cols("name", "kana", "mobile", "email"), comma: ',', crlf: true}, 20, e.next)
			att = &it
		}
		m := e.mail("mail_"+pad(i+1, 3)+".eml", []string{"iso-2022-jp", "utf-8"}[i%2], from, to, 14, att)
		if i < 6 {
			e.write(dir+"/メール", m)
		} else {
			box = append(box, m)
		}
	}
	e.write(dir+"/メール", e.mbox("archive.mbox", box))
}

func (e *estate) support() {
	const dir = "03_お客様相談室"
	e.write(dir, e.xlsx("苦情受付台帳.xlsx", "受付", cols("slip_no", "created_at", "name", "kana", "mobile", "address", "product", "note"), Kanji, e.rows(600), e.next))
	for i := range 8 {
		genre := []string{"call", "claims"}[i%2]
		e.write(dir, e.doc(genre+"_"+pad(i+1, 2)+".txt", []string{"utf-8", "utf-8", "shift_jis", "utf-8-bom"}[i%4], genre, jpGenres(), 120, e.next))
	}
	e.write(dir, e.pptx("月次報告.pptx", "claims", 8, e.next))
	e.write(dir, e.docx("対応記録.docx", "call", 80, e.next))
}

func (e *estate) shop() {
	const dir = "04_通販"
	e.write(dir, e.csv("members.csv", "utf-8", table{cols: cols("member_id", "name", "kana", "birth_date", "sex", "postal_code", "address", "phone", "mobile",
		"email", "order_no", "created_at"), comma: ','}, len(e.customers), e.from(e.customers, 0)))
	e.write(dir, e.json("users.json", e.rows(800), e.next))
	e.write(dir, e.mysql("shop_dump.sql", "customers", cols("member_id", "name", "kana", "birthday", "gender", "address", "mobile", "email", "password_hash", "order_no"), e.rows(2000), e.next))
	e.write(dir, e.copyDump("kaiin_pg.sql", "kaiin", cols("member_id", "name", "kana", "birthday", "postal_code", "address", "mobile", "email", "amount"), e.rows(1200), e.next))
	e.write(dir, e.sqlite("app.db", "members", cols("member_id", "name", "kana", "birthday", "address", "mobile", "email", "password_md5", "order_no"), e.rows(700), e.next))
	e.write(dir, e.parquet("events.parquet", e.rows(600), e.next))
	e.write(dir, e.csv("決済.csv", "utf-8", table{cols: cols("member_id", "card_no", "card_expiry", "cvv", "amount", "order_date"), comma: ',', crlf: true}, e.rows(600), e.next))
	e.write(dir, e.csv("device_tokens.csv", "utf-8", table{cols: cols("member_id", "idfa", "imei", "mac", "ip", "epoch"), comma: ',', header: English}, e.rows(500), e.next))
	e.write(dir, e.csv("chat_export.csv", "utf-8", table{cols: cols("member_id", "message", "created_at"), comma: ',', header: English}, e.rows(300), e.next))
}

func (e *estate) development() {
	const dir = "05_開発"
	t, tr := e.text(nil, "utf-8")
	for i := range 600 {
		if i%50 == 49 {
			e.g.secretLine(t, i/50%numSecrets, e.next())
		} else {
			e.g.codeLine(t)
		}
	}
	e.write(dir+"/shop", e.done("main.go", t, tr))
	t, tr = e.text(nil, "utf-8")
	for _, w := range []int{0, 2, 3, 6, 7} {
		e.g.secretLine(t, w, e.next())
	}
	t.raw("LOG_LEVEL=info\nPORT=8080\n")
	e.write(dir+"/shop", e.done(".env.production", t, tr))
	t, tr = e.text(nil, "utf-8")
	for range 400 {
		e.g.codeLine(t)
	}
	e.write(dir+"/shop", e.done("store.go", t, tr))
	t, tr = e.text(nil, "utf-8")
	for range e.rows(4000) {
		e.g.logLine(t, e.next())
	}
	e.write(dir+"/logs", e.done("access.log", t, tr))
	t, tr = e.text(nil, "utf-8")
	for range e.rows(2000) {
		e.g.logLine(t, e.next())
	}
	e.write(dir+"/logs", e.gz(e.done("app.log", t, tr)))
	for h, n := range []string{"kanji", "romaji", "pinyin", "english", "none"} {
		for i, cs := range everyKind {
			e.write(dir+"/testdata", e.csv("kinds_"+n+"_"+strconv.Itoa(i+1)+".csv", "utf-8", table{cols: cols(cs...), comma: ',', header: Header(h)}, e.rows(200), e.next))
		}
	}
}

// everyKind spreads the kinds that a Japanese table may hold over a few tables, beside what is nobody's.
var everyKind = [][]string{
	{"member_id", "name", "kana", "birth_date", "age", "sex", "marital", "postal_code", "address", "mobile", "email", "order_no", "jan"},
	{"employee_id", "surname", "given_name", "dob", "gender", "phone", "my_number", "pension_no", "license_no", "slip_no", "corporate_no", "uuid"},
	{"uuid", "passport_no", "residence_card_no", "insurer_no", "account_no", "card_no", "card_expiry", "cvv", "iban", "swift", "serial", "isbn"},
	{"order_no", "taiwan_id", "hkid", "rrn", "nric", "latitude", "longitude", "ip", "mac", "imei", "idfa", "plate", "version"},
	{"member_id", "religion", "disease", "disability", "password", "password_md5", "password_hash", "message", "sha256", "epoch", "note"},
}

func (e *estate) abroad() {
	const dir = "06_海外"
	cn := func(i int) func() *Person { return e.from(e.suspects, i) }
	e.write(dir, e.csv("kehu.csv", "gb18030", table{cols: cols("member_id", "name", "sex", "ethnic", "dob", "id_number", "mobile", "registered", "address", "email"), comma: ',', header: Pinyin, crlf: true}, e.rows(600), cn(0)))
	e.write(dir, e.csv("员工.csv", "utf-8", table{cols: cols("cn_staff", "cn_name", "cn_sex", "cn_birth", "id_number", "passport_cn", "cn_mobile", "cn_address", "marital_cn", "cn_order"), comma: ','}, e.rows(300), cn(50)))
	e.write(dir, e.csv("客户.csv", "gb18030", table{cols: cols("cn_name", "cn_phone", "cn_mobile", "cn_email", "registered", "cn_order"), comma: ',', crlf: true}, e.rows(300), cn(130)))
	e.write(dir, e.csv("kehu_nohead.csv", "utf-8", table{cols: cols("name", "sex", "id_number", "mobile", "address", "order_no"), comma: ',', header: NoHeader}, e.rows(300), cn(90)))
	e.write(dir, e.csv("taiwan.csv", "big5", table{cols: cols("member_id", "tw_name", "taiwan_id", "tw_address", "email"), comma: ',', header: Kanji}, e.rows(200), cn(30)))
	e.write(dir, e.csv("korea.csv", "euc-kr", table{cols: cols("member_id", "rrn", "email", "order_no", "kr_note"), comma: ',', header: English}, e.rows(200), cn(70)))
	us := e.from(e.foreign, 0)
	e.write(dir, e.csv("us_customers.csv", "utf-8", table{cols: cols("member_id", "name", "birthday", "gender", "us_address", "mobile", "email", "ssn"), comma: ',', header: English, quote: true}, e.rows(300), us))
}

func (e *estate) investigation() {
	const dir = "07_調査資料"
	e.write(dir, e.ndjson("person_sample.json", e.from(e.suspects, 0), len(e.suspects)))
	for i := range 8 {
		cs := []string{"utf-8", "gb18030"}[i%2]
		genre := []string{"report", "report", "office", "report"}[i%4]
		e.write(dir+"/笔录", e.doc(genre+"_"+pad(i+1, 2)+".txt", cs, genre, cnGenres(), 100, e.from(e.suspects, i*31)))
	}
}

// nobody makes files that hold nobody's data and look as if they did.
func (e *estate) nobody() {
	const dir = "08_物流"
	e.write(dir, e.csv("在庫.csv", "shift_jis", table{cols: cols("jan", "product", "quantity", "amount", "serial", "order_no"), comma: ',', crlf: true}, e.rows(1500), e.next0))
	e.write(dir, e.csv("書籍.csv", "utf-8", table{cols: cols("isbn", "product", "amount", "order_date"), comma: ','}, e.rows(400), e.next0))
	e.write(dir, e.csv("取引先法人.csv", "shift_jis", table{cols: cols("corporate_no", "company", "department", "created_at"), comma: ',', crlf: true}, e.rows(300), e.next0))
	e.write(dir, e.csv("出荷.csv", "utf-8", table{cols: cols("order_no", "slip_no", "jan", "quantity", "created_at", "status", "uuid"), comma: ','}, e.rows(3000), e.next0))
	e.write(dir, e.csv("ids.csv", "utf-8", table{cols: cols("uuid", "slip_no", "sha256", "epoch", "version"), comma: ',', header: NoHeader}, e.rows(1000), e.next0))
}

// next0 gives somebody of whom nothing is written.
func (e *estate) next0() *Person { return &e.customers[0] }

func (e *estate) backups() {
	const dir = "09_バックアップ"
	a := e.csv("顧客台帳_旧.csv", "shift_jis", table{cols: cols("member_id", "name", "kana", "address", "phone"), comma: ',', crlf: true}, e.rows(700), e.next)
	b := e.doc("引継ぎメモ.txt", "shift_jis", "call", jpGenres(), 60, e.next)
	inner := e.zip("inner.zip", []item{e.csv("会員.csv", "utf-8", table{cols: cols("member_id", "name", "mobile", "email"), comma: ','}, e.rows(200), e.next)}, false)
	e.write(dir, e.zip("旧PC.zip", []item{a, b, inner}, true))
	c := e.mysql("old_shop.sql", "users", cols("member_id", "name", "email", "mobile", "password_md5"), e.rows(700), e.next)
	d := e.csv("newsletter.csv", "utf-8", table{cols: cols("email", "created_at"), comma: ',', header: English}, e.rows(900), e.next)
	e.write(dir, e.targz("backup_2025.tar.gz", []item{c, d}))
	e.write(dir, e.gz(e.csv("members_2022.csv", "euc-jp", table{cols: cols("member_id", "name", "kana", "dob", "address", "email"), comma: ','}, e.rows(900), e.next)))
}
