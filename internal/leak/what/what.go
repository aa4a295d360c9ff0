// Package what says what a dump is by its looks: the period that its timestamps cover, the language that it is written in,
// the format that it came in.
package what

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/stamp"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Survey gathers the period that a dump covers and the language that it is written in. The zero Survey has
// seen nothing.
type Survey struct {
	stamps row.Fields[stamps]
	tongue language
	rows   int64
}

const stampMonths = (stamp.Last - stamp.First + 1) * 12

// stamps is what is known of a field whose values may be moments.
type stamps struct {
	asked  bool
	says   stampHint
	filled int64                               // values that are not empty
	read   [stamp.Bare + 1]int64               // by the way they are written
	early  int64                               // before stamp.First: births, mostly
	others int64                               // values that the engine took for something else
	months []span                              // stampMonths of them once there is a moment
	first  [stamp.Last - stamp.First + 1]int64 // records of which this is the first moment, by year
}

// span counts the moments of a month and keeps the first and the last.
type span struct {
	n        int64
	from, to int64
}

func (t *span) join(s *span) {
	if s.n == 0 {
		return
	}
	if t.n == 0 || s.from < t.from {
		t.from = s.from
	}
	if t.n == 0 || s.to > t.to {
		t.to = s.to
	}
	t.n += s.n
}

// Add implements row.Aspect.
func (w *Survey) Add(r *row.Record) {
	w.rows++
	if r.All == nil {
		for i := range r.Values {
			w.tongue.add(r.Values[i].Text)
		}
		return
	}
	cols := w.stamps.Of(r.Fields)
	for i := range r.Values {
		switch v := &r.Values[i]; v.Kind {
		case pii.DateOfBirth, pii.CreditCardExpirationDate, pii.PhoneNumber:
			if v.Field >= 0 && v.Field < len(cols) && cols[v.Field] != nil {
				cols[v.Field].others++
			}
		}
	}
	told := false
	for i := range r.All {
		v := &r.All[i]
		if len(v.Text) == 0 {
			continue
		}
		w.tongue.add(v.Text)
		if v.Field < 0 || v.Field >= len(cols) || cols[v.Field] == nil {
			continue
		}
		c := cols[v.Field]
		if !c.asked {
			c.asked, c.says = true, hintOf(r.Fields[v.Field])
		}
		if c.says == neverStamp {
			continue
		}
		told = c.add(v, told) || told
	}
}

// Text looks at a stretch of running text, which rows show only what was judged of.
func (w *Survey) Text(v []byte) { w.tongue.add(v) }

// add takes a value and tells whether it is a moment that counts. told says that the record has had one.
func (c *stamps) add(v *content.Value, told bool) bool {
	c.filled++
	at, kind := stamp.Of(v.Text)
	if kind == stamp.None {
		return false
	}
	c.read[kind]++
	month, ok := stamp.Month(at)
	if !ok {
		if at < 0 {
			c.early++
		}
		return false
	}
	if c.months == nil {
		c.months = make([]span, stampMonths)
	}
	c.months[month].join(&span{1, at, at})
	if !told {
		c.first[month/12]++
	}
	return true
}

// Merge implements row.Aspect.
func (w *Survey) Merge(o *Survey) {
	w.rows += o.rows
	w.tongue.merge(&o.tongue)
	for name, theirs := range o.stamps.All() {
		if c := w.stamps.Named(name); c != nil {
			c.merge(theirs)
		}
	}
}

func (c *stamps) merge(o *stamps) {
	if o.asked {
		c.asked, c.says = true, o.says
	}
	c.filled += o.filled
	c.early += o.early
	c.others += o.others
	for i, n := range o.read {
		c.read[i] += n
	}
	if c.months == nil && o.months != nil {
		c.months = make([]span, stampMonths)
	}
	for i := range o.months {
		c.months[i].join(&o.months[i])
	}
	for i, n := range o.first {
		c.first[i] += n
	}
}

// stampHint is what the name of a field says of its values as moments.
type stampHint uint8

const (
	maybeStamp stampHint = iota
	neverStamp           // births, and what lies ahead: expiry, deadlines, plans
	surelyStamp
)

// aheadWords name moments that are not yet, sureWords those at which something was written down.
var (
	aheadWords = []string{"期限", "満了", "予定", "期日", "締切", "expir", "valid", "deadline", "due", "until", "schedule", "有效期", "到期", "截止", "次回", "next"}
	sureWords  = []string{"登録", "更新", "作成", "受付", "日時", "申込", "入会", "退会", "注文", "購入", "利用", "発生", "登记", "创建", "修改", "更新时间", "时间", "注册",
		"create", "update", "regist", "modif", "insert", "timestamp", "_at", "login", "time", "order", "date", "joined", "record", "touroku", "koushin", "jjsj", "cjsj", "gxsj"}
)

// hintOf asks a field's name once. Words of births are known to the labels of detectors.
func hintOf(name string) stampHint {
	switch says := label.Field(name); says.Kind {
	case pii.None:
	case pii.DateOfBirth, pii.CreditCardExpirationDate, pii.Age:
		return neverStamp
	default:
		if says.Strength >= 2 {
			return neverStamp
		}
	}
	low := strings.ToLower(name)
	for _, w := range aheadWords {
		if strings.Contains(low, w) {
			return neverStamp
		}
	}
	for _, w := range sureWords {
		if strings.Contains(low, w) {
			return surelyStamp
		}
	}
	return maybeStamp
}

// tells whether a field holds moments at which something happened: nearly all of its values are moments, and they are
// neither births (many before 1985) nor bare numbers that nothing calls a time.
func (c *stamps) tells() bool {
	read := int64(0)
	for _, n := range c.read {
		read += n
	}
	switch {
	case read == 0 || c.early*20 > read || c.others*2 > read:
		return false
	case c.says == surelyStamp:
		return read*2 >= c.filled
	case c.read[stamp.Time]*2 >= read:
		return read*5 >= c.filled*3
	case c.read[stamp.Bare]*2 >= read:
		return read >= 20 && read*50 >= c.filled*49
	}
	return read*10 >= c.filled*9
}

// Fill says in m.What what period the dump covers and in what language it is.
func (w *Survey) Fill(s *row.Scene, m *leak.Match) {
	m.What.Language = w.tongue.name()
	m.What.From, m.What.To, m.What.Years = nil, nil, []leak.Year{}
	var months [stampMonths]span
	var firsts, most [stamp.Last - stamp.First + 1]int64
	last, _ := stamp.Month(s.Now.Unix() + 86400) // clocks of another zone may be ahead
	for _, c := range w.stamps.All() {
		if !c.tells() {
			continue
		}
		var years [len(most)]int64
		for i := range c.months[:min(len(c.months), last+1)] {
			months[i].join(&c.months[i])
			years[i/12] += c.months[i].n
		}
		for i, n := range c.first {
			firsts[i] += n
		}
		if total(years[:]) > total(most[:]) {
			most = years
		}
	}
	from, to := robust(months[:])
	if from < 0 {
		return
	}
	a, b := time.Unix(months[from].from, 0).UTC(), time.Unix(months[to].to, 0).UTC()
	if b.After(s.Now) {
		b = s.Now.UTC()
	}
	m.What.From, m.What.To = &a, &b
	if 2*total(firsts[:]) < total(most[:]) {
		firsts = most // the first moment of the records stood in a field that does not count
	}
	for i, n := range firsts {
		if n > 0 && i >= from/12 && i <= to/12 {
			m.What.Years = append(m.What.Years, leak.Year{Year: stamp.First + i, Records: n})
		}
	}
}

func total(n []int64) (sum int64) {
	for _, x := range n {
		sum += x
	}
	return sum
}

// lonely is how many empty months set a few moments apart from the rest, as a clock that was never set does.
const lonely = 24

// robust finds the first and the last month of what is covered: at either end, what is fewer than one in a thousand and
// stands two years apart from the rest is left out. -1 if there is nothing.
func robust(months []span) (from, to int) {
	var at []int
	all := int64(0)
	for i := range months {
		if months[i].n > 0 {
			at = append(at, i)
			all += months[i].n
		}
	}
	if len(at) == 0 {
		return -1, -1
	}
	few := int64(math.Ceil(float64(all) / 1000))
	cut := func(at []int) int {
		lost, keep := int64(0), 0
		for i := 0; i+1 < len(at); i++ {
			if lost += months[at[i]].n; lost > few || 2*lost > all {
				break
			}
			if gap := at[i+1] - at[i]; gap > lonely || gap < -lonely {
				keep = i + 1
			}
		}
		return keep
	}
	at = at[cut(at):]
	slices.Reverse(at)
	at = at[cut(at):]
	return at[len(at)-1], at[0]
}
