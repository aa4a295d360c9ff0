package cost

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// maxFile is the greatest size of a model in bytes.
const maxFile = 256 << 10

type written struct {
	Name     law.Text      `yaml:"name"`
	Dated    string        `yaml:"dated"`
	Currency string        `yaml:"currency"`
	Items    []writtenItem `yaml:"items"`
}

type writtenItem struct {
	ID      string         `yaml:"id"`
	Text    law.Text       `yaml:"text"`
	Per     string         `yaml:"per"`
	Price   *Range         `yaml:"price"`
	Share   *Range         `yaml:"share"`
	Count   *Range         `yaml:"count"`
	Kinds   []string       `yaml:"kinds"`
	Manner  []string       `yaml:"manner"`
	Source  *writtenSource `yaml:"source"`
	Assumed []string       `yaml:"assumed"`
	Spent   []string       `yaml:"spent"`
	Unknown bool           `yaml:"unknown"`
}

type writtenSource struct {
	Text  string `yaml:"text"`
	URL   string `yaml:"url"`
	Dated string `yaml:"dated"`
}

// Builtin is the model that is part of the program, with its text, which is a good beginning for one's own.
func Builtin() (*Model, []byte, error) {
	m, err := Decode("model.yaml", builtin)
	return m, builtin, err
}

// Load reads a model; "" is the built-in one. A file that is not there or not a model is fault.Usage, with the line.
func Load(path string) (*Model, error) {
	if path == "" {
		m, _, err := Builtin()
		return m, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read cost model: %w", err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read cost model: %w", err))
	}
	if len(text) > maxFile {
		return nil, fault.Errorf(fault.Usage, "read cost model: %s: more than %d bytes", path, maxFile)
	}
	return Decode(path, text)
}

// decoder keeps the tree of the text, to tell lines.
type decoder struct {
	name  string
	items []*yaml.Node
}

func (d *decoder) fail(line int, what string) error {
	if line > 0 {
		return fault.Errorf(fault.Usage, "read cost model: %s:%d: %s", d.name, line, what)
	}
	return fault.Errorf(fault.Usage, "read cost model: %s: %s", d.name, what)
}

// Decode reads a model strictly. name stands in errors.
func Decode(name string, text []byte) (*Model, error) {
	d := &decoder{name: name}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, d.fail(lineOf(err), "not YAML")
	}
	d.find(&root)
	var w written
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&w); err != nil && !errors.Is(err, io.EOF) {
		return nil, d.fail(lineOf(err), "an unknown key, or something else is expected here")
	}
	m := &Model{Name: w.Name, Currency: w.Currency}
	var err error
	switch m.Dated, err = time.Parse(time.DateOnly, w.Dated); {
	case err != nil:
		return nil, d.fail(0, "dated: the day of its prices (2026-11-01)")
	case m.Currency != "JPY":
		return nil, d.fail(0, "currency: JPY")
	case len(w.Items) == 0 || len(w.Items) > 200:
		return nil, d.fail(0, "items: 1 to 200")
	case m.Name.EN == "" && m.Name.JA == "":
		return nil, d.fail(0, "name: a text")
	}
	for i := range w.Items {
		item, err := d.item(&w.Items[i], d.line(i))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(m.Items, func(o Item) bool { return o.ID == item.ID }) {
			return nil, d.fail(item.Line, "two items of one id")
		}
		m.Items = append(m.Items, item)
	}
	return m, nil
}

func (d *decoder) find(root *yaml.Node) {
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 || root.Content[0].Kind != yaml.MappingNode {
		return
	}
	for i, top := 0, root.Content[0].Content; i+1 < len(top); i += 2 {
		if top[i].Value == "items" {
			d.items = top[i+1].Content
		}
	}
}

func (d *decoder) line(i int) int {
	if i < len(d.items) {
		return d.items[i].Line
	}
	return 0
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

func (d *decoder) item(w *writtenItem, line int) (Item, error) {
	it := Item{ID: w.ID, Text: w.Text, Per: w.Per, Manner: w.Manner, Assumed: w.Assumed, Spent: w.Spent, Unknown: w.Unknown, Line: line}
	switch {
	case !identifier.MatchString(w.ID):
		return it, d.fail(line, "id: a to z, 0 to 9 and _, at most 64")
	case w.Text.EN == "" && w.Text.JA == "":
		return it, d.fail(line, "text: what it is, in ja, en or both")
	case w.Unknown && (w.Price != nil || w.Per != ""):
		return it, d.fail(line, "unknown: it has no price then")
	case w.Unknown:
		return it, nil
	case !slices.Contains([]string{Person, Fixed, Hour, Day, Month, Server}, w.Per):
		return it, d.fail(line, "per: person, fixed, hour, day, month or server")
	case w.Price == nil || !w.Price.sound(1e12):
		return it, d.fail(line, "price: low and high, in yen, low not above high")
	case w.Share != nil && (w.Per != Person || !w.Share.sound(1)):
		return it, d.fail(line, "share: of persons, low and high between 0 and 1")
	case (w.Per == Person || w.Per == Fixed) != (w.Count == nil):
		return it, d.fail(line, "count: of hours, days, months or servers, and only of these")
	case w.Count != nil && !w.Count.sound(1e6):
		return it, d.fail(line, "count: low and high, low not above high")
	}
	it.Price, it.Share, it.Count = *w.Price, Range{1, 1}, Range{1, 1}
	if w.Share != nil {
		it.Share = *w.Share
	}
	if w.Count != nil {
		it.Count = *w.Count
	}
	for _, name := range w.Kinds {
		k, ok := pii.Parse(name)
		if !ok || k == pii.None {
			return it, d.fail(line, "kinds: no such kind; `tsutsumi kinds` lists them")
		}
		it.Kinds = append(it.Kinds, k)
	}
	for _, a := range w.Assumed {
		if a != "price" && a != "share" && a != "count" {
			return it, d.fail(line, "assumed: price, share, count")
		}
	}
	if w.Source != nil {
		t, err := time.Parse(time.DateOnly, w.Source.Dated)
		if err != nil || w.Source.Text == "" {
			return it, d.fail(line, "source: a text, and the day of it (dated: 2024-10-01)")
		}
		it.Source = &Source{w.Source.Text, w.Source.URL, t}
	} else if !slices.Contains(w.Assumed, "price") {
		return it, d.fail(line, "source: a price needs one, or is marked as assumed")
	}
	return it, nil
}

func (r *Range) sound(most float64) bool {
	return r.Low >= 0 && r.High >= r.Low && r.High <= most && !math.IsNaN(r.Low) && !math.IsNaN(r.High)
}

var lineIn = regexp.MustCompile(`line (\d+)`)

func lineOf(err error) int {
	if m := lineIn.FindStringSubmatch(err.Error()); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}
