package sqldump

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// sink collects what a walk hands out.
type sink struct {
	names  []string
	fields map[string][]string
	rows   map[string][][]string
	text   map[string]string
	skips  []string
}

func newSink() *sink {
	return &sink{fields: map[string][]string{}, rows: map[string][][]string{}, text: map[string]string{}}
}

func (s *sink) Skip(name string, _ int64, err error) { s.skips = append(s.skips, err.Error()) }

func (s *sink) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	if _, ok := s.text[p.Name]; !ok {
		s.names = append(s.names, p.Name)
	}
	var b content.Block
	var c content.Cursor
	if p.Form.Table() {
		c = NewCursor(p)
	}
	for {
		err := blocks.Next(&b)
		if err != nil {
			return nil
		}
		s.text[p.Name] += string(b.Text[b.From:b.To])
		if c == nil {
			continue
		}
		c.Reset(&b)
		var r content.Record
		for c.Next(&r) {
			row := make([]string, len(c.Fields()))
			for i := range row {
				row[i] = "NULL"
			}
			for _, v := range r.Values {
				row[v.Field] = string(v.Text)
			}
			if r.Bad {
				row = append(row, "BAD")
			}
			s.rows[p.Name] = append(s.rows[p.Name], row)
		}
		s.fields[p.Name] = c.Fields()
	}
}

func walk(t testing.TB, name string, r io.Reader) *sink {
	t.Helper()
	s := newSink()
	w := &content.Walk{Handler: s, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: name, Size: -1, R: r}); err != nil {
		t.Fatal(err)
	}
	return s
}

const mysql = "-- MySQL dump 10.13  Distrib 8.0.36\n--\n-- don't trip over this\n" +
	"CREATE TABLE `users` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  `name` varchar(64) DEFAULT 'x,y' COMMENT '氏名',\n" +
	"  `memo` text,\n  PRIMARY KEY (`id`),\n  KEY `k` (`name`)\n) ENGINE=InnoDB;\n" +
	"/*!40000 ALTER TABLE `users` DISABLE KEYS */;\n" +
	"INSERT INTO `users` VALUES (1,'山田 太郎',NULL),(2,'O\\'Brien; (x)','a\\\\'),\n(3,'it''s',_binary 'ab\\n'),(-4.5,\"q\",0xFF);\n" +
	"INSERT INTO `users` VALUES (5,'e',ST_GeomFromText('POINT(1 2)'));\n" +
	"INSERT INTO `users` (`memo`, `id`) VALUES ('m',9);\n" +
	"INSERT IGNORE INTO `orders` (`id`,`when`) VALUES (1,CURRENT_TIMESTAMP) ON DUPLICATE KEY UPDATE id=VALUES(id);\n" +
	"REPLACE INTO `users` VALUES (6,'f',CONCAT('a','b'));\nUPDATE users SET name='090-0000-0000' WHERE id=1;\n-- Dump completed\n"

func TestMySQL(t *testing.T) {
	for _, r := range []io.Reader{strings.NewReader(mysql), iotest.OneByteReader(strings.NewReader(mysql))} {
		s := walk(t, "d.sql", r)
		want := map[string][][]string{
			"d.sql!/users": {
				{"1", "山田 太郎", "NULL"}, {"2", "O'Brien; (x)", `a\`}, {"3", "it's", "ab\n"}, {"-4.5", "q", "0xFF"},
				{"5", "e", "POINT(1 2)"}, {"6", "f", "CONCAT('a','b')"},
			},
			"d.sql!/users#2": {{"m", "9"}},
			"d.sql!/orders":  {{"1", "CURRENT_TIMESTAMP"}},
		}
		if d := cmp.Diff(want, s.rows); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"id", "name", "memo"}, s.fields["d.sql!/users"]); d != "" {
			t.Error(d)
		}
		if !strings.Contains(s.text["d.sql"], "090-0000-0000") || !strings.Contains(s.text["d.sql"], "氏名") {
			t.Errorf("code part lacks the rest: %q", s.text["d.sql"])
		}
		if s.skips != nil {
			t.Error(s.skips)
		}
	}
}

const postgres = "--\n-- PostgreSQL database dump\n--\n\nSET standard_conforming_strings = on;\n" +
	"CREATE FUNCTION public.f() RETURNS void AS $$ BEGIN\n  it's fine\nEND $$;\n" +
	"CREATE TABLE public.users (\n    id integer NOT NULL,\n    \"name\" text,\n    CONSTRAINT u CHECK ((id > 0))\n);\n" +
	"COPY public.users (id, name, memo) FROM stdin;\n1\t山田\\t太郎\t\\N\n2\ta\\\\b\t\n3\t\\x41\\101\t\\.x\n\\.\n\n\n" +
	"COPY public.empty (id) FROM stdin;\n\\.\n" +
	"INSERT INTO public.users VALUES (1, 'C:\\');\nINSERT INTO public.users VALUES (2, E'a\\'b\\n');\n" +
	"INSERT INTO public.users (id, name) VALUES (3, '{\"a\": 1}'::jsonb);\n--\n-- PostgreSQL database dump complete\n--\n"

func TestPostgreSQL(t *testing.T) {
	for _, r := range []io.Reader{strings.NewReader(postgres), iotest.OneByteReader(strings.NewReader(postgres))} {
		s := walk(t, "d.sql", r)
		want := map[string][][]string{
			"d.sql!/public.users":   {{"1", "山田\t太郎", "NULL"}, {"2", `a\b`, ""}, {"3", "AA", ".x"}},
			"d.sql!/public.users#2": {{"1", `C:\`}, {"2", "a'b\n"}, {"3", `{"a": 1}`}},
		}
		if d := cmp.Diff(want, s.rows); d != "" {
			t.Error(d)
		}
		if s.skips != nil {
			t.Error(s.skips)
		}
	}
}

func TestSQLServer(t *testing.T) {
	const in = "USE [shop]\r\nGO\r\nSET IDENTITY_INSERT [dbo].[users] ON\r\n" +
		"INSERT [dbo].[users] ([id], [na]]me], [b]) VALUES (1, N'山田', CAST(N'1990-01-02' AS DateTime))\r\nGO\r\n" +
		"INSERT [dbo].[users] ([id], [na]]me], [b]) VALUES (2, N'it''s', NULL)\r\n" +
		"INSERT [dbo].[users] ([id], [na]]me], [b]) VALUES (3, N'c:\\', TO_DATE('1990-01-02', 'YYYY-MM-DD'))\r\nGO\r\n"
	s := walk(t, "d.sql", strings.NewReader(in))
	want := map[string][][]string{"d.sql!/dbo.users": {{"1", "山田", "1990-01-02"}, {"2", "it's", "NULL"}, {"3", `c:\`, "1990-01-02"}}}
	if d := cmp.Diff(want, s.rows); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"id", "na]me", "b"}, s.fields["d.sql!/dbo.users"]); d != "" {
		t.Error(d)
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     content.Certainty
	}{
		{"a.bak", mysql, content.ByForm},
		{"a.sql", "select 1;", content.ByName},
		{"a.txt", "insert into t values (1);", content.ByForm},
		{"a.txt", "COPY t (a) FROM stdin;\n1\n\\.\n", content.ByForm},
		{"a.txt", "insert into the slot a coin", content.No},
		{"a.go", "package a\n\nconst q = `\nINSERT INTO t VALUES (1)`", content.No},
		{"a.csv", "id,name\n1,INSERT INTO t VALUES (1);\n", content.No},
		{"a", "PGDMP\x01\x0e", content.Magic},
	} {
		if got := (Format{}).Match(&content.Head{Name: c.name, Bytes: []byte(c.in), All: true}); got != c.want {
			t.Errorf("%s: got %d, want %d", c.in[:min(20, len(c.in))], got, c.want)
		}
	}
}

func TestLongRow(t *testing.T) {
	long := strings.Repeat("あ'');(", 1<<20)
	in := "-- MySQL dump\nINSERT INTO `t` VALUES (1,'a'),(2,'" + long + "'),(3,'c');\nINSERT INTO `t` VALUES (4,'d');\n"
	s := walk(t, "d.sql", strings.NewReader(in))
	var ids []string
	for _, r := range s.rows["d.sql!/t"] {
		ids = append(ids, r[0])
	}
	if d := cmp.Diff([]string{"1", "2", "3", "4"}, ids); d != "" {
		t.Error(d)
	}
	copyIn := "-- PostgreSQL database dump\nCOPY t (a, b) FROM stdin;\n1\ta\n2\t" + long + "\n3\tc\n\\.\n"
	s = walk(t, "d.sql", strings.NewReader(copyIn))
	if n := len(s.rows["d.sql!/t"]); n != 3 {
		t.Errorf("%d rows of COPY, want 3", n)
	}
}

func TestTruncated(t *testing.T) {
	for _, whole := range []string{mysql, postgres} {
		for i := range 16 {
			in := whole[:len(whole)*i/16]
			s := walk(t, "d.sql", strings.NewReader(in))
			n := 0
			for _, x := range s.text {
				n += len(x)
			}
			if slack := strings.Count(in, "\n") + 200; n < len(in)-slack {
				t.Errorf("%d of %d bytes handed out", n, len(in))
			}
		}
	}
	s := walk(t, "d.sql", strings.NewReader("INSERT INTO t VALUES (1,'a'),(2,'b"))
	if d := cmp.Diff([]string{`read "d.sql": ends inside a statement`}, s.skips); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][]string{{"1", "a"}, {"2", "b", "BAD"}}, s.rows["d.sql!/t"]); d != "" {
		t.Error(d)
	}
}

func TestFlipped(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, whole := range []string{mysql, postgres} {
		for range 500 {
			b := []byte(whole)
			for range 3 {
				b[rnd.IntN(len(b))] ^= byte(1 << rnd.IntN(8))
			}
			walk(t, "d.sql", bytes.NewReader(b))
		}
	}
}

// write makes an INSERT of rows as a dump would.
func write(rows [][]string, esc byte) string {
	var b strings.Builder
	for i, row := range rows {
		switch {
		case i%3 == 0 && i > 0:
			b.WriteString(";\nINSERT INTO `t` VALUES ")
		case i == 0:
			b.WriteString("INSERT INTO `t` VALUES ")
		default:
			b.WriteString(",")
		}
		for k, v := range row {
			b.WriteByte("(,"[min(k, 1)])
			b.WriteByte('\'')
			for _, c := range []byte(v) {
				switch {
				case c == '\'':
					b.WriteString("''")
				case c == '\\' && esc != 0, c == '"' && esc != 0:
					b.WriteByte('\\')
					b.WriteByte(c)
				default:
					b.WriteByte(c)
				}
			}
			b.WriteByte('\'')
		}
		b.WriteByte(')')
	}
	return b.String() + ";\n"
}

func FuzzRoundTrip(f *testing.F) {
	f.Add("a'b", `c\`, "(;)", uint8(3))
	f.Add("\n\\'", "''", "\x00", uint8(1))
	f.Fuzz(func(t *testing.T, a, b, c string, n uint8) {
		var rows [][]string
		for range 4 {
			rows = append(rows, []string{a, b}, []string{c, a})
		}
		for _, mark := range []string{"-- MySQL dump\n", "-- PostgreSQL database dump\n"} {
			esc := escape([]byte(mark))
			in := mark + write(rows, esc)
			s := walk(t, "d.sql", &pieces{strings.NewReader(in), int(n%16) + 1})
			if d := cmp.Diff(rows, s.rows["d.sql!/t"]); d != "" {
				t.Fatalf("%s%s", mark, d)
			}
		}
	})
}

func FuzzAny(f *testing.F) {
	f.Add(mysql, uint8(7))
	f.Add(postgres, uint8(1))
	f.Fuzz(func(t *testing.T, in string, n uint8) {
		whole := walk(t, "d.sql", strings.NewReader(in))
		cut := walk(t, "d.sql", &pieces{strings.NewReader(in), int(n%16) + 1})
		if d := cmp.Diff(whole.rows, cut.rows); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(whole.text, cut.text); d != "" {
			t.Fatal(d)
		}
	})
}

// pieces yields a reader's bytes a few at a time.
type pieces struct {
	r io.Reader
	n int
}

func (p *pieces) Read(b []byte) (int, error) { return p.r.Read(b[:min(len(b), p.n)]) }

func sample(n int) []byte {
	var b bytes.Buffer
	b.WriteString("-- MySQL dump\n")
	for b.Len() < n {
		b.WriteString("INSERT INTO `users` VALUES ")
		for i := range 4000 {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "(%d,'山田 太郎','ヤマダ タロウ','taro%d@example.jp','090-0000-%04d','東京都千代田区丸の内1-1-1',NULL,'1990-01-02 03:04:05',1,'it\\'s a note')", i, i, i%10000)
		}
		b.WriteString(";\n")
	}
	return b.Bytes()
}

func BenchmarkScan(b *testing.B) {
	in := sample(32 << 20)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		w := &content.Walk{Handler: drain{}, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
		if err := w.Run(b.Context(), content.Body{Name: "d.sql", Size: -1, R: bytes.NewReader(in)}); err != nil {
			b.Fatal(err)
		}
	}
}

type drain struct{}

func (drain) Skip(string, int64, error) {}
func (drain) Part(_ context.Context, _ *content.Part, blocks content.Blocks) error {
	var b content.Block
	for blocks.Next(&b) == nil {
	}
	return nil
}

func BenchmarkTuples(b *testing.B) {
	text := sample(1 << 20)[len("-- MySQL dump\n"):]
	c := NewCursor(&content.Part{Form: content.Tuples, Escape: '\\', Fields: strings.Split("abcdefghij", "")})
	benchmarkCursor(b, c, text)
}

func BenchmarkCopy(b *testing.B) {
	line := "123\t山田 太郎\tヤマダ タロウ\ttaro@example.jp\t090-0000-0000\t東京都千代田区丸の内1-1-1\t\\N\t1990-01-02 03:04:05\t1\tit's a note\n"
	c := NewCursor(&content.Part{Form: content.Copy, Fields: strings.Split("abcdefghij", "")})
	benchmarkCursor(b, c, bytes.Repeat([]byte(line), 8000))
}

func benchmarkCursor(b *testing.B, c content.Cursor, text []byte) {
	block := content.Block{Text: text, To: len(text)}
	var r content.Record
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		c.Reset(&block)
		for c.Next(&r) {
		}
	}
}

// TestSeparators: what stands between rows is bounded, too.
func TestSeparators(t *testing.T) {
	in := "-- MySQL dump\nINSERT INTO t VALUES (1)" + strings.Repeat(", ", 2<<20) + "(2)" + strings.Repeat(";", 3<<20) + "INSERT INTO t VALUES (3);"
	s := walk(t, "d.sql", strings.NewReader(in))
	if d := cmp.Diff([][]string{{"1"}, {"2"}, {"3"}}, s.rows["d.sql!/t"]); d != "" {
		t.Error(d)
	}
}
