// Package imap is the source of mailboxes on a server.
//
// A unit is the mails of a mailbox whose UIDs lie in a range of five hundred; a mail's UID is for ever, so a range changes
// by what comes and what is expunged only, and its stamp is UIDVALIDITY and which UIDs are there. A unit's body is an archive
// (tar) of the mails as they are, each under its UID, in which content finds them and what is attached to them.
//
// Mailboxes are opened by EXAMINE and mails fetched by BODY.PEEK: no flag changes, no mail counts as seen. Mails stream; one
// of a gigabyte is never in memory. If the connection breaks, reading goes on at the byte where it broke.
package imap
