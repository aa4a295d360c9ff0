package postgres

import (
	"context"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// column is a column that is read.
type column struct {
	name, comment string
	nested        bool // JSON, an array or a row
	binary        bool // bytes: of small ones those are read that are text, of large ones those that are documents
	text          bool // of any length
}

// field is the column's name with its comment, at most so many bytes long (0: any).
func (c *column) field(most int) string { return rows.Field(c.name, c.comment, most) }

// columnsQuery lists the columns that may be read, with the type behind domains.
const columnsQuery = `
SELECT a.attname, coalesce(pg_catalog.col_description(a.attrelid, a.attnum), ''),
  b.typname IN ('json','jsonb') OR b.typcategory = 'A' OR b.typtype = 'c',
  b.typname = 'bytea', b.typname IN ('text','varchar','bpchar','xml','json','jsonb','citext')
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_type d ON d.oid = t.typbasetype AND t.typtype = 'd'
  LEFT JOIN pg_catalog.pg_type e ON e.oid = d.typbasetype AND d.typtype = 'd'
  JOIN pg_catalog.pg_type b ON b.oid = coalesce(e.oid, d.oid, t.oid)
WHERE a.attrelid = %OID% AND a.attnum > 0 AND NOT a.attisdropped
  AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')
ORDER BY a.attnum`

// expression is the column in a query. cut: texts are cut, since a row was too long.
func (c *column) expression(cut bool) string {
	x := "x." + quote(c.name)
	switch {
	case c.binary:
		return "CASE WHEN octet_length(" + x + ") <= " + strconv.Itoa(rows.TextSize) + " THEN " + x + " END"
	case cut && c.text:
		return "left(" + x + "::text, " + strconv.Itoa(cutText) + ")"
	}
	return x
}

// cutText is how many characters of a text are read of a row that is too long.
const cutText = 1 << 20

// columns lists the columns of a table.
func (c *session) columns(ctx context.Context, t *table) ([]column, error) {
	var out []column
	err := c.rows(ctx, "list the columns", strings.Replace(columnsQuery, "%OID%", t.oid, 1), func(v [][]byte) error {
		col := column{name: string(v[0]), comment: string(v[1]), nested: yes(v[2]), binary: yes(v[3]), text: yes(v[4])}
		out = append(out, col)
		return nil
	})
	return out, err
}
