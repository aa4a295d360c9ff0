package synth

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"

	"github.com/parquet-go/parquet-go"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// sqlite makes a database file with one table.
func (e *estate) sqlite(name, tableName string, columns []column, rows int, next func() *Person) item {
	t, tr := e.text(nil, "utf-8")
	t.part = "!/" + tableName
	data, err := e.database(t, tableName, columns, rows, next)
	e.fail(err)
	t.buf = nil
	placeless(tr)
	it := e.done(name, t, tr)
	it.data = data
	return it
}

func (e *estate) database(t *text, tableName string, columns []column, rows int, next func() *Person) (data []byte, err error) {
	dir, err := os.MkdirTemp("", "tsutsumi-synth-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "a.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	err = e.fillDatabase(db, t, tableName, columns, rows, next)
	if e := db.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func (e *estate) fillDatabase(db *sql.DB, t *text, tableName string, columns []column, rows int, next func() *Person) error {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = columns[i].title(English)
	}
	if _, err := db.Exec("CREATE TABLE " + tableName + " (id INTEGER PRIMARY KEY, " + strings.Join(names, " TEXT, ") + " TEXT)"); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	insert, err := tx.Prepare("INSERT INTO " + tableName + " (" + strings.Join(names, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")")
	if err != nil {
		return err
	}
	defer insert.Close()
	values := make([]any, len(columns))
	for range rows {
		t.record++
		p := next()
		for i := range columns {
			v := columns[i].get(e.g, p)
			t.put(names[i], columns[i].kind, v)
			values[i] = v
		}
		if _, err := insert.Exec(values...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// placeless takes the offsets away where the part has no text.
func placeless(tr *Truth) {
	for i := range tr.Labels {
		tr.Labels[i].Start, tr.Labels[i].End = 0, 0
	}
}

// event is a row of the columnar file.
type event struct {
	Member  string `parquet:"member_id"`
	Name    string `parquet:"name"`
	Email   string `parquet:"email"`
	Phone   string `parquet:"phone"`
	Birth   string `parquet:"birth_date"`
	Address string `parquet:"address"`
	IP      string `parquet:"ip"`
	Order   string `parquet:"order_no"`
	Amount  int64  `parquet:"amount"`
}

// parquet makes a columnar file of events.
func (e *estate) parquet(name string, rows int, next func() *Person) item {
	t, tr := e.text(nil, "utf-8")
	var b bytes.Buffer
	w := parquet.NewGenericWriter[event](&b, parquet.Compression(&parquet.Snappy))
	for range rows {
		t.record++
		p := next()
		put := func(field string, k pii.Kind, v string) string {
			t.put(field, k, v)
			return v
		}
		_, err := w.Write([]event{{
			Member: put("member_id", pii.AccountID, p.Member), Name: put("name", pii.PersonName, fullName(e.g, p)),
			Email: put("email", pii.EmailAddress, p.Email), Phone: put("phone", pii.PhoneNumber, mobile(e.g, p)),
			Birth: put("birth_date", pii.DateOfBirth, p.Birth.ISO()), Address: put("address", pii.StreetAddress, p.Address()),
			IP: put("ip", pii.IPAddress, e.g.IPv4()), Order: e.g.Twelve(), Amount: int64(e.g.N(90000)),
		}})
		e.fail(err)
	}
	e.fail(w.Close())
	t.buf = nil
	placeless(tr)
	it := e.done(name, t, tr)
	it.data = b.Bytes()
	return it
}

// pptx makes a presentation of slides with running text.
func (e *estate) pptx(name, genre string, slides int, next func() *Person) item {
	t, tr := e.text(escXML, "utf-8")
	parts := []item{
		{name: "[Content_Types].xml", data: []byte(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>`)},
		{name: "_rels/.rels", data: []byte(relationship("officeDocument", "ppt/presentation.xml"))},
		{name: "ppt/presentation.xml", data: []byte(xmlHead + `<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>`)},
	}
	for i := range slides {
		from := len(t.buf)
		e.g.prose(t, jpGenres(), genre, 6, next)
		lines := strings.ReplaceAll(strings.TrimSpace(string(t.buf[from:])), "\n", "</a:t></a:r></a:p><a:p><a:r><a:t>")
		parts = append(parts, item{name: "ppt/slides/slide" + pad(i+1, 1) + ".xml", data: []byte(xmlHead +
			`<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>` +
			lines + `</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`)})
	}
	t.buf = nil
	placeless(tr)
	it := e.done(name, t, tr)
	it.data = e.pack(parts, false)
	return it
}
