// Package ldap is the source of directories: who works here, by which name, address and telephone, and, as every directory
// is a store of credentials, with which password hashes.
//
// A unit is the subtree below one container at the first level (ou=people), or what stands above and beside them. A record
// is an entry; its DN is a field of it. Attributes keep their names, so that userPassword tells what it is. What is no text
// (jpegPhoto) is counted and told. Referrals are told, not followed: another server is another target.
//
// Results are asked for in pages, over a connection of each unit's own. If it breaks, the search is made again, and entries
// that were already read are passed over.
package ldap
