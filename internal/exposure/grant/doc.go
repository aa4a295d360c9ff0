// Package grant reviews, with the owner's credentials, who may read what in PostgreSQL and MySQL: rights given to everybody
// or to more accounts than use them, accounts that stand above all rights, row security that is missing or gone round, what
// will be open tomorrow by default.
//
// Only catalogues are read, in sessions that are read-only and have short limits. The state of each finding is a canonical
// text of the grants it tells of, so that a grant which an update changes is new against what was accepted.
package grant
