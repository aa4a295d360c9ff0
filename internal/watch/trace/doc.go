// Package trace recognises known traces: holes that were used, what was planted through them, files that nobody should be
// handed, statements slipped into a site, what who takes hostages leaves, logs that were cleared, and what lists of indicators
// name.
//
// The Internet tries all of it on every server every day. What tells is that it worked: an answer with data, where the same site
// does not give the same page to whatever it is asked. What was refused is counted, and said when something worked later.
package trace
