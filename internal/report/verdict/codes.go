package verdict

// observed is how a piece of evidence is told: what was counted, and why it tells anything.
type observed struct{ ja, en, whyJA, whyEN string }

// observations by their code. docs/format/match.md says what N and Of of each count. A test fails on a code of package
// leak that is not here.
var observations = map[string]observed{
	// Numbers by themselves.
	"check_digits":         {"検査数字が正しい番号", "numbers whose check digit is right", "でたらめに作った番号では約1割しか合わない", "of made-up numbers about one in ten passes"},
	"impossible_dates":     {"暦にない日付", "dates that no calendar has", "業務システムは入力のときに拒む", "a system in use refuses them when they are typed in"},
	"impossible_divisions": {"存在しない地域の番号", "numbers of a region that does not exist", "番号の先頭は実在の行政区画でなければならない", "such a number begins with a region that exists"},
	"divisions":            {"実在する地域で始まる番号", "numbers that begin with a region that exists", "でたらめに作ると存在しない地域になる", "made-up ones begin with none"},
	"rejected":             {"列の項目として成り立たない値", "values that are not what their column holds", "改変や作り物では形の崩れた値が増える", "changed and made-up data have more of them"},

	"odd_shapes":    {"列のほかの値と形が違う値", "values of another shape than their column's", "書き換えると形の合わない値が増える", "values that were changed lose the shape"},
	"postal_form":   {"下4桁が0で始まる郵便番号", "postal codes whose last four digits begin with 0", "実在の町の番号は大半がそうなる", "those of real towns mostly do"},
	"broken_stamps": {"データベースが書くはずのない日時", "timestamps that no database writes", "日時はシステムが書くので、元のままなら崩れない", "systems write them, and they break only if changed"},

	// Values of one record that ought to agree.
	"number_birth":        {"番号の中の生年月日が列と一致", "birth dates in numbers that agree with the column", "列を入れ替えると合わなくなる", "columns moved against each other disagree"},
	"number_sex":          {"番号の中の性別が列と一致", "sexes in numbers that agree with the column", "でたらめに作ると半分しか合わない", "made up apart, half of them agree"},
	"number_region":       {"番号の中の地域が住所と一致", "regions in numbers that agree with the address", "番号を受けた地域に住み続ける人が一定数いる", "many people still live where they got it"},
	"birth_consistent":    {"番号の中の生年月日が列と一致", "birth dates in numbers that agree with the column", "列を入れ替えると合わなくなる", "columns moved against each other disagree"},
	"sex_consistent":      {"番号の中の性別が列と一致", "sexes in numbers that agree with the column", "でたらめに作ると半分しか合わない", "made up apart, half of them agree"},
	"region_consistent":   {"番号の中の地域が住所と一致", "regions in numbers that agree with the address", "番号を受けた地域に住み続ける人が一定数いる", "many people still live where they got it"},
	"age_birth":           {"年齢と生年月日が合う行", "ages that agree with the birth date", "別々に作ると合わない", "made up apart, they disagree"},
	"postal_region":       {"郵便番号と住所が合う行", "postal codes that agree with the address", "別々に作るとほとんど合わない", "made up apart, few agree"},
	"postal_region_agree": {"郵便番号と住所が合う行", "postal codes that agree with the address", "別々に作るとほとんど合わない", "made up apart, few agree"},
	"phone_region":        {"市外局番と住所が合う行", "area codes that agree with the address", "固定電話の番号は住む地域で決まる", "a fixed line has the number of its region"},
	"name_sex":            {"名と性別が合う行", "first names that agree with the sex", "別々に作ると半分しか合わない", "made up apart, half of them agree"},
	"name_reading":        {"氏名とカナの読みが合う行", "names that agree with their kana", "別々に作ると読みが合わない", "made up apart, they disagree"},
	"name_kana_agree":     {"氏名とカナの読みが合う行", "names that agree with their kana", "別々に作ると読みが合わない", "made up apart, they disagree"},
	"mail_name":           {"メールに氏名の読みが入る行", "e-mail addresses made of the name", "別々に作るとまず重ならない", "made up apart, hardly any are"},
	"independent":         {"偶然ほどにしか合わない列の組", "pairs of columns that agree by chance only", "列を入れ替えた本物には合う組も残る", "of genuine data with columns moved, some still agree"},
	"shuffled":            {"列どうしの対応が崩れている行", "records whose columns do not belong together", "列ごとに並べ替えると組合せが合わなくなる", "columns moved against each other disagree"},

	// The stock as a whole.
	"test_values":      {"試験用・記入例の値", "values of tests and examples", "開発用のデータや作り物に多い", "common in data made for tests"},
	"reserved_domains": {"記入例用のドメインのメール", "e-mail addresses of example domains", "実在の人は使えない", "no real person has one"},
	"top_domain":       {"最も多いメールのドメイン", "addresses of the commonest domain", "実在の会員は少数の大手に集まる", "real members gather at few providers"},
	"mail_stem":        {"同じ語に番号を付けたメール", "e-mail addresses of one word and a number", "作り物は1つの語に連番を付けることが多い", "made-up data number one word"},
	"one_birthday":     {"最も多い生年月日の人", "people of the commonest birth date", "実在の集団では1日に集まらない", "real people are not born on one day"},
	"uniform_births":   {"生年月日が均等に散らばる", "birth dates spread evenly", "実在の集団には年ごとの偏りがある", "real people are born unevenly"},
	"sequence":         {"電話番号の詰まり具合", "phone numbers, of the range they span", "連番で作ると範囲がすき間なく埋まる", "numbers that count up fill it without gaps"},
	"sequential":       {"連番の値", "values that count up", "電話番号や公的な番号は連番にならない", "phone and government numbers do not"},
	"repeated":         {"繰り返し現れる値", "values that come again", "少ない材料から作ると同じ値が増える", "made of little, the same values come again"},
	"same_rows":        {"まったく同じ行", "records that repeat to the letter", "水増しのために複製されることがある", "records are repeated to make a dump look larger"},
	"duplicates":       {"まったく同じ行", "records that repeat to the letter", "水増しのために複製されることがある", "records are repeated to make a dump look larger"},
	"near_duplicates":  {"わずかに違うだけの行", "records that differ by little", "同じ行を少し変えて水増しすると現れる", "they appear where records were varied to make more"},
	"name_stock":       {"異なる氏名の数", "different names", "作り物は少ない名前の使い回しになる", "made-up data use few names again and again"},
	"surname_skew":     {"ありふれた姓の人", "people with a common surname", "実在の集団では少数の姓に集まる", "of real people few surnames make up many"},
	"corrupted":        {"途中で書き換えられた値", "values changed from what they were", "当社の記録と少しだけ違う", "they differ in little from our records"},

	// Beside our index.
	"index_agrees":  {"氏名・生年月日が当社の記録と合う", "names and births that agree with our records", "書き換えると食い違う", "changed ones disagree"},
	"index_current": {"住所・電話番号が当社の記録と合う", "addresses and numbers that agree with our records", "変わる人はいるが、多くは変わらない", "some people change them, most do not"},

	// Whose they are.
	"persons_known":      {"当社の人と一致した行", "records of people whom we know", "照合用索引にある人と一致した", "the people index has them"},
	"combinations_agree": {"複数の項目がそろって一致", "several values that agree with one person of ours", "1項目は偶然にも一致するが、組合せではまず起こらない", "one value may agree by chance, several hardly ever"},
	"only_ours_columns":  {"その保管元だけが持つ列", "columns that one store of ours alone has", "列の名と並びは作った組織ごとに違う", "names and order of columns differ between organisations"},
	"canary":             {"当社のダミーの人物", "our canaries", "ダミーの人物は当社の写しの中にしかいない", "a canary lives in one copy of ours only"},
	"asset":              {"当社の資産の名", "names of our assets", "社内の名は外では知られていない", "names of inner hosts and stores are not known outside"},
	"recycled":           {"以前の流出データと同じ値", "values of a dump seen before", "古いものを新しく見せて売ることが多い", "old dumps are often sold as new ones"},
	"index_missing":      {"照合用索引がない", "no people index to compare with", "索引がなければ当社のものかは判断できない", "without one nobody can tell whether it is ours"},
	"chance":             {"偶然に一致する見込み", "matches to be expected by chance", "他社のデータでもこれだけは一致する", "somebody else's data would match this much too"},
}

// ofKind are the codes that come once for each of several kinds.
var ofKind = map[string]bool{"check_digits": true, "impossible_dates": true, "rejected": true, "repeated": true, "test_values": true}

// reasons are why a point of a claim is answered as it is, by their code.
var reasons = map[string][2]string{
	"not_in_the_data":         {"データからは分からない", "the data do not tell"},
	"price_per_person":        {"1人当たりの値段", "price of a person"},
	"people_unknown":          {"人数が分からない", "the people could not be counted"},
	"as_claimed":              {"主張どおり", "as claimed"},
	"more_than_claimed":       {"主張より多い", "more than claimed"},
	"fewer_than_claimed":      {"主張より少ない", "fewer than claimed"},
	"part_of_claimed":         {"一部（見本）なので全体は分からない", "this is a part; the whole is not known"},
	"all_found":               {"すべて含まれる", "all of it is there"},
	"not_all_found":           {"含まれないものがある", "some of it is not there"},
	"residence_unknown":       {"住所が分からない", "no residences are known"},
	"too_few_placed":          {"住所の分かる人が少なすぎる", "too few residences are known"},
	"most_live_there":         {"多くがそこに住む", "most live there"},
	"few_live_there":          {"そこに住む人はわずか", "few live there"},
	"some_live_there":         {"一部がそこに住む", "some live there"},
	"no_window":               {"写しの時点が分からない", "the time of the copy is unknown"},
	"timestamps_after_posted": {"掲載より後の日時を含む", "it has timestamps later than the offer"},
	"taken_after_posted":      {"写しは掲載より後に取られた", "the copy was taken after the offer"},
	"taken_before_posted":     {"写しは掲載より前に取られた", "the copy was taken before the offer"},
	"removed_before_posted":   {"掲載より前に取り下げたことになる", "it would have been removed before it was posted"},
}

// Word is what a piece of evidence is called in a language: "ja" or "en".
func Word(code, lang string) string {
	w, ok := observations[code]
	switch {
	case !ok:
		return code
	case lang == "ja":
		return w.ja
	}
	return w.en
}
