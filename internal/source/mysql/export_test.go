package mysql

// SetBytes sets how large a piece is.
func (s *Source) SetBytes(n int64) { s.bytes = n }
