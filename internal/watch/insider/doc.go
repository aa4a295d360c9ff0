// Package insider notices that somebody with rights uses them for something else than his work.
//
// An account's tables are learnt, and those of others: a table that the account never read is strange, less so if colleagues
// read it. Persons read from strange tables are added up over a day, and weigh more at night and on days off. Tables of
// credentials are nobody's work but that of machines and few administrators. Who read them is remembered for weeks: when afterwards
// many accounts act from one address or device, change where money goes, and draw it, that is told as one story with the reading.
// Sources that are cloned in number from an address new for the account are the same thing where what is taken are repositories.
package insider
