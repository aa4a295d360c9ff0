// Package relief says what can be done for the persons of a case, how far it is, and what was left undone against the next one.
//
// Measures and leftovers stand in one data file: what each asks, whether the company or the person does it, by which kinds, combinations
// and facts of a case it is called for, and where that stands, with whether it was read there. Propose makes tasks of them. Join counts
// who has it done by laying a file of those done beside the persons of the case: nothing of the file is kept. Check looks at
// the measures against a recurrence of this and of earlier cases: which were never tested, which failed, which leftovers nobody looked for.
package relief
