package store_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// TestTables holds what is read from the migrations against the tables that they make: a backup leaves out no table or column unseen.
func TestTables(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "t.db"))
	rows, err := s.DB().QueryContext(t.Context(), "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	made := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		made[table] = append(made[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, passing := range []string{"answers", "setup_links", "web_sessions", "goose_db_version", "sqlite_sequence"} { // these are left out on purpose
		delete(made, passing)
	}
	for _, table := range store.Tables() {
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, c.Name)
		}
		if !slices.Equal(columns, made[table.Name]) {
			t.Errorf("%s: %v, made %v", table.Name, columns, made[table.Name])
		}
		delete(made, table.Name)
	}
	for table := range made {
		t.Errorf("%s is in no backup", table)
	}
}
