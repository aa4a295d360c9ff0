package engine

import (
	"runtime"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/weigh"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Config is what an engine is made of.
type Config struct {
	Detectors []detect.Detector
	Weights   *weigh.Weights // nil means weigh.Default
	// Key makes the hashes by which persons are counted, and the IDs of findings.
	Key *pii.Key
	// Run hashes what may not be kept (My Number); it lives as long as the run.
	Run *pii.Key
	// Team makes the IDs of findings where a team shares baselines; nil means Key.
	Team *pii.Key
	// Floor is the smallest likelihood of a finding; 0 means 0.7.
	Floor float64
	// Findings asks for located findings of tables too; in text they are always made.
	Findings bool
	// Located is how many findings of a block of text are located where Findings is not set; 0 means all.
	Located int
	// Allows tells that a value is known and no finding; nil allows nothing.
	Allows func(kind pii.Kind, part string, value []byte) bool
	// AllowsID tells the same by a finding's ID in hexadecimal; nil allows nothing.
	AllowsID func(kind pii.Kind, part, id string) bool
	// Ignored tells by the line of a finding in text, and the line before, that it is to be left out; nil ignores nothing.
	Ignored func(line, prev []byte, kind pii.Kind) bool
	// IgnoredMark, if not empty, stands in every text in which anything is ignored, so that the others need not be asked.
	IgnoredMark []byte
	// Workers is the number of blocks judged at a time; 0 means the number of processors.
	Workers int
}

// Engine judges. It is safe for use by several goroutines.
type Engine struct {
	Config
	weights *weigh.Weights
	kinds   []pii.Kind // by detector
	// by the number of digits, of groups (0: asks all), and by letter before, dots between, and no ASCII behind
	byDigits [maxAlone][maxGroups + 1][8]numbers
	colon    []uint16
	at       []uint16
	han      []uint16
	capital  []uint16
	labelled [256][]uint16  // by kind: detectors with a Label trigger
	hanOf    [256][]uint16  // by kind: detectors with a Han trigger
	whole    []uint16       // detectors that judge field values
	wholes   []detect.Whole // what these must be like, in the same order
	byKind   [256][]uint16
	usual    [256]func([]byte) detect.Evidence // of the first of byKind
	relate   []detect.Relater
	alike    []bool // by detector: a label changes nothing in what it finds
	lits     literals
	floor    float32 // log-odds
	pool     chan *worker
	jobs     sync.Pool // of *job, between files
}

// New makes an engine.
func New(c Config) *Engine {
	if c.Weights == nil {
		c.Weights = weigh.Default()
	}
	if c.Floor == 0 {
		c.Floor = 0.7
	}
	if c.Team == nil {
		c.Team = c.Key
	}
	if c.Workers <= 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	e := &Engine{Config: c, weights: c.Weights, floor: logit(c.Floor)}
	e.kinds = make([]pii.Kind, len(c.Detectors))
	e.relate = make([]detect.Relater, len(c.Detectors))
	e.alike = make([]bool, len(c.Detectors))
	for i, d := range c.Detectors {
		e.add(uint16(i), d)
	}
	e.lits.compile()
	e.pool = make(chan *worker, c.Workers)
	for range c.Workers {
		e.pool <- newWorker(e)
	}
	return e
}

func (e *Engine) add(i uint16, d detect.Detector) {
	kind := d.Kind()
	e.kinds[i] = kind
	e.relate[i], _ = d.(detect.Relater)
	tr := d.Trigger()
	e.alike[i] = tr.Alike
	secret := kind.Has(pii.Credential) && len(tr.Literals) > 0
	if !tr.Parts {
		if !secret {
			e.whole = append(e.whole, i)
			e.wholes = append(e.wholes, tr.Whole)
		}
		if len(e.byKind[kind]) == 0 {
			e.usual[kind] = tr.Usual
		}
		e.byKind[kind] = append(e.byKind[kind], i)
	}
	switch {
	case tr.MaxDigits > 0:
		e.addNumber(i, tr)
	case tr.Byte == ':':
		e.colon = append(e.colon, i)
	case tr.Byte != 0:
		e.at = append(e.at, i)
	case len(tr.Literals) > 0:
		for _, l := range tr.Literals {
			e.lits.add(l, tr.Fold, i)
		}
	case tr.Han:
		e.han = append(e.han, i)
		e.hanOf[kind] = append(e.hanOf[kind], i)
	case tr.Capital:
		e.capital = append(e.capital, i)
	case tr.Label:
		e.labelled[kind] = append(e.labelled[kind], i)
	}
}

// maxGroups is the number of groups from which on more make no difference to who is asked.
const maxGroups = 5

// Bits of how a number stands: a letter before it, dots between its groups, a character beyond ASCII behind it.
const (
	lettered = 1 << iota
	dotted
	wideBehind
)

// numbers are the detectors that are asked about a run of digits: those that may find something by the number alone, and
// those that need a label or a word beside it.
type numbers struct{ free, needy []uint16 }

func (n *numbers) none() bool { return len(n.free)+len(n.needy) == 0 }

func (e *Engine) addNumber(i uint16, tr detect.Trigger) {
	for n := tr.MinDigits; n <= tr.MaxDigits && n < len(e.byDigits); n++ {
		for groups := range e.byDigits[n] {
			if groups > 0 && tr.Takes != nil && !tr.Takes(n, groups) {
				continue
			}
			for how := range e.byDigits[n][groups] {
				if tr.Lettered && how&lettered == 0 || tr.Dotted && how&dotted == 0 ||
					groups > 0 && tr.Spelled != nil && how&wideBehind == 0 && tr.Spelled(n, groups) {
					continue
				}
				l := &e.byDigits[n][groups][how]
				if e.weights.Row(e.kinds[i]).Needs {
					l.needy = append(l.needy, i)
				} else {
					l.free = append(l.free, i)
				}
			}
		}
	}
}
