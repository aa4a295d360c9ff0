package sqlitefile

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

type sink struct {
	text   map[string]string
	fields map[string][]string
	skips  []string
}

func (s *sink) Skip(_ string, _ int64, err error) { s.skips = append(s.skips, err.Error()) }
func (s *sink) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var b content.Block
	s.fields[p.Name] = p.Fields
	for {
		if err := blocks.Next(&b); err != nil {
			if err != io.EOF {
				s.skips = append(s.skips, err.Error())
			}
			return nil
		}
		s.text[p.Name] += string(b.Text[b.From:b.To])
	}
}

func walk(t testing.TB, data []byte) *sink {
	t.Helper()
	s := &sink{text: map[string]string{}, fields: map[string][]string{}}
	w := &content.Walk{Handler: s, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: "f.db", Size: -1, R: bytes.NewReader(data)}); err != nil {
		t.Fatal(err)
	}
	return s
}

func database(t testing.TB, statements ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func users(t testing.TB) []byte {
	s := []string{
		`CREATE TABLE users (id INTEGER PRIMARY KEY, 氏名 TEXT, born DATE, n REAL, b BLOB)`,
		`INSERT INTO users VALUES (1, '山田, "太郎"', '1990-01-02', 1.5, x'E5B1B1'), (2, NULL, NULL, 123456789012, x'FF00')`,
		`CREATE TABLE "odd ""name" (k TEXT PRIMARY KEY, v) WITHOUT ROWID`,
		`INSERT INTO "odd ""name" VALUES ('a', 'x'||char(10)||'y')`,
		`CREATE VIEW v AS SELECT * FROM users`,
		`CREATE TABLE many (a TEXT)`,
	}
	for i := range 300 {
		s = append(s, fmt.Sprintf(`INSERT INTO many VALUES ('row %d of many')`, i))
	}
	return database(t, s...)
}

func TestTables(t *testing.T) {
	s := walk(t, users(t))
	if n := bytes.Count([]byte(s.text["f.db!/many"]), []byte("\n")); n != 300 {
		t.Errorf("%d rows", n)
	}
	delete(s.text, "f.db!/many")
	want := map[string]string{
		"f.db!/users":      "1,\"山田, \"\"太郎\"\"\",1990-01-02,1.5,山\n2,,,123456789012,\n",
		"f.db!/odd \"name": "a,\"x\ny\"\n",
	}
	if d := cmp.Diff(want, s.text); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"id", "氏名", "born", "n", "b"}, s.fields["f.db!/users"]); d != "" {
		t.Error(d)
	}
	if s.skips != nil {
		t.Error(s.skips)
	}
}

func TestBroken(t *testing.T) {
	whole := users(t)
	for i := 1; i < 16; i++ {
		if s := walk(t, whole[:len(whole)*i/16]); len(s.skips) == 0 {
			t.Errorf("cut at %d/16: no error told", i)
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		b := bytes.Clone(whole)
		for range 20 {
			b[16+rnd.IntN(len(b)-16)] ^= byte(1 << rnd.IntN(8))
		}
		walk(t, b)
	}
}
