package network

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// A list of exits names some thousands of addresses; a line of it is an address and perhaps a time.
const (
	mostExits = 1 << 20
	exitLine  = 4096
)

// OpenExits reads a list of addresses that anonymising services come out at, one a line: an address or a prefix, or as the Tor
// project lists them ("ExitAddress 192.0.2.1 2026-01-02 03:04:05"; lines of its other words are passed over). What follows a
// # is a remark. The data says of those addresses that they are Anonymising, and nothing else; of IPv6 it says so of the /64.
// Errors are of class Unreadable, of a line that is neither of class Usage, with the line's number.
func OpenExits(path string) (*Data, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.As(fault.Unreadable, err)
	}
	defer f.Close()
	return readExits(f, path)
}

func readExits(r io.Reader, path string) (*Data, error) {
	var v4, v6 []run
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, exitLine), exitLine)
	for n := 1; s.Scan(); n++ {
		p, ok, err := exit(s.Text())
		switch {
		case err != nil:
			return nil, fault.Errorf(fault.Usage, "list of exits %q, line %d: %w", path, n, err)
		case len(v4)+len(v6) == mostExits:
			return nil, fault.Errorf(fault.Refused, "list of exits %q: more than %d lines", path, mostExits)
		case !ok:
			continue
		}
		from, to, _ := ends(p)
		if p.Addr().Is4() {
			v4 = append(v4, run{from.lo, to.lo})
		} else {
			v6 = append(v6, run{from.hi, to.hi})
		}
	}
	if err := s.Err(); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read list of exits %q: %w", path, err)
	}
	return tables([]Network{{}, {Kind: Anonymising}}, union[uint32](v4), union[uint64](v6)), nil
}

// run is a stretch of addresses, both ends within.
type run struct{ from, to uint64 }

var errExit = errors.New("not an address")

// exit reads one line; ok is false of one that names none.
func exit(line string) (p netip.Prefix, ok bool, err error) {
	line, _, _ = strings.Cut(line, "#")
	f := strings.Fields(line)
	if len(f) == 0 {
		return p, false, nil
	}
	word := f[0]
	switch word {
	case "ExitAddress":
		if len(f) < 2 {
			return p, false, errExit
		}
		word = f[1]
	case "ExitNode", "Published", "LastStatus":
		return p, false, nil
	}
	if a, err := netip.ParseAddr(strings.Trim(word, "[]")); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), true, nil
	}
	if p, err = netip.ParsePrefix(word); err != nil {
		return p, false, errExit
	}
	if p, err = plain(p); err != nil {
		return p, false, errExit
	}
	return p, true, nil
}

// union cuts addresses where one of the stretches begins and where none goes on.
func union[K uint32 | uint64](list []run) []cut[K] {
	slices.SortFunc(list, func(a, b run) int { return cmp.Compare(a.from, b.from) })
	var out []cut[K]
	for i := 0; i < len(list); {
		end := list[i].to
		out = append(out, cut[K]{K(list[i].from), 1})
		for i++; i < len(list) && list[i].from <= end; i++ {
			end = max(end, list[i].to)
		}
		if after := K(end) + 1; after != 0 {
			out = append(out, cut[K]{after, 0})
		}
	}
	return out
}
