// Package leak recognises our data when it surfaces. Here stand its words: Match, what a dump says of us, and all parts of
// it. What cannot be known is unknown, never none. Whatever is kept of a dump is counts, masks, and numbers of rows in an
// index; no datum.
//
// The rooms, from the outside in:
//
//	match      reads a dump, streaming, and passes the verdict: what it is, whether it is ours, of which store and time
//	snapshot   reads an authoritative source into a people index, and asks the indices for a value
//	claim      what somebody says of a dump who offers it, and what the dump says to that
//	what       the period that a dump covers, its language, its format
//	genuine    whether the data are real, altered or made up
//	person     the persons in a dump: children and regions, what can be done to them (harm), what the law asks
//	asset      what of ours a dump's text names
//	seen       dumps seen before whose values come again
//	fact       what a record says by which a person is recognised
//	row        a record as the rooms above look at it, and what they count with
//	number     what a national number or an age says
//	region     the prefecture or province that an address lies in
//	stamp      moments as dumps write them
//	walk       an engine judges all of a source for a sink
//
// what, genuine, person, asset and seen are aspects: they know nothing of each other (arch_test.go keeps them apart) and
// what they gather is merged. A record that cannot be used is counted.
package leak
