// Package watch turns accesses into few alerts that say whose data was read, and how much of it.
//
// Logs are read as events (package event), put into the order of time, and made into Accesses: what is known of the store
// that was asked, of the network it was asked from, and of who asked is added. Detectors look at each Access and raise Signals.
// Signals that have a principal, an origin or a store in common become one Alert, a story that grows instead of being repeated.
// Where a log is missing, a Gap is recorded, and every answer about that time says so: what was not seen is unknown, never none.
//
// All that detectors remember is bounded, and what was dropped is counted. It is kept together with how far each log was read,
// so that a run that was killed goes on with the same result.
//
// Principals and addresses are personal data: they stay in memory and in the sealed state, and are shown as masks.
package watch
