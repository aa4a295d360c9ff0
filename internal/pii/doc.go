// Package pii is the vocabulary of personal data: the kinds, what the law asks of each, how a value is masked and
// normalised, and the keyed fingerprint by which it is recognised again without being kept.
//
// A kind is written as Google Sensitive Data Protection writes its infoTypes where it has one, since that is what people
// of the field know. What it lacks is named in the same manner.
//
// Nothing in this package does input or output.
package pii
