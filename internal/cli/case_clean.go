package cli

import (
	"context"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/plain"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
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
	r.masks.Do(func() {
		r.typed = mask.Options{Engine: r.set.engine(true), Formats: []content.Format{plain.Format{}}, Limits: content.DefaultLimits(), Mode: mask.Mask,
			Key: r.set.config.Key, Run: r.set.config.Run}
	})
	var out strings.Builder
	rep, err := mask.Copy(context.Background(), r.typed, "typed.txt", strings.NewReader(text), &out)
	if err != nil || rep.Bad > 0 {
		return "***", 1
	}
	for _, n := range rep.Values {
		found += int(n)
	}
	return out.String(), found
}
