// Package match lays accesses beside the detections of Sigma.
//
// Rules are compiled once. For each kind of log, the rules that it feeds are put behind an index: of every rule a few things are
// known one of which must hold if the rule does (a literal in a field, a field's value), and they are looked for in all
// fields at once. Only rules of which one was found are evaluated. A rule of which nothing is known is evaluated for every access.
//
// Fields go by the names of the log itself. Where rules know them by other names, logs.yaml leads from these to those of the log,
// and to what an event says of its own accord (event.actor, event.from, event.people).
package match
