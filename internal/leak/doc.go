// Package leak recognises our data when it surfaces.
//
// Snapshot reads an authoritative source and keeps it as a people index: keyed fingerprints of each person's values, with
// the snapshots in which each was valid. A later snapshot of the same store closes what vanished and erases nothing.
//
// Run reads a dump, streaming, and says what it is (what.go), whether it is genuine (genuine.go), whether it is ours and of
// which store (origin.go), of what time (window.go), how many people stand in it and who of them are children
// (people.go), what can be done to them (harm.go) and what the law asks (law.go). What cannot be known is unknown, never
// none. A row that cannot be used is counted.
//
// Whatever is kept of a dump is counts, masks, and numbers of rows in the index; no datum.
package leak
