// Package weigh turns evidence into a score: the sum of a prior and of the weights of the terms, as log-odds. All numbers
// stand in weights.yaml, so that they can be fitted and read apart from the code.
package weigh

import (
	_ "embed"
	"fmt"
	"math"
	"math/bits"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed weights.yaml
var data []byte

// Row is what is known of one kind.
type Row struct {
	// Prior is the log-odds that something with the kind's shape is one, by Place, before any evidence.
	Prior [3]float32
	// True is the share of values of a real column that a detector passes; Chance that of another column.
	True, Chance float64
	// Cap is the most that agreement of a column can weigh.
	Cap float64
	// Needs: without a label, field name or closed list the kind is never told (a date, an age).
	Needs bool
	terms [detect.NumberTerms]float32
}

// Weights is the table of all kinds.
type Weights struct {
	rows [256]Row
}

type file struct {
	Terms map[string]float32 `yaml:"terms"`
	Kinds map[string]struct {
		Prior  []float32          `yaml:"prior"`
		Column []float64          `yaml:"column"`
		Needs  bool               `yaml:"needs"`
		Terms  map[string]float32 `yaml:"terms"`
	} `yaml:"kinds"`
}

// Default is the table that comes with the program.
var Default = sync.OnceValue(func() *Weights {
	w, err := Parse(data)
	if err != nil {
		panic(err) // a defect of the program, shown by its first test
	}
	return w
})

// Source is the text of the table that comes with the program; it is part of the engine's identity.
func Source() []byte { return data }

// Parse reads a table. Every kind must stand in it.
func Parse(text []byte) (*Weights, error) {
	var f file
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	index := map[string]int{}
	for i := range detect.NumberTerms {
		index[detect.TermAt(i).Name] = i
	}
	w := &Weights{}
	var base [detect.NumberTerms]float32
	for name, v := range f.Terms {
		i, ok := index[name]
		if !ok {
			return nil, fmt.Errorf("read weights: unknown term %q", name)
		}
		base[i] = v
	}
	for _, k := range pii.Kinds() {
		r, ok := f.Kinds[k.String()]
		if !ok && !k.Has(pii.NotPersonal) {
			return nil, fmt.Errorf("read weights: no weights of %v", k)
		}
		row := Row{True: 0.95, Chance: 0.05, Cap: 6, Needs: r.Needs, terms: base}
		if len(r.Prior) == 3 {
			copy(row.Prior[:], r.Prior)
		}
		if len(r.Column) == 3 {
			row.True, row.Chance, row.Cap = r.Column[0], r.Column[1], r.Column[2]
		}
		for name, v := range r.Terms {
			i, ok := index[name]
			if !ok {
				return nil, fmt.Errorf("read weights: unknown term %q of %v", name, k)
			}
			row.terms[i] = v
		}
		w.rows[k] = row
	}
	return w, nil
}

// Row is what is known of a kind.
func (w *Weights) Row(k pii.Kind) *Row { return &w.rows[k] }

// Score is the log-odds of a finding.
func (w *Weights) Score(k pii.Kind, p detect.Place, e detect.Evidence) float32 {
	row := &w.rows[k]
	return row.Prior[p] + row.Sum(e)
}

// Sum is the weight of the evidence alone.
func (r *Row) Sum(e detect.Evidence) float32 {
	var s float32
	for ; e != 0; e &= e - 1 {
		s += r.terms[bits.TrailingZeros64(uint64(e))]
	}
	return s
}

// Term is the weight of one term.
func (r *Row) Term(i int) float32 { return r.terms[i] }

// Column is the weight of n values of a column of which pass were passed.
func (r *Row) Column(pass, n int) float64 {
	if n == 0 {
		return 0
	}
	llr := float64(pass)*math.Log(r.True/r.Chance) + float64(n-pass)*math.Log((1-r.True)/(1-r.Chance))
	return max(-12, min(r.Cap, llr))
}
