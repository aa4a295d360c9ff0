package match

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

//go:embed logs.yaml
var logsFile []byte

// logs is what logs.yaml says.
type logs struct {
	Sources []source `yaml:"sources"`
	Fields  []fields `yaml:"fields"`
}

type source struct {
	Product  string   `yaml:"product"`
	Category string   `yaml:"category"`
	Service  string   `yaml:"service"`
	Parsers  []string `yaml:"parsers"`
}

type fields struct {
	Parsers  []string            `yaml:"parsers"` // none: all
	Prefixes []string            `yaml:"prefixes"`
	Names    map[string][]string `yaml:"names"`
}

// knownLogs is what the file that comes with the program says; what is wrong with it is a programmer's mistake.
var knownLogs = sync.OnceValue(func() *logs {
	var l logs
	dec := yaml.NewDecoder(bytes.NewReader(logsFile))
	dec.KnownFields(true)
	if err := dec.Decode(&l); err != nil {
		panic(err)
	}
	return &l
})

// feeds tells whether the records of a parser are what a rule is for.
func (l *logs) feeds(parser string, s rule.Source) bool {
	if parser == s.Product || parser == s.Service || parser == s.Category {
		return true
	}
	for i := range l.Sources {
		if e := &l.Sources[i]; e.takes(s) && slices.Contains(e.Parsers, parser) {
			return true
		}
	}
	return false
}

// takes tells whether an entry is of a rule's source. What an entry says and a rule leaves open is more than the rule asks for;
// what a rule says of category and service and the entry does not is something else, but for a product's every service.
func (e *source) takes(s rule.Source) bool {
	switch {
	case e.Product != "" && s.Product != "" && e.Product != s.Product:
		return false
	case s.Category != "" && e.Category != s.Category:
		return false
	case s.Service != "" && e.Service != s.Service && (e.Service != "" || e.Category != ""):
		return false
	}
	return e.Category != "" && e.Category == s.Category || e.Service != "" && e.Service == s.Service || e.Product != "" && e.Product == s.Product
}

// squash is a name of a field without its blanks and in lower case.
func squash(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
