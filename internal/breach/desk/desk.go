// Package desk answers who calls after a breach: is she affected, with which items. It is asked by a value typed in (an e-mail address, a
// telephone number, a customer's number), compared by fingerprint with the persons of the case; the value is kept nowhere. What it
// does not find is not called unaffected: it says as of when, and where nobody can tell.
//
// Handler is its page for a call centre; the package knows nothing of files and of the case's ledger: what is counted is handed on.
package desk

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Register is what is known of the persons of a case.
type Register struct {
	Case    string
	Key     *pii.Key
	Members []member.Members
	// Stores are all indices that are asked, those of persons of the case among them.
	Stores []leak.Store
	AsOf   time.Time // of the last evidence
	// Unknown is where persons may be affected whom no index knows: nobody can tell there.
	Unknown []law.Text
}

// Verdict is what the desk can say.
type Verdict string

// The verdicts.
const (
	Affected Verdict = "affected"
	Several  Verdict = "several"   // persons of the case share the value: another one must be asked for
	NotKnown Verdict = "not_known" // a person of ours, not among those known to be affected
	NoSuch   Verdict = "no_such"   // nobody of ours has this value
)

// Answer is what the desk says of a value.
type Answer struct {
	Verdict Verdict    `json:"verdict"`
	Kinds   []pii.Kind `json:"kinds,omitempty"`
	Stores  []string   `json:"stores,omitempty"`
	AsOf    time.Time  `json:"as_of"`
	Unknown []law.Text `json:"unknown,omitempty"`
}

// longest is how long a value may be, in bytes.
const longest = 320

// Ask looks a value up. A value by which no one person is told (a name, an address) is fault.Usage; the error does not show it.
func (r *Register) Ask(value []byte) (Answer, error) {
	a := Answer{AsOf: r.AsOf, Unknown: r.Unknown, Verdict: NoSuch}
	value, classes, err := read(value)
	if err != nil {
		return a, err
	}
	h := r.Key.Hasher()
	var fps []index.FP
	for _, c := range classes {
		fps = append(fps, index.Cut(h.Fingerprint(c, value)))
	}
	var buf []index.Fact
	for i := range r.Members {
		m := &r.Members[i]
		var rows []uint32
		for _, fp := range fps {
			var more []uint32
			if more, buf, err = m.Find(fp, buf); err != nil {
				return a, err
			}
			rows = append(rows, more...)
		}
		slices.Sort(rows)
		rows = slices.Compact(rows)
		switch {
		case len(rows) > 1:
			return Answer{Verdict: Several, AsOf: a.AsOf, Unknown: a.Unknown}, nil
		case len(rows) == 1:
			kinds, _, err := m.Kinds(rows[0])
			if err != nil {
				return a, err
			}
			a.Verdict = Affected
			a.Stores = append(a.Stores, m.Store.Name)
			a.Kinds = append(a.Kinds, kinds...)
		}
	}
	if a.Verdict == Affected {
		slices.Sort(a.Kinds)
		a.Kinds = slices.Compact(a.Kinds)
		return a, nil
	}
	for _, s := range r.Stores {
		for _, fp := range fps {
			n, err := s.Index.Count(fp)
			if err != nil {
				return a, err
			}
			if n > 0 {
				a.Verdict = NotKnown
			}
		}
	}
	return a, nil
}

// dashes are what keyboards of Japanese put between the digits of a number.
var dashes = strings.NewReplacer("ー", "-", "ｰ", "-", "―", "-", "‐", "-", "–", "-", "−", "-", "－", "-")

// read is a value as it is looked up, and the classes as which: a mail address, or a number.
func read(value []byte) ([]byte, []pii.Class, error) {
	v := bytes.TrimSpace(value)
	if len(v) == 0 || len(v) > longest || !utf8.Valid(v) {
		return nil, nil, fault.Errorf(fault.Usage, "ask: an e-mail address, a telephone number or a customer's number, at most %d bytes", longest)
	}
	if bytes.ContainsAny(v, "@＠") {
		return v, member.Classes[:1], nil
	}
	v = []byte(width.Fold.String(dashes.Replace(string(v))))
	digits := 0
	for _, c := range v {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case c > unicode.MaxASCII, c < ' ':
			return nil, nil, shared
		}
	}
	if digits < 3 {
		return nil, nil, shared
	}
	return v, member.Classes[1:], nil
}

var shared = fault.Errorf(fault.Usage, "ask: names and addresses are shared by many; an e-mail address, a telephone number or a customer's number is needed")
