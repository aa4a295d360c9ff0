// Package inquiry writes the request of a case to another company or to an authority as a document: what is asked, by when, with the
// questions that fit whom it goes to and what is not known yet. It tells of the case only what the other side must know to answer.
package inquiry
