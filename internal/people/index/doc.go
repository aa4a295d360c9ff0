// Package index keeps who our people are, and since when: one immutable file per store that holds, per person and field,
// keyed fingerprints of normalised values with the snapshots in which each was valid.
//
// Words: a person is a row, numbered densely from 0 in the order of first being met; the number stays for good. A fact is
// one fingerprint at one row in one field, with its interval: the set of snapshots in which it was valid. What vanished
// from the source is closed, not erased; what comes back is the same fact with a second run. The identity of a row is the
// fingerprint by which persons are told apart; it is a fact of the reserved field Identity.
//
// A Builder takes the persons of one snapshot in any order, unites them with the former index by an external merge sort in
// bounded memory, and puts the new file in the former's place by one rename: whoever is killed half-way leaves the former.
// An Index answers from the file mapped into memory. Every byte is under a checksum that is verified before the byte is
// believed: a damaged file gives an error, never a wrong answer. The format is specified in docs/format/people.md.
//
// The package never sees a value, only fingerprints, and refuses kinds whose fingerprints may not be kept. Whoever has the
// file and the key can try values; whoever has the file alone cannot (SECURITY.md).
package index
