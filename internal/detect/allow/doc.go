// Package allow knows what a user has looked at and lets pass: a list of entries in allow.yaml, and comments in the
// text itself.
//
// The list holds no personal datum. A single value is named by the id of its finding (a keyed fingerprint), and only
// patterns that take in many values, such as *@example.com, are written in clear. Every entry says why.
//
// In text, a comment with tsutsumi:ignore lets pass what stands on its line, one with tsutsumi:ignore-next-line what
// stands on the next; kinds behind it, separated by commas or blanks, limit it to these.
package allow
