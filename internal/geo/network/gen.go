//go:build ignore

// Gen fetches the data on networks with npm and packs it into data/networks.bin. It is run by `go generate` and needs npm.
package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
)

// release is the one that is packed: the last of the packages that npm has. Its numbers name its day.
const release = "2.3.2026061719"

const (
	whois     = "geo-whois-asn-country" // feeds of operators over registries' databases over their statistics: country
	delegated = "asn-country"           // registries' statistics of what they gave out: country
	systems   = "asn"                   // which autonomous system announces what
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "networks")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	spans := map[string][]network.Span{}
	for _, name := range []string{whois, delegated, systems} {
		if err := fetch(dir, name); err != nil {
			return err
		}
		for _, family := range []string{"ipv4", "ipv6"} {
			list, err := read(filepath.Join(dir, name+"-"+family+".csv"), name == systems)
			if err != nil {
				return err
			}
			spans[name] = append(spans[name], list...)
		}
	}
	day := release[4:8] + "-" + release[8:10] + "-" + release[10:12]
	out, err := network.Pack(day, mend(spans[whois], spans[delegated]), spans[systems])
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d and %d spans in %d bytes\n", day, len(spans[whois]), len(spans[systems]), len(out))
	return os.WriteFile(filepath.Join("data", "networks.bin"), out, 0o644)
}

// fetch lays the files of a package into a folder.
func fetch(dir, name string) error {
	cmd := exec.Command("npm", "pack", "--silent", "--pack-destination", dir, "@ip-location-db/"+name+"@"+release)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm pack %s: %w", name, err)
	}
	f, err := os.Open(filepath.Join(dir, "ip-location-db-"+name+"-"+release+".tgz"))
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		base := filepath.Base(h.Name)
		if !strings.HasPrefix(base, name+"-ipv") || strings.Contains(base, "-num") {
			continue
		}
		out, err := os.Create(filepath.Join(dir, base))
		if err != nil {
			return err
		}
		if _, err := io.Copy(out, r); err != nil {
			return err
		}
		if err := out.Close(); err != nil {
			return err
		}
	}
}

func read(file string, system bool) ([]network.Span, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []network.Span
	for r := csv.NewReader(f); ; {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		var s network.Span
		if s.From, err = netip.ParseAddr(row[0]); err != nil {
			return nil, err
		}
		if s.To, err = netip.ParseAddr(row[1]); err != nil {
			return nil, err
		}
		if system {
			n, err := strconv.ParseUint(row[2], 10, 32)
			if err != nil {
				return nil, err
			}
			s.AS, s.Name = uint32(n), row[3]
		} else {
			c, ok := network.Country(row[2])
			if !ok {
				return nil, fmt.Errorf("%s: %q is no country", file, row[2])
			}
			if row[2] == "AN" { // the Netherlands Antilles, which are no more; what is left of them is Curaçao's
				c = [2]byte{'C', 'W'}
			}
			s.Country = c
		}
		out = append(out, s)
	}
}

// mend takes back what the registries' databases say of whole blocks of their own. The objects of APNIC and AFRINIC for all
// that they hold say AU and MU, where the registries sit, and so do the spans of whoever has no object below: Japan's first
// networks of IPv6 among them. Where one of the two is said, what was given out and to whom decides: of IPv6 its country, of
// IPv4 only whether it was given out at all, as there the databases are whole.
func mend(spans, given []network.Span) []network.Span {
	slices.SortFunc(given, func(a, b network.Span) int { return a.From.Compare(b.From) })
	var out []network.Span
	for _, s := range spans {
		if c := s.Country; c != [2]byte{'A', 'U'} && c != [2]byte{'M', 'U'} {
			out = append(out, s)
			continue
		}
		i, _ := slices.BinarySearchFunc(given, s.From, func(g network.Span, at netip.Addr) int { return g.To.Compare(at) })
		for ; i < len(given) && !s.To.Less(given[i].From); i++ {
			g := given[i]
			if g.From.Less(s.From) {
				g.From = s.From
			}
			if s.To.Less(g.To) {
				g.To = s.To
			}
			if g.From.Is4() {
				g.Country = s.Country
			}
			out = append(out, g)
		}
	}
	return out
}
