package notice

import (
	"context"
	"encoding/hex"
	"math/rand/v2"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Batch is letters of one kind to the persons of a case.
type Batch struct {
	Case, ID string
	Table    *Table
	Cast     *Cast
	Key      *pii.Key
	// Lang is the language of letters to whom nothing else tells it.
	Lang string
	// Journal tells who was told; nil: nobody.
	Journal *journal.Journal
	// Doubtful sends letters whose fate is uncertain again, Failed those that were refused or came back.
	Doubtful, Failed bool
	// Row, if set, is told why a row gets no letter.
	Row func(row int64, why Reason) error
}

// Addressee is somebody who is to be told. It holds data in clear and is kept nowhere.
type Addressee struct {
	Row     int64
	Email   Address
	Name    string
	Header  bool // the name may stand in a header
	Lang    string
	Kinds   Kinds
	Persons []journal.Person
	// ID names the letter (the Message-ID before the @): 32 hexadecimal digits that say nothing without the key.
	ID      string
	Postal  string
	Address []string
}

// Plan is whom a batch reaches.
type Plan struct {
	Was     Was
	Persons int64 // of the case
	Letters int64 // to be sent
	Told    int64 // told already
	Without int64 // persons of the case whom no row can reach
	Langs   map[string]int64
	Groups  map[Kinds]int64 // letters by what they tell
	Reasons map[Reason]int64
	Samples []Sample
}

// Sample is a letter, masked.
type Sample struct {
	Row      int64
	To, Name string
	Lang     string
	Kinds    Kinds
}

// samples is how many letters are shown.
const samples = 10

// walking is one reading of the recipients.
type walking struct {
	b      *Batch
	join   *Joiner
	seen   []rowSet // by store: whom a letter goes to
	to     Addressee
	letter func(*Addressee) error
	told   func(Reason, int64) error
}

// rowSet is a set of rows.
type rowSet []uint64

func (b rowSet) has(row uint32) bool { return b[row>>6]>>(row&63)&1 == 1 }
func (b rowSet) add(row uint32)      { b[row>>6] |= 1 << (row & 63) }

// walk reads the recipients once. letter is shown who gets a letter, told why a row gets none.
func (b *Batch) walk(ctx context.Context, letter func(*Addressee) error, told func(Reason, int64) error) (*walking, Was, error) {
	w := &walking{b: b, join: NewJoiner(b.Cast, b.Key, b.Case), letter: letter, told: told}
	for i := range b.Cast.stores {
		w.seen = append(w.seen, make(rowSet, len(b.Cast.stores[i].of)/64+1))
	}
	was, err := b.Table.Read(ctx, w.row)
	return w, was, err
}

// row takes one of the recipients.
func (w *walking) row(r *Recipient) error {
	why, err := w.judge(r)
	if err != nil {
		return err
	}
	if why == 0 {
		return w.letter(&w.to)
	}
	return w.told(why, r.Row)
}

// judge tells whether the row gets a letter, and to whom.
func (w *walking) judge(r *Recipient) (Reason, error) {
	if r.Bad {
		return BadRow, nil
	}
	refs, kinds, why, err := w.join.Find(r.Keys)
	if why != 0 || err != nil {
		return why, err
	}
	for _, p := range refs {
		if w.seen[p.store].has(p.Row) {
			return Duplicate, nil
		}
	}
	to := Addressee{Row: r.Row, Name: r.Name, Header: r.Header, Lang: r.Lang, Kinds: kinds}
	if to.Lang == "" {
		to.Lang = w.b.Lang
	}
	if why := w.address(r, &to); why != 0 {
		return why, nil
	}
	for _, p := range refs {
		to.Persons = append(to.Persons, w.join.Person(p))
	}
	w.mark(refs)
	if why := w.before(to.Persons); why != 0 {
		return why, nil
	}
	to.ID = w.join.LetterID(w.b.ID, to.Persons[0])
	w.to = to
	return 0, nil
}

func (w *walking) mark(refs []Ref) {
	for _, p := range refs {
		w.seen[p.store].add(p.Row)
	}
}

func (w *walking) address(r *Recipient, to *Addressee) Reason {
	if w.b.Table.Post {
		to.Postal, to.Address = r.Postal, slices.Clone(r.Address)
		if len(to.Address) == 0 || to.Name == "" {
			return NoAddress
		}
		return 0
	}
	if len(r.Email) == 0 {
		return NoAddress
	}
	var ok bool
	if to.Email, ok = ParseAddress(r.Email); !ok {
		return BadAddress
	}
	return 0
}

// before tells what became of a letter to the person in this batch.
func (w *walking) before(persons []journal.Person) Reason {
	if w.b.Journal == nil {
		return 0
	}
	for _, p := range persons {
		switch fate, bounced := w.b.Journal.Fate(p); {
		case fate == journal.Sent && (!bounced || !w.b.Failed):
			return Told
		case fate == journal.Failed && !w.b.Failed:
			return Refused
		case fate == journal.Uncertain && !w.b.Doubtful:
			return Doubtful
		}
	}
	return 0
}

// LetterID names the letter of a batch to a person.
func (j *Joiner) LetterID(batch string, p journal.Person) string {
	sum := j.hasher.Sum([]byte("letter"), j.named, []byte(batch), p[:])
	return hex.EncodeToString(sum[:])
}

// Plan reads the recipients and tells whom the batch reaches; nothing is sent, nothing kept.
func (b *Batch) Plan(ctx context.Context) (*Plan, error) {
	p := &Plan{Persons: b.Cast.People(), Langs: map[string]int64{}, Groups: map[Kinds]int64{}, Reasons: map[Reason]int64{}}
	rnd := rand.New(rand.NewPCG(7, 7)) // which ten is the same each time
	w, was, err := b.walk(ctx, func(to *Addressee) error {
		p.Letters++
		p.Langs[to.Lang]++
		p.Groups[to.Kinds]++
		if n := len(p.Samples); n < samples {
			p.Samples = append(p.Samples, b.sample(to))
		} else if k := rnd.Int64N(p.Letters); k < samples {
			p.Samples[k] = b.sample(to)
		}
		return nil
	}, func(why Reason, row int64) error {
		p.Reasons[why]++
		if b.Row != nil {
			return b.Row(row, why)
		}
		return nil
	})
	if p.Was = was; err != nil {
		return p, err
	}
	p.Told = p.Reasons[Told]
	for ref := range b.Cast.each {
		if !w.seen[ref.store].has(ref.Row) {
			p.Without++
		}
	}
	slices.SortFunc(p.Samples, func(a, b Sample) int { return int(a.Row - b.Row) })
	return p, nil
}

func (b *Batch) sample(to *Addressee) Sample {
	s := Sample{Row: to.Row, Name: string(pii.Mask(nil, pii.PersonName, []byte(to.Name))), Lang: to.Lang, Kinds: to.Kinds}
	if b.Table.Post {
		s.To = string(pii.Mask(nil, pii.StreetAddress, []byte(to.Address[0])))
	} else {
		s.To = string(pii.Mask(nil, pii.EmailAddress, []byte(to.Email)))
	}
	return s
}

// Send reads the recipients and hands on who is to be told, in order. An error of the call ends it.
func (b *Batch) Send(ctx context.Context, letter func(*Addressee) error) error {
	_, _, err := b.walk(ctx, letter, func(Reason, int64) error { return nil })
	return err
}

// Persons is who has a value, of the persons of the case, as the case names them. Nothing of the value is kept.
func (j *Joiner) Persons(value []byte) ([]journal.Person, Kinds, error) {
	var out []journal.Person
	var kinds Kinds
	for _, class := range asked {
		if err := j.looking(class, value); err != nil {
			return nil, 0, err
		}
		for i := range j.found {
			if j.cast.In(j.found[i].Ref) {
				p := j.Person(j.found[i].Ref)
				if !slices.Contains(out, p) {
					out = append(out, p)
					kinds |= j.cast.Kinds(j.found[i].Ref)
				}
			}
		}
	}
	return out, kinds, nil
}
