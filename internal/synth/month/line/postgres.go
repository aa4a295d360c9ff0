package line

import "net/netip"

// Backend is a connection to PostgreSQL.
type Backend struct {
	PID     int
	User    string
	DB      string
	App     string
	From    netip.Addr
	Port    int
	Began   int64 // µs; set by Connect
	began   [23]byte
	records int
	number  int // of statements
}

// row begins a row of csvlog up to the message.
func (b *Books) row(o []byte, be *Backend, tag, level, state string, known bool) []byte {
	be.records++
	o = append(append(o, b.utc.iso[:]...), ' ')
	o = append(b.utc.clock(o), '.')
	o = append(b.utc.milli(o), " UTC,"...)
	if known {
		o = append(append(append(o, '"'), be.User...), `","`...)
		o = append(append(o, be.DB...), '"')
	} else {
		o = append(o, ',')
	}
	o = append(num(append(o, ','), int64(be.PID)), `,"`...)
	o = append(be.From.AppendTo(o), ':')
	o = append(num(o, int64(be.Port)), `",`...)
	o = append(hex(o, uint64(be.Began/second), 8), '.')
	o = append(hex(o, uint64(be.PID), 5), ',')
	o = append(num(o, int64(be.records)), ',')
	o = append(append(append(append(o, '"'), tag...), `",`...), be.began[:]...)
	o = append(num(append(o, ",7/"...), int64(be.number)), ",0,"...)
	o = append(append(append(o, level...), ','), state...)
	return append(o, ',')
}

// done ends a row behind the message.
func (b *Books) done(o []byte, be *Backend, statement string) {
	o = append(o, ",,,,,,"...)
	if statement != "" {
		o = cell(o, statement)
	}
	o = append(append(append(o, `,,,"`...), be.App...), `","client backend",,0`...)
	b.end(Postgres, o)
}

func (b *Books) start(be *Backend) {
	be.Began, be.records, be.number = b.now, 0, 0
	copy(be.began[:], append(b.utc.clock(append(append(be.began[:0], b.utc.iso[:]...), ' ')), " UTC"...))
}

// Connect writes that a connection came, and that its user was let in.
func (b *Books) Connect(be *Backend) {
	b.start(be)
	if o := b.begin(Postgres); o != nil {
		o = b.row(o, be, "", "LOG", "00000", false)
		o = append(be.From.AppendTo(append(o, `"connection received: host=`...)), " port="...)
		b.done(append(num(o, int64(be.Port)), '"'), be, "")
		o = b.row(b.begin(Postgres), be, "authentication", "LOG", "00000", true)
		o = append(append(o, `"connection authorized: user=`...), be.User...)
		o = append(append(o, " database="...), be.DB...)
		b.done(append(append(append(o, " application_name="...), be.App...), '"'), be, "")
	}
}

// Refuse writes that a password was wrong.
func (b *Books) Refuse(be *Backend) {
	b.start(be)
	if o := b.begin(Postgres); o != nil {
		o = b.row(o, be, "authentication", "FATAL", "28P01", true)
		o = append(append(o, `"password authentication failed for user ""`...), be.User...)
		b.done(append(o, `"""`...), be, "")
	}
}

// Deny writes that a table may not be read.
func (b *Books) Deny(be *Backend, table, statement string) {
	if o := b.begin(Postgres); o != nil {
		o = b.row(o, be, "SELECT", "ERROR", "42501", true)
		b.done(append(append(append(o, `"permission denied for table `...), table...), '"'), be, statement)
	}
}

// Disconnect writes that it went.
func (b *Books) Disconnect(be *Backend) {
	if o := b.begin(Postgres); o != nil {
		o = b.row(o, be, "idle", "LOG", "00000", true)
		o = append(o, `"disconnection: session time: `...)
		took := (b.now - be.Began) / second
		o = append(two(append(num(o, took/3600), ':'), took/60%60), ':')
		o = append(append(two(o, took%60), ".120 user="...), be.User...)
		o = append(append(append(o, " database="...), be.DB...), " host="...)
		o = append(be.From.AppendTo(o), " port="...)
		b.done(append(num(o, int64(be.Port)), '"'), be, "")
	}
}

// Query is a statement as pgaudit tells it.
type Query struct {
	Class, Command string // READ, SELECT
	Table          string // public.customers; empty if none
	SQL            string
	Rows           int // -1 if pgaudit does not count them
}

// Audit writes what pgaudit says of a statement (pgaudit.log_rows is on).
func (b *Books) Audit(be *Backend, q *Query) {
	o := b.begin(Postgres)
	if o == nil {
		return
	}
	be.number++
	o = b.row(o, be, q.Command, "LOG", "00000", true)
	o = append(num(append(o, `"AUDIT: SESSION,`...), int64(be.number)), ",1,"...)
	o = append(append(append(append(o, q.Class...), ','), q.Command...), ',')
	if q.Table != "" {
		o = append(append(o, "TABLE,"...), q.Table...)
	} else {
		o = append(o, ',')
	}
	o = append(o, `,""`...)
	for i := 0; i < len(q.SQL); i++ { // a quote is doubled by pgaudit, and again by csvlog
		if q.SQL[i] == '"' {
			o = append(o, `"""`...)
		}
		o = append(o, q.SQL[i])
	}
	o = append(o, `"",<not logged>`...)
	if q.Rows >= 0 {
		o = num(append(o, ','), int64(q.Rows))
	}
	b.done(append(o, '"'), be, "")
}
