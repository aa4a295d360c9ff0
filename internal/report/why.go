package report

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

var termBits = func() map[string]detect.Evidence {
	m := make(map[string]detect.Evidence, detect.NumberTerms)
	for i := range detect.NumberTerms {
		m[detect.TermAt(i).Name] = 1 << i
	}
	return m
}()

// why names the terms of e, as the stream does: stable words, joined by commas.
func why(e detect.Evidence) string {
	var out []byte
	for i := range e.Terms {
		if len(out) > 0 {
			out = append(out, ',')
		}
		out = append(out, detect.TermAt(i).Name...)
	}
	return string(out)
}

// evidence is the inverse of why. Terms of a newer version are left out.
func evidence(s string) detect.Evidence {
	var e detect.Evidence
	for name := range strings.SplitSeq(s, ",") {
		e |= termBits[name]
	}
	return e
}
