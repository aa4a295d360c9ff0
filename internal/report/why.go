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
func why(e detect.Evidence) string { return string(appendWhy(nil, e)) }

func appendWhy(dst []byte, e detect.Evidence) []byte {
	start := len(dst)
	for i := range e.Terms {
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = append(dst, detect.TermAt(i).Name...)
	}
	return dst
}

// evidence is the inverse of why. Terms of a newer version are left out.
func evidence(s string) detect.Evidence {
	var e detect.Evidence
	for name := range strings.SplitSeq(s, ",") {
		e |= termBits[name]
	}
	return e
}
