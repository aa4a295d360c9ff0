// Package pdf writes documents, and letters by the hundred thousand, as PDF: A4, in the font of package face, of which a file holds the glyphs
// it uses.
//
// It sets Japanese as it is set: no line begins with 、 or ends with （ (package line), paragraphs are justified, stops may hang
// in the margin. A heading stays with what follows it; a table has its head on every page, and no row of it is torn apart that
// fits on one; an entry of a form higher than two fifths of a page may be. Boxes of forms are drawn, as fonts lack them, and are ☑
// and ☐ for who copies the text. What the font lacks is printed as 〓, stays itself for who copies the text, and is told
// (Missing). The same document gives the same bytes: there is no clock in it.
//
// A document is tagged: programs that read aloud know its headings, tables and lists, and their order (Options.Tagged).
//
// A letter stands where the window of its envelope is: see letter.go for the measures.
//
// Nothing but the standard library and the font is used, for reasons that stand in docs/adr/0030-documents.md.
package pdf
