package breach

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// TestFoldInterleaving folds random cases in which many events have one moment: however they come, and whichever of one moment was
// numbered first, they give one state, and one answer to every question about it.
func TestFoldInterleaving(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 15
	}
	for seed := range uint64(rounds) {
		m := maker{rand.New(rand.NewPCG(seed, 1))}
		events := make([]Event, 0, 40)
		at := start
		for i := range 3 + m.IntN(37) {
			if m.IntN(3) == 0 {
				at = at.Add(time.Duration(m.IntN(40)) * time.Hour)
			}
			b := m.body()
			if i == 0 {
				b = Opened{Title: "t"}
			}
			events = append(events, Event{Case: "2026-0001", At: at, By: []string{"a", "b"}[m.IntN(2)], Body: b})
		}
		var want any
		for turn := range 6 {
			if turn > 0 {
				shuffleMoments(m, events)
			}
			for i := range events {
				events[i].Seq = int64(i + 1)
			}
			link(t, events)
			given := append([]Event(nil), events...)
			m.Shuffle(len(given), func(i, j int) { given[i], given[j] = given[j], given[i] })
			s := fold(t, given)
			if s.Head != events[len(events)-1].Hash || s.Events != int64(len(events)) {
				t.Fatalf("seed %d: head or number of events is wrong", seed)
			}
			got := everything(s)
			forgetNumbers(reflect.ValueOf(got))
			if turn == 0 {
				want = got
			} else if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("seed %d: another interleaving, another state:\n%s", seed, d)
			}
		}
	}
}

// shuffleMoments changes the order of events of the same moment.
func shuffleMoments(m maker, events []Event) {
	for i := 0; i < len(events); {
		j := i + 1
		for j < len(events) && events[j].At.Equal(events[i].At) {
			j++
		}
		m.Shuffle(j-i, func(a, b int) { events[i+a], events[i+b] = events[i+b], events[i+a] })
		i = j
	}
}

// answers are a state and what is asked of it.
type answers struct {
	State    *State
	Times    Times
	Beliefs  map[string]*Belief
	Affected Affected
	Facts    law.Facts
	Close    string
}

func everything(s *State) *answers {
	c := &config.Case{TwoPersons: []string{ActClose}}
	out := &answers{State: s, Times: s.Times(), Beliefs: map[string]*Belief{}, Affected: s.Affected(), Facts: s.LawFacts(c)}
	for name := range s.Facts {
		out.Beliefs[name] = s.Now(name)
	}
	if err := s.Allowed(ActClose, "", c); err != nil {
		out.Close = err.Error()
	}
	return out
}

// forgetNumbers makes numbers and hashes of events zero, and lists of them as long as they are: they are all that may differ.
func forgetNumbers(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			forgetNumbers(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forgetNumbers(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			c := reflect.New(v.Type().Elem()).Elem()
			c.Set(v.MapIndex(k))
			forgetNumbers(c)
			v.SetMapIndex(k, c)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch f := v.Field(i); v.Type().Field(i).Name {
			case "Seq":
				f.SetInt(0)
			case "Head":
				f.SetZero()
			case "By", "Against":
				if f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Int64 {
					f.Set(reflect.MakeSlice(f.Type(), f.Len(), f.Len()))
				} else {
					forgetNumbers(f)
				}
			default:
				if f.CanSet() {
					forgetNumbers(f)
				}
			}
		}
	}
}

func TestFoldKeepsAll(t *testing.T) {
	s := fold(t, chained(t, Opened{Title: "USB の紛失", Small: true}, Answered{ID: "Q1", Answer: "found", Closed: true}, Progressed{ID: "T1", Done: n(3), Source: "list"},
		Asked{ID: "Q1", To: "委託先A", What: "logs"}, Task{ID: "T1", Sort: Relief, Of: n(10)}, Progressed{ID: "T1", Done: n(7), Ended: true, Source: "list"}, Closed{Why: "done"}, Reopened{Why: "again"}))
	if s.Title != "USB の紛失" || !s.Small || s.OpenedBy != "hanako" || !s.Opened.Equal(start) || !s.Closed.IsZero() || len(s.Turns) != 2 {
		t.Errorf("%+v", s)
	}
	if r := s.Requests; len(r) != 1 || r[0].Body.To != "委託先A" || len(r[0].Answers) != 1 || r[0].Open {
		t.Errorf("an answer that came first is lost: %+v", r)
	}
	if w := s.Tasks; len(w) != 1 || *w[0].Done != 7 || *w[0].Of != 10 || !w[0].Ended || len(w[0].Steps) != 2 {
		t.Errorf("%+v", w)
	}
	if _, err := Fold(nil); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
	other := chained(t, Opened{Title: "a"}, Closed{Why: "b"})
	other[1].Case = "2026-0008"
	if _, err := Fold(other); fault.Of(err) != fault.Unreadable {
		t.Error(err)
	}
}

func TestCauses(t *testing.T) {
	s := fold(t, chained(t, Opened{Title: "t"},
		Weighed{Cause{ID: "C1", Text: both("credentials in a blog"), Status: Asserted, For: []Ground{{"E1", both("a post")}}}},
		Weighed{Cause{ID: "C2", Text: both("no password was set"), Status: Asserted, For: []Ground{{"E2", both("it answers")}, {"E3", both("since April")}}}},
		Weighed{Cause{ID: "C1", Status: Refuted, Against: []Ground{{"", both("hearsay")}}}},
	))
	if got := s.Causes; got[0].ID != "C2" || got[1].Status != Asserted || len(got[1].Against) != 1 {
		t.Errorf("a refutation without a source counts: %+v", got)
	}
	s = fold(t, chained(t, Opened{Title: "t"},
		Weighed{Cause{ID: "C1", Text: both("credentials in a blog"), Status: Asserted, For: []Ground{{"E1", both("a")}, {"E1", both("b")}, {"E1", both("c")}}}},
		Added{ID: "E2", Sort: FromExposure, Causes: []Cause{{ID: "C2", Text: both("no password was set"), Status: Asserted}}},
		Weighed{Cause{ID: "C1", Status: Refuted, Against: []Ground{{"E2", both("no password was set")}}}},
		Weighed{Cause{ID: "C1", Status: Asserted, Against: []Ground{{"E3", both("nor later")}}}},
	))
	if got := s.Causes; got[0].ID != "C2" || got[1].Status != Refuted || len(got[1].Against) != 2 || got[1].Text.EN != "credentials in a blog" {
		t.Errorf("%+v", got)
	}
}
