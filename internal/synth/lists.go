package synth

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/jp_surnames.txt
var jpSurnames string

//go:embed data/jp_male.txt
var jpMale string

//go:embed data/jp_female.txt
var jpFemale string

//go:embed data/jp_places.txt
var jpPlaces string

//go:embed data/cn_names.txt
var cnNames string

//go:embed data/cn_given.txt
var cnGiven string

//go:embed data/cn_places.txt
var cnPlaces string

//go:embed data/latin_names.txt
var latinNames string

// name is a name with its reading in kana (Japanese only) and in Latin letters.
type name struct{ text, kana, latin string }

type jpPlace struct {
	postal, pref, city, town string
	chome                    bool
}

type cnPlace struct {
	code, province, city, county string
	streets                      []string
}

type lists struct {
	jpSur, jpMen, jpWomen     []name
	places                    []jpPlace
	cnSur, cnMen, cnWomen     []name
	counties                  []cnPlace
	latinGiven, latinSurnames []string
}

var loaded = sync.OnceValue(func() *lists {
	l := &lists{jpSur: triples(jpSurnames), jpMen: triples(jpMale), jpWomen: triples(jpFemale)}
	for _, line := range lines(jpPlaces) {
		f := strings.Fields(line)
		l.places = append(l.places, jpPlace{f[0], f[1], f[2], f[3], f[4] == "1"})
	}
	l.cnSur = pairs(lines(cnNames)[0])
	given := lines(cnGiven)
	l.cnMen, l.cnWomen = pairs(given[0]), pairs(given[1])
	for _, line := range lines(cnPlaces) {
		f := strings.Fields(line)
		c := cnPlace{f[0], f[1], strings.TrimSuffix(f[2], "-"), f[3], strings.Split(f[4], ",")}
		l.counties = append(l.counties, c)
	}
	latin := lines(latinNames)
	l.latinGiven, l.latinSurnames = strings.Fields(latin[0]), strings.Fields(latin[1])
	return l
})

func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

func triples(s string) []name {
	var out []name
	for _, line := range lines(s) {
		f := strings.Fields(line)
		out = append(out, name{f[0], f[1], f[2]})
	}
	return out
}

func pairs(line string) []name {
	f := strings.Fields(line)
	out := make([]name, 0, len(f)/2)
	for i := 0; i+1 < len(f); i += 2 {
		out = append(out, name{text: f[i], latin: f[i+1]})
	}
	return out
}
