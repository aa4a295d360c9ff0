// Package scan finds what is held: it plans the units of sources, reads each once, records what the engine found in the
// inventory, and tells it as a stream of messages.
//
// A run killed at any moment goes on where it stopped: what is recorded is done, the rest is read again, and the result
// is the same. Messages come in the order of enumeration, whatever the number of workers.
package scan
