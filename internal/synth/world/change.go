package world

// mix is splitmix64: every bit of the result hangs on every bit of x.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// unit is a number from 0 to 1, 1 excluded.
func unit(x uint64) float64 { return float64(x>>11) / (1 << 53) }

// What is decided of a person, each by a roll of its own.
const (
	rollStores = iota
	rollJoin
	rollJoined
	rollLeave
	rollLeft
	rollEvent
	rollWhen
	rollTold
	rollOwnMail // the person gave this store another address of e-mail
	rollStale   // the store began with a former address
	rollCountry
	rollBirth
	rollMail
)

// roll is a number that follows from the seed, the person, what is decided, and for whom.
func (w *World) roll(i uint64, what, store, which int) uint64 {
	return mix(w.seed ^ mix(i<<12|uint64(what)<<8|uint64(store)<<6|uint64(which)))
}

// shares are the parts of all people by the stores that know them, bits of CRM, Shop and App, as a running sum. Of the
// shop's customers 30 % are in the CRM and 25 % in the app.
var shares = []struct {
	sum    float64
	stores uint8
}{{0.32, 1 << CRM}, {0.53, 1 << Shop}, {0.76, 1 << App}, {0.85, 1<<CRM | 1<<Shop}, {0.92, 1<<Shop | 1<<App}, {0.97, 1<<CRM | 1<<App},
	{2, 1<<CRM | 1<<Shop | 1<<App}}

func (w *World) stores(i uint64) uint8 {
	u := unit(w.roll(i, rollStores, 0, 0))
	n := 0
	for u >= shares[n].sum {
		n++
	}
	return shares[n].stores
}

// long is how long before the first instant people registered: six years. The youngest were born by then.
const long = 6 * 365 * 24 * 60 * 60

// joined is when the store got the person, and the gap; -1 for before all gaps.
func (w *World) joined(i uint64, store int) (at int64, gap int) {
	u, when := unit(w.roll(i, rollJoin, store, 0)), w.roll(i, rollJoined, store, 0)
	if u < w.joins[0] {
		return w.bounds[0] - 1 - int64(when%long), -1
	}
	for gap = 0; u >= w.joins[gap+1]; gap++ {
	}
	return w.within(gap, when), gap
}

// within is an instant of a gap: after the snapshot that begins it, before the one that ends it.
func (w *World) within(gap int, x uint64) int64 {
	return w.bounds[gap] + 1 + int64(x%uint64(w.bounds[gap+1]-w.bounds[gap]-1))
}

// left is when the store lost the person, 0 for never.
func (w *World) left(i uint64, store, joined int) int64 {
	for gap := joined + 1; gap < len(w.bounds)-1; gap++ {
		if unit(w.roll(i, rollLeave, store, gap)) < w.rates.Leave {
			return w.within(gap, w.roll(i, rollLeft, store, gap))
		}
	}
	return 0
}

// there tells whether the store has a row of the person at an instant.
func (w *World) there(i uint64, store int, at int64) bool {
	if w.stores(i)>>store&1 == 0 {
		return false
	}
	joined, gap := w.joined(i, store)
	if joined > at {
		return false
	}
	if w.Stores[store].keeps {
		return true
	}
	left := w.left(i, store, gap)
	return left == 0 || left > at
}

// What changes of a person.
const (
	moves = iota
	mobiles
	emails
	marriages
	changes
)

func (r *Rates) of(change int) float64 {
	return [changes]float64{r.Move, r.Mobile, r.Email, r.Marry}[change]
}

// version is which of a person's successive addresses (numbers, …) a store has at an instant, 0 the first, and when it
// learnt of it, 0 for when the person came: whoever joins tells what is true then.
func (w *World) version(i uint64, store, change int, joined, at int64) (v int, told int64) {
	for gap := 0; gap < len(w.bounds)-1 && w.bounds[gap] < at; gap++ {
		if unit(w.roll(i, rollEvent, change, gap)) >= w.rates.of(change)/known {
			continue
		}
		when := w.within(gap, w.roll(i, rollWhen, change, gap))
		switch {
		case when > at:
		case when <= joined:
			v = gap + 1
		case unit(w.roll(i, rollTold, store, change<<3|gap)) < known:
			v, told = gap+1, when
		}
	}
	return v, told
}
