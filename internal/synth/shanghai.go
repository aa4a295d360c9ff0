package synth

import (
	"io"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// flushAt is how much of a stream is gathered before it is written.
const flushAt = 1 << 20

// WriteShanghai writes rows search hits of an Elasticsearch index of persons, one JSON object a line: field names are
// initials of pinyin, a record has about 700 bytes and ten personal values.
func WriteShanghai(w io.Writer, rows int, seed uint64) error {
	return writeShanghai(w, New(seed), rows, &text{esc: escJSON})
}

func writeShanghai(w io.Writer, g *Gen, rows int, t *text) error {
	for i := range rows {
		p := g.Chinese()
		t.record = i + 1
		g.hit(t, &p, "")
		if err := t.flush(w, flushAt); err != nil {
			return err
		}
	}
	return t.flush(w, 0)
}

// WriteShanghaiPeople is WriteShanghai about the people that the caller invents, by row from 0. Their account ID becomes
// the number of the record (rybh).
func WriteShanghaiPeople(w io.Writer, rows int, seed uint64, person func(row int) Person) error {
	g, t := New(seed), &text{esc: escJSON}
	for i := range rows {
		p := person(i)
		t.record = i + 1
		g.hit(t, &p, p.Member)
		if err := t.flush(w, flushAt); err != nil {
			return err
		}
	}
	return t.flush(w, 0)
}

// flush writes what has gathered if it is more than n bytes.
func (t *text) flush(w io.Writer, n int) error {
	if len(t.buf) < n || len(t.buf) == 0 {
		return nil
	}
	_, err := w.Write(t.buf)
	t.base += int64(len(t.buf))
	t.buf = t.buf[:0]
	return err
}

var nations = []string{"汉", "汉", "汉", "汉", "汉", "汉族", "汉族", "回", "维吾尔族", "壮族", "满", "苗族", "土家族", "朝鲜族"}

var cases = []string{"盗窃案", "电信诈骗案", "交通事故", "家庭纠纷", "治安纠纷", "走失人员", "遗失物品", "噪音扰民", "打架斗殴", "合同纠纷"}

var stations = []string{"城东", "新桥", "江湾", "龙华", "北站", "临港", "古城", "石桥", "滨江", "高桥"}

// hit writes a record of the kind that leaked from a police cloud in 2022, about a person who does not exist.
// Without a number of the record, one is drawn.
func (g *Gen) hit(t *text, p *Person, number string) {
	key := func(k string) { t.raw(`","` + k + `":"`) }
	val := func(k string, kind pii.Kind, v string) {
		key(k)
		t.put("_source."+k, kind, v)
	}
	t.raw(`{"_index":"person_address_label_info_master","_type":"person","_id":"`)
	t.raw(g.From(alnum, 20))
	t.raw(`","_score":1.0,"_source":{"rybh":"`)
	if number == "" {
		number = "R3101" + g.Digits(14)
	}
	t.raw(number)
	val("xm", pii.PersonName, p.Name(""))
	val("xb", pii.Gender, p.Sex("男", "女"))
	val("mz", pii.EthnicGroup, one(g, nations))
	val("csrq", pii.DateOfBirth, p.Birth.Compact())
	id := p.National
	switch {
	case g.P(3) && p.Birth.Y < 1985:
		id = OldResidentID(id)
	case id[17] == 'X' && g.P(30):
		id = id[:17] + "x"
	}
	val("sfzh", pii.ChinaResidentIDNumber, id)
	val("sjh", pii.PhoneNumber, p.Mobile)
	val("lxdh", pii.PhoneNumber, p.Landline)
	val("hjdz", pii.StreetAddress, p.Origin)
	val("xzz", pii.StreetAddress, p.Address())
	lat, lon := g.Coordinates("CN")
	val("jd", pii.LocationCoordinates, lon)
	val("wd", pii.LocationCoordinates, lat)
	key("ajbh")
	t.raw("A" + p.Division + g.Digits(14))
	key("ajlb")
	t.raw(one(g, cases))
	if g.P(60) {
		key("jyaq")
		g.narrative(t, p, "_source.jyaq")
	}
	key("djsj")
	d := g.Date(2015, 2021)
	t.raw(d.ISO() + " " + pad(g.N(24), 2) + ":" + pad(g.N(60), 2) + ":" + pad(g.N(60), 2))
	key("pcs")
	t.raw(one(g, stations) + `派出所","gxsj":` + strconv.Itoa(1_500_000_000_000+g.N(140_000_000)*1000))
	t.raw(`,"zt":` + strconv.Itoa(g.N(3)) + `,"bz":null}}` + "\n")
}

// narrative is a short account of a case with the person in it.
func (g *Gen) narrative(t *text, p *Person, field string) {
	d := g.Date(2015, 2021)
	switch g.N(4) {
	case 0:
		t.raw(d.Kanji() + "，")
		t.put(field, pii.PersonName, p.Name(""))
		t.raw("报警称其在" + one(g, stations) + "附近被盗手机一部，价值" + strconv.Itoa(g.In(800, 6000)) + "元，联系电话")
		t.put(field, pii.PhoneNumber, p.Mobile)
		t.raw("。")
	case 1:
		t.raw("报警人")
		t.put(field, pii.PersonName, p.Name(""))
		t.raw("（身份证号")
		t.put(field, pii.ChinaResidentIDNumber, p.National)
		t.raw("）称遭人诈骗" + strconv.Itoa(g.In(1, 90)) + "000元，民警已到场处理。")
	case 2:
		t.raw("民警接报后到场，经了解系邻里纠纷，当事人")
		t.put(field, pii.PersonName, p.Name(""))
		t.raw("已当场调解，双方无异议。")
	default:
		t.raw(d.Kanji() + pad(g.N(24), 1) + "时许，在" + one(g, cnRoads) + "路口发生" + one(g, cases) + "，无人员受伤，已告知处理结果。")
	}
}
