package login

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
)

func number(n int) string { return strconv.Itoa(n) }

// retry tells programs what the page tells people: when to try again.
func retry(w http.ResponseWriter, err error) {
	var wait *gate.Wait
	if errors.As(err, &wait) {
		w.Header().Set("Retry-After", number(int(wait.For.Seconds())+1))
	}
}
