// Package eval lays findings over the truth of a labelled corpus and counts what was found, what was missed and what is
// nobody's.
//
// A value counts as found if a finding of its kind covers half of it and is itself covered by half, no value and no
// finding counting twice. Where a part has no offsets a value is found by part, record, field and kind; where it has no
// records either (the body of a mail, the text of a page) as many as were planted in the file.
package eval

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Label says where a value stands. It converts from synth.Label.
type Label struct {
	File   string   `json:"file"`
	Part   string   `json:"part"`
	Record int      `json:"record,omitempty"`
	Field  string   `json:"field,omitempty"`
	Kind   pii.Kind `json:"kind"`
	Start  int64    `json:"start"`
	End    int64    `json:"end"`
}

// Found is a finding with its likelihood. File may be empty.
type Found struct {
	Label
	Likelihood float64
	Why        uint64 // the evidence, as bits; 0 if unknown
}

// Count is what became of one kind.
type Count struct {
	Truth int // planted
	Found int // findings
	Hits  int // planted and found
}

// Precision is the share of findings that are right; 1 if there is none.
func (c Count) Precision() float64 { return share(c.Hits, c.Found) }

// Recall is the share of planted values that were found; 1 if there is none.
func (c Count) Recall() float64 { return share(c.Hits, c.Truth) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// Band is a range of likelihoods: what was promised and what came of it.
type Band struct {
	Level    pii.Level
	Found    int
	Hits     int
	Promised float64 // mean likelihood
}

// Observed is the precision of the band's findings.
func (b Band) Observed() float64 { return share(b.Hits, b.Found) }

// Report is the outcome of a comparison.
type Report struct {
	Kinds map[pii.Kind]Count
	Bands [pii.VeryLikely + 1]Band
	// Missed and False are planted values without a finding and findings without a value, in the order of their places.
	Missed []Label
	False  []Found
	// Hit tells for each finding, in the order given, whether it stands on a planted value of its kind.
	Hit []bool
	// Confused counts findings that stand on a value of another kind: [planted, found].
	Confused map[[2]pii.Kind]int
}

// Compare lays found over truth. Findings without likelihood belong to the highest band.
func Compare(truth, found []Label) Report {
	fs := make([]Found, len(found))
	for i, l := range found {
		fs[i] = Found{Label: l, Likelihood: 1}
	}
	return CompareFound(truth, fs)
}

// CompareFound is Compare with likelihoods.
func CompareFound(truth []Label, found []Found) Report {
	r := Report{Kinds: make(map[pii.Kind]Count), Confused: make(map[[2]pii.Kind]int)}
	hitT, hitF := make([]bool, len(truth)), make([]bool, len(found))
	r.spans(truth, found, hitT, hitF)
	cells(truth, found, hitT, hitF)
	loose(truth, found, hitT, hitF)
	r.Hit = hitF
	for i, l := range truth {
		c := r.Kinds[l.Kind]
		c.Truth++
		if hitT[i] {
			c.Hits++
		} else {
			r.Missed = append(r.Missed, l)
		}
		r.Kinds[l.Kind] = c
	}
	for i, f := range found {
		c := r.Kinds[f.Kind]
		c.Found++
		r.Kinds[f.Kind] = c
		lv := pii.LevelOf(f.Likelihood)
		b := &r.Bands[lv]
		b.Level = lv
		b.Promised += (f.Likelihood - b.Promised) / float64(b.Found+1)
		b.Found++
		if hitF[i] {
			b.Hits++
		} else {
			r.False = append(r.False, f)
		}
	}
	return r
}

// spans pairs what has offsets, part by part.
func (r *Report) spans(truth []Label, found []Found, hitT, hitF []bool) {
	byPart := make(map[string][]int)
	for i, l := range truth {
		if l.End > l.Start {
			byPart[l.Part] = append(byPart[l.Part], i)
		}
	}
	foundBy := make(map[string][]int)
	for i, f := range found {
		if f.End > f.Start {
			foundBy[f.Part] = append(foundBy[f.Part], i)
		}
	}
	for part, ts := range byPart {
		fs := foundBy[part]
		slices.SortFunc(ts, func(a, b int) int { return cmp.Compare(truth[a].Start, truth[b].Start) })
		slices.SortFunc(fs, func(a, b int) int { return cmp.Compare(found[a].Start, found[b].Start) })
		first := 0
		for _, ti := range ts {
			t := &truth[ti]
			for first < len(fs) && found[fs[first]].End <= t.Start {
				first++
			}
			for _, fi := range fs[first:] {
				f := &found[fi]
				if f.Start >= t.End {
					break
				}
				if hitF[fi] || !overlap(t, &f.Label) {
					continue
				}
				if f.Kind == t.Kind {
					hitT[ti], hitF[fi] = true, true
					break
				}
				r.Confused[[2]pii.Kind{t.Kind, f.Kind}]++
			}
		}
	}
}

func overlap(a, b *Label) bool {
	common := min(a.End, b.End) - max(a.Start, b.Start)
	return common*2 >= max(a.End-a.Start, b.End-b.Start)
}

type cell struct {
	part, field string
	record      int
	kind        pii.Kind
}

// cells pairs what has a record and no offsets.
func cells(truth []Label, found []Found, hitT, hitF []bool) {
	at := make(map[cell][]int)
	for i, l := range truth {
		if l.End == 0 && l.Record > 0 {
			k := cell{l.Part, l.Field, l.Record, l.Kind}
			at[k] = append(at[k], i)
		}
	}
	for i, f := range found {
		k := cell{f.Part, f.Field, f.Record, f.Kind}
		if is := at[k]; !hitF[i] && len(is) > 0 {
			hitT[is[0]], hitF[i] = true, true
			at[k] = is[1:]
		}
	}
}

// loose pairs what has neither, by file.
func loose(truth []Label, found []Found, hitT, hitF []bool) {
	at := make(map[cell][]int)
	files := make(map[string]bool)
	for i, l := range truth {
		if l.End == 0 && l.Record == 0 {
			k := cell{part: l.File, kind: l.Kind}
			at[k] = append(at[k], i)
			files[l.File] = true
		}
	}
	for i, f := range found {
		if hitF[i] {
			continue
		}
		file, _, _ := strings.Cut(f.Part, "!/")
		if !files[file] {
			continue
		}
		k := cell{part: file, kind: f.Kind}
		if is := at[k]; len(is) > 0 {
			hitT[is[0]], hitF[i] = true, true
			at[k] = is[1:]
		}
	}
}

// Write prints the report: kinds by name, then bands, then what was taken for what.
func (r *Report) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-42s %8s %8s %10s %10s\n", "kind", "planted", "found", "precision", "recall")
	for _, k := range pii.Kinds() {
		if c, ok := r.Kinds[k]; ok {
			fmt.Fprintf(&b, "%-42s %8d %8d %10.4f %10.4f\n", k, c.Truth, c.Found, c.Precision(), c.Recall())
		}
	}
	fmt.Fprintf(&b, "\n%-42s %8s %8s %10s %10s\n", "band", "", "found", "promised", "observed")
	for lv, band := range r.Bands {
		if band.Found > 0 {
			fmt.Fprintf(&b, "%-42s %8s %8d %10.4f %10.4f\n", pii.Level(lv), "", band.Found, band.Promised, band.Observed())
		}
	}
	var pairs [][2]pii.Kind
	for p := range r.Confused {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b [2]pii.Kind) int {
		return cmp.Or(cmp.Compare(r.Confused[b], r.Confused[a]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	for i, p := range pairs {
		if i == 0 {
			b.WriteString("\nplanted, taken for\n")
		}
		if i == 20 {
			break
		}
		fmt.Fprintf(&b, "%-42s %-42s %d\n", p[0], p[1], r.Confused[p])
	}
	_, err := io.WriteString(w, b.String())
	return err
}
