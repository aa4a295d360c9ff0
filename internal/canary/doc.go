// Package canary plants invented persons in copies of a store, so that a dump, a log or a mail in which one of them
// appears names the copy that leaked.
//
// A person is invented from the installation's key, the store, the copy and a number, and can be invented again from
// them; nothing of the person is kept. The registry, canaries.json in the home, holds store, copy, number, time, domain
// and keyed fingerprints of e-mail address, phone number and account ID, by which a Set recognises them
// (docs/format/canaries.md).
//
// A planted person is nobody: the e-mail address is at a domain of the owner's and given to nobody, the phone number is
// one that the numbering plan assigns to nobody, the municipality exists and the block does not.
package canary
