// Package share looks who may read what stands in a mounted share or a folder: by mode bits, POSIX ACLs, NFSv4 ACLs and
// Windows security descriptors, as the mount hands them out.
//
// Words: a subject is somebody who may or may not read: an account that is known here, a group whose members are not, or
// the stranger, who has an account but nothing else ("others", Everyone, Domain Users). A file is read by a subject whom its
// own list lets read and whom each folder above lets through, up to the root of the mount. (Windows lets everybody through
// folders unless told otherwise, so there the file's own list counts.) The superuser is nobody's news and left out, as are
// accounts of programs.
//
// Files are told by the highest folders below which all of them are open in the same way.
package share
