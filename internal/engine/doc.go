// Package engine turns a body into judged records.
//
// It owns everything between content and detectors: where candidates are looked for (sweep.go), what a label before
// them says, the Frame of a table (frame.go: one verdict a field, from a sample), how blocks are spread over workers and
// flushed in order (part.go), and what is kept of a part (result.go). Detectors only judge.
//
// Findings depend on the text and the Frame, not on where a stream was cut.
package engine
