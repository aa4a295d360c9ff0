// Package secret knows what opens something: tokens of providers, private keys, passwords and their hashes.
//
// Providers are data: each line of providers.tsv gives a prefix, the shape of what follows and how it is checked, and
// becomes one entry of the tokens detector of its kind. What has a grammar of its own stands in a file of its own: JSON
// Web Tokens, PEM private keys, credentials in URLs, Basic and Bearer headers, password hashes, assignments. All
// matching is by byte classes; no regular expression is evaluated. Nothing is ever sent out to verify a secret.
//
// What the evidence of this package promises: a match that carries none of the terms that speak against it
// (TestValue, Weak, Embedded, Ambiguous) is meant to be LIKELY or above wherever it stands. A provider's checksum that
// is right adds Check; one that is wrong adds nothing, since leaked tokens are also retyped and cut.
//
// The span of a token is the token with its prefix; that of a password, header or assignment is the value alone. A
// match may therefore begin behind the literal that triggered it, or before it.
package secret

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// doubts are the terms by which a match says that it does not convince.
const doubts = detect.TestValue | detect.Weak | detect.Embedded | detect.Ambiguous

// settle takes from evidence that doubts what would outweigh the doubt: a placeholder in perfect shape is one still.
func settle(ev detect.Evidence) detect.Evidence {
	if ev&doubts != 0 {
		ev &^= detect.Structure | detect.Entropy | detect.Rare | detect.Check | detect.Label
	}
	return ev
}

// Detectors lists the detectors of this package in a fixed order.
func Detectors() []detect.Detector {
	out := tokenDetectors()
	return append(out,
		awsSecret{},
		jwt{},
		privateKey{},
		urlPassword{},
		dsnPassword{},
		basicAuth{},
		bearer{},
		cookie{},
		passwordHash{},
		weakHash{},
		weakAssigned{},
		newAssignPassword(),
		newAssignToken(),
		newAssignAWS(),
		labelledPassword{},
		cellPassword{},
		cellToken{},
		awsCell{},
	)
}
