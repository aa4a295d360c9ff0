package git

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// repo is a repository as git is shown it.
type repo struct {
	program string
	real    string   // its folder (of a linked work tree: that one's)
	common  string   // the folder with its objects and refs
	dir     string   // the shadow; of a mirror, which is ours already, the same as real
	lock    *os.File // of dir
	env     []string // to read through the shadow
	kept    []string // settings of the caller's that hold here too
	format  string   // "sha1" or "sha256"
	shallow bool     // the history is cut off
	partial bool     // objects are missing that git would fetch when it needs them
}

// shadow makes a folder that git takes for a bare repository. It has the objects of the real one and nothing else of it:
// no configuration, no hooks, no attributes, no refs.
func shadow(ctx context.Context, program, real string, o *source.Options) (_ *repo, err error) {
	r := &repo{program: program, real: real, common: commonDir(real)}
	r.quarantine(o)
	// A folder given by GIT_DIR may belong to somebody else; its configuration is parsed here, and runs nothing.
	out, err := output(command(ctx, program, r.realEnv(), real, "rev-parse", "--show-object-format"), "open target", 100)
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "open target: git does not understand this repository: %w", err)
	}
	if r.format = strings.TrimSpace(string(out)); r.format != "sha1" && r.format != "sha256" {
		return nil, fault.Errorf(fault.Unreadable, "open target: its objects are named in a way that is not known here")
	}
	if r.dir, r.lock, err = makeFolder(o.TempDir); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "open target: make a temporary folder: %w", source.Bare(err))
	}
	defer func() {
		if err != nil {
			_ = r.remove()
		}
	}()
	if err := r.fill(); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "open target: make a temporary folder: %w", source.Bare(err))
	}
	r.env = local(append([]string{"GIT_DIR=" + r.dir, "GIT_OBJECT_DIRECTORY=" + filepath.Join(r.common, "objects")}, r.kept...)...)
	return r, nil
}

// fill writes the shadow.
func (r *repo) fill() error {
	config := "[core]\n\trepositoryformatversion = 1\n\tbare = true\n\tbigFileThreshold = 8m\n[extensions]\n\tobjectFormat = " + r.format + "\n"
	for _, d := range []string{"refs", "objects"} {
		if err := os.Mkdir(filepath.Join(r.dir, d), 0o700); err != nil {
			return err
		}
	}
	for name, text := range map[string]string{"HEAD": "ref: refs/heads/none\n", "config": config} {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	// Where the history is cut off.
	if cut, err := os.ReadFile(filepath.Join(r.common, "shallow")); err == nil && len(bytes.TrimSpace(cut)) > 0 {
		r.shallow = true
		if err := os.WriteFile(filepath.Join(r.dir, "shallow"), cut, 0o600); err != nil {
			return err
		}
	}
	promised, _ := filepath.Glob(filepath.Join(escape(r.common), "objects", "pack", "*.promisor"))
	r.partial = len(promised) > 0
	// An index may be split: most of it then stands in a file beside it.
	shared, _ := filepath.Glob(filepath.Join(escape(r.real), "sharedindex.*"))
	for _, p := range shared {
		if err := os.Symlink(p, filepath.Join(r.dir, filepath.Base(p))); err != nil {
			return err
		}
	}
	return nil
}

// escape makes a path a pattern for itself.
func escape(path string) string {
	if filepath.Separator == '\\' {
		return path
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// commonDir is where a linked work tree's repository is.
func commonDir(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, "commondir"))
	if err != nil || len(text) > 64<<10 {
		return dir
	}
	common := strings.TrimRight(string(text), "\r\n")
	if !filepath.IsAbs(common) {
		common = filepath.Join(dir, common)
	}
	return common
}

// realEnv is for the few commands that need the repository's refs.
func (r *repo) realEnv() []string {
	// What is given by the environment stands over the repository's own configuration.
	return local(append([]string{"GIT_DIR=" + r.real, "GIT_CONFIG_COUNT=3",
		"GIT_CONFIG_KEY_0=core.fsmonitor", "GIT_CONFIG_VALUE_0=false",
		"GIT_CONFIG_KEY_1=core.hooksPath", "GIT_CONFIG_VALUE_1=" + os.DevNull,
		"GIT_CONFIG_KEY_2=protocol.allow", "GIT_CONFIG_VALUE_2=never"}, r.kept...)...)
}

// quarantine notes where git keeps what a push brings until its hooks have agreed, if this is such a hook of this repository.
func (r *repo) quarantine(o *source.Options) {
	if o.Getenv == nil || o.Getenv("GIT_QUARANTINE_PATH") == "" {
		return
	}
	alternates := o.Getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES")
	for _, d := range filepath.SplitList(alternates) {
		if same(d, filepath.Join(r.common, "objects")) {
			r.kept = []string{"GIT_OBJECT_DIRECTORY=" + o.Getenv("GIT_OBJECT_DIRECTORY"), "GIT_ALTERNATE_OBJECT_DIRECTORIES=" + alternates}
			return
		}
	}
}

// same tells whether two paths are one folder.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// remove takes the shadow, or the mirror, away.
func (r *repo) remove() error {
	_ = r.lock.Close() // before, since some systems remove nothing that is open
	return os.RemoveAll(r.dir)
}
