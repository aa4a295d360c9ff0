// Package rule makes detectors of rules that users write: YAML files, each with a list of rules, without a line of Go.
//
// A rule has a literal of at least three bytes, which the engine looks for, and a pattern (RE2), which is evaluated on
// the 128 bytes before and behind the literal and nowhere else: no regular expression runs over the text. A match has to
// take in the literal, and must not touch the edge of that window where the text goes on. What the pattern's group
// "value" took is the finding, or the whole match where there is no such group.
//
// A rule proves itself: it carries examples that must match and examples that must not, and a file whose examples fail
// is refused. Errors name the file, the rule and the example's number, never its text.
package rule
