// Package export notices that data is taken as a whole, and what is done to what is left behind.
//
// What takes data as a whole is known by how it is done: COPY and the runs of statements of dump programs, scrolls and points in
// time over an index, a bucket that is listed and fetched, the calls by which services export, snapshots that are given to
// others; else by bytes far beyond the habit. A hand (an account, else a session or an origin) that does this at its
// usual hour from its usual network is a job and quiet; at another hour or from elsewhere it is not.
//
// Deletion behind an export, and what extortionists leave, are one story with it: the place (a cluster, a database, a bucket)
// remembers who took data from it, and whoever deletes there, anonymous or not, is told together with him.
package export
