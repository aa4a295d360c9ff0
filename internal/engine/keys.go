package engine

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// keys are the columns by which a table's persons are told apart (decision 4), chosen once per Frame: the strongest
// kind, and the next that may link records to other tables. A name alone is strengthened by a date of birth or address.
type keys struct {
	column [2]int // field index, -1 if none
	kind   [2]pii.Kind
	names  []int // name columns (surname and given name may stand apart)
	named  pii.Kind
	with   int // column added to the name where the name is the key, -1 if none
}

const nameRank = 60

func chooseKeys(cols []column, floor float32) keys {
	k := keys{column: [2]int{-1, -1}, with: -1}
	for slot := range 2 {
		for i := range cols {
			c := &cols[i]
			rank := c.kind.Info().Rank
			if c.mode != asKind || c.score < floor || rank == 0 || c.kind == pii.PersonNameKana && slot == 1 {
				continue
			}
			if slot == 1 && (c.kind == k.kind[0] || rank >= nameRank || c.kind.Has(pii.Within)) {
				continue
			}
			if old := k.column[slot]; old < 0 || rank < k.kind[slot].Info().Rank {
				k.column[slot], k.kind[slot] = i, c.kind
			}
		}
	}
	k.named = pii.PersonName
	if k.column[0] >= 0 && k.kind[0].Info().Rank >= nameRank {
		k.named = k.kind[0]
	}
	for i := range cols {
		if cols[i].mode != asKind {
			continue
		}
		switch cols[i].kind {
		case k.named:
			if len(k.names) < 2 {
				k.names = append(k.names, i)
			}
		case pii.DateOfBirth:
			k.with = i
		case pii.StreetAddress:
			if k.with < 0 {
				k.with = i
			}
		}
	}
	return k
}

// personRow is what one record says of a person.
type personRow struct {
	kind [3]pii.Kind
	key  [3]uint64
}

// person hashes a record's keys.
func (w *worker) person(f *frame, values []content.Value) {
	var row personRow
	k := &f.keys
	byName := k.kind[0].Info().Rank >= nameRank
	for slot, col := range k.column {
		if col < 0 || slot == 0 && byName {
			continue
		}
		if key := w.valueKey(f, k.kind[slot], find(values, col)); key != 0 {
			row.kind[slot], row.key[slot] = k.kind[slot], key
		}
	}
	if len(k.names) > 0 {
		key := w.nameKey(f, values, byName)
		switch {
		case key == 0:
		case byName:
			row.kind[0], row.key[0] = k.named, key
			if k.with >= 0 {
				row.kind[2], row.key[2] = k.named, w.nameKey(f, values, false)
			}
		default:
			row.kind[2], row.key[2] = k.named, key
		}
	}
	if row.key != [3]uint64{} {
		w.out.people = append(w.out.people, row)
	}
}

func find(values []content.Value, col int) []byte {
	if col < len(values) && values[col].Field == col {
		return values[col].Text
	}
	for i := range values {
		if values[i].Field == col {
			return values[i].Text
		}
	}
	return nil
}

// valueKey is the hash of a value that is a key; 0 for values that are none.
func (w *worker) valueKey(f *frame, kind pii.Kind, v []byte) uint64 {
	s, e := blanks(v)
	if s >= e {
		return 0
	}
	if kind.Has(pii.Within) {
		return w.hash(kind, v[s:e]) ^ f.store | 1
	}
	return w.hash(kind, v[s:e]) | 1
}

// hash is the keyed hash of a value under the key that its kind allows.
func (w *worker) hash(kind pii.Kind, v []byte) uint64 {
	h := w.hasher
	if kind.Has(pii.Specific) {
		h = w.runHasher
	}
	return h.Hash(kind.Info().Class, v)
}

// nameKey joins the name columns and, if the name is the key, what strengthens it.
func (w *worker) nameKey(f *frame, values []content.Value, more bool) uint64 {
	w.joined = w.joined[:0]
	for _, col := range f.keys.names {
		w.joined = append(w.joined, find(values, col)...)
	}
	s, e := blanks(w.joined)
	if s >= e {
		return 0
	}
	key := w.hash(f.keys.named, w.joined[s:e])
	if more && f.keys.with >= 0 {
		if v := find(values, f.keys.with); len(v) > 0 {
			key = key*0x9e3779b97f4a7c15 ^ w.hash(f.columns[f.keys.with].kind, v)
		}
	}
	return key | 1
}

// blanks tells where v begins and ends without blanks around it, and without what spreadsheets write so that digits stay
// text: '090…, ="090…".
func blanks(v []byte) (int, int) {
	s, e := 0, len(v)
	for s < e {
		if c := v[s]; c <= ' ' {
			s++
		} else if c == 0xe3 && e-s >= 3 && v[s+1] == 0x80 && v[s+2] == 0x80 {
			s += 3
		} else {
			break
		}
	}
	for s < e {
		if c := v[e-1]; c <= ' ' {
			e--
		} else if c == 0x80 && e-s >= 3 && v[e-2] == 0x80 && v[e-3] == 0xe3 {
			e -= 3
		} else {
			break
		}
	}
	if s < e && (v[s] == '\'' || v[s] == '=') {
		return armour(v, s, e)
	}
	return s, e
}

func armour(v []byte, s, e int) (int, int) {
	switch {
	case e-s > 3 && v[s] == '=' && v[s+1] == '"' && v[e-1] == '"':
		return s + 2, e - 1
	case e-s > 2 && v[s] == '\'' && v[e-1] == '\'':
		return s + 1, e - 1
	case e-s > 1 && v[s] == '\'':
		return s + 1, e
	}
	return s, e
}
