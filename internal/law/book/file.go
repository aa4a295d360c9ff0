package book

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// file is a law as it is written.
type file struct {
	Jurisdiction string   `yaml:"jurisdiction"`
	Law          law.Text `yaml:"law"`
	// Zone is where its dates and days are: every clock has it, unless it says another.
	Zone   string `yaml:"zone"`
	Source source `yaml:"source"`
	From   string `yaml:"from"`
	// What several rules have in common stands here, under names of the author's own, and is taken over by YAML's aliases.
	Conditions map[string]*cond       `yaml:"conditions"`
	Words      map[string][]string    `yaml:"words"`
	Recipients map[string][]recipient `yaml:"recipients"`
	Items      map[string][]item      `yaml:"items"`
	Clocks     map[string][]clock     `yaml:"clocks"`
	Rules      []rule                 `yaml:"rules"`

	name string
}

// rank is the order of laws in the book: those of Japan, those of elsewhere, and what is no law.
func (f *file) rank() int {
	switch f.Jurisdiction {
	case "JP":
		return 0
	case "card":
		return 2
	}
	return 1
}

type source struct {
	Title    string `yaml:"title"`
	URL      string `yaml:"url"`
	State    string `yaml:"state"`
	Verified bool   `yaml:"verified"`
}

type rule struct {
	ID         string      `yaml:"id"`
	Duty       law.Duty    `yaml:"duty"`
	Article    law.Text    `yaml:"article"`
	Title      law.Text    `yaml:"title"`
	What       law.Text    `yaml:"what"`
	Note       law.Text    `yaml:"note"`
	From       string      `yaml:"from"`
	Until      string      `yaml:"until"`
	Pending    law.Text    `yaml:"pending"`
	When       *cond       `yaml:"when"`
	Unless     *cond       `yaml:"unless"`
	Suspicion  bool        `yaml:"suspicion"`
	Clocks     []clock     `yaml:"clocks"`
	Recipients []recipient `yaml:"recipients"`
	Items      []item      `yaml:"items"`
	// Preliminary marks all items: only what is known by then.
	Preliminary bool      `yaml:"preliminary"`
	After       string    `yaml:"after"`
	Source      *source   `yaml:"source"`
	Examples    []example `yaml:"examples"`
}

type cond struct {
	All   []*cond  `yaml:"all"`
	Any   []*cond  `yaml:"any"`
	Not   *cond    `yaml:"not"`
	Fact  string   `yaml:"fact"`
	Is    string   `yaml:"is"`
	Over  *int64   `yaml:"over"`
	Least *int64   `yaml:"least"`
	Has   []string `yaml:"has"`
	Why   law.Text `yaml:"why"`
}

type clock struct {
	When     *cond    `yaml:"when"`
	AtOnce   bool     `yaml:"at_once"`
	Hours    int      `yaml:"hours"`
	Days     int      `yaml:"days"`
	First    int      `yaml:"first"`
	Business bool     `yaml:"business"`
	DayOne   bool     `yaml:"day_one"`
	Roll     bool     `yaml:"roll"`
	Calendar string   `yaml:"calendar"`
	Zone     string   `yaml:"zone"`
	Start    string   `yaml:"start"`
	Late     bool     `yaml:"late"`
	Why      law.Text `yaml:"why"`
}

type recipient struct {
	When    *cond    `yaml:"when"`
	Name    law.Text `yaml:"name"`
	Channel law.Text `yaml:"channel"`
	URL     string   `yaml:"url"`
}

type item struct {
	ID   string   `yaml:"id"`
	Text law.Text `yaml:"text"`
	Help law.Text `yaml:"help"`
}

type example struct {
	Name    string            `yaml:"name"`
	Known   string            `yaml:"known"`
	Facts   map[string]string `yaml:"facts"`
	Applies string            `yaml:"applies"`
	LastDay string            `yaml:"last_day"`
	At      string            `yaml:"at"`
	Note    string            `yaml:"note"`
}

type fact struct {
	Name     string   `yaml:"name"`
	Also     []string `yaml:"also"`
	Sort     law.Sort `yaml:"sort"`
	Question law.Text `yaml:"question"`
	Help     law.Text `yaml:"help"`
	Words    []word   `yaml:"words"`
}

type word struct {
	Name string   `yaml:"name"`
	Also []string `yaml:"also"`
	Text law.Text `yaml:"text"`
}

// factsFile is the catalogue's name among the files.
const factsFile = "facts.yaml"

// Read reads a folder of laws and checks it. All that is wrong is told, each with its file and rule.
func Read(files fs.FS) (*Book, error) {
	var listed struct {
		Facts []fact `yaml:"facts"`
	}
	if err := decode(files, factsFile, &listed); err != nil {
		return nil, err
	}
	b := &Book{}
	for _, f := range listed.Facts {
		b.Facts = append(b.Facts, f.fact())
	}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var laws []*file
	c := &checker{book: b}
	c.facts()
	for _, name := range names {
		if name == factsFile {
			continue
		}
		var f file
		if err := decode(files, name, &f); err != nil {
			c.errs = append(c.errs, err)
			continue
		}
		f.name = name
		laws = append(laws, &f)
	}
	slices.SortStableFunc(laws, func(a, b *file) int { return cmp.Compare(a.rank(), b.rank()) })
	for _, f := range laws {
		c.at = f.name
		c.law(f)
		for i := range f.Rules {
			c.at = fmt.Sprintf("%s: %s", f.name, f.Rules[i].ID)
			b.Rules = append(b.Rules, c.rule(f, &f.Rules[i]))
		}
	}
	c.at = "rules"
	c.whole()
	return b, errors.Join(c.errs...)
}

// decode reads a file strictly: a key that nobody knows is a mistake, and there is one document.
func decode(files fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: more than one document", name)
	}
	return nil
}

func (f *fact) fact() *law.Fact {
	out := &law.Fact{Name: f.Name, Also: f.Also, Sort: f.Sort, Question: f.Question, Help: f.Help}
	for _, w := range f.Words {
		out.Words = append(out.Words, law.Word{Name: w.Name, Also: w.Also, Text: w.Text})
	}
	return out
}
