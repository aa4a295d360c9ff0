package pii

// normalizeAddress appends the form of an address by which spellings are the same.
func normalizeAddress(dst, v []byte) []byte { return appendFold(dst, v) }
