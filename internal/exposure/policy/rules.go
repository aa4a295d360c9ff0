package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// What sentences say, by their words in three languages.
var (
	// abroad speaks of other countries without naming one.
	abroad = regexp.MustCompile(`(?i)外国|海外|国外|越境|日本以外|第三国|(?:outside (?:of )?|leaves? )(?:japan|the country|our country|your country|the eea|the eu)|abroad|overseas|foreign countr|(?:an)?other countr|international(?:ly)?|境外|海外|跨境|outside .{0,20}territory`)
	// moves is what is done with data.
	moves = regexp.MustCompile(`(?i)leave|提供|移転|委託|保管|保存|送信|送付|取り?扱|処理|アクセス|transfer|sen[dt]|shar(?:e|ing)|stor(?:e|ing|age)|process|disclos|传输|传送|提供|存储|共享|委托`)
	// denial says that something is not done.
	denial = regexp.MustCompile(`(?i)(?:ません|ありません|ございません|おりません|しない|行わない|致しません|ないものとします|ないこと)(?:でした)?[。．.]?\s*[)）」]?$|ませんが[、,]$|\b(?:do|does|did|will|shall|is|are|can|may)(?:\s+not|n't|n’t)\b|\bcannot\b|\bnever\b|\bhave no access\b|\bhas no access\b|\bno (?:\w+ )?(?:data|information|records?)\b|不会|不向|并不|不将|不予`)
	// consent is a denial, or an act, that depends on it.
	consent = regexp.MustCompile(`(?i)同意(?:なく|なし|を得ず|を得ない|のない|がない|を得ることなく|を取得することなく|を(?:取得|得|頂|いただ)|に基づ)|without .{0,40}consent|(?:with|obtain|ask for|after) .{0,20}consent|未经.{0,12}同意|征得.{0,12}同意`)
	// hypothetical is what would be.
	hypothetical = regexp.MustCompile(`(?i)(?:する|した|ある|場合|とき)(?:場合|とき)?(?:に|は|には|、|,)|場合に(?:は|おいて)|ときは|\bif we\b|\bwhen(?:ever)? we\b|\bshould we\b|如果|如需`)
	// nothing is all that stands under a heading.
	nothing = regexp.MustCompile(`(?i)^[\s・]*(?:(?:該当|提供|移転)?(?:は|を|も)?(?:一切)?(?:行って(?:いません|おりません)|行いません|ありません|ございません|しません|いたしません)|なし|none|we do not|not applicable|无|無)[。．.]?\s*$`)
	// excepting denies what is not among the things said.
	excepting = regexp.MustCompile(`(?i)(?:上記|前記|前項|これら|次の国|以下の国|当該国)[^。]{0,12}(?:以外|除)|(?:any|no) other countr|other than|except|除上述|除前述`)
	// does says that it is done, now or at times.
	does = regexp.MustCompile(`(?i)(?:ます|ました|です|こと|場合があります|おります|もの(?:とします)?|する|委託|提供|保管|移転)[。．.、,]?\s*[)）」]?$|\b(?:may|will|is|are|can|be|we|our)\b|将|会|可能`)
	// conditions in parentheses of time or place
	keeps     = regexp.MustCompile(`(?i)保存|保有|保管|消去|削除|retain|keep|kept|delete|erase|保留|删除`)
	period    = regexp.MustCompile(`(?i)[0-9０-９一二三四五六七八九十]+\s*(?:年|か月|ヶ月|カ月|日|个月)間?|\b(?:\d+|one|two|three|five|six|seven|ten)\s+(?:years?|months?|days?)\b`)
	jointly   = regexp.MustCompile(`(?i)共同利用|共同して利用|jointly use|joint use`)
	systems   = regexp.MustCompile(`(?i)(?:外国|国|地域|同国)[^。]{0,20}(?:個人情報の保護に関する)?制度|個人情報保護制度|data protection (?:laws?|regime|system)|legal system|systems? (?:of|for) .{0,40}protection of personal`)
	measures  = regexp.MustCompile(`(?i)(?:第三者|委託先|提供先)[^。]{0,30}(?:講ずる|講じる|講じている)[^。]{0,20}措置|相当措置|measures (?:of|by|taken by|that) the recipient|OECD|standard contractual|contractual clauses|binding corporate|標準契約|标准合同`)
	dataNoun  = regexp.MustCompile(`(?i)個人(?:データ|情報)|情報|データ|氏名|サーバ|履歴|画像|名簿|アドレス|口座|カルテ|利用者|会員|顧客|契約|従業員|応募者|\bdata\b|information|details|records?|servers?|your (?:name|account|messages|orders?|profile)|bookings?|log files?|user ID|you tell us|hosted|信息|数据|數據|資料|伺服器`)
	placeVerb = regexp.MustCompile(`(?i)保管|保存|格納|サーバ|データセンター|データセンタ|移転|転送|委託|アクセス|閲覧|を参照(?:する|でき|し(?:ます|、|得))|共同利用|共同して利用|入力業務|提供(?:し|す|さ|先|を)|取り?扱(?:う|い|って|わ)|送信|所在|設置|処理|共有|依頼|伝え|データベース|担当者が|技術者が|開示|預託|管理して|\bstor(?:es?|ed|ing|age)\b|\b(?:kept|keeps?|held|hold|see|read)\b|\bhost(?:ed|ing)?\b|\bserver|\bdata cent|\bprocess(?:ed|ing|es)?\b|\btransfer|\baccess|\bview(?:ed)?\b|\blocated\b|\bsent\b|\bsend\b|\bshare[ds]?\b|\bdisclos|\bmade available\b|\blooks? at\b|\bstays?\b|\blives? on\b|\bleaves?\b|\bgoes to\b|\bdatabase|\bhandled?\b|\bmaintain\bprovide[ds]? (?:to|your)|存储|传输|提供给|访问|委托|位于|储存|儲存|傳輸|存取|伺服器|提供予|委託`)
)

// Where a country is named for something else.
var (
	otherAfter = regexp.MustCompile(`(?i)^[）)]?(?:等|など|および英国|・[^。、]{1,8})?(?:の(?:個人情報取扱事業者|個人情報保護法|法令|法律|法規|規制|裁判所|監督|データ保護法|当局|プライバシー法|居住者|お客様の権利)|法(?:令|律|に)|と同等|一般データ保護|\s*一般データ|(?:に|へ)?(?:お住まい|居住|在住)|に居住|所在の(?:お客様|利用者|ユーザ)|(?:の)?(?:制度|個人情報保護(?:制度|委員会))|(?:からの|向けの)|データ保護|の国籍|離脱|適用法|法律|的法律)|^[^,.;。]{0,30}\b(?:residents?|citizens?|law|laws|Act|Regulation|Commission|regulators?)\b|^[)）]?\s*(?:law|act|regulation|residents|GDPR|adequacy|Standard Contractual|Data Privacy Framework)`)
	otherUntil = regexp.MustCompile(`(?i)(?:laws? of|courts? of|courts? in|law in|regulations? (?:of|in)|live[s]? in|living in|reside[s]? in|residents? (?:of|in)|citizens? of|you are (?:located )?in|users? in|customers? in|visitors? from|regulator|commission|authority|made in|ship(?:s|ped)? (?:to|from)|act of|act \([^)]*\) of|protection of personal information of|準拠法[はを]?|〒[^。]{0,40}|住所[:：][^。]{0,40}|地址[:：][^。]{0,40}|本社[:：][^。]{0,40})(?: the)?[\s(（]*(?:[^.;。]{0,25}(?:,| and| or|、|・)\s*(?:the )?)?$`)
)

// denies tells a clause that says what is not done.
func (c *sentence) denies() bool { return denial.MatchString(c.text) && !doubly.MatchString(c.text) }

// doubly are denials that deny something else: that no consent is given, that it is only so.
var doubly = regexp.MustCompile(`(?i)とは限りません|かもしれません|not only|not limited to|may not be|might not|whose laws may|not (?:be )?as (?:protective|strict)|may differ|にすぎません|なければなりません|取り扱わない|取り扱いません`)

// about tells whether a country is named for storage, access or provision.
func (c *sentence) about(m mention) bool {
	before, after := c.text[:m.start], c.text[m.end:]
	if otherAfter.MatchString(after) || otherUntil.MatchString(tail(before, 90)) {
		return false
	}
	says := placeVerb.MatchString(c.whole)
	if leaves.MatchString(tail(before, 200)) && !strings.Contains(c.text, "access") {
		return false
	}
	switch c.topic {
	case storage, where:
		return true
	case foreign:
		return c.form != para || !ended.MatchString(c.whole) || says || dataNoun.MatchString(c.whole)
	case contractor, third, joint:
		return says || c.lead || c.form == item || c.form == row
	case rights, contact:
		return false
	}
	return c.lead || says && (dataNoun.MatchString(c.whole) || stays.MatchString(c.text) && dataNoun.MatchString(c.near))
}

// leaves ends before the country that data is taken from; stays is what is only said of things that are kept.
var (
	leaves = regexp.MustCompile(`(?i)transfer\w*\b.{0,60}\bfrom(?: the)? $`)
	stays  = regexp.MustCompile(`(?i)保管|保存|サーバ|データセンタ|\bstored\b|\bkept\b|\bhosted\b|存储|儲存`)
)

// athome says that data is kept in the country that the policy speaks from, without its name.
var athome = regexp.MustCompile(`国内(?:に|の|で|にある|所在)[^。外]{0,24}(?:サーバ|データセンタ|保管|保存)|(?:保管|保存)[^。外]{0,12}国内`)

// tail is the end of a text, at most n bytes, whole characters.
func tail(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[len(s)-n:]
	for len(s) > 0 && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}
