package builtin

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

var broken = struct{ ja, en string }{"内部の不具合で処理できませんでした。", "This could not be done because of a defect of ours."}

// fail answers with an error: a page, or a problem for the API. What was written for the user is told, and nothing else.
func (s *Server) fail(a *answer, r *http.Request, err error) {
	if a.held != nil {
		a.held.body.Reset()
		a.status = 0
	}
	if a.status != 0 { // it is too late to say anything else
		return
	}
	var wait *gate.Wait
	if errors.As(err, &wait) {
		a.Header().Set("Retry-After", strconv.Itoa(int(wait.For/time.Second)+1))
		err = &web.Error{Status: http.StatusTooManyRequests, JA: "試行が多すぎます。しばらくしてからやり直してください。", EN: "Too many tries. Wait a moment."}
	}
	if api.Asks(r) {
		api.Fail(a, r, err)
		return
	}
	_ = look.Refuse(a, r, err) // who went away needs no answer
}
