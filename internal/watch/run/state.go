package run

import (
	"bytes"
	"cmp"
	"slices"
	"sort"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// stateForm is the first thing in a state; what is of another form is not read.
const stateForm = "tsutsumi-watch-1"

func (r *Run) keep() error {
	if r.o.Keep == nil {
		return nil
	}
	var e watch.Encoder
	r.save(&e)
	if err := r.o.Keep(e.Buf); err != nil {
		return err
	}
	for _, rd := range r.readers { // what came and cannot be asked for again need not be held any more
		if f, ok := rd.feed.(forgetful); ok {
			if mark, _ := rd.mark(); mark != nil {
				if err := f.Forget(mark); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// forgetful is a Feed that holds what it cannot ask for again until a mark behind it was kept. It may be told while it is read.
type forgetful interface {
	Forget(mark []byte) error
}

// save writes all that is needed to go on behind what was seen: how far each log was read, what detectors remember, and the stories.
func (r *Run) save(e *watch.Encoder) {
	e.Text(stateForm)
	e.Uint(r.o.Settings.Secret)
	e.Int(r.seen.at)
	e.Int(int64(r.seen.feed))
	e.Position(r.seen.pos)
	e.Int(r.events)
	e.Int(r.first)
	e.Int(r.minute)
	e.Uint(uint64(len(r.readers)))
	for _, rd := range r.readers {
		mark, newest := rd.mark()
		e.Text(rd.log.Name)
		e.Bytes(mark)
		e.Position(rd.high)
		e.Int(newest)
		e.Int(rd.Timeless)
		e.Int(rd.Forged)
		e.Int(rd.Late)
		e.Uint(uint64(rd.file))
		e.Bool(rd.named)
		counts(rd.counted, e.Int)
		counts(rd.counts, e.Int)
	}
	e.Uint(uint64(len(r.o.Detectors)))
	for _, d := range r.o.Detectors {
		var part watch.Encoder
		d.Save(&part)
		e.Text(d.About().Name)
		e.Bytes(part.Buf)
	}
	r.o.Book.Save(e)
}

// State is a state that was kept, as far as it is needed before logs are opened.
type State struct {
	// Secret is what IDs were made with; Marks are where to go on, by the name of the log.
	Secret                uint64
	Marks                 map[string][]byte
	rest                  []byte
	logs                  map[string]kept
	seen                  key
	names                 []string
	events, first, minute int64
}

type kept struct {
	high    watch.Position
	newest  int64
	odd     Odd
	file    uint32
	named   bool
	counted watch.Counts
	base    watch.Counts
}

// ReadState reads what Keep was given. A state that is damaged or of another form is fault.Unreadable.
func ReadState(b []byte) (*State, error) {
	d := &watch.Decoder{Buf: bytes.Clone(b)}
	if d.Text() != stateForm {
		return nil, fault.Errorf(fault.Unreadable, "read state: of another version, or damaged")
	}
	s := &State{Secret: d.Uint(), Marks: map[string][]byte{}, logs: map[string]kept{}}
	s.seen = key{d.Int(), int(d.Int()), d.Position()}
	s.events, s.first, s.minute = d.Int(), d.Int(), d.Int()
	for range d.Len(8) {
		name, mark := d.Text(), d.Bytes()
		s.Marks[name] = mark
		s.logs[name] = kept{d.Position(), d.Int(), Odd{d.Int(), d.Int(), d.Int()}, uint32(d.Uint()), d.Bool(), readCounts(d), readCounts(d)}
		s.names = append(s.names, name)
	}
	s.rest = d.Buf
	return s, d.Err()
}

// order is the place of a log in the state; new ones come last.
func (s *State) order(rd *reader) int {
	if i := slices.Index(s.names, rd.log.Name); i >= 0 {
		return i
	}
	return len(s.names)
}

// Resume makes a run go on where a state ends. The feeds were opened with its marks; logs that are new begin at their beginning.
func (r *Run) Resume(s *State) error {
	d := &watch.Decoder{Buf: s.rest}
	r.seen, r.events, r.first, r.minute = s.seen, s.events, s.first, s.minute
	r.seen.feed = -1
	slices.SortStableFunc(r.readers, func(a, b *reader) int { return cmp.Compare(s.order(a), s.order(b)) })
	for i, rd := range r.readers {
		rd.index, rd.log.Index = i, i
		if k, there := s.logs[rd.log.Name]; there {
			rd.resumed, rd.done, rd.high, rd.newest, rd.Odd = true, k.high, k.high, k.newest, k.odd
			rd.file, rd.named, rd.counted, rd.counts, rd.base = k.file, k.named, k.counted, k.base, k.base
			if s.seen.feed >= 0 && s.seen.feed < len(s.names) && s.names[s.seen.feed] == rd.log.Name {
				r.seen.feed = i
			}
		}
	}
	byName := map[string]watch.Detector{}
	for _, det := range r.o.Detectors {
		byName[det.About().Name] = det
	}
	for range d.Len(2) {
		name, part := d.Text(), watch.Decoder{Buf: d.Bytes()}
		if det := byName[name]; det != nil && d.Err() == nil {
			if err := det.Load(&part); err != nil {
				return err
			}
			if err := part.Err(); err != nil {
				return err
			}
		}
	}
	r.o.Book.Load(d, func(name string) *watch.Log {
		for _, rd := range r.readers {
			if rd.log.Name == name {
				return rd.log
			}
		}
		return nil
	})
	return d.Err()
}

// Sort puts feeds in the order of their names, which is that of the logs of a run.
func Sort(feeds []watch.Feed) {
	sort.SliceStable(feeds, func(i, j int) bool { return feeds[i].Log().Name < feeds[j].Log().Name })
}

// counts calls f with each number of what was read.
func counts(c watch.Counts, f func(int64)) {
	for _, n := range [...]int64{c.Lines, c.Accesses, c.Nothing, c.Malformed, c.Short, c.Open, c.Lost, c.Dropped, c.Bytes} {
		f(n)
	}
}

func plus(a, b watch.Counts) watch.Counts {
	return watch.Counts{Lines: a.Lines + b.Lines, Accesses: a.Accesses + b.Accesses, Nothing: a.Nothing + b.Nothing, Malformed: a.Malformed + b.Malformed, Short: a.Short + b.Short, Open: a.Open + b.Open,
		Lost: a.Lost + b.Lost, Dropped: a.Dropped + b.Dropped, Bytes: a.Bytes + b.Bytes}
}

func readCounts(d *watch.Decoder) watch.Counts {
	return watch.Counts{Lines: d.Int(), Accesses: d.Int(), Nothing: d.Int(), Malformed: d.Int(), Short: d.Int(), Open: d.Int(), Lost: d.Int(), Dropped: d.Int(), Bytes: d.Int()}
}
