package rule

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"go.yaml.in/yaml/v3"
)

// Load reads every .yml and .yaml file of a folder and of those in it.
func Load(fsys fs.FS, o Options) *File {
	l := &loader{o: o, out: &File{}, seen: map[string]string{}}
	l.placeholders(fsys)
	files := 0
	var waiting []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			l.problem(name, 0, "", wrong(0, "cannot be read", "読めません"))
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if base := path.Base(name); name != "." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		}
		if ext := strings.ToLower(path.Ext(name)); ext != ".yml" && ext != ".yaml" || name == placeholders {
			return nil
		}
		if files++; files > maxFiles || l.count > maxRules {
			l.problem(name, 0, "", wrong(0, "is one too many: neither it nor what follows is read", "上限を超えたため、これ以降は読みません"))
			return fs.SkipAll
		}
		if waiting = append(waiting, name); len(waiting) == ahead {
			l.files(fsys, waiting)
			waiting = waiting[:0]
		}
		return nil
	})
	l.files(fsys, waiting)
	if err != nil {
		l.problem(".", 0, "", wrong(0, "cannot be read", "読めません"))
	}
	return l.out
}

// ahead is how many files are taken apart at once.
const ahead = 32

// files reads several files, and takes them in their order.
func (l *loader) files(fsys fs.FS, names []string) {
	type parsed struct {
		docs []*node
		err  error
	}
	out := make([]parsed, len(names))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(names)); i = next.Add(1) - 1 {
				data, err := read(fsys, names[i])
				if err == nil {
					out[i].docs, err = documents(data)
				}
				out[i].err = err
			}
		})
	}
	wg.Wait()
	for i := range out {
		l.file(names[i], out[i].docs)
		if out[i].err != nil {
			l.problem(names[i], 0, "", out[i].err)
		}
	}
}

// placeholders is the file of a folder that says what placeholders stand for.
const placeholders = "placeholders.yml"

func (l *loader) placeholders(fsys fs.FS) {
	if _, err := fs.Stat(fsys, placeholders); err != nil {
		return
	}
	data, err := read(fsys, placeholders)
	var docs []*node
	if err == nil {
		docs, err = documents(data)
	}
	if err != nil {
		l.problem(placeholders, 0, "", err)
	}
	all := map[string][]string{}
	maps.Copy(all, l.o.Placeholders)
	for _, d := range docs {
		for i, name := range d.keys {
			values := d.kids[i].words()
			if len(values) == 0 {
				l.problem(placeholders, d.kids[i].line, "", wrong(0, "placeholder %q has no values", "プレースホルダー %q の値が与えられていません", short(name)))
				continue
			}
			all[name] = values
		}
	}
	l.o.Placeholders = all
}

type loader struct {
	o     Options
	out   *File
	seen  map[string]string // ids and the files they stand in
	count int
}

func (l *loader) problem(file string, line int, rule string, err error) {
	p := Problem{File: file, Line: line, Rule: short(rule), Reason: "cannot be used", Japanese: "使えません"}
	var f *fault
	if errors.As(err, &f) {
		p.Reason, p.Japanese = f.en, f.ja
		if f.line > 0 {
			p.Line = f.line
		}
	}
	l.out.Problems = append(l.out.Problems, p)
}

// file takes the documents of a file.
func (l *loader) file(name string, docs []*node) {
	var global, last *node
	for i, d := range docs {
		switch action := d.get("action").word(); action {
		case "":
		case "global":
			global = overlay(global, d)
			continue
		case "reset":
			global = nil
			continue
		case "repeat":
			if last == nil {
				l.problem(name, d.line, "", wrong(d.line, "repeats what is not there", "繰り返す元のルールがありません"))
				continue
			}
			d = overlay(last, d)
		default:
			l.problem(name, d.line, "", wrong(d.line, "unknown action %q", "未知の action %q", short(action)))
			continue
		}
		if global != nil {
			d = overlay(global, d)
		}
		last = d
		if l.count++; l.count > maxRules {
			break
		}
		l.document(name, i, d, global.get("id") != nil)
	}
}

func read(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, wrong(0, "cannot be read", "読めません")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, wrong(0, "cannot be read", "読めません")
	}
	if len(data) > maxFile {
		return nil, wrong(0, "is larger than %d bytes", "%d バイトを超えています", maxFile)
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil
}

func (l *loader) document(name string, i int, d *node, shared bool) {
	m := meta(d)
	m.File, m.Line = name, d.line
	if where, ok := l.seen[m.ID]; ok && where == name && shared { // an id that a collection gives to all of it
		m.ID = fmt.Sprintf("%s#%d", m.ID, i+1)
	}
	if m.ID == "" {
		m.ID = fmt.Sprintf("%s#%d", name, i+1)
	}
	title := m.Title
	if title == "" {
		title = m.ID
	}
	if err := l.take(d, m); err != nil {
		l.problem(name, d.line, title, err)
	}
}

func (l *loader) take(d *node, m Meta) error {
	if where, ok := l.seen[m.ID]; ok {
		return wrong(d.line, "has the id of a rule in %q", "%q にあるルールと id が同じです", where)
	}
	switch {
	case d.get("correlation") != nil:
		c := &Correlation{Meta: m}
		if err := c.read(d.get("correlation")); err != nil {
			return err
		}
		if v := d.get("generate"); v != nil {
			c.Generate = strings.EqualFold(v.word(), "true")
		}
		l.out.Correlations = append(l.out.Correlations, c)
	case d.get("filter") != nil:
		f := &Filter{Meta: m, Source: source(d.get("logsource"))}
		if err := f.read(d.get("filter"), l.o); err != nil {
			return err
		}
		l.out.Filters = append(l.out.Filters, f)
	default:
		r := &Rule{Meta: m, Source: source(d.get("logsource"))}
		if r.Source == (Source{}) {
			return wrong(d.line, "has no logsource", "logsource がありません")
		}
		if err := r.detection(d.get("detection"), l.o); err != nil {
			return err
		}
		l.out.Rules = append(l.out.Rules, r)
	}
	l.seen[m.ID] = m.File
	return nil
}

func (f *Filter) read(n *node, o Options) error {
	if n.kind != yaml.MappingNode {
		return wrong(n.line, "filter is no mapping", "filter がマッピングではありません")
	}
	f.Rules = n.get("rules").words()
	if len(f.Rules) == 0 {
		f.Rules = []string{"any"}
	}
	var err error
	if f.Selections, err = selections(n, o, "rules", "condition"); err != nil {
		return err
	}
	c := n.get("condition")
	if c.word() == "" {
		return wrong(n.line, "has no condition", "condition がありません")
	}
	var behind string
	if f.Condition, behind, err = parseCondition(c.word(), f.Selections, c.line); err == nil && behind != "" {
		err = wrong(c.line, "filter with an aggregation", "filter に集計は使えません")
	}
	return err
}

func source(n *node) Source {
	low := func(k string) string { return strings.ToLower(strings.TrimSpace(n.get(k).word())) }
	return Source{Product: low("product"), Category: low("category"), Service: low("service")}
}

func meta(d *node) Meta {
	return Meta{ID: d.get("id").word(), Name: d.get("name").word(), Title: d.get("title").word(), Description: d.get("description").word(),
		Status: strings.ToLower(d.get("status").word()), Level: strings.ToLower(d.get("level").word()), Author: d.get("author").word(),
		Tags: d.get("tags").words(), FalsePositives: d.get("falsepositives").words(), References: d.get("references").words()}
}
