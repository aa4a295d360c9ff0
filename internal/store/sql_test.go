package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A column in a migration is a name, one of the four types, and constraints.
var (
	columnLine = regexp.MustCompile(`^\s+([a-z_]+)\s+([A-Z]+(?: PRECISION)?)(\s+NOT NULL)?( PRIMARY KEY)?,?\s*(--.*)?$`)
	types      = map[string]bool{"TEXT": true, "BIGINT": true, "DOUBLE PRECISION": true, "BYTEA": true}
	statement  = regexp.MustCompile(`^(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH|REPLACE) `)
	// What only one database understands, or understands otherwise.
	foreign = regexp.MustCompile(`(?i)->|\bjson|\bBOOLEAN\b|\bTRUE\b|\bFALSE\b|\?|\bAUTOINCREMENT\b|\bSERIAL\b|\bSEQUENCE\b|` +
		`\bTIMESTAMP|\bDATETIME\b|\bNOW\s*\(|\bROWID\b|\bREPLACE\b|\bOR IGNORE\b|\bGLOB\b|\bIFNULL\b|\bINTEGER\b|\bBLOB\b|` +
		`\bVARCHAR\b|\bUUID\b|\bGROUP_CONCAT\b|\bLIMIT \d+,|::|\bPRAGMA\b|@|:[a-z]`)
)

// TestMigrationsSpeakOneSQL reads every migration line by line.
func TestMigrationsSpeakOneSQL(t *testing.T) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	for _, f := range files {
		b, err := migrations.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		inside := false
		for i, line := range strings.Split(string(b), "\n") {
			code, _, _ := strings.Cut(line, "--")
			if m := foreign.FindString(code); m != "" {
				t.Errorf("%s:%d: %q is not understood alike everywhere", f, i+1, m)
			}
			switch {
			case strings.HasPrefix(line, "CREATE TABLE"):
				inside = true
			case strings.HasPrefix(line, ");"):
				inside = false
			case inside && !strings.HasPrefix(strings.TrimSpace(line), "PRIMARY KEY"):
				m := columnLine.FindStringSubmatch(line)
				if m == nil || !types[m[2]] {
					t.Errorf("%s:%d: not a column of TEXT, BIGINT, DOUBLE PRECISION or BYTEA: %s", f, i+1, line)
				}
			}
		}
	}
}

// TestStatementsSpeakOneSQL reads every statement in the package's sources; what is a database's own stands in files of its own.
func TestStatementsSpeakOneSQL(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || name == "sqlite.go" || name == "postgres.go" || name == "wire.go" {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			q, ok := text(e)
			if !ok || !statement.MatchString(q) {
				return true
			}
			seen++
			if m := foreign.FindString(q); m != "" {
				t.Errorf("%q in %q is not understood alike everywhere", m, q)
			}
			return false
		})
	}
	for _, q := range []string{insert("parts", partColumns), selectOf("fields", fieldColumns, 3)} {
		seen++
		if m := foreign.FindString(q); m != "" {
			t.Errorf("%q in %q is not understood alike everywhere", m, q)
		}
	}
	if seen < 15 {
		t.Errorf("only %d statements found: the test looks in the wrong place", seen)
	}
}

// text is the constant string of an expression, names in it left out.
func text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		x, okx := text(e.X)
		y, oky := text(e.Y)
		return x + y, okx || oky
	}
	return "", false
}
