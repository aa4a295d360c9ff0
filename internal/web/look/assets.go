package look

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// embedded holds the style, and under built what `make assets` made; without that a note stands there, and pages do without scripts.
//
//go:embed assets
var embedded embed.FS

// Assets is the room of the files that pages are shown with, and of how somebody wants to see them.
type Assets struct{}

// Routes are the room's.
func (Assets) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/assets/", Needs: access.Anyone, Scoped: true, Handle: files().serve},
		prefs(),
	}
}

// shelf is the files as they are sent: each with its hash, and packed where that is worth it.
type shelf struct {
	style, script string // where pages find them; script is "" without the built assets
	all           map[string]*asset
}

type asset struct {
	kind, tag     string
	plain, packed []byte
	named         bool // its name holds its hash
}

var files = sync.OnceValue(func() *shelf { return newShelf(embedded) })

func newShelf(from fs.FS) *shelf {
	s := &shelf{all: map[string]*asset{}}
	_ = fs.WalkDir(from, "assets", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) == ".md" {
			return err
		}
		b, err := fs.ReadFile(from, p)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		a := &asset{kind: kinds[path.Ext(p)], tag: hex.EncodeToString(sum[:6]), plain: b, named: strings.HasPrefix(p, "assets/built/")}
		if a.kind == "" {
			a.kind = mime.TypeByExtension(path.Ext(p))
		}
		if len(b) > 1<<10 {
			var z bytes.Buffer
			w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
			if _, err := w.Write(b); err == nil && w.Close() == nil && z.Len() < len(b)*9/10 {
				a.packed = z.Bytes()
			}
		}
		s.all["/"+p] = a
		switch name := path.Base(p); {
		case name == "style.css":
			s.style = "/" + p + "?v=" + a.tag
		case a.named && strings.HasPrefix(name, "app-") && strings.HasSuffix(name, ".js"):
			s.script = "/" + p
		}
		return nil
	})
	return s
}

var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml"}

func (s *shelf) serve(w http.ResponseWriter, r *http.Request) error {
	a := s.all[r.URL.Path]
	if a == nil {
		return web.Missing()
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+a.tag+`"`)
	h.Set("Vary", "Accept-Encoding")
	if a.named || r.URL.Query().Get("v") == a.tag {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), a.tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	b := a.plain
	if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		b = a.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b) // who went away needs no answer
	return nil
}
