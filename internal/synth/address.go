package synth

import "strconv"

// In1 is a number from 1 to n in digits.
func (g *Gen) In1(n int) string { return strconv.Itoa(1 + g.N(n)) }

var kanjiNumbers = []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// wide writes ASCII digits and hyphens in full width.
func wide(s string) string {
	out := make([]byte, 0, 3*len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			out = append(out, 0xEF, 0xBC, 0x90+c-'0')
		case c == '-':
			out = append(out, "－"...)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

var kyotoStreets = []string{"烏丸通御池下る", "河原町通三条上る", "寺町通四条下る", "堀川通五条上る", "室町通丸太町下る", "油小路通仏光寺上る",
	"新町通錦小路下る", "西洞院通蛸薬師下る", "御幸町通二条上る", "麩屋町通六角下る", "柳馬場通綾小路下る", "東洞院通七条上る"}

var kyotoTowns = []string{"虎屋町", "大黒町", "桝屋町", "恵美須町", "亀屋町", "竹屋町", "橋本町", "骨屋町", "菊屋町", "笹屋町"}

var buildingHeads = []string{"コーポ", "メゾン", "グランド", "ハイツ", "サン", "パーク", "シャルム", "レジデンス", "ヴィラ", "エスポワール", "第二", "リバーサイド",
	"フローラ", "プレミア", "ロイヤル", "クレール"}

var buildingTails = []string{"つつじ", "青葉", "桜台", "みどり", "ひかり", "本町", "若草", "中央", "南", "緑丘", "あおい", "白鳥", "松風", "三番館"}

func (g *Gen) jpAddress(p *Person) {
	t := &g.l.places[g.N(len(g.l.places))]
	p.Postal, p.Region, p.City = t.postal, t.pref, t.city
	switch {
	case t.pref == "京都府" && g.P(50):
		p.Street = one(g, kyotoStreets) + one(g, kyotoTowns) + g.In1(999)
		if g.P(30) {
			p.Street += "-" + g.In1(9)
		}
	case t.pref == "北海道" && g.P(40):
		p.Street = one(g, []string{"北", "南"}) + g.In1(30) + "条" + one(g, []string{"東", "西"}) + g.In1(20) + "丁目" + g.In1(30) + "-" + g.In1(30)
	default:
		p.Street = t.town + g.jpBlock(t.chome)
	}
	if g.P(35) {
		b := one(g, buildingHeads) + one(g, buildingTails)
		p.Building = b + one(g, []string{"", "", "A棟", "Ⅱ"}) + strconv.Itoa(g.In(1, 12)) + pad(g.In(1, 12), 2) + "号室"
		if g.P(30) {
			p.Building = b + strconv.Itoa(g.In(1, 12)) + pad(g.In(1, 12), 2)
		}
	}
}

func (g *Gen) jpBlock(chome bool) string {
	c, a, b := g.In(1, 9), g.In(1, 30), g.In(1, 30)
	sc, sa, sb := strconv.Itoa(c), strconv.Itoa(a), strconv.Itoa(b)
	if !chome {
		switch g.N(5) {
		case 0:
			return strconv.Itoa(g.In(1, 3000)) + "番地"
		case 1:
			return strconv.Itoa(g.In(1, 3000)) + "番地" + sb
		case 2:
			return "字" + one(g, kyotoTowns)[:6] + strconv.Itoa(g.In(1, 300))
		}
		return strconv.Itoa(g.In(1, 3000)) + "-" + sb
	}
	switch g.N(7) {
	case 0:
		return sc + "丁目" + sa + "番" + sb + "号"
	case 1:
		return kanjiNumbers[c] + "丁目" + sa + "番地" + sb
	case 2:
		return wide(sc + "-" + sa + "-" + sb)
	case 3:
		return wide(sc) + "丁目" + wide(sa+"-"+sb)
	case 4:
		return sc + "丁目" + sa + "-" + sb
	}
	return sc + "-" + sa + "-" + sb
}

var cnRoads = []string{"中山", "解放", "人民", "建设", "和平", "新华", "南京", "北京", "淮海", "延安", "长江", "黄河", "复兴", "文化", "胜利", "光明", "团结",
	"育才", "学府", "迎宾", "朝阳", "滨河", "长安", "兴业", "科技", "振兴", "友谊", "幸福", "体育场", "火车站", "大学", "花园", "龙泉", "凤凰", "青年",
	"湖滨", "江滨", "古城", "开发", "创新", "民生", "劳动", "工业", "红旗", "昆仑", "泰山", "衡山", "嘉陵", "金沙", "翠竹", "梧桐", "银杏"}

var cnEstates = []string{"阳光花园", "翠湖苑", "金色家园", "锦绣小区", "和谐家园", "书香门第", "绿城春晓", "东方名邸", "怡景园", "学府雅居", "世纪城", "紫荆苑",
	"丽都公寓", "兰亭雅苑", "江南水岸", "梧桐里", "银河湾", "康乐新村"}

func (g *Gen) cnRoad() string {
	r := one(g, cnRoads) + one(g, []string{"路", "路", "东路", "西路", "大道", "街", "北街", "一路"})
	if g.P(12) {
		r += strconv.Itoa(g.In(10, 900)) + "弄"
	}
	return r + strconv.Itoa(g.In(1, 1999)) + "号"
}

func (g *Gen) cnRoom() string {
	switch g.N(5) {
	case 0:
		return strconv.Itoa(g.In(1, 30)) + "幢" + strconv.Itoa(g.In(1, 32)) + pad(g.In(1, 6), 2) + "室"
	case 1:
		return one(g, cnEstates) + strconv.Itoa(g.In(1, 30)) + "栋" + strconv.Itoa(g.In(1, 4)) + "单元" + strconv.Itoa(g.In(1, 32)) + pad(g.In(1, 6), 2) + "室"
	case 2:
		return one(g, cnEstates) + strconv.Itoa(g.In(1, 30)) + "号楼" + strconv.Itoa(g.In(101, 3206)) + "室"
	case 3:
		return strconv.Itoa(g.In(101, 3206)) + "室"
	}
	return ""
}

// cnBlock is the end of a household register's address: a village and its group, or a road.
func (g *Gen) cnBlock() string {
	if g.P(45) {
		v := one(g, cnVillages) + "村"
		switch g.N(3) {
		case 0:
			return v + strconv.Itoa(g.In(1, 20)) + "组" + strconv.Itoa(g.In(1, 200)) + "号"
		case 1:
			return v + strconv.Itoa(g.In(1, 400)) + "号"
		}
		return v + kanjiNumbers[g.In(1, 10)] + "组"
	}
	return g.cnRoad()
}

var cnVillages = []string{"东庄", "李家", "王家湾", "下河", "石桥", "大塘", "柳树", "新民", "红星", "前进", "杨柳", "高坡", "白沙", "三合", "双龙", "龙潭", "桃园",
	"南山", "北岭", "清水", "马鞍", "青石", "古井", "河口"}

var usCities = []struct {
	city, state string
	zip         int
}{{"Springfield", "IL", 62701}, {"Portland", "OR", 97201}, {"Austin", "TX", 78701}, {"Madison", "WI", 53703}, {"Columbus", "OH", 43201},
	{"Tucson", "AZ", 85701}, {"Albany", "NY", 12201}, {"Savannah", "GA", 31401}, {"Boise", "ID", 83702}, {"Duluth", "MN", 55802}}

var usStreets = []string{"Elm Street", "Maple Avenue", "Oak Drive", "Cedar Lane", "Washington Street", "Park Avenue", "Lakeview Road", "Hillcrest Blvd",
	"2nd Street", "Sunset Blvd", "Mill Road", "Church Street"}

var usAreas = []string{"217", "503", "512", "608", "614", "520", "518", "912", "208", "218"}

func (g *Gen) taiwanAddress(*Person) string {
	return one(g, twDistricts) + one(g, twRoads) + g.In1(400) + "號" + g.In1(20) + "樓"
}
