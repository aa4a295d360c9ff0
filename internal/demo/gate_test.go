package demo

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/weigh"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/eval"
)

// group is a sort of places for which a target is set.
type group uint8

const (
	headed   group = iota // tables whose fields have names
	headless              // tables without a header
	running               // documents, mails, reports
	machine               // logs, code, configuration: no target, but part of the bands
)

func (g group) String() string {
	return [...]string{"tables with header", "tables without header", "running text", "logs and code"}[g]
}

// groupOf tells the sort of a part by its name.
func groupOf(part string) group {
	for _, w := range []string{"_none_", "nohead", "noheader", "退職者", "DM送付先"} {
		if strings.Contains(part, w) {
			return headless
		}
	}
	last := part
	if i := strings.LastIndex(part, "!/"); i >= 0 {
		if ext := path.Ext(part[:i]); ext == ".sql" || ext == ".db" || ext == ".xlsx" || ext == ".ods" || ext == ".mbox" {
			last = part[:i]
		} else {
			last = part[i:]
		}
	}
	switch path.Ext(last) {
	case ".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".sql", ".db", ".xlsx", ".ods", ".parquet":
		return headed
	case ".txt", ".docx", ".odt", ".pptx", ".pdf", ".eml", ".mbox", ".html", ".md":
		return running
	}
	return machine
}

// checked are the kinds with a check digit, or a shape as rare as one.
var checked = []pii.Kind{pii.JapanIndividualNumber, pii.JapanDriversLicenseNumber, pii.ChinaResidentIDNumber, pii.TaiwanNationalIDNumber,
	pii.HongKongIDNumber, pii.SingaporeNationalRegistrationIDNumber, pii.CreditCardNumber, pii.IBANCode, pii.IMEIHardwareID, pii.PassportMRZ}

// identity are those of them that a state gives a person.
var identity = []pii.Kind{pii.JapanIndividualNumber, pii.JapanDriversLicenseNumber, pii.ChinaResidentIDNumber, pii.TaiwanNationalIDNumber,
	pii.HongKongIDNumber, pii.SingaporeNationalRegistrationIDNumber}

// target is the least precision and recall for a kind in a sort of places; 0 where none is set.
func target(g group, k pii.Kind) float64 {
	switch {
	case g == headed && slices.Contains(identity, k):
		return 0.999
	case g == headed:
		return 0.98
	case g == machine:
		return 0
	case slices.Contains(checked, k), k == pii.EmailAddress, k == pii.PhoneNumber:
		return 0.95
	case g == running && (k == pii.JapanPostalCode || k == pii.DateOfBirth):
		return 0.95
	case k == pii.PersonName, k == pii.StreetAddress:
		return 0.85
	}
	return 0
}

// misses lists what falls short of the targets; few is the number of values or findings under which a share says too
// little.
func misses(labels []eval.Label, found []eval.Found, few int) []string {
	var out []string
	for g := headed; g <= running; g++ {
		ls := slices.DeleteFunc(slices.Clone(labels), func(l eval.Label) bool { return groupOf(l.Part) != g })
		fs := slices.DeleteFunc(slices.Clone(found), func(f eval.Found) bool { return groupOf(f.Part) != g })
		r := eval.CompareFound(ls, fs)
		for _, k := range pii.Kinds() {
			c, want := r.Kinds[k], target(g, k)
			if want == 0 {
				continue
			}
			if c.Found >= few && c.Precision() < want {
				out = append(out, fmt.Sprintf("%v: %v: precision %.4f of %d, wanted %.3f", g, k, c.Precision(), c.Found, want))
			}
			if c.Truth >= few && c.Recall() < want {
				out = append(out, fmt.Sprintf("%v: %v: recall %.4f of %d, wanted %.3f", g, k, c.Recall(), c.Truth, want))
			}
		}
	}
	return out
}

// tolerance is how far a band's observed precision may lie from what is promised: 0.05, and more where few findings make
// the share uncertain (two standard errors).
func tolerance(b eval.Band) float64 {
	if b.Found >= 200 {
		return 0.05
	}
	return 0.05 + 2*math.Sqrt(b.Promised*(1-b.Promised)/float64(max(b.Found, 1)))
}

// gate fails where a target is missed or a band promises what it does not keep.
func gate(t *testing.T, labels []eval.Label, found []eval.Found, r *eval.Report) {
	t.Helper()
	for _, m := range misses(labels, found, 20) {
		t.Error(m)
	}
	for _, b := range r.Bands {
		if b.Found == 0 {
			continue
		}
		if d := math.Abs(b.Observed() - b.Promised); d > tolerance(b) {
			t.Errorf("%v: promised %.4f, observed %.4f in %d findings: off by %.4f, allowed %.4f", b.Level, b.Promised, b.Observed(), b.Found, d, tolerance(b))
		}
	}
	for g := headed; g <= machine; g++ {
		fs := slices.DeleteFunc(slices.Clone(found), func(f eval.Found) bool { return groupOf(f.Part) != g })
		ls := slices.DeleteFunc(slices.Clone(labels), func(l eval.Label) bool { return groupOf(l.Part) != g })
		gr := eval.CompareFound(ls, fs)
		var b strings.Builder
		if err := gr.Write(&b); err != nil {
			t.Fatal(err)
		}
		t.Logf("%v\n%s", g, b.String())
	}
}

// fit prints, for each kind and set of evidence in running text, and for columns that are no more than likely, what was promised and observed, and by how many
// log-odds the kind's prior would have to move for the two to agree.
func fit(t *testing.T, found []eval.Found, r *eval.Report) {
	t.Helper()
	type key struct {
		kind pii.Kind
		why  uint64
	}
	type sum struct {
		n, hits  int
		promised float64
	}
	by := map[key]*sum{}
	for i, f := range found {
		e := detect.Evidence(f.Why)
		if e&(detect.Column|detect.FieldName|detect.ColumnMixed) != 0 && pii.LevelOf(f.Likelihood) != pii.Likely {
			continue
		}
		for _, k := range []key{{f.Kind, 0}, {f.Kind, f.Why}} {
			s := by[k]
			if s == nil {
				s = &sum{}
				by[k] = s
			}
			s.n++
			s.promised += f.Likelihood
			if r.Hit[i] {
				s.hits++
			}
		}
	}
	keys := make([]key, 0, len(by))
	for k := range by {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.why, b.why)) })
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	for _, k := range keys {
		s := by[k]
		observed := (float64(s.hits) + 1) / (float64(s.n) + 2)
		shift := logit(observed) - logit(s.promised/float64(s.n))
		what := detect.Evidence(k.why).Why(false)
		if k.why == 0 {
			what = fmt.Sprintf("prior %.1f", weigh.Default().Row(k.kind).Prior[detect.Prose])
		}
		t.Logf("%-34v %6d promised %.3f observed %.3f shift %+.1f  %s", k.kind, s.n, s.promised/float64(s.n), float64(s.hits)/float64(s.n), shift, what)
	}
}
