package file

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/text"
)

// Mark implements Feed.
func (f *files) Mark() []byte {
	if !f.known {
		return nil
	}
	f.save()
	var p reading.Packer
	p.Decoder(&f.dec)
	p.Uint(uint64(f.shelf.files))
	p.Int(f.led.floor)
	p.Uint(uint64(len(f.led.entries)))
	for _, e := range f.led.entries {
		packEntry(&p, e)
	}
	p.Uint(uint64(len(f.led.queue)))
	for _, id := range f.led.queue {
		p.Fixed(id)
	}
	return f.env.Sealer.Seal(f.log.Name, p.B)
}

func packEntry(p *reading.Packer, e *entry) {
	p.Uint(uint64(e.n))
	p.Fixed(e.head)
	p.Int(e.off)
	p.Fixed(e.tail)
	p.Int(e.lines)
	p.Uint(uint64(e.file))
	p.Uint(e.stamp.Dev)
	p.Uint(e.stamp.Ino)
	p.Int(e.stamp.Size)
	p.Int(e.stamp.Mtime)
	p.Flag(e.open)
	p.Flag(e.whole)
	p.Text(e.name)
}

func unpackEntry(u *reading.Unpacker) *entry {
	e := &entry{n: int(min(u.Uint(), text.HeadSize)), head: u.Fixed(), off: u.Int(), tail: u.Fixed(), lines: u.Int(), file: uint32(u.Uint())}
	e.stamp = text.Stamp{Dev: u.Uint(), Ino: u.Uint(), Size: u.Int(), Mtime: u.Int()}
	e.open, e.whole, e.name = u.Flag(), u.Flag(), u.Text()
	if e.off < 0 || e.lines < 0 {
		u.Bad = true
	}
	return e
}

// restore makes a feed go on from a mark.
func (f *files) restore(mark []byte) error {
	plain, err := f.env.Sealer.Open(f.log.Name, mark)
	if err != nil {
		return err
	}
	u := &reading.Unpacker{B: plain}
	d, ok, err := u.Decoder(f.env.O.Parsers, event.Options{Zone: f.log.Zone, Store: f.log.Store})
	if err != nil {
		return err
	}
	led := ledger{sealer: f.led.sealer}
	files := uint32(u.Uint())
	led.floor = u.Int()
	for n := min(u.Uint(), maxEntries); n > 0 && !u.Bad; n-- {
		led.entries = append(led.entries, unpackEntry(u))
	}
	for n := min(u.Uint(), maxOld); n > 0 && !u.Bad; n-- {
		led.queue = append(led.queue, u.Fixed())
	}
	if u.Bad || len(u.B) > 0 {
		return reading.ErrMark
	}
	f.resumeFrom(led, files)
	if ok && (f.env.Spec.Parser == "" || f.env.Spec.Parser == d.Choice.Parser.Name()) {
		f.dec, f.known, f.log.Parser = d, true, d.Choice.Parser.Name()
	} else {
		f.going = nil
	}
	return nil
}

// resumeFrom takes over what was read.
func (f *files) resumeFrom(led ledger, files uint32) {
	if len(led.queue) > 0 {
		led.old = make(map[uint64]struct{}, len(led.queue))
		for _, id := range led.queue {
			led.old[id] = struct{}{}
		}
	}
	f.led, f.shelf.files = led, files
	for _, e := range led.entries {
		if e.stamp != (text.Stamp{}) && !e.open {
			f.seen[e.stamp] = true
		}
	}
	if n := len(led.entries); n > 0 && led.entries[n-1].off != all {
		if f.going = led.entries[n-1]; !f.going.whole {
			f.resume = f.going
		}
	}
}
