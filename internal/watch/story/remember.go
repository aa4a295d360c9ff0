package story

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

// Save writes the stories and gaps.
func (b *Book) Save(e *watch.Encoder) {
	e.Uint(b.next)
	e.Int(b.now)
	e.Int(b.Dropped)
	e.Uint(uint64(len(b.stories)))
	for _, st := range b.stories {
		st.save(e)
	}
	e.Uint(uint64(len(b.gaps)))
	for _, g := range b.gaps {
		e.Uint(uint64(g.Log.Index))
		e.Text(g.Log.Name)
		e.Int(g.From)
		e.Int(g.To)
		e.Uint(uint64(g.Why))
		e.Int(g.Missing)
	}
	b.saveCurves(e)
}

func (st *story) save(e *watch.Encoder) {
	e.Uint(st.n)
	e.ID(st.id)
	e.Uint(uint64(len(st.joins)))
	for _, id := range st.joins {
		e.ID(id)
	}
	e.Bytes(st.who)
	e.Bytes(st.origin)
	e.Bool(st.job)
	e.Text(st.storeName)
	e.Bool(st.store != nil && st.store.Known)
	e.Uint(uint64(len(st.kinds)))
	for _, k := range st.kinds {
		e.Text(k.String())
	}
	e.Float(st.weight)
	e.Uint(uint64(len(st.countries)))
	for _, c := range st.countries {
		e.Bytes(c[:])
	}
	e.Uint(uint64(len(st.evidence)))
	for _, v := range st.evidence {
		e.Text(v.log)
		e.Position(v.pos)
		e.Int(v.at)
		e.Text(v.text)
	}
	for _, n := range []int64{st.first, st.last, st.grown, int64(st.told), st.toldPeople, int64(st.toldSays)} {
		e.Int(n)
	}
	e.Bool(st.ever)
	e.Uint(uint64(len(st.says)))
	for _, p := range st.says {
		p.save(e)
	}
}

func (p *says) save(e *watch.Encoder) {
	e.ID(p.key)
	e.Text(p.detector)
	e.Text(p.rule)
	e.Uint(uint64(len(p.args)))
	for _, a := range p.args {
		e.Text(a.Name)
		e.Int(a.Number)
		e.Text(a.Text)
	}
	for _, n := range []int64{p.first, p.last, p.people, p.least, p.most, p.rows, p.accesses, p.accounts, int64(p.floor)} {
		e.Int(n)
	}
	e.Float(p.confidence)
	e.Bool(p.destroys)
	e.Bool(p.attempt)
	e.Bytes(p.who)
	e.Bytes(p.origin)
	e.Text(p.store)
	e.Bytes(p.country[:])
}

// Load reads what Save wrote into an empty book. Logs are known by their names; logs is asked for them.
func (b *Book) Load(d *watch.Decoder, logs func(name string) *watch.Log) {
	b.next, b.now, b.Dropped = d.Uint(), d.Int(), d.Int()
	for range d.Len(8) {
		st := loadStory(d)
		b.stories = append(b.stories, st)
		for _, id := range st.joins {
			b.joins[id] = st
		}
		for _, p := range st.says {
			b.said[p.key] = p
		}
	}
	for range d.Len(4) {
		index, name := d.Uint(), d.Text()
		g := watch.Gap{From: d.Int(), To: d.Int(), Why: watch.GapKind(d.Uint()), Missing: d.Int()}
		if g.Log = logs(name); g.Log == nil {
			g.Log = &watch.Log{Name: name, Index: int(index)}
		}
		b.gaps = append(b.gaps, g)
	}
	b.loadCurves(d)
}

func loadStory(d *watch.Decoder) *story {
	st := &story{n: d.Uint(), id: d.ID()}
	for range d.Len(8) {
		st.joins = append(st.joins, d.ID())
	}
	st.who, st.origin, st.job, st.storeName = clone(d), clone(d), d.Bool(), d.Text()
	st.store = &watch.Store{Name: st.storeName, Known: d.Bool(), People: -1}
	for range d.Len(1) {
		if k, ok := pii.Parse(d.Text()); ok {
			st.kinds = append(st.kinds, k)
		}
	}
	st.weight = d.Float()
	for range d.Len(1) {
		st.countries = append(st.countries, readCountry(d))
	}
	for range d.Len(4) {
		st.evidence = append(st.evidence, seenAt{d.Text(), d.Position(), d.Int(), d.Text()})
	}
	st.first, st.last, st.grown, st.told, st.toldPeople, st.toldSays = d.Int(), d.Int(), d.Int(), watch.Severity(d.Int()), d.Int(), int(d.Int())
	st.ever = d.Bool()
	for range d.Len(8) {
		st.says = append(st.says, loadSays(d, st))
	}
	return st
}

func loadSays(d *watch.Decoder, of *story) *says {
	p := &says{of: of, key: d.ID(), detector: d.Text(), rule: d.Text()}
	for range d.Len(3) {
		p.args = append(p.args, watch.Arg{Name: d.Text(), Number: d.Int(), Text: d.Text()})
	}
	p.first, p.last, p.people, p.least, p.most, p.rows, p.accesses, p.accounts = d.Int(), d.Int(), d.Int(), d.Int(), d.Int(), d.Int(), d.Int(), d.Int()
	p.floor = watch.Severity(d.Int())
	p.confidence, p.destroys, p.attempt = d.Float(), d.Bool(), d.Bool()
	p.who, p.origin, p.store, p.country = clone(d), clone(d), d.Text(), readCountry(d)
	return p
}

func clone(d *watch.Decoder) []byte {
	if b := d.Bytes(); len(b) > 0 {
		return append([]byte(nil), b...)
	}
	return nil
}

func readCountry(d *watch.Decoder) (c [2]byte) {
	if b := d.Bytes(); len(b) == 2 {
		c = [2]byte(b)
	}
	return c
}
