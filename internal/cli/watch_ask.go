package cli

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/ask"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/gap"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/run"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
)

// answers is the book of a run that answers a question instead of looking for alerts: was it read, by whom, when first?
type answers struct{ *ask.Collector }

// mostAsked is how many persons may be asked for at once.
const mostAsked = 5_000_000

// question makes the collector of --ask, and the detector of gaps that goes with it.
func (w *watching) question() (*answers, []watch.Detector, error) {
	q := ask.Question{}
	if !w.since.IsZero() {
		q.Since = w.since.UnixMicro()
	}
	if w.f.store != "" {
		q.Stores = strings.Split(w.f.store, ",")
	}
	if w.f.people != "" {
		if err := w.asked(&q); err != nil {
			return nil, nil, err
		}
	}
	if len(q.Stores) == 0 && w.f.people == "" {
		return nil, nil, fault.Errorf(fault.Usage, "--ask: of which store (--store) or which persons (--people)?")
	}
	c := ask.New(w.settings, q)
	return &answers{c}, []watch.Detector{c, gap.New(w.settings, gap.Config{})}, nil
}

// asked reads the persons asked for: account numbers, e-mail addresses, telephone numbers or fingerprints, a line each or in the columns of
// a CSV. Nothing of them is kept.
func (w *watching) asked(q *ask.Question) error {
	file, err := os.Open(w.f.people)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read whom is asked for: %w", err))
	}
	defer file.Close()
	return w.persons(q, file)
}

// persons adds the persons that a text names.
func (w *watching) persons(q *ask.Question, in io.Reader) error {
	h := w.set.config.Key.Hasher()
	s := bufio.NewScanner(in)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		for _, v := range strings.FieldsFunc(s.Text(), func(r rune) bool { return r == ',' || r == '\t' || r == ';' }) {
			v = strings.Trim(strings.TrimSpace(v), `"`)
			if len(v) < 2 {
				continue
			}
			if len(q.Names) >= mostAsked {
				return fault.Errorf(fault.Usage, "read whom is asked for: more than %d values", mostAsked)
			}
			if b, err := hex.DecodeString(v); err == nil && len(b) == len(event.Fingerprint{}) {
				q.Persons = append(q.Persons, event.Fingerprint(b))
				continue
			}
			q.Names = append(q.Names, []byte(v))
			for _, class := range []pii.Class{pii.ClassID, pii.ClassEmail, pii.ClassPhone} {
				q.Persons = append(q.Persons, event.Fingerprint(h.Fingerprint(class, []byte(v))))
			}
		}
	}
	if err := s.Err(); err != nil {
		return fault.As(fault.Usage, errors.New("read whom is asked for: a line is too long, or the file cannot be read"))
	}
	return nil
}

// Signal implements watch.Out: nothing is told but the answer.
func (*answers) Signal(*watch.Signal) {}

// Tick implements run.Book.
func (*answers) Tick(int64) {}

// Changed implements run.Book.
func (*answers) Changed() bool { return false }

// Save implements run.Book: the collector remembers all, gaps too.
func (*answers) Save(*watch.Encoder) {}

// Load implements run.Book.
func (*answers) Load(*watch.Decoder, func(string) *watch.Log) {}

// answer reads the logs and answers.
func (w *watching) answer(ctx context.Context, feeds []watch.Feed) error {
	c, detectors, err := w.question()
	if err != nil {
		return err
	}
	r := run.New(feeds, run.Options{Settings: w.settings, Detectors: detectors, Book: c, Now: time.Now, Keep: w.folder.Save, Every: w.f.checkpoint})
	if w.state != nil {
		if err := r.Resume(w.state); err != nil {
			return fmt.Errorf("go on from the state of watch: %w", err)
		}
	}
	res, err := r.Do(ctx)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if found := (&watched.Found{Result: res, Unread: w.unread}); watched.Partly(found) {
		w.a.status = StatusPartly
		for _, u := range w.unread {
			fmt.Fprintf(w.a.Err, "tsutsumi: %s: %s\n", u.Name, u.Error)
		}
	}
	if err := w.a.writing(w.f.output, func(out io.Writer) error { return c.tell(out, w) }); err != nil {
		return err
	}
	return w.folder.Remove()
}

// tell says the answer.
func (c *answers) tell(out io.Writer, w *watching) error {
	a := c.Answer()
	who, origin := story.Masks(w.settings)
	a.Show(who, origin)
	if w.f.format == "json" {
		return watched.AnswerJSON(out, a)
	}
	return watched.Answer(out, w.a.reportOptions(), w.zone, a)
}
