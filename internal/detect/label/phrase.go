package label

// phrase is a few ASCII words in lower case, without what stands between them.
type phrase struct {
	buf   [96]byte
	n     int
	cut   [16]uint8 // where each word begins in buf
	at    [16]int   // where each word begins in the text
	words int
}

// read splits text into words at whatever is neither letter nor digit, at the humps of camelCase and where digits begin
// or end. Of long texts only the last words count. It tells false if nothing was found.
func (p *phrase) read(text []byte, base int) bool {
	if len(text) > len(p.buf) {
		cut := len(text) - len(p.buf)
		text, base = text[cut:], base+cut
	}
	var prev byte // class of the byte before: 0 other, a lower, A upper, 0 digit
	for i, c := range text {
		cl := classOf(c)
		if cl == 0 {
			prev = 0
			continue
		}
		begin := cl != prev && !(prev == 'A' && cl == 'a')
		if prev == 'A' && cl == 'A' && i+1 < len(text) && classOf(text[i+1]) == 'a' {
			begin = true // HTTPServer: the hump is the last capital
		}
		if begin {
			if p.words == len(p.cut) {
				p.drop()
			}
			p.cut[p.words], p.at[p.words] = uint8(p.n), base+i
			p.words++
		}
		if cl == 'A' {
			c |= 0x20
		}
		p.buf[p.n] = c
		p.n++
		prev = cl
	}
	return p.words > 0
}

// drop forgets the first word.
func (p *phrase) drop() {
	off := int(p.cut[1])
	copy(p.buf[:], p.buf[off:p.n])
	p.n -= off
	for i := 1; i < p.words; i++ {
		p.cut[i-1], p.at[i-1] = p.cut[i]-uint8(off), p.at[i]
	}
	p.words--
}

// end is where the first n words end in buf.
func (p *phrase) end(n int) int {
	if n == p.words {
		return p.n
	}
	return int(p.cut[n])
}

func (p *phrase) word(i int) []byte { return p.buf[p.cut[i]:p.end(i+1)] }

func classOf(c byte) byte {
	switch {
	case 'a' <= c && c <= 'z':
		return 'a'
	case 'A' <= c && c <= 'Z':
		return 'A'
	case '0' <= c && c <= '9':
		return '0'
	}
	return 0
}
