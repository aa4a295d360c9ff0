// Package gap records where logs have holes, so that no answer over such a time says more than "unknown".
//
// For each log its rhythm is learnt: how many minutes of each hour of the week have records. A silence is measured in such minutes:
// a night in which nothing is expected is short, however long it lasts. One that is far longer than the log was ever silent is a gap. A
// log of few records is measured in days. What looks silent early on, when little is known of a log, is judged again later.
//
// Besides, gaps are numbers that are missing in a log that counts its records, days that are missing among dated files,
// records that could not be read, and what says itself that logging stopped.
package gap
