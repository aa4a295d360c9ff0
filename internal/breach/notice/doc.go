// Package notice tells the persons of a case: who is told what, in which words, and what became of it.
//
// A recipients' file or table of the owner is read when letters are sent and never kept. Each of its rows is joined by fingerprint with the
// persons of the case (Cast): whoever is not among them gets nothing, and whoever is reads only the kinds that were found of her. A row
// that could be several persons is refused rather than told another's items.
//
// The words are templates (package phrase) filled with what the case knows (Words); what it does not know is told as under
// investigation. Letters go by e-mail (package notify/letter) or by post (documents for window envelopes); package journal keeps their fates,
// package bounce reads what came back. This package does no input or output over a network.
package notice
