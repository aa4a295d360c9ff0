package sigma

import (
	"slices"
	"strings"
	"unicode"

	"github.com/cespare/xxhash/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/series"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Detector tells what matches. It is a watch.Detector.
type Detector struct {
	set     *Set
	about   watch.About
	matcher *match.Matcher
	table   *series.Table
	told    *tally.Map[told]
	hash    *watch.Hasher

	rules        []card // by detection
	correlations []card
	queue        []use
	joins        []watch.ID
	who          []byte // scratch

	// onMatch, if set, is told of every match: of a detection by its number, behind them of correlations.
	onMatch func(n int)
}

// card is what a signal of a rule says of it.
type card struct {
	key        watch.ID
	args       []watch.Arg
	confidence float64
	least      watch.Severity
	refused    bool // the rule itself asks how it ended
}

// told is what was told of a rule and a principal.
type told struct {
	first, last, at int64
	n, said, rows   int64
	done            bool // one of them was not refused
	people          tally.Recent
}

// New makes a detector of a set, named "sigma", or "policy" for the user's own policies.
func New(s *watch.Settings, set *Set, name string) *Detector {
	groups := min(s.Limit(), 200_000)
	d := &Detector{set: set, about: about(name), matcher: set.match.Matcher(s.Zone), table: series.New(set.specs, groups), told: tally.New[told](groups), hash: watch.NewHasher(s.Secret)}
	for i, r := range set.rules {
		c := d.card(&r.Meta)
		c.refused = name == "policy"
		set.match.Fields(i, func(field string, _ int32) { c.refused = c.refused || ends[field] })
		d.rules = append(d.rules, c)
	}
	for _, c := range set.correlations {
		d.correlations = append(d.correlations, d.card(&c.rule.Meta))
	}
	return d
}

// counted are the rules of the detector by what a correlation counts, and how their sentences go on.
var counted = map[rule.Function]struct {
	name string
	says watch.Text
}{
	rule.EventCount:      {"count", watch.Text{EN: "{value} accesses within {minutes} minutes", JA: "{minutes} 分以内に {value} 件のアクセス"}},
	rule.ValueCount:      {"values", watch.Text{EN: "{value} different values of {field} within {minutes} minutes", JA: "{minutes} 分以内に {field} が {value} 種類"}},
	rule.ValueSum:        {"sum", watch.Text{EN: "{field} sums up to {value} within {minutes} minutes", JA: "{minutes} 分間の {field} の合計が {value}"}},
	rule.ValueAverage:    {"average", watch.Text{EN: "{field} is {value} on average over {minutes} minutes", JA: "{minutes} 分間の {field} の平均が {value}"}},
	rule.ValueMin:        {"least", watch.Text{EN: "{field} goes down to {value} within {minutes} minutes", JA: "{minutes} 分間の {field} の最小値が {value}"}},
	rule.ValueMax:        {"greatest", watch.Text{EN: "{field} goes up to {value} within {minutes} minutes", JA: "{minutes} 分間の {field} の最大値が {value}"}},
	rule.Temporal:        {"together", watch.Text{EN: "{value} different things within {minutes} minutes", JA: "{minutes} 分以内に {value} 種類の事象が重なりました"}},
	rule.TemporalOrdered: {"ordered", watch.Text{EN: "{value} things one after the other within {minutes} minutes", JA: "{minutes} 分以内に {value} 段階の事象が順に起きました"}},
}

func about(name string) watch.About {
	a := watch.About{
		Name:  name,
		Needs: watch.Text{EN: "the logs that the rules are for", JA: "ルールが対象とするログ"},
		Rules: []watch.Rule{{
			Name:     "match",
			Says:     watch.Text{EN: "{accesses} accesses match the rule “{title}” ({level})", JA: "{accesses} 件のアクセスがルール「{title}」（{level}）に一致しました"},
			Harmless: watch.Text{EN: "the rule itself says when it is wrong (falsepositives); a Sigma filter with its id takes out what is in order here", JA: "誤検知となる場合はルールの falsepositives に書かれています。正当なものは、その id に対する Sigma のフィルターで除けます"},
		}},
	}
	for f := rule.EventCount; f <= rule.TemporalOrdered; f++ {
		c := counted[f]
		a.Rules = append(a.Rules, watch.Rule{
			Name:     c.name,
			Says:     watch.Text{EN: "“{title}” ({level}): " + c.says.EN, JA: "「{title}」（{level}）：" + c.says.JA},
			Harmless: watch.Text{EN: "a threshold that is too low for here; it stands in the rule", JA: "しきい値がこの環境には低すぎる場合。しきい値はルールにあります"},
		})
	}
	return a
}

// levels are what levels say of how sure a rule is, and how bad it is at least what it finds.
var levels = map[string]struct {
	confidence float64
	least      watch.Severity
}{"informational": {0.1, watch.Info}, "low": {0.3, watch.Low}, "medium": {0.5, watch.Medium}, "high": {0.8, watch.High}, "critical": {0.95, watch.Critical}}

// ends are the fields by which a rule asks how an access ended.
var ends = map[string]bool{"sc-status": true, "status": true, "http.response.status_code": true, "event.status": true, "event.outcome": true, "errorcode": true, "result": true, "resulttype": true}

func (d *Detector) card(m *rule.Meta) card {
	title, level := m.Title, m.Level
	if title == "" {
		title = m.ID
	}
	if _, ok := levels[level]; !ok {
		level = "medium"
	}
	c := card{confidence: levels[level].confidence, least: levels[level].least}
	c.key = watch.ID(max(xxhash.Sum64String(m.ID), 1))
	for _, a := range [][2]string{{"title", title}, {"level", level}, {"rule", m.ID}, {"tags", strings.Join(m.Tags, ", ")}, {"falsepositives", strings.Join(m.FalsePositives, "; ")}, {"description", m.Description}} {
		c.args = append(c.args, watch.Say(a[0], shown(a[1])))
	}
	return c
}

// shown is a text of a rule, which a stranger wrote, fit to be shown: on one line, not too long, and steering no terminal.
func shown(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		if unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}

// About implements watch.Detector.
func (d *Detector) About() *watch.About {
	d.about.Dropped = d.table.Dropped() + d.told.Dropped
	return &d.about
}

// See implements watch.Detector.
func (d *Detector) See(a *watch.Access, out watch.Out) {
	d.queue = d.queue[:0]
	for _, n := range d.matcher.Match(a) {
		if d.onMatch != nil {
			d.onMatch(int(n))
		}
		if d.set.told[n] {
			d.matched(a, &d.rules[n], out)
		}
		d.queue = append(d.queue, d.set.uses[n]...)
	}
	for from := 0; from < len(d.queue); {
		d.later(d.queue[from:])
		u := d.queue[from]
		from++
		d.count(a, u, out)
	}
}

// later puts the latest step of what waits first: one access is not several steps in a row.
func (d *Detector) later(q []use) {
	for i := 1; i < len(q); i++ {
		if q[i].step > q[0].step {
			q[i], q[0] = q[0], q[i]
		}
	}
}

// matched tells a match: at once, and again when it has become twice as many or a minute has gone by.
func (d *Detector) matched(a *watch.Access, c *card, out watch.Out) {
	key := watch.Join(c.key, subject(a))
	t, fresh := d.told.At(key)
	if fresh || a.At-t.last > day {
		*t = told{first: a.At, last: a.At}
	}
	t.n++
	t.first, t.last = min(t.first, a.At), max(t.last, a.At)
	t.rows += max(a.Rows, 0)
	done := c.refused || a.Status < 400 || a.Status > 499
	first := done && !t.done
	t.done = t.done || done
	for _, p := range a.People {
		t.people.Add(p, a.At)
	}
	if t.n > 1 && t.n < 2*t.said && a.At-t.at < minute && !first {
		return
	}
	t.said, t.at = t.n, a.At
	s := watch.Signal{Detector: d.about.Name, Rule: "match", Key: key, Joins: d.join(a), Access: a, First: t.first, Last: t.last, People: -1, Rows: -1, Accesses: t.n,
		Confidence: c.confidence, AtLeast: c.least, Attempt: !t.done, Args: c.args}
	if n := t.people.Since(0); n > 0 {
		s.People = n
	}
	if t.rows > 0 {
		s.Rows = t.rows
	}
	out.Signal(&s)
}

const (
	minute = 60_000_000
	day    = 24 * 60 * minute
)

// subject is who or what an access is of.
func subject(a *watch.Access) watch.ID {
	switch {
	case a.Who != 0:
		return a.Who
	case a.Login != 0:
		return a.Login
	case a.Origin != 0:
		return a.Origin
	}
	return a.DeviceID
}

// join are the things that an access's story is known by.
func (d *Detector) join(a *watch.Access) []watch.ID {
	d.joins = a.Joins(d.joins[:0])
	for _, id := range [...]watch.ID{a.Login, a.Target} {
		if id != 0 {
			d.joins = append(d.joins, id)
		}
	}
	return d.joins
}

// count counts an access for a correlation, and tells what was reached.
func (d *Detector) count(a *watch.Access, u use, out watch.Out) {
	c := d.set.correlations[u.correlation]
	group, ok := d.group(c.group[u.step])
	if !ok {
		return
	}
	e := series.Event{At: a.At, Step: u.step}
	switch c.rule.Function {
	case rule.EventCount, rule.Temporal, rule.TemporalOrdered:
	case rule.ValueCount:
		v, ok := d.group(c.fields[u.step])
		if !ok {
			return
		}
		e.Value = uint64(v)
	default:
		if e.Number, ok = d.matcher.Number(c.fields[u.step][0]); !ok {
			return
		}
	}
	if !d.set.specs[u.correlation].Running() {
		e.Who, e.Joins = a.Actor, d.join(a)
		if a.From.IsValid() {
			d.who = a.From.AppendTo(d.who[:0])
			e.Origin = d.who
		}
	}
	for _, f := range d.table.Add(u.correlation, group, &e) {
		if f.Closed {
			d.reached(&f, nil, out)
			continue
		}
		d.queue = append(d.queue, c.uses...)
		d.reached(&f, a, out)
	}
}

// group stands for the values of fields; false if one is missing.
func (d *Detector) group(fields []int32) (watch.ID, bool) {
	id := watch.ID(1)
	for _, f := range fields {
		v := d.matcher.Value(f)
		if v == nil {
			return 0, false
		}
		id = watch.Join(id, d.hash.Of(watch.Others, v))
	}
	return id, true
}

// reached tells that a correlation's threshold was reached: by an access, or when its span was over.
func (d *Detector) reached(f *series.Found, a *watch.Access, out watch.Out) {
	if d.onMatch != nil {
		d.onMatch(len(d.set.rules) + f.Spec)
	}
	c := d.set.correlations[f.Spec]
	if !c.told {
		return
	}
	k := &d.correlations[f.Spec]
	s := watch.Signal{Detector: d.about.Name, Rule: counted[c.rule.Function].name, Key: watch.Join(k.key, f.Group), Access: a, First: f.First, Last: f.Last, People: -1, Rows: -1, Accesses: f.Events, Confidence: k.confidence, AtLeast: k.least}
	if a != nil {
		s.Joins = d.join(a)
		if a.Late { // it may not be the last
			s.Last = max(s.Last, a.At)
		}
	} else {
		s.Joins, s.Who, s.Origin = f.Joins, []byte(f.Who), []byte(f.Origin)
	}
	s.Args = append(slices.Clip(k.args), watch.Num("value", int64(f.Value)), watch.Num("minutes", max(c.rule.Span/minute, 1)), watch.Say("field", shown(strings.Join(c.rule.Fields, ", "))))
	out.Signal(&s)
}

// Tick implements watch.Detector.
func (d *Detector) Tick(now int64, out watch.Out) {
	for _, f := range d.table.Tick(now) {
		d.reached(&f, nil, out)
	}
}
