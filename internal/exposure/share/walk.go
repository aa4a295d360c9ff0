package share

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// kind is how open a file is.
type kind uint8

const (
	few kind = iota
	many
	everyone
	kinds
)

// audience is who may read a file, by its own list and those of the folders above.
type audience struct {
	kind
	accounts, groups int // known accounts, and groups whose members are not known
	text             string
}

// judged is a list, and whom it lets read and pass.
type judged struct {
	list
	read, pass *set
}

// walker judges all below a root.
type walker struct {
	ctx    context.Context
	crowd  *crowd
	many   int
	unread int // objects that could not be looked at
	lists  map[string]*judged
	ways   map[way]*set
	heard  map[way]*audience
	buf    []byte
}

// way is a list behind those who got so far.
type way struct {
	so   *set
	list *judged
}

func newWalker(ctx context.Context, c *crowd, many int) *walker {
	return &walker{ctx: ctx, crowd: c, many: many, lists: map[string]*judged{}, ways: map[way]*set{}, heard: map[way]*audience{}}
}

// look reads an object's list.
func (w *walker) look(path string, st fs.FileInfo) *judged {
	uid, gid, _ := owner(st)
	id := strconv.Itoa(int(uid)) + ":" + strconv.Itoa(int(gid))
	for _, a := range []string{"system.cifs_acl", "system.cifs_ntsd", "system.nfs4_acl", "system.posix_acl_access"} {
		w.buf = attribute(path, a, w.buf)
		if len(w.buf) == 0 {
			continue
		}
		key := a + " " + id + " " + string(w.buf)
		if j := w.lists[key]; j != nil {
			return j
		}
		if l, ok := w.parse(a, w.buf, uid, gid); ok {
			return w.keep(key, l)
		}
	}
	mode := uint32(st.Mode().Perm())
	key := strconv.Itoa(int(mode)) + " " + id
	if j := w.lists[key]; j != nil {
		return j
	}
	return w.keep(key, fromMode(mode, uid, gid))
}

func (w *walker) parse(attribute string, raw []byte, uid, gid uint32) (list, bool) {
	switch attribute {
	case "system.nfs4_acl":
		return fromNFS4(raw, uid, gid, w.crowd)
	case "system.posix_acl_access":
		return fromPosix(raw, uid, gid)
	}
	return fromWindows(raw)
}

func (w *walker) keep(key string, l list) *judged {
	l.principals(w.crowd)
	n := len(w.crowd.subjects)
	j := &judged{list: l,
		read: choose(n, func(i int) bool { return l.may(&w.crowd.subjects[i], read) }),
		pass: choose(n, func(i int) bool { return l.may(&w.crowd.subjects[i], pass) }),
	}
	w.lists[key] = j
	return j
}

// through is who gets through a folder of those who got so far; nil is all.
func (w *walker) through(so *set, j *judged) *set {
	if j.everywhere() {
		return so
	}
	if so == nil {
		return j.pass
	}
	k := way{so, j}
	out := w.ways[k]
	if out == nil {
		out = so.and(j.pass)
		w.ways[k] = out
	}
	return out
}

// readers is who reads a file.
func (w *walker) readers(so *set, j *judged) *audience {
	k := way{so, j}
	if a := w.heard[k]; a != nil {
		return a
	}
	s := j.read
	if so != nil && !j.everywhere() {
		s = s.and(so)
	}
	a := &audience{text: j.text(w.crowd)}
	for i := range w.crowd.subjects {
		switch sub := &w.crowd.subjects[i]; {
		case !s.has(i):
		case i == stranger:
			a.kind = everyone
		case sub.person:
			a.accounts++
		case sub.group:
			a.groups++
		}
	}
	if a.kind == few && a.accounts > w.many {
		a.kind = many
	}
	w.heard[k] = a
	return a
}

// tree is what stands below a folder, as far as it is open.
type tree struct {
	files int
	open  [kinds][]cover
	count [kinds]int
}

// cover is a file, or a folder of whose files all are open.
type cover struct {
	path             string
	folder           bool
	files            int
	texts            []string
	accounts, groups int // the most that read one of the files
}

const (
	maxCovers = 5000 // in one folder; beyond it the folder is told as a whole
	maxTexts  = 20
)

// add adds what is open below.
func (c *cover) add(o *cover) {
	c.files += o.files
	c.accounts, c.groups = max(c.accounts, o.accounts), max(c.groups, o.groups)
	for _, t := range o.texts {
		if i, there := slices.BinarySearch(c.texts, t); !there && len(c.texts) < maxTexts {
			c.texts = slices.Insert(c.texts, i, t)
		}
	}
}

// folder judges what stands in one; so is who gets into it. rel is its path below the root.
func (w *walker) folder(path, rel string, so *set) *tree {
	t := &tree{}
	entries, err := os.ReadDir(path)
	if err != nil {
		w.unread++
	}
	for _, e := range entries {
		if w.ctx.Err() != nil {
			return t
		}
		if !e.IsDir() && !e.Type().IsRegular() {
			continue
		}
		inner, name := filepath.Join(path, e.Name()), filepath.ToSlash(filepath.Join(rel, e.Name()))
		st, err := os.Lstat(inner)
		if err != nil {
			w.unread++
			continue
		}
		j := w.look(inner, st)
		if e.IsDir() {
			t.join(w.folder(inner, name, w.through(so, j)))
			continue
		}
		a := w.readers(so, j)
		t.files++
		if a.kind != few {
			t.count[a.kind]++
			t.open[a.kind] = append(t.open[a.kind], cover{path: name, files: 1, texts: []string{a.text}, accounts: a.accounts, groups: a.groups})
		}
	}
	t.gather(rel)
	return t
}

func (t *tree) join(o *tree) {
	t.files += o.files
	for k := range kinds {
		t.count[k] += o.count[k]
		t.open[k] = append(t.open[k], o.open[k]...)
	}
}

// gather tells a folder as one where all in it is open in the same way.
func (t *tree) gather(rel string) {
	for k := range kinds {
		if len(t.open[k]) == 0 || t.count[k] < t.files && len(t.open[k]) <= maxCovers {
			continue
		}
		c := cover{path: rel, folder: true}
		for i := range t.open[k] {
			c.add(&t.open[k][i])
		}
		t.open[k] = []cover{c}
	}
}
