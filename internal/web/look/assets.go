package look

import (
	"embed"
	"net/http"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

//go:embed assets
var assets embed.FS

// Assets is the room of files that pages are shown with.
type Assets struct{}

// Routes are the room's.
func (Assets) Routes() []web.Route {
	files := http.FileServerFS(assets)
	return []web.Route{{Method: http.MethodGet, Path: "/assets/", Needs: access.Anyone, Scoped: true, Handle: func(w http.ResponseWriter, r *http.Request) error {
		files.ServeHTTP(w, r)
		return nil
	}}}
}
