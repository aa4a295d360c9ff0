// Package people notices that somebody read more persons than somebody like that does: distinct persons (else rows, said to be
// rows) for each account over an hour, a day and, for slow reading, weeks.
//
// A reader is an account; where nobody is logged in a session, else an origin that few people share. What is read is compared
// with the reader's own habit (tally.Habit, once there are five active days of it) and with what the peers have read, those with
// the same role and the same most used store (tally.Spread): more than both and more than an absolute floor is told. So a busy
// day of everybody is quiet, a new employee is measured by the others, and small things never fire. A machine is compared with
// itself only.
//
// Reading in small steps stays below every limit of a day. Therefore the part of each day's new persons beyond what is usual is kept
// and added up (a CUSUM): what is left over after days is told when it is large, whatever the single days were.
package people
