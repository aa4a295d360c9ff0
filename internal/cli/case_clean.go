package cli

import (
	"context"
	"net/netip"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/plain"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/mynumber"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// typedFloor is from which likelihood on something in what a person types is masked. It is lower than in reports: here a word too many
// costs a word, one too few a person.
const typedFloor = 0.5

// clean masks the personal data in what a person typed, and tells how many values there were. If it could not be looked through,
// nothing of it is left.
func (r *caseRoom) clean(text string) (masked string, found int) {
	if strings.TrimSpace(text) == "" {
		return text, 0
	}
	r.masks.once.Do(func() {
		r.masks.options = mask.Options{Engine: r.set.engine(true), Formats: []content.Format{plain.Format{}}, Limits: content.DefaultLimits(), Mode: mask.Mask,
			Key: r.set.config.Key, Run: r.set.config.Run}
	})
	var out strings.Builder
	rep, err := mask.Copy(context.Background(), r.masks.options, "typed.txt", strings.NewReader(text), &out)
	if err != nil || rep.Bad > 0 {
		return "***", 1
	}
	for _, n := range rep.Values {
		found += int(n)
	}
	masked, more := maskTechnical(out.String())
	return masked, found + more
}

// Addresses of machines and secrets after their name are data in a note wherever they stand; reports want more evidence than that.
var (
	// numbered is a My Number by its check digit alone: one that nobody named is still none that may be kept.
	numbered  = regexp.MustCompile(`[0-9０-９]+(?:-[0-9０-９]+)*`)
	addressed = regexp.MustCompile(`[0-9A-Fa-f:.]{4,46}`)
	secretly  = regexp.MustCompile(`(?i)((?:pass(?:word|wd|phrase)?|パスワード|暗証番号|secret|token)\s*(?:[:：=]|は|is\s)\s*["'「]?)([^\s"'」、。]{3,})`)
)

func maskTechnical(text string) (masked string, found int) {
	masked = secretly.ReplaceAllStringFunc(text, func(s string) string {
		m := secretly.FindStringSubmatch(s)
		if strings.Trim(m[2], "*") == "" { // it is masked already
			return s
		}
		found++
		return m[1] + "********"
	})
	masked = numbered.ReplaceAllStringFunc(masked, func(s string) string {
		digits := []byte(strings.ReplaceAll(norm.NFKC.String(s), "-", ""))
		if len(digits) != 12 || !mynumber.Valid(digits) {
			return s
		}
		found++
		return string(pii.Mask(nil, pii.JapanIndividualNumber, digits))
	})
	masked = addressed.ReplaceAllStringFunc(masked, func(s string) string {
		addr := strings.TrimRight(s, ".:")
		rest := s[len(addr):]
		if a, err := netip.ParseAddr(addr); err != nil || a.Is6() && strings.Count(addr, ":") < 3 && !strings.Contains(addr, "::") || addr == "::" {
			return s
		}
		found++
		return string(pii.Mask(nil, pii.IPAddress, []byte(addr))) + rest
	})
	return masked, found
}
