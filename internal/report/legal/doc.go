// Package legal writes the documents that a breach asks for: reports to authorities, words to other companies, to the public and
// to the board. Here stand its words; each family of forms has a room of its own, and builtin lists them all.
//
// A form is a function from a case to a paper.Document. It invents nothing: an entry is what events say, with their numbers
// (paper.Field.By), or it is unknown and printed as under investigation. Three sorts of entries have no event: who the operator is
// (operator.…, from the section case of tsutsumi.yaml), what the document is (report.…), and fixed words of a form that declare nothing
// of the case (fixed.…).
//
// A document that was handed in is completed by the next (追完): Diff marks the entries that changed against it. Check looks for
// personal data in a document before it leaves; only what the law asks to be named is let through.
//
// The rooms:
//
//	japan   the Commission's reports (private bodies, Number Act, public bodies), the web form's copying sheet, a contractor's notice, telecoms
//	europe  GDPR Art. 33 and 34
//	asia    China, Korea, Singapore
//	public  the public notice, the word to the card acquirer
//	board   one page for the board
//	story   the time line
package legal
