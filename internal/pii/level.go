package pii

import (
	"fmt"
	"math"
)

// Level is a likelihood in the five words of Sensitive Data Protection.
type Level uint8

// The levels; their lower bounds are 0, 0.05, 0.3, 0.7 and 0.95.
const (
	VeryUnlikely Level = iota
	Unlikely
	Possible
	Likely
	VeryLikely
)

var levelNames = [...]string{"VERY_UNLIKELY", "UNLIKELY", "POSSIBLE", "LIKELY", "VERY_LIKELY"}

// LevelOf is the level of a likelihood between 0 and 1.
func LevelOf(p float64) Level {
	switch {
	case p >= 0.95:
		return VeryLikely
	case p >= 0.7:
		return Likely
	case p >= 0.3:
		return Possible
	case p >= 0.05:
		return Unlikely
	}
	return VeryUnlikely
}

// String is the level's word.
func (l Level) String() string { return levelNames[min(int(l), len(levelNames)-1)] }

// ParseLevel reads a level's word in any case.
func ParseLevel(s string) (Level, error) {
	for i, n := range levelNames {
		if equalFold(s, n) {
			return Level(i), nil
		}
	}
	return 0, fmt.Errorf("unknown level %q", s)
}

func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x := a[i]
		if 'a' <= x && x <= 'z' {
			x -= 'a' - 'A'
		}
		if x != b[i] {
			return false
		}
	}
	return true
}

// Floor is the smallest likelihood of the level.
func (l Level) Floor() float64 { return [...]float64{0, 0.05, 0.3, 0.7, 0.95}[min(int(l), 4)] }

// Sigmoid turns log-odds (natural logarithm) into a likelihood.
func Sigmoid(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
