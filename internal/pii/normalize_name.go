package pii

// normalizeName appends the form of a name by which spellings are the same.
func normalizeName(dst, v []byte) []byte { return appendFold(dst, v) }
