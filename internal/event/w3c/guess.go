package w3c

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// columns guesses the columns of IIS by what stands in them, for logs that begin in the middle and have others than usual:
// the method, which only names and addresses of the server may stand before, the client's address, and the status with the
// numbers behind it. "" if they cannot be told.
func columns(w []string) string {
	verb := 2
	for verb < len(w) && verb < 6 && !slices.Contains(methods, w[verb]) {
		verb++
	}
	if verb >= len(w)-6 || verb > 5 {
		return ""
	}
	out := []string{"date", "time"}
	for i, v := range w[2:verb] {
		switch {
		case address(v):
			out = append(out, "s-ip")
		case i == 0:
			out = append(out, "s-sitename")
		default:
			out = append(out, "s-computername")
		}
	}
	out = append(out, "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip")
	if !number(w[verb+3]) || !address(w[verb+5]) {
		return ""
	}
	code := verb + 6
	for code < len(w) && !(len(w[code]) == 3 && number(w[code]) && w[code] >= "100" && w[code] < "600") {
		code++
	}
	between := w[min(verb+6, len(w)):min(code, len(w))]
	if code == len(w) || len(between) > 5 {
		return ""
	}
	if len(between) > 0 && strings.HasPrefix(between[0], "HTTP/") {
		out, between = append(out, "cs-version"), between[1:]
	}
	out = append(out, [][]string{{}, {"cs(User-Agent)"}, {"cs(User-Agent)", "cs(Referer)"}, {"cs(User-Agent)", "cs(Referer)", "cs-host"}, {"cs(User-Agent)", "cs(Cookie)", "cs(Referer)", "cs-host"}, {"cs(User-Agent)", "cs(Cookie)", "cs(Referer)", "cs-host", "x"}}[len(between)]...)
	switch len(w) - code {
	case 1:
		out = append(out, "sc-status")
	case 3:
		out = append(out, "sc-status", "sc-substatus", "sc-win32-status")
	case 4:
		out = append(out, "sc-status", "sc-substatus", "sc-win32-status", "time-taken")
	case 5:
		out = append(out, "sc-status", "sc-substatus", "sc-win32-status", "sc-bytes", "time-taken")
	case 6:
		out = append(out, "sc-status", "sc-substatus", "sc-win32-status", "sc-bytes", "cs-bytes", "time-taken")
	default:
		return ""
	}
	return strings.Join(out, " ")
}

var methods = []string{"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "PROPPATCH", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK", "SEARCH", "REPORT", "RPC_IN_DATA", "RPC_OUT_DATA", "DEBUG"}

func address(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

func number(s string) bool { return lex.Number([]byte(s)) >= 0 }
