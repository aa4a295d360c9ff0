// Package exchange tells by an Exchange server's own words which version it is, and which flaws that were used for
// break-ins that version still has.
//
// It reads the headers and the sign-in page that every visitor gets, and the manifest of a tool that lies open beside them.
// Nothing is tried out. A version tells what is possible, not what happened: whether somebody was there is told by logs
// (package watch), and a server that was patched yesterday may have been entered the day before.
package exchange

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at Exchange servers.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "exchange" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	_, ok := browse.Of(t.URL)
	return ok && (t.With == "" || t.With == "exchange")
}

// paths are asked for until one shows an Exchange server. The last is asked only where it is one.
var paths = []string{"/owa/", "/EWS/Exchange.asmx"}

const manifest = "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application"

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	base, ok := browse.Of(t.URL)
	if !ok {
		return nil
	}
	var s signs
	var errs []error
	for _, path := range paths {
		if err := s.ask(ctx, v, base, path); err != nil {
			errs = append(errs, err)
		}
		if s.exchange && s.build[0] != 0 && s.build[3] != unknown || ctx.Err() != nil {
			break
		}
	}
	if !s.exchange {
		if len(errs) < len(paths) {
			errs = nil // something answers, and it is no Exchange server
		}
		return errors.Join(errs...)
	}
	if s.build[0] == 0 || s.build[3] == unknown {
		if err := s.ask(ctx, v, base, manifest); err != nil {
			errs = append(errs, err)
		}
	}
	judge(&s, told)
	return errors.Join(errs...)
}

// signs are what a server says of itself.
type signs struct {
	exchange bool
	build    build // zero if nothing tells it
	by       string
}

var (
	inPath     = regexp.MustCompile(`/(?:owa|ecp)/(?:auth/)?(\d{1,2}\.\d{1,2}\.\d{1,5}(?:\.\d{1,5})?)/`)
	inManifest = regexp.MustCompile(`<(?:\w+:)?assemblyIdentity[^>]{0,400}\bversion="(\d{1,2}\.\d{1,2}\.\d{1,5}\.\d{1,5})"`)
)

// ask asks for a path and takes what the answer tells. What it tells in full is kept over what it tells in part.
func (s *signs) ask(ctx context.Context, v *exposure.Visit, base *url.URL, path string) error {
	u := &url.URL{Scheme: base.Scheme, Host: base.Host, Path: path}
	a, err := browse.Get(ctx, v, u, 512<<10)
	if err != nil {
		return err
	}
	for _, h := range []string{"X-OWA-Version", "X-FEServer", "X-CalculatedBETarget", "X-BEServer"} {
		s.exchange = s.exchange || a.Header.Get(h) != ""
	}
	s.take(a.Header.Get("X-OWA-Version"), "X-OWA-Version")
	if a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable {
		return fault.Errorf(fault.Unavailable, "ask %s: answers with status %d", u.Host, a.Status)
	}
	if path == manifest {
		if m := inManifest.FindSubmatch(a.Body); m != nil && a.Status == http.StatusOK {
			s.take(string(m[1]), path)
		}
		return nil
	}
	text := string(a.Body)
	owned := strings.Contains(text, "/owa/auth/") && (strings.Contains(text, "Outlook") || strings.Contains(text, "Exchange"))
	for _, m := range inPath.FindAllStringSubmatch(text, 20) {
		if owned || s.exchange {
			s.exchange = true
			s.take(m[1], "/owa/auth/"+m[1]+"/")
		}
	}
	return nil
}

func (s *signs) take(said, by string) {
	b, ok := parseBuild(strings.TrimSpace(said))
	if !ok || s.build[0] != 0 && (s.build[3] != unknown || b[3] == unknown) {
		return
	}
	s.build, s.by = b, by
}

// judge tells what a version means.
func judge(s *signs, told func(exposure.Finding)) {
	t := known()
	b := s.build
	args := map[string]string{"build": b.String(), "by": s.by, "release": t.nameOf(b), "until": t.until}
	tell := func(id string, severity exposure.Severity, more map[string]string) {
		a := map[string]string{}
		for _, m := range []map[string]string{args, more} {
			for k, v := range m {
				a[k] = v
			}
		}
		told(exposure.Finding{ID: id, Args: a, Severity: severity})
	}
	if b[0] == 0 {
		args["build"], args["by"] = "-", "-"
		tell(buildUnknown, 0, map[string]string{"cves": all(t.flaws)})
		return
	}
	if name, since := unsupported(b); name != "" {
		if args["release"] == "" {
			args["release"] = name
		}
		tell(noSupport, 0, map[string]string{"product": name, "since": since})
	}
	if b[0] < 15 {
		return // the flaws of the table are of later versions
	}
	var open []flaw
	for _, chain := range t.chains {
		var has []string
		grave := false
		for i, f := range t.of(chain) {
			switch t.judge(b, &f) {
			case vulnerable:
				has = append(has, f.cve)
				grave = grave || i == 0
			case cannotTell:
				open = append(open, f)
			case fixed:
			}
		}
		if len(has) == 0 {
			continue
		}
		severity := exposure.Severity(0)
		if !grave {
			severity = exposure.High
		}
		tell(ids[chain], severity, map[string]string{"cves": strings.Join(has, ", ")})
	}
	if len(t.lines[b.line()]) == 0 {
		// A build that nobody announced, or one newer than the table: neither says that it is fine.
		tell(buildUnknown, 0, map[string]string{"cves": all(open)})
		return
	}
	if len(open) > 0 {
		tell(buildUnknown, 0, map[string]string{"cves": all(open)})
	}
	if last := t.newest[product(args["release"])]; b.less(last.build) && b[3] != unknown {
		tell(updatesMissing, 0, map[string]string{"latest": last.name, "latestbuild": last.build.String(), "date": last.date})
	}
}

func (t *table) of(chain string) []flaw {
	var out []flaw
	for _, f := range t.flaws {
		if f.chain == chain {
			out = append(out, f)
		}
	}
	return out
}

func all(fs []flaw) string {
	if len(fs) == 0 {
		return "-"
	}
	var out []string
	for _, f := range fs {
		out = append(out, f.cve)
	}
	return strings.Join(out, ", ")
}
