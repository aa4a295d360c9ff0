// Package api is the API: operations with types, of which the description (OpenAPI 3.1) is made. Rooms add theirs by Add, and by
// Stream where something is told as it happens.
//
// What every operation has without its room doing anything:
//
//   - Errors are application/problem+json (RFC 9457) with a type of a short, stable list (Problems). They name the field, never
//     its value, and never say what went wrong inside: that is logged under the request's ID, which the answer has too. What the
//     caller is to read is a web.Error (web.Bad, web.Missing); of every other error only its class is told.
//   - A body is JSON, at most 1 MiB and 32 deep, in sound UTF-8, with every key once; fields, and query parameters, that the
//     operation does not know are refused.
//   - Answers to GET have an ETag: the Out's own (`header:"ETag"`, a version) or the hash of the body; If-None-Match is answered 304.
//   - A POST with Idempotency-Key is done once: the same request again is answered as the first time, for a day.
//
// What a room uses: Paging and Listed for lists (keyset cursors, signed), IfMatch for changes of what has a version.
package api
