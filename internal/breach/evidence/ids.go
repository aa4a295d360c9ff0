package evidence

import (
	"bufio"
	"bytes"
	"io"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// IDs are persons found in people indices by the identifiers that somebody named.
type IDs struct {
	Given  int64 // lines that name somebody, each person once
	Found  int64 // of these, who stand in an index
	Shared int64 // of these, whose values lead to several people and to nobody alone
	// Persons are those found, of each store.
	Persons []*breach.Persons
}

// MostIDs is how many persons one file may name.
const MostIDs = 20_000_000

// Find looks up the persons that a file names, a line each: values (account numbers, e-mail addresses, telephone numbers) parted by commas,
// tabs or semicolons. The first line may be the names of columns. kinds are what was lost of each. Nothing of the file is kept.
func Find(stores []leak.Store, key *pii.Key, r io.Reader, kinds []pii.Kind) (*IDs, error) {
	out, h := &IDs{}, key.Hasher()
	rows := make([][]uint32, len(stores))
	var facts []index.Fact
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	for n := 0; s.Scan(); n++ {
		line := bytes.TrimPrefix(s.Bytes(), []byte("\ufeff"))
		if len(bytes.TrimSpace(line)) == 0 || n == 0 && !bytes.ContainsAny(line, "0123456789@") {
			continue
		}
		if out.Given++; out.Given > MostIDs {
			return nil, fault.Errorf(fault.Usage, "read identifiers: more than %d lines", MostIDs)
		}
		found, shared := false, false
		for i := range stores {
			var who []uint32
			for _, v := range values(line) {
				for _, class := range classes {
					var err error
					if facts, err = stores[i].Index.Find(index.Cut(h.Fingerprint(class, v)), facts[:0]); err != nil {
						return nil, err
					}
					mine := one(facts)
					shared = shared || len(mine) > 1
					if len(mine) == 1 && !slices.Contains(who, mine[0]) {
						who = append(who, mine[0])
					}
				}
			}
			if len(who) == 1 { // values of one line that lead to two are a mistake of one of them
				rows[i], found = append(rows[i], who[0]), true
			}
			shared = shared || len(who) > 1
		}
		switch {
		case found:
			out.Found++
		case shared:
			out.Shared++
		}
	}
	if s.Err() != nil {
		return nil, fault.Errorf(fault.Usage, "read identifiers: a line is longer than 1 MiB, or the file cannot be read")
	}
	distinct := int64(0)
	for i := range stores {
		if slices.Sort(rows[i]); len(rows[i]) == 0 {
			continue
		}
		rows[i] = slices.Compact(rows[i])
		distinct += int64(len(rows[i]))
		out.Persons = append(out.Persons, &breach.Persons{Store: stores[i].Name, Snapshots: len(stores[i].Index.Meta().Snapshots),
			Groups: []breach.Group{{Kinds: kindsOf(kinds), Rows: rows[i]}}})
	}
	if twice := out.Found - distinct; twice > 0 { // somebody is named on two lines
		out.Given, out.Found = out.Given-twice, out.Found-twice
	}
	return out, nil
}

// classes are those of values that lead to one person.
var classes = [...]pii.Class{pii.ClassID, pii.ClassEmail, pii.ClassPhone, pii.ClassDigits}

func values(line []byte) (out [][]byte) {
	for _, v := range bytes.FieldsFunc(line, func(r rune) bool { return r == ',' || r == '\t' || r == ';' }) {
		if v = bytes.Trim(bytes.TrimSpace(v), `"`); len(v) >= 4 && bytes.ContainsAny(v, "0123456789@") {
			out = append(out, v)
		}
	}
	return out
}

// one are the different persons of facts.
func one(facts []index.Fact) (out []uint32) {
	for i := range facts {
		if facts[i].Field != index.Identity && !slices.Contains(out, facts[i].Row) {
			if out = append(out, facts[i].Row); len(out) > 1 {
				break
			}
		}
	}
	return out
}
