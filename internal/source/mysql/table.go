package mysql

import (
	"context"
	"database/sql/driver"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// table is what the server says of a table or a view.
type table struct {
	schema, name string
	kind, engine string // BASE TABLE, VIEW, SYSTEM VERSIONED; InnoDB, …
	rows, bytes  int64  // estimates, -1 if not told
	stamp        string
}

// full is the name as people write it.
func (t *table) full() string { return rows.Name(t.schema, t.name) }

// ref is the name as SQL wants it. Rows of the past that the server still keeps are read too.
func (t *table) ref() string {
	s := quote(t.schema) + "." + quote(t.name)
	if t.kind == "SYSTEM VERSIONED" {
		s += " FOR SYSTEM_TIME ALL"
	}
	return s
}

func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// literal is a string; sql_mode is without NO_BACKSLASH_ESCAPES.
func literal(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// tablesQuery lists what is the user's. The time of the last change is of whole seconds, and InnoDB forgets it when it
// restarts: one that is not a while ago, or not there, makes no stamp.
const tablesQuery = `
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, COALESCE(ENGINE, ''), COALESCE(TABLE_ROWS, -1), COALESCE(DATA_LENGTH, -1),
  IF(UPDATE_TIME < NOW() - INTERVAL 3 SECOND AND COALESCE(CREATE_OPTIONS, '') NOT LIKE '%partitioned%', CONCAT_WS('-', CREATE_TIME, UPDATE_TIME, AUTO_INCREMENT), '')
FROM information_schema.TABLES
WHERE TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') AND TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')`

// tables lists the tables of a schema, or of all.
func (c *Session) tables(ctx context.Context, schema string) ([]*table, error) {
	sql := tablesQuery
	if schema != "" {
		sql += " AND TABLE_SCHEMA = " + literal(schema)
	}
	var out []*table
	err := c.Rows(ctx, "list the tables", sql, func(v []driver.Value) error {
		t := &table{schema: Text(v[0]), name: Text(v[1]), kind: Text(v[2]), engine: Text(v[3]), rows: number(v[4]), bytes: number(v[5]), stamp: Text(v[6])}
		out = append(out, t)
		return nil
	})
	slices.SortFunc(out, func(a, b *table) int {
		if n := strings.Compare(a.schema, b.schema); n != 0 {
			return n
		}
		return strings.Compare(a.name, b.name)
	})
	return out, err
}

func number(v driver.Value) int64 {
	n, err := strconv.ParseInt(Text(v), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// column is a column that is read.
type column struct {
	name, comment string
	json          bool
	binary        bool // bytes, of which those are read that are text
	large         bool // of any length: documents may stand there
	key           bool
	integer       bool
	unsigned      bool
}

// field is the column's name with its comment.
func (c *column) field() string { return rows.Field(c.name, c.comment, 0) }

// columns lists the columns that may be read; all tells whether those are all there are.
func (c *Session) columns(ctx context.Context, t *table) (out []column, all bool, err error) {
	of := " WHERE TABLE_SCHEMA = " + literal(t.schema) + " AND TABLE_NAME = " + literal(t.name)
	all = true
	err = c.Rows(ctx, "list the columns", "SELECT COLUMN_NAME, COLUMN_COMMENT, DATA_TYPE, COLUMN_TYPE, COLUMN_KEY, PRIVILEGES FROM information_schema.COLUMNS"+of+
		" ORDER BY ORDINAL_POSITION", func(v []driver.Value) error {
		if !strings.Contains(Text(v[5]), "select") {
			all = false
			return nil
		}
		kind := strings.ToLower(Text(v[2]))
		out = append(out, column{name: Text(v[0]), comment: Text(v[1]), json: kind == "json", binary: binary[kind], large: strings.HasSuffix(kind, "blob"), key: Text(v[4]) == "PRI",
			integer: strings.HasSuffix(kind, "int"), unsigned: strings.Contains(Text(v[3]), "unsigned")})
		return nil
	})
	if err != nil || !c.MariaDB {
		return out, all, err
	}
	// MariaDB's JSON is a text with a check. What may not be asked for is read as text.
	_ = c.Rows(ctx, "list the checks", "SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = "+literal(t.schema)+
		" AND TABLE_NAME = "+literal(t.name), func(v []driver.Value) error {
		for _, m := range jsonValid.FindAllStringSubmatch(Text(v[0]), -1) {
			for i := range out {
				out[i].json = out[i].json || out[i].name == strings.ReplaceAll(m[1], "``", "`")
			}
		}
		return nil
	})
	return out, all, nil
}

var jsonValid = regexp.MustCompile("(?i)json_valid\\(`((?:[^`]|``)+)`\\)")

var binary = map[string]bool{"binary": true, "varbinary": true, "tinyblob": true, "blob": true, "mediumblob": true, "longblob": true, "bit": true,
	"geometry": true, "point": true, "linestring": true, "polygon": true, "multipoint": true, "multilinestring": true, "multipolygon": true,
	"geometrycollection": true, "geomcollection": true, "vector": true}

// key is the index of the only column of the primary key if that is an integer which fits 64 bits with a sign, or -1.
func key(t *table, columns []column) int {
	at := -1
	for i := range columns {
		if !columns[i].key {
			continue
		}
		if at >= 0 || !columns[i].integer || t.kind != "BASE TABLE" {
			return -1
		}
		at = i
	}
	return at
}

// rights are what this account may read, as its grants say. MySQL shows nobody a table or a column on which he has no right.
type rights struct {
	whole   []string        // databases all of whose tables are shown; "*" stands for every one
	columns map[string]bool // tables of which some columns only are granted, "`db`.`table`"
}

// all tells whether no table of the schema ("" for all) can be hidden.
func (r *rights) all(schema string) bool {
	return slices.Contains(r.whole, "*") || schema != "" && slices.Contains(r.whole, schema)
}

// partly tells whether columns of the table are hidden.
func (r *rights) partly(t *table) bool {
	return r.columns[quote(t.schema)+"."+quote(t.name)] && !r.all(t.schema)
}

func (c *Session) rights(ctx context.Context) (*rights, error) {
	out := &rights{columns: map[string]bool{}}
	full := map[string]bool{}
	err := c.Rows(ctx, "ask for the rights", "SHOW GRANTS", func(v []driver.Value) error {
		m := grant.FindStringSubmatch(Text(v[0]))
		if m == nil {
			return nil
		}
		what, db, on := ", "+m[1], m[2], m[2]+"."+m[3]
		switch {
		case strings.Contains(what, ", SELECT ("):
			out.columns[on] = true
		case !strings.Contains(what+",", ", SELECT,") && !strings.HasPrefix(what, ", ALL PRIVILEGES"):
		case m[3] == "*":
			out.whole = append(out.whole, strings.NewReplacer("`", "", `\_`, "_", `\%`, "%").Replace(db))
		default:
			full[on] = true
		}
		return nil
	})
	for on := range full {
		delete(out.columns, on)
	}
	return out, err
}

var grant = regexp.MustCompile("^GRANT (.*) ON (\\*|`(?:[^`]|``)+`)\\.(\\*|`(?:[^`]|``)+`) TO ")
