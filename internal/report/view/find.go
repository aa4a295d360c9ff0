package view

import (
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Find gives the holdings that a person means by name: the parts or units called exactly so, else those whose path ends
// so. label makes a name what the inventory calls it: names that tell of persons are masked there.
func Find(held iter.Seq2[inventory.Holding, error], name string, label func(string) string) ([]inventory.Holding, error) {
	name = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(name), "./"), "/")
	names := []string{name, label(name)}
	abs, isPath := "", false
	if p, err := filepath.Abs(name); err == nil {
		abs, isPath = filepath.ToSlash(p), true
	}
	var exact, near []inventory.Holding
	under := map[string][]string{} // names below a source
	for h, err := range report.Whole(held) {
		if err != nil {
			return nil, err
		}
		own, ok := under[h.Source]
		if !ok && isPath {
			if rel, in := strings.CutPrefix(abs, strings.TrimSuffix(h.Source, "/")+"/"); in {
				own = []string{rel, label(rel)}
			}
			under[h.Source] = own
		}
		h.Set = nil
		switch place := Place(&h); {
		case slices.Contains(names, h.Name), slices.Contains(names, h.Unit), slices.Contains(own, h.Name), slices.Contains(own, h.Unit),
			place == name, place == abs:
			exact = append(exact, h)
		case ends(h.Name, names), ends(h.Unit, names), ends(place, names):
			near = append(near, h)
		}
	}
	if len(exact) > 0 {
		return latest(exact), nil
	}
	return latest(near), nil
}

// latest keeps one of each place that is in the inventory under several targets: what was read last.
func latest(held []inventory.Holding) []inventory.Holding {
	at := map[string]int{}
	var out []inventory.Holding
	for _, h := range held {
		p := Place(&h)
		i, ok := at[p]
		switch {
		case !ok:
			at[p] = len(out)
			out = append(out, h)
		case h.At.After(out[i].At):
			out[i] = h
		}
	}
	return out
}

func ends(path string, names []string) bool {
	for _, n := range names {
		if n != "" && strings.HasSuffix(path, "/"+n) {
			return true
		}
	}
	return false
}

// Units lists the different units that holdings belong to, with their sources.
func Units(held []inventory.Holding) []string {
	var out []string
	for i := range held {
		h := inventory.Holding{Source: held[i].Source, Unit: held[i].Unit, Part: inventory.Part{Name: held[i].Unit}}
		if p := Place(&h); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
