// Package law is what laws ask of whoever loses personal data: when a duty arises, by when it is to be met, towards whom, with
// what. Rules are data (package law/book), dated and with their sources; nothing of a law is an "if" of the program. Here stand
// the words of it and how a rule is applied to facts.
//
// A fact is known, suspected or unknown. An unknown is never read as "no": a rule whose trigger hangs on it may apply, and the
// answer names what would decide it. Where a law treats a suspicion as the thing itself (おそれ), its rule says so.
//
// What is told here is what the data say of the law at a date. Rules that were not read in the primary text are marked.
package law
