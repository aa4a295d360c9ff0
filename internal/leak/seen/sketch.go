package seen

import (
	"math"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// sketchSize is how many hashes a sketch keeps.
const sketchSize = 1 << 16

// sketch keeps the smallest of the hashes that were added: a sample of the distinct values that is the same whatever the
// order and however often each came, so that two sketches' samples can be laid over each other. It is exact up to
// sketchSize distinct values.
type sketch struct {
	kept []uint64 // the first sorted are in order and distinct, what follows is as it came
	sort int
	most uint64 // hashes beyond are not kept; 0 means that all are
}

func (s *sketch) add(h uint64) {
	if s.most != 0 && h >= s.most {
		return
	}
	if s.kept == nil {
		s.kept = make([]uint64, 0, 1024)
	}
	if s.kept = append(s.kept, h); len(s.kept) >= 2*sketchSize || len(s.kept) >= 1024 && len(s.kept) == cap(s.kept) {
		s.settle()
	}
}

// settle sorts, drops what came twice and what is beyond the sketch's size.
func (s *sketch) settle() {
	if s.sort == len(s.kept) {
		return
	}
	slices.Sort(s.kept)
	s.kept = slices.Compact(s.kept)
	if len(s.kept) > sketchSize {
		s.most = s.kept[sketchSize]
		s.kept = s.kept[:sketchSize]
	}
	s.sort = len(s.kept)
}

func (s *sketch) merge(o *sketch) {
	for _, h := range o.kept {
		s.add(h)
	}
	if o.most != 0 && (s.most == 0 || o.most < s.most) {
		s.settle()
		i, _ := slices.BinarySearch(s.kept, o.most)
		s.kept, s.sort, s.most = s.kept[:i], i, o.most
	}
}

// distinct estimates how many different values were added; exact while all are kept.
func (s *sketch) distinct() int64 {
	s.settle()
	if s.most == 0 {
		return int64(len(s.kept))
	}
	return int64(float64(len(s.kept)) / (float64(s.most) / math.MaxUint64))
}

// within estimates the share of s's values that are among o's, with the 2σ of the estimate; 0 where both are whole. n is
// the size of the sample that the two have in common; without any nothing is known.
func (s *sketch) within(o *sketch) (share, err float64, n int) {
	s.settle()
	o.settle()
	mine, theirs := s.kept, o.kept
	most := s.most
	if o.most != 0 && (most == 0 || o.most < most) {
		most = o.most
	}
	if most != 0 {
		i, _ := slices.BinarySearch(mine, most)
		j, _ := slices.BinarySearch(theirs, most)
		mine, theirs = mine[:i], theirs[:j]
	}
	if len(mine) == 0 {
		return 0, 1, 0
	}
	same, j := 0, 0
	for _, h := range mine {
		for j < len(theirs) && theirs[j] < h {
			j++
		}
		if j < len(theirs) && theirs[j] == h {
			same++
		}
	}
	n = len(mine)
	share = float64(same) / float64(n)
	if most == 0 {
		return share, 0, n
	}
	// Agresti-Coull at 2σ: it does not call 0 of 5 certain.
	m := float64(n) + 4
	p := (float64(same) + 2) / m
	return share, min(1, 2*math.Sqrt(p*(1-p)/m)+math.Abs(p-share)), n
}

// trait is what values of different dumps are laid over each other by.
type trait uint8

const (
	byEmail trait = iota
	byPhone
	byID   // account and government IDs
	byName // a name with a date of birth
	traits = 4
)

var traitNames = [traits]string{"email", "phone", "id", "name_birth"}

// traitOf tells by which trait a kind's values are compared. Kinds whose fingerprints may not be kept have none: a My
// Number's hash never gets here.
func traitOf(k pii.Kind) (trait, bool) {
	if !k.Keeps() || k.Info().Rank == 0 {
		return 0, false
	}
	switch k.Info().Class {
	case pii.ClassEmail:
		return byEmail, true
	case pii.ClassPhone:
		return byPhone, true
	case pii.ClassID, pii.ClassDigits:
		return byID, true
	}
	return 0, false
}
