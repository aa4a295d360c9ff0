package ask

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Verdict is the answer in a word.
type Verdict uint8

// The verdicts.
const (
	Unknown  Verdict = iota // no log says anything of it
	NotSeen                 // not as far as the logs go back, and without the gaps
	Possible                // many were read at once by what names nobody: the persons asked for may be among them
	Read                    // it was
)

// String is the verdict's word in streams.
func (v Verdict) String() string {
	return [...]string{"unknown", "not-seen", "possible", "read"}[min(v, Read)]
}

// Answer is what the logs say to a Question.
type Answer struct {
	Verdict     Verdict
	Since       time.Time // asked for; zero: ever
	Until       time.Time
	Stores      []string
	Asked       int       // persons asked for; 0 all
	First, Last time.Time // of the accesses counted, or those possible; zero if there are none
	Accesses    int64
	Rows, Bytes int64
	People      int64 // distinct persons read, of those asked for; -1 if no log names any
	Exact       bool  // People is no estimate (6 to 9 % of standard error)
	Bulk        int64 // accesses to many at once in which persons asked for may be
	Refused     int64
	Readers     []Reader      // the first to read first
	Others      int64         // accesses of readers who are not listed, because there were too many
	Logs        []Cover       // of what is asked for
	Gaps        []watch.Gap   // in these, within the time asked for
	Missing     time.Duration // how long these are together; those that go on end with the logs
}

// Reader is somebody who read. Who and Origin are in clear until Show.
type Reader struct {
	Who, Origin string
	Origins     int64
	Role        watch.Role
	Countries   []string
	First, Last time.Time
	Accesses    int64
	Rows, Bytes int64
	People      int64
	Exact       bool
	Bulk        int64
	Refused     int64
}

// Cover is how far a log goes.
type Cover struct {
	Log         string
	First, Last time.Time
	Accesses    int64
}

// Answer is the answer so far.
func (c *Collector) Answer() *Answer {
	a := &Answer{Since: instant(c.q.Since), Until: instant(c.q.Until), Stores: slices.Clone(c.q.Stores), Asked: len(c.asked), Accesses: c.all.n, Rows: c.all.rows, Bytes: c.all.bytes, Bulk: c.bulk.n, Refused: c.refused, Others: c.others.n, People: -1}
	of := c.all
	if of.n == 0 {
		of = c.bulk
	}
	if of.n > 0 {
		a.First, a.Last = instant(of.first), instant(of.last)
	}
	if n, exact := c.people.count(); n > 0 || c.named {
		a.People, a.Exact = n, exact
	}
	c.readers.Each(func(_ watch.ID, r *reader) { a.Readers = append(a.Readers, r.said()) })
	slices.SortStableFunc(a.Readers, func(x, y Reader) int {
		return cmp.Or(cmp.Compare(rank(&x), rank(&y)), x.First.Compare(y.First), cmp.Compare(x.Who, y.Who), cmp.Compare(x.Origin, y.Origin))
	})
	spoken := c.covers(a)
	c.missing(a)
	switch {
	case c.all.n > 0:
		a.Verdict = Read
	case c.bulk.n > 0:
		a.Verdict = Possible
	case spoken && (len(c.asked) == 0 || c.named || c.refused > 0):
		a.Verdict = NotSeen
	}
	return a
}

// rank puts those who read before those who may have, and those who only tried.
func rank(r *Reader) int {
	switch {
	case r.Accesses > 0:
		return 0
	case r.Bulk > 0:
		return 1
	}
	return 2
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func (r *reader) said() Reader {
	s := Reader{Who: string(r.who), Origin: string(r.origin), Origins: r.origins.Since(0), Role: r.role, Accesses: r.n, Rows: r.rows, Bytes: r.bytes, Bulk: r.bulk.n, Refused: r.refused}
	of := r.total
	if of.n == 0 {
		of = r.bulk
	}
	s.First, s.Last = instant(of.first), instant(of.last)
	s.People, s.Exact = r.people.count()
	for _, l := range r.countries {
		if l != [2]byte{} {
			s.Countries = append(s.Countries, string(l[:]))
		}
	}
	slices.Sort(s.Countries)
	return s
}

// covers lists the logs that speak of what is asked for; where none does, all, and it says so.
func (c *Collector) covers(a *Answer) (spoken bool) {
	for _, l := range c.logs {
		spoken = spoken || l.about > 0
	}
	for _, l := range c.logs {
		if l.about > 0 || !spoken {
			a.Logs = append(a.Logs, Cover{l.log.Name, instant(l.first), instant(l.last), l.about})
		}
	}
	slices.SortFunc(a.Logs, func(x, y Cover) int { return strings.Compare(x.Log, y.Log) })
	return spoken
}

// missing lists the gaps of these logs within the time asked for.
func (c *Collector) missing(a *Answer) {
	var end int64
	for _, l := range c.logs {
		end = max(end, l.last)
	}
	var spans [][2]int64
	for _, g := range c.gaps {
		l := c.logs[g.Log.Name]
		to := g.To
		if to == 0 {
			to = max(end, g.From)
		}
		if l == nil || !slices.ContainsFunc(a.Logs, func(x Cover) bool { return x.Log == g.Log.Name }) || to < c.q.Since || c.q.Until != 0 && g.From >= c.q.Until || g.From == g.To && g.Why != watch.Stopped {
			continue
		}
		a.Gaps = append(a.Gaps, g)
		from := max(g.From, c.q.Since)
		if c.q.Until != 0 {
			to = min(to, c.q.Until)
		}
		spans = append(spans, [2]int64{from, to})
	}
	slices.SortStableFunc(a.Gaps, func(x, y watch.Gap) int { return cmp.Compare(x.From, y.From) })
	slices.SortFunc(spans, func(x, y [2]int64) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	sum, till := int64(0), int64(0)
	for _, s := range spans { // those of several logs at one time count once
		if from := max(s[0], till); s[1] > from {
			sum += s[1] - from
		}
		till = max(till, s[1])
	}
	a.Missing = time.Duration(sum) * time.Microsecond
}

// Show puts in the place of each account and address what may be shown of it.
func (a *Answer) Show(who, origin func(clear string) string) {
	for i := range a.Readers {
		r := &a.Readers[i]
		if r.Who != "" {
			r.Who = who(r.Who)
		}
		if r.Origin != "" {
			r.Origin = origin(r.Origin)
		}
	}
}

// Early tells that the logs begin after the time asked for, so that what was before is unknown; when they begin.
func (a *Answer) Early() (time.Time, bool) {
	var first time.Time
	for _, l := range a.Logs {
		if first.IsZero() || l.First.After(first) { // all of them must be there
			first = l.First
		}
	}
	return first, !first.IsZero() && (a.Since.IsZero() || first.After(a.Since.Add(time.Hour)))
}
