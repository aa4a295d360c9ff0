package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

// StoryOptions say how large a story is, and when it is told.
type StoryOptions struct {
	Seed   uint64
	People int       // of the world, 9,000 if 0
	Estate int       // customers in the company's files, 1,200 if 0
	Staff  int       // 40 if 0
	Now    time.Time // the story ends a little before
	Values bool      // keep what was planted, for the zero-data test
}

// Story is what happened to the invented company: its stores over the weeks, a night in which one of them was read to its end, and two
// files that somebody offers. It knows the truth of all; the commands that are shown do not.
type Story struct {
	Dir       string
	Config    string // folder of what the company declares
	Company   Result
	Snapshots []Copy
	Logs      []string
	Night     Night

	world *world.World
	o     StoryOptions
}

// Copy is a store as it was at a time.
type Copy struct {
	Store, Path, Key string
	At               time.Time
}

// Offer is a file that somebody offers, and what is true of it.
type Offer struct {
	Path, Claim string
	Truth       world.Truth
	At          time.Time // when it was taken
	Asked       string    // file of the fingerprints of who is in it, as the CRM's log has them
}

// The days before now on which the CRM was copied for the index, and the night between the last two in which it was read.
var (
	copied = []int{96, 61, 26, 3}
	night  = 12
)

// Tell makes the company with its stores and logs in dir, which must not exist or be empty, and writes what it declares into config.
func Tell(ctx context.Context, dir, config string, o StoryOptions) (*Story, error) {
	dir, err := fresh(dir)
	if err != nil {
		return nil, err
	}
	for _, d := range []struct {
		n    *int
		much int
	}{{&o.People, 9000}, {&o.Estate, 1200}, {&o.Staff, 40}} {
		if *d.n == 0 {
			*d.n = d.much
		}
	}
	s := &Story{Dir: dir, Config: config, o: o}
	if s.Company, err = Run(ctx, filepath.Join(dir, "company"), Options{Seed: o.Seed, People: o.Estate, Values: o.Values}); err != nil {
		return nil, err
	}
	day := time.Date(o.Now.Year(), o.Now.Month(), o.Now.Day(), 0, 0, 0, 0, world.Japan)
	var at []time.Time
	for _, n := range copied {
		at = append(at, day.AddDate(0, 0, -n))
	}
	s.world = world.New(world.Options{Seed: o.Seed + 11, People: o.People, Snapshots: at})
	for i := range at {
		if err := s.copy(world.CRM, i); err != nil {
			return nil, err
		}
	}
	if err := s.copy(world.Shop, len(at)-1); err != nil {
		return nil, err
	}
	if err := s.live(len(at) - 1); err != nil {
		return nil, err
	}
	return s, s.logs(ctx, day)
}

// copy writes a store as it was at a snapshot.
func (s *Story) copy(store, snapshot int) error {
	st, at := &s.world.Stores[store], s.world.Snapshots()[snapshot]
	c := Copy{Store: st.Name, At: at, Key: st.Columns[0].Name, Path: filepath.Join(s.Dir, "copies", st.Name+"-"+at.Format("2006-01-02")+".csv")}
	if err := os.MkdirAll(filepath.Dir(c.Path), 0o700); err != nil {
		return fmt.Errorf("write the story: %w", err)
	}
	s.Snapshots = append(s.Snapshots, c)
	return writeTo(c.Path, func(w io.Writer) error { return s.world.WriteSnapshot(w, store, snapshot) })
}

// live puts the stores as they are now among the company's files, where a scan finds them.
func (s *Story) live(snapshot int) error {
	for store, path := range map[int]string{world.CRM: "10_顧客管理/kokyaku.csv", world.Shop: "04_通販/customers.csv"} {
		path = filepath.Join(s.Company.Dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("write the story: %w", err)
		}
		if err := writeTo(path, func(w io.Writer) error { return s.world.WriteSnapshot(w, store, snapshot) }); err != nil {
			return err
		}
	}
	return nil
}

// Sample is the part of the CRM that a seller shows, taken in the night in which it was read: with the persons who were planted in the copy
// that it was taken from.
func (s *Story) Sample(planted []synth.Person) (*Offer, error) {
	o := &Offer{Path: filepath.Join(s.Dir, "offers", "sample.csv"), Claim: filepath.Join(s.Dir, "offers", "sample.claim.yaml"), At: s.Night.From}
	keep := 0
	if s.o.Values {
		keep = 1 << 20
	}
	err := s.offer(o, world.Dump{Seed: s.o.Seed + 3, Takes: []world.Take{{Store: world.CRM, Of: 0.4}}, At: s.Night.From, Format: "csv", Charset: "shift_jis", Shuffle: true, Plant: planted, Keep: keep},
		fmt.Sprintf("seller: night_owl\nprice: {amount: 4000, currency: USD}\ncount: %d\nof: people\nsample: true\nposted: %s\n", s.o.People*3, s.o.Now.AddDate(0, 0, -2).Format(time.DateOnly)))
	if err != nil {
		return nil, err
	}
	o.Asked = filepath.Join(s.Dir, "offers", "who.txt")
	return o, s.asked(o)
}

// Other is a file that another offers: made up by somebody with a spreadsheet.
func (s *Story) Other() (*Offer, error) {
	o := &Offer{Path: filepath.Join(s.Dir, "offers", "other.csv"), Claim: filepath.Join(s.Dir, "offers", "other.claim.yaml")}
	return o, s.offer(o, world.Dump{Seed: s.o.Seed + 4, Takes: []world.Take{{Store: world.CRM}}, Format: "csv", Invented: max(400, s.o.People/4)},
		fmt.Sprintf("seller: data_king\nprice: {amount: 900, currency: USD}\ncount: %d\nof: people\nsample: true\nposted: %s\n", 5_000_000, s.o.Now.AddDate(0, 0, -1).Format(time.DateOnly)))
}

func (s *Story) offer(o *Offer, d world.Dump, claim string) (err error) {
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return fmt.Errorf("write an offer: %w", err)
	}
	if err := os.WriteFile(o.Claim, []byte(claim), 0o600); err != nil {
		return fmt.Errorf("write an offer: %w", err)
	}
	return writeTo(o.Path, func(w io.Writer) (err error) {
		o.Truth, err = s.world.WriteDump(w, d)
		return err
	})
}

// asked writes, as the CRM names them in its log, who is in an offer: this is what an owner gives to "watch --ask" without giving names.
func (s *Story) asked(o *Offer) error {
	f, err := os.Open(o.Path)
	if err != nil {
		return fmt.Errorf("read an offer: %w", err)
	}
	defer f.Close()
	numbers, err := accounts(f)
	if err != nil {
		return err
	}
	return writeTo(o.Asked, func(w io.Writer) error {
		for _, n := range numbers {
			if _, err := fmt.Fprintln(w, person(n)); err != nil {
				return err
			}
		}
		return nil
	})
}

// accounts are the values of the first column of a CSV, which are ASCII in any charset.
func accounts(r io.Reader) ([]string, error) {
	var out []string
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.LazyQuotes, c.ReuseRecord = -1, true, true
	for n := 0; ; n++ {
		row, err := c.Read()
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, errors.New("read account numbers: not CSV")
		case n > 0 && len(row) > 0:
			out = append(out, string(bytes.Clone([]byte(row[0]))))
		}
	}
}
