// Package synth invents people and the files an organisation would hold about them, with the truth of what stands where.
//
// Everything follows from a seed: the same seed gives the same bytes on every machine. Nobody is real. Names are drawn
// from lists that were collected apart from those the detectors read, so that measuring stays honest; numbers keep the
// rules of those who issue them (check digits, numbering plans, division codes) so that a detector has no excuse; e-mail
// addresses end in domains reserved for examples (RFC 2606); municipalities exist, blocks and buildings do not.
//
// A Label says where a value stands: bytes of the part's text as the scanner's stream tells them, so that both can be
// laid over each other. Hard negatives (order numbers, JAN and ISBN codes, corporate numbers, hashes, dates that are
// no births) stand everywhere and bear no label.
//
// Package world below it has an organisation's people over the years, and the dumps taken of them; package month its logs of a
// month, and incidents in them.
package synth
