package archive

import (
	"encoding/binary"
	"unicode/utf16"
)

// subs reads how folders are cut into files.
func (c *cursor) subs(folders []*solid) {
	id := c.byte()
	counts := make([]int, len(folders))
	for i := range counts {
		counts[i] = 1
	}
	if id == idCount {
		for i := range counts {
			counts[i] = c.count(1)
		}
		id = c.byte()
	}
	total := 0
	for i, s := range folders {
		if c.bad {
			return
		}
		rest := s.size()
		total += counts[i]
		if total > maxFiles {
			c.fail()
			return
		}
		for k := range counts[i] {
			size := rest
			if k < counts[i]-1 {
				if id != idSize {
					c.fail()
					return
				}
				size = c.size()
			}
			if rest -= size; rest < 0 || c.bad {
				c.fail()
				return
			}
			s.files = append(s.files, solidFile{size: size})
		}
		if counts[i] == 1 {
			s.files[0].crc = s.crc
		}
	}
	if id == idSize {
		id = c.byte()
	}
	for ; id != idEnd && !c.bad; id = c.byte() {
		if id != idCRC {
			c.fail()
			return
		}
		var open []*solidFile
		for _, s := range folders {
			for k := range s.files {
				if s.files[k].crc == nil {
					open = append(open, &s.files[k])
				}
			}
		}
		for i, v := range c.sums(len(open)) {
			open[i].crc = v
		}
	}
}

// names reads the list of files into the folders.
func (c *cursor) names(folders []*solid) {
	n := c.count(0)
	var empty []bool
	var list []string
	for !c.bad {
		id := c.byte()
		if id == idEnd {
			break
		}
		p := cursor{p: c.take(c.num())}
		switch id {
		case idEmpty:
			empty = p.bits(n)
		case idNames:
			if p.byte() != 0 {
				p.fail()
			}
			for range n {
				var u []uint16
				for {
					q := p.take(2)
					if q == nil || q[0] == 0 && q[1] == 0 {
						break
					}
					u = append(u, binary.LittleEndian.Uint16(q))
				}
				list = append(list, string(utf16.Decode(u)))
				if p.bad {
					break
				}
			}
		}
		c.bad = c.bad || p.bad
	}
	i := 0
	for _, s := range folders {
		for k := range s.files {
			for i < len(empty) && empty[i] {
				i++
			}
			if i < len(list) {
				s.files[k].name = list[i]
			}
			i++
		}
	}
}
