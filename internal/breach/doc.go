// Package breach makes a case out of evidence and keeps it: what was known when, who decided what, which duties ran and were
// met. Here stand its words.
//
// A case is an append-only list of events. Each holds the hash of the one before and a signature of the installation; the
// present state (State) is always a fold over them (Fold), and never written. Nothing is taken back: what turns out wrong is refuted,
// with its source. Times have a precision, counts three values, facts a status; causes that compete stand side by side.
//
// A case holds persons as rows of people indices only, in a vault of its own beside the events. What a person types in passes the
// detectors first. Addresses and accounts of whoever attacked are sealed.
//
// The rooms:
//
//	evidence  what alerts, exposures, matches, inventories, files and words tell of a case: kinds, persons, times, facts
//	duty      what the law asks of a case by when, and how that changed
//	vault     files and sets of persons by their hash
//	relief    what is done for the persons, and how far it is
//	notice    who is told what: recipients joined to the persons of a case, letters, their fate
package breach
