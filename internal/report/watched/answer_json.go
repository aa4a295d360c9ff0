package watched

import (
	"encoding/json"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/ask"
)

type answerLine struct {
	Verdict  string       `json:"verdict"` // read, possible, not-seen, unknown
	Since    *time.Time   `json:"since"`
	Begins   *time.Time   `json:"logs_begin,omitempty"` // later than since: what was before is unknown
	Stores   []string     `json:"stores,omitempty"`
	Asked    int          `json:"asked,omitempty"` // persons; 0 all
	First    *time.Time   `json:"first"`
	Last     *time.Time   `json:"last"`
	Accesses int64        `json:"accesses"`
	Rows     int64        `json:"rows"`
	Bytes    int64        `json:"bytes"`
	People   *int64       `json:"people"`
	Exact    bool         `json:"exact"`
	Bulk     int64        `json:"bulk,omitempty"`
	Refused  int64        `json:"refused"`
	Readers  []readerLine `json:"readers"`
	Others   int64        `json:"others,omitempty"`
	Gaps     []gapLine    `json:"gaps"`
	Logs     []coverLine  `json:"logs"` // of what is asked for, and how far each goes
}

type coverLine struct {
	Source   string     `json:"source"`
	First    *time.Time `json:"first"`
	Last     *time.Time `json:"last"`
	Accesses int64      `json:"accesses"`
}

type readerLine struct {
	Principal *string    `json:"principal"`
	Origin    *string    `json:"origin"`
	Countries []string   `json:"countries,omitempty"`
	First     *time.Time `json:"first"`
	Last      *time.Time `json:"last"`
	Accesses  int64      `json:"accesses"`
	Rows      int64      `json:"rows"`
	People    int64      `json:"people"`
	Exact     bool       `json:"exact"`
	Bulk      int64      `json:"bulk,omitempty"`
	Refused   int64      `json:"refused,omitempty"`
}

// AnswerJSON writes the answer as one line of the stream. Accounts and addresses are written as they stand in a: Show them first.
func AnswerJSON(w io.Writer, a *ask.Answer) error {
	l := answerLine{Verdict: a.Verdict.String(), Since: moment(a.Since), Stores: a.Stores, Asked: a.Asked, First: moment(a.First), Last: moment(a.Last), Accesses: a.Accesses, Rows: a.Rows, Bytes: a.Bytes,
		Exact: a.Exact, Bulk: a.Bulk, Refused: a.Refused, Others: a.Others, Readers: []readerLine{}, Gaps: []gapLine{}, Logs: []coverLine{}}
	if at, early := a.Early(); early {
		l.Begins = moment(at)
	}
	if a.People >= 0 {
		l.People = &a.People
	}
	for i := range a.Readers {
		r := &a.Readers[i]
		l.Readers = append(l.Readers, readerLine{said(r.Who), said(r.Origin), r.Countries, moment(r.First), moment(r.Last), r.Accesses, r.Rows, r.People, r.Exact, r.Bulk, r.Refused})
	}
	for i := range a.Gaps {
		l.Gaps = append(l.Gaps, *gap(&a.Gaps[i]))
	}
	for _, c := range a.Logs {
		l.Logs = append(l.Logs, coverLine{c.Log, moment(c.First), moment(c.Last), c.Accesses})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Answer answerLine `json:"answer"`
	}{l})
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
