// Package world invents an organisation's people over the years, in several stores that share some of them, and the dumps
// that could be taken from these at any instant. With each dump goes the truth of it: how many records and persons, from
// which stores, of what time. Leak matching is measured by laying its verdict over that truth.
//
// Nothing is kept of a person. Whoever he is, which stores know him since when and what changed when follows from the seed
// and his index alone, and is worked out each time a row is written. So a world of a million people costs no memory, and a
// snapshot and a dump of one instant say the same.
//
// A person moves, takes another number or address of e-mail, marries: once. Each store learns of it or does not, so the
// stores differ on the same person as real ones do. Every change has an instant of its own; a dump of an instant between
// two snapshots has the changes up to then, and no later ones. Nobody is real: see package synth.
package world
