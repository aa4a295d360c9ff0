package store

import "database/sql"

// DB is the database below.
func (s *Store) DB() *sql.DB { return s.db }

// RecordCases records cases until it is killed.
var RecordCases = recordCases
