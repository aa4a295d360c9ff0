package share

import (
	"cmp"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at share:// targets and at folders.
type Check struct {
	// Many is how many accounts may read something before that is told; 0 is DefaultMany.
	Many int
	// crowd, set by tests, is who there is.
	crowd func() *crowd
}

// DefaultMany is more than a department.
const DefaultMany = 50

// Name implements exposure.Check.
func (Check) Name() string { return "share" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	if t.URL != nil {
		return t.URL.Scheme == "share"
	}
	if t.With != "" {
		return false
	}
	st, err := os.Stat(t.Path)
	return err == nil && st.IsDir()
}

// Look implements exposure.Check.
func (c Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	path := t.Path
	if t.URL != nil {
		path = filepath.FromSlash(t.URL.Path)
	}
	root, err := filepath.Abs(path)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return fault.Errorf(fault.Unreadable, "look at folder: it is not there, or may not be entered")
	}
	if !v.Plan("read the permissions below", t.Name) {
		return nil
	}
	many := cmp.Or(c.Many, DefaultMany)
	who := system
	if c.crowd != nil {
		who = func(context.Context) *crowd { return c.crowd() }
	}
	type answer struct {
		t *tree
		w *walker
	}
	done := make(chan answer, 1)
	go func() { // a share whose server went does not answer, and cannot be told to
		w := newWalker(ctx, who(ctx), many)
		so := w.above(root, t.URL != nil)
		done <- answer{w.folder(root, "", so), w}
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case a := <-done:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		tell(root, t, v, a.t, told)
		if a.w.unread > 0 {
			return fault.Errorf(fault.Unreadable, "look at folder: %d files and folders could not be looked at; who looks must be able to enter them all", a.w.unread)
		}
		return nil
	}
}

// above is who gets into the root. Whoever comes over the network enters a share at its root; on this machine one has to get
// through the folders above, up to where something else is mounted.
func (w *walker) above(root string, network bool) *set {
	st, err := os.Lstat(root)
	if err != nil {
		w.unread++
		return nil
	}
	so := w.through(nil, w.look(root, st))
	_, _, device := owner(st)
	for dir := root; !network && dir != filepath.Dir(dir); {
		dir = filepath.Dir(dir)
		st, err := os.Lstat(dir)
		if err != nil {
			break
		}
		if _, _, d := owner(st); d != device {
			break
		}
		so = w.through(so, w.look(dir, st))
	}
	return so
}

// maxTold bounds the findings of a target; where there are more they are told by folders higher up.
const maxTold = 200

// tell tells what is open, by folder.
func tell(root string, t *exposure.Target, v *exposure.Visit, found *tree, told func(exposure.Finding)) {
	for k := many; k < kinds; k++ {
		groups := group(found.open[k])
		for _, object := range slices.Sorted(maps.Keys(groups)) {
			told(finding(k.id(), root, object, t, v, groups[object]))
		}
	}
}

// id is the catalogue's.
func (k kind) id() string {
	if k == everyone {
		return "share-open-to-everyone"
	}
	return "share-open-to-many"
}

// group sorts covers by the folder that they are told under.
func group(covers []cover) map[string][]cover {
	for depth := 64; ; depth = min(depth-1, depth/2+4) {
		out := map[string][]cover{}
		for _, c := range covers {
			folder := c.path
			if !c.folder {
				folder, _ = filepath.Split(c.path)
				folder = strings.TrimSuffix(folder, "/")
			}
			if parts := strings.Split(folder, "/"); len(parts) > depth {
				folder = strings.Join(parts[:depth], "/")
			}
			out[folder] = append(out[folder], c)
		}
		if len(out) <= maxTold || depth <= 0 {
			return out
		}
	}
}

func finding(id, root, object string, t *exposure.Target, v *exposure.Visit, covers []cover) exposure.Finding {
	var sum cover
	f := exposure.Finding{ID: id, Object: v.Label(object), From: exposure.Inside}
	slash := filepath.ToSlash(root)
	for i := range covers {
		sum.add(&covers[i])
		for _, source := range []string{"share://" + slash, slash} {
			f.Places = append(f.Places, exposure.Place{Source: source, Place: covers[i].path})
		}
	}
	where := object
	if where == "" {
		where = "."
	}
	shown := make([]string, len(sum.texts))
	for i, text := range sum.texts {
		shown[i] = v.Label(text)
	}
	f.State = strings.Join(shown, "\n")
	f.Args = map[string]string{"folder": v.Label(where), "files": strconv.Itoa(sum.files), "list": shown[0], "accounts": strconv.Itoa(sum.accounts)}
	if len(covers) == 1 && covers[0].folder {
		target := "share://" + strings.TrimSuffix(slash+"/"+covers[0].path, "/")
		f.Peek = func(ctx context.Context) *exposure.Behind { return v.Sample(ctx, target) }
	}
	if t.URL == nil {
		f.From = exposure.Here
	}
	return f
}
