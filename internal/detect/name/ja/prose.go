package ja

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// Prose finds the first name that begins in the candidate.
func Prose(c *detect.Candidate) (detect.Match, bool) { return detect.Match{}, false }
