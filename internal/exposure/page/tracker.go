package page

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed trackers.tsv
var trackersTSV string

// service is somebody who counts or records visitors.
type service struct {
	host, name string
	records    bool // it records what visitors do, key by key
}

var services = sync.OnceValue(func() map[string]service {
	m := map[string]service{}
	for line := range strings.Lines(trackersTSV) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) == 3 && f[0][0] != '#' {
			m[f[0]] = service{f[0], f[2], f[1] == "records"}
		}
	}
	return m
})

// trackerOf finds the service that a host belongs to.
func trackerOf(host string) (service, bool) {
	host = strings.ToLower(host)
	for {
		if s, ok := services()[host]; ok {
			return s, true
		}
		_, rest, ok := strings.Cut(host, ".")
		if !ok {
			return service{}, false
		}
		host = rest
	}
}
