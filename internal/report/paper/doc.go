// Package paper is a document as a person reads it on paper: its words (Document), apart from how it is written. Its rooms
// write it: docx, pdf, markdown, page (HTML). A field keeps the numbers of the case's events that support it, and says plainly
// what is not known; none is filled by guessing.
package paper
