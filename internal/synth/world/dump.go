package world

import (
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Dump says what dump there shall be. The zero value is the CRM at the last snapshot as CSV.
type Dump struct {
	Seed  uint64 // of chance: which rows, which order, which mutations
	Takes []Take // whose rows; of several stores, their columns are united
	At    time.Time
	// Tables leaves each store's rows a table of their own, in its own columns: mysqldump and pgcopy only.
	Tables bool

	Format  string // csv, tsv, jsonl, hits (Elasticsearch), mysqldump, pgcopy, xlsx
	Charset string // utf-8, or of csv and tsv shift_jis: what that lacks becomes a question mark

	Shuffle   bool    // rows in any order instead of the stores'
	Foreign   float64 // share of the rows that are of people whom no store knows; 1: all of them
	Collide   bool    // the foreign rows bear account numbers of our stores
	Duplicate float64 // so many rows are there again, by the share of the rows
	Corrupt   float64 // share of the values that are spoilt
	Scramble  bool    // columns shuffled against each other: an address and numbers are another row's
	Rename    bool    // columns have other names
	Drop      []Field // columns that are missing
	Reformat  bool    // kana, width, dates, phones, names in other forms; which ones is left to Seed
	Invented  int     // so many rows that a faker made up, in the columns of Takes, and nothing else
	Library   bool    // the faker is a library for test data instead of somebody with a spreadsheet

	// Plant are people who stand in the dump beside those of the stores, as canaries do; Member is the account number.
	Plant []synth.Person

	Keep int // how many values the truth keeps in clear
}

// Take is a part of a store's rows.
type Take struct {
	Store int
	Of    float64 // share of the store's rows, 0 for all
	// At is when they were taken, if not at the dump's instant: who collects takes what he finds, old or new. A store
	// has one instant.
	At time.Time
}

// dumper writes one dump.
type dumper struct {
	*teller
	spec    Dump
	r       *rand.Rand
	styles  []style  // by store
	ats     []int64  // the same
	part    []Column // of the table that is being written
	truth   Truth
	seen    []uint64 // a bit for each of ours, then for the strangers from first on
	first   uint64
	byStore [][]uint64
}

// WriteDump writes a dump and tells the truth of it. The same dump of the same world has the same bytes.
func (w *World) WriteDump(out io.Writer, spec Dump) (Truth, error) {
	d := w.dumper(spec)
	var encoder io.WriteCloser
	switch {
	case spec.Charset == "" || spec.Charset == "utf-8":
	case spec.Charset == "shift_jis" && (spec.Format == "" || spec.Format == "csv" || spec.Format == "tsv"):
		encoder = transform.NewWriter(out, transform.Chain(runes.Map(sjis()), japanese.ShiftJIS.NewEncoder()))
		out = encoder
	default:
		return Truth{}, fault.Errorf(fault.Usage, "write a dump: no charset %q of format %q", spec.Charset, spec.Format)
	}
	if spec.Tables && spec.Format != "mysqldump" && spec.Format != "pgcopy" {
		return Truth{}, fault.Errorf(fault.Usage, "write a dump: format %q holds one table", spec.Format)
	}
	err := d.tables(out)
	if encoder != nil {
		if e := encoder.Close(); err == nil {
			err = e
		}
	}
	if err != nil {
		return Truth{}, fmt.Errorf("write a dump: %w", err)
	}
	d.truth.sum()
	return d.truth, nil
}

// tables writes all takes into one table, or each into its own.
func (d *dumper) tables(out io.Writer) error {
	groups := [][]Take{d.spec.Takes}
	if d.spec.Tables {
		groups = groups[:0]
		for _, t := range d.spec.Takes {
			groups = append(groups, []Take{t})
		}
	}
	for _, takes := range groups {
		d.part = d.layout(takes)
		d.truth.Columns = append(d.truth.Columns, d.part...)
		f, err := newForm(d.spec.Format, sheet{out: out, table: d.Stores[takes[0].Store].Table, columns: d.part})
		if err != nil {
			return err
		}
		f.head()
		if d.spec.Invented > 0 {
			err = d.invent(f)
		} else {
			err = d.rows(f, d.refs(takes))
		}
		if err != nil {
			return err
		}
		if err := f.end(); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) dumper(spec Dump) *dumper {
	if len(spec.Takes) == 0 {
		spec.Takes = []Take{{Store: CRM}}
	}
	if spec.At.IsZero() {
		spec.At = time.Unix(w.bounds[len(w.bounds)-2], 0)
	}
	d := &dumper{teller: w.teller(), spec: spec, r: rand.New(rand.NewPCG(spec.Seed, w.seed))}
	d.first = strangers + mix(spec.Seed)%(1<<22)
	d.seen = make([]uint64, w.people/64+1)
	for i := range w.Stores {
		d.byStore = append(d.byStore, make([]uint64, w.people/64+1))
		st := w.Stores[i].style
		if spec.Reformat {
			st = st.other(spec.Seed)
		}
		d.styles = append(d.styles, st)
		d.ats = append(d.ats, spec.At.Unix())
	}
	for _, t := range spec.Takes {
		if !t.At.IsZero() {
			d.ats[t.Store] = t.At.Unix()
		}
	}
	d.truth = Truth{At: spec.At, Genuine: "genuine", Births: map[Day]int{}, Regions: map[Place]int{}}
	if spec.Scramble || spec.Corrupt >= 0.02 {
		d.truth.Genuine = "altered"
	}
	d.truth.After, d.truth.Before = w.Window(spec.At)
	for i := range w.Stores {
		f := From{Store: w.Stores[i].Name, At: time.Unix(d.ats[i], 0).In(Japan)}
		f.After, f.Before = w.Window(f.At)
		d.truth.Stores = append(d.truth.Stores, f)
	}
	return d
}
