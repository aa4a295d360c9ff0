package pii

// foldPairs holds each old, variant or traditional form directly before the form that it folds to, in code point order:
// the forms that Japanese family registers and older systems keep (髙 高, 邉 辺, 齋 斎), and the old forms of the
// characters of the 常用漢字表. 斉 and 斎 stay apart, since they are different names.
const foldPairs = "佛仏來来傳伝價価兒児冨富凞熙勳勲區区卷巻參参吳呉嚴厳國国圍囲圓円圖図團団圡土埜野增増墮堕壓圧壞壊壯壮壽寿夾挟奧奥姬姫孃嬢學学實実寫写寬寛寳宝寶宝將将專専對対屆届峯峰峽峡嵜崎嶋島嶌島嶽岳巖巌廢廃廣広廳庁彈弾" +
	"彌弥彥彦從従德徳恆恒惠恵應応戀恋戶戸拂払拔抜擇択擔担據拠擧挙攝摂收収敍叙敎教數数斷断晉晋晚晩晝昼曉暁曻昇曾曽會会栁柳桒桑桺柳條条榮栄槗橋樂楽樓楼檜桧檢検櫻桜權権歐欧步歩歷歴歸帰殘残每毎氣気沒没涉渉淵渕淸清淺浅溫温滿満" +
	"潛潜澁渋澤沢濟済濱浜濵浜瀧滝瀨瀬灣湾煕熙燈灯燒焼爐炉爲為犧犠狀状狹狭獨独獸獣瑤瑶畠畑當当疊畳癡痴發発盡尽眞真硏研碎砕碕崎禪禅禮礼稱称稻稲穗穂窗窓竝並籔薮籠篭粹粋絲糸經経綠緑緖緒緣縁縣県縱縦總総繩縄繪絵續続" +
	"缺欠聰聡聲声肅粛膽胆臺台與与舊旧舍舎艷艶莊荘莖茎萬万薗園藏蔵藝芸藥薬藪薮蘆芦處処號号蟲虫裝装覺覚覽覧觀観觸触證証讀読變変讓譲讚讃豐豊豫予賣売賴頼踐践輕軽轉転辨弁辯弁逺遠遙遥遞逓遲遅邉辺邊辺郞郎鄕郷鄰隣醫医" +
	"釀醸釋釈鈎鉤錄録錢銭鎭鎮鐵鉄鑛鉱關関陷陥隨随險険隱隠雙双雜雑靈霊靍鶴靏鶴靑青靜静顏顔顯顕飜翻飮飲餘余騷騒驗験驛駅髙高髮髪鬪闘鬭闘鷄鶏鷗鴎鹽塩麥麦黃黄黑黒點点齊斉齋斎齡齢龍竜龜亀"

// foldCompat lists what the compatibility ideographs U+F900 to U+FAD9 are compatible with (Unicode, NFKC).
const foldCompat = "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓爐盧老蘆虜路露魯鷺碌祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北" +
	"磻便復不泌數索參塞省葉說殺辰沈拾若掠略亮兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉" +
	"杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀﨎﨏塚崎晴﨓﨔凞猪益礼神祥福靖精羽﨟蘒﨡諸﨣﨤逸都﨧﨨﨩飯飼" +
	"館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視謁謹賓贈辶逸難響頻恵𤋮舘﩮﩯並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒" +
	"敖晴朗望杖歹殺流滛滋漢瀞煮瞧爵犯猪瑱甆画瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶陼難靖韛響頋頻鬒龜𢡊𢡄𣏕㮝䀘䀹𥉉𥳐𧻓齃龎"

const (
	hanFirst    = 0x4E00
	hanLast     = 0x9FFF
	compatFirst = 0xF900
	compatLast  = 0xFAD9
)

type foldTable struct {
	page   [(hanLast - hanFirst + 256) / 256]uint8 // index into pages, 0 is "nothing folds here"
	pages  [][256]uint16
	compat [compatLast - compatFirst + 1]rune
}

var folds = newFoldTable()

func newFoldTable() *foldTable {
	t := &foldTable{pages: make([][256]uint16, 1, 80)}
	var from rune
	for _, r := range foldPairs {
		if from == 0 {
			from = r
			continue
		}
		i := from - hanFirst
		if t.page[i>>8] == 0 {
			t.page[i>>8] = uint8(len(t.pages))
			t.pages = append(t.pages, [256]uint16{})
		}
		t.pages[t.page[i>>8]][i&0xFF] = uint16(r)
		from = 0
	}
	n := 0
	for _, r := range foldCompat {
		t.compat[n] = r
		n++
	}
	return t
}

// FoldHan returns the modern form of an old, variant, traditional or compatibility form of a Han character, and every
// other character as it is: 髙 is 高, 﨑 is 崎, 邉 and 邊 are 辺, 齋 is 斎, 國 is 国.
func FoldHan(r rune) rune {
	if r < hanFirst {
		return r
	}
	if r <= hanLast {
		i := r - hanFirst
		if p := folds.page[i>>8]; p != 0 {
			if f := folds.pages[p][i&0xFF]; f != 0 {
				return rune(f)
			}
		}
		return r
	}
	if r >= compatFirst && r <= compatLast {
		if f := folds.compat[r-compatFirst]; f != r {
			return FoldHan(f)
		}
		return r
	}
	switch r {
	case 0x20BB7: // 𠮷
		return '吉'
	case 0x2123D: // 𡈽
		return '土'
	case 0x2363A: // 𣘺
		return '橋'
	case 0x266B0: // 𦚰
		return '脇'
	case 0x21E09: // 𡸉
		return '峰'
	}
	return r
}
