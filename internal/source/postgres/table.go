package postgres

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// table is what the catalog says of a table, a view, or something like them.
type table struct {
	oid          string
	schema, name string
	kind         byte // r table, p partitioned table, v view, m materialized view, f foreign table
	rows         float64
	bytes        int64 // -1 if it could not be asked for
	pages        int64 // as ANALYZE last saw it
	heap         bool  // its rows stand in pages that ctid tells, which only who may read all columns may ask for
	schemaRight  bool
	right        bool // to read all columns
	someRight    bool
	secured      bool // row security would hide rows from this role
	binary       bool // it has columns of bytes
	root         string
	filenode     string
	stamp        string
	rootOf       *table // the partitioned table that it is a part of
}

// full is the name as people write it.
func (t *table) full() string { return rows.Name(t.schema, t.name) }

// ref is the name as SQL wants it.
func (t *table) ref() string { return quote(t.schema) + "." + quote(t.name) }

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// tablesQuery lists what has rows and is nobody's but the user's. A size is only asked for where that waits for no lock.
// The counters of changes are read before the snapshot is taken, so that a stamp is never newer than the rows.
const tablesQuery = `
SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples,
  CASE WHEN %SIZE% AND c.relkind IN ('r','m') AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l
    WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock' AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
    THEN pg_catalog.pg_relation_size(c.oid) ELSE -1 END,
  c.relpages,
  c.relkind IN ('r','m') AND coalesce(a.amname, 'heap') = 'heap',
  coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false),
  coalesce(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false),
  coalesce(pg_catalog.has_any_column_privilege(c.oid, 'SELECT'), false),
  coalesce(pg_catalog.row_security_active(c.oid), false),
  CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::oid END,
  coalesce(pg_catalog.pg_relation_filenode(c.oid), 0),
  concat_ws('.', c.xmin, pg_catalog.pg_stat_get_tuples_inserted(c.oid), pg_catalog.pg_stat_get_tuples_updated(c.oid), pg_catalog.pg_stat_get_tuples_deleted(c.oid),
    extract(epoch FROM pg_catalog.pg_stat_get_db_stat_reset_time((SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))),
  pg_catalog.pg_stat_get_live_tuples(c.oid),
  EXISTS (SELECT FROM pg_catalog.pg_attribute b JOIN pg_catalog.pg_type y ON y.oid = b.atttypid WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped
    AND 'pg_catalog.bytea'::regtype IN (y.oid, y.typbasetype))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
WHERE c.relkind IN ('r','p','v','m','f') AND n.nspname NOT IN ('pg_catalog','information_schema') AND n.nspname !~ '^pg_(toast|temp)'
  AND NOT (c.relkind = 'v' AND EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`

// tables lists the tables of the database that c is connected to.
func (db *database) tables(ctx context.Context, c *session) ([]*table, error) {
	if err := c.exec(ctx, "begin", "BEGIN READ ONLY; "+db.limits()+"; SET LOCAL search_path=pg_catalog"); err != nil {
		return nil, err
	}
	out, err := c.tables(ctx, "true")
	if is(err, lockNotAvailable, queryCanceled) { // somebody came between
		if err = c.exec(ctx, "begin", "ROLLBACK; BEGIN READ ONLY; "+db.limits()+"; SET LOCAL search_path=pg_catalog"); err == nil {
			out, err = c.tables(ctx, "false")
		}
	}
	if err != nil {
		return nil, err
	}
	return out, c.exec(ctx, "end", "ROLLBACK")
}

func (c *session) tables(ctx context.Context, sizes string) ([]*table, error) {
	var out []*table
	byOID := map[string]*table{}
	err := c.rows(ctx, "list the tables", strings.Replace(tablesQuery, "%SIZE%", sizes, 1), func(v [][]byte) error {
		t := &table{oid: string(v[0]), schema: string(v[1]), name: string(v[2]), kind: v[3][0], bytes: number(v[5]), pages: number(v[6]),
			heap: yes(v[7]) && yes(v[9]), schemaRight: yes(v[8]), right: yes(v[9]), someRight: yes(v[10]), secured: yes(v[11]), root: string(v[12]), filenode: string(v[13]), binary: yes(v[16])}
		t.rows, _ = strconv.ParseFloat(string(v[4]), 64)
		if live := float64(number(v[15])); t.rows <= 0 && live > 0 {
			t.rows = live
		}
		if t.kind == 'r' || t.kind == 'm' {
			t.stamp = t.filenode + "-" + strconv.FormatInt(t.bytes, 10) + "-" + string(v[14])
			if t.bytes < 0 {
				t.stamp = ""
			}
		}
		out = append(out, t)
		byOID[t.oid] = t
		return nil
	})
	for _, t := range out {
		t.rootOf = byOID[t.root]
	}
	return out, err
}

func yes(v []byte) bool { return string(v) == "t" }

func number(v []byte) int64 {
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// blocks is how many pages the table has, as far as is known.
func (t *table) blocks(page int64) int64 {
	if t.bytes >= 0 {
		return t.bytes / page
	}
	return max(t.pages, 0)
}

// about is how many rows the table is thought to have, -1 if nothing is known.
func (t *table) about() int64 {
	if t.rows < 0 || t.rows == 0 && t.bytes != 0 {
		return -1
	}
	return int64(math.Round(t.rows))
}

// readable are the tables that rows are read from: the leaves of partitioned tables, or their root where only that may be
// read.
func readable(all []*table) []*table {
	whole := map[*table]bool{}
	for _, t := range all {
		if r := t.rootOf; r != nil && t.kind != 'p' && r.right && r.schemaRight && !(t.right && t.schemaRight) {
			whole[r] = true
		}
	}
	var out []*table
	for _, t := range all {
		switch {
		case t.kind == 'p' && !whole[t], whole[t.rootOf]:
			continue
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b *table) int { return cmp.Or(cmp.Compare(a.schema, b.schema), cmp.Compare(a.name, b.name)) })
	return out
}
