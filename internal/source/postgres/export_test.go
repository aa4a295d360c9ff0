package postgres

// SetBlocks sets how many pages a piece has.
func (s *Source) SetBlocks(n int64) { s.blocks = n }
