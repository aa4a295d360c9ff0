package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/sources"
)

// sourcesRoom is what the pages of sources ask of the program.
type sourcesRoom struct{ *house }

var _ sources.House = sourcesRoom{}

// Sources implements sources.House.
func (h sourcesRoom) Sources(ctx context.Context, scope access.Scope) ([]sources.Entry, error) {
	all, err := h.sources(ctx)
	if err != nil {
		return nil, err
	}
	places, err := h.db.Places(ctx)
	if err != nil {
		return nil, err
	}
	now, err := h.current(ctx, scope)
	if err != nil {
		return nil, err
	}
	jobs := h.lastJobs(ctx)
	var out []sources.Entry
	for i := range all {
		e := sources.Entry{Source: all[i], Place: h.placeOf(all[i].Target)}
		if !scope.Allows(e.Place) {
			continue
		}
		if at := slices.IndexFunc(places, func(p store.Place) bool { return p.Name == e.Name }); at >= 0 && e.Added {
			p := &places[at]
			if e.Said, err = added(p); err != nil {
				return nil, err
			}
			e.By, e.Changed, e.Sealed = p.By, p.Changed, len(p.Sealed) > 0
		}
		if d := now.Digest(e.Place); d != nil {
			if n := shelf.Known(d.People); n >= 0 {
				e.People = &n
			}
			e.Unread = d.Errors
		}
		run := now.Runs[e.Place]
		e.Last, e.Open = run.Complete, run.Open
		h.worked(&e, jobs[e.Name])
		out = append(out, e)
	}
	return out, nil
}

// placeOf is a target as the inventory names it. Names are made fit to be shown once and kept: the detectors look at each.
func (h *house) placeOf(target string) string {
	return strings.TrimRight(h.label(sourceName(placed(h.set, target))), "/")
}

// lastJobs are the last of each source, by its name.
func (h *house) lastJobs(ctx context.Context) map[string][]queue.Job {
	out := map[string][]queue.Job{}
	if h.bench == nil {
		return out
	}
	jobs, err := h.bench.Jobs(ctx, queue.Filter{Limit: 500})
	if err != nil {
		h.log.Error("read jobs", "error", err)
		return out
	}
	for _, j := range jobs {
		out[j.Subject] = append(out[j.Subject], j)
	}
	return out
}

// worked says what is done of a source, and when it is done next. jobs are its last, the newest first.
func (h *house) worked(e *sources.Entry, jobs []queue.Job) {
	var last time.Time
	for i := range jobs {
		j := &jobs[i]
		if j.Kind != queue.Scan && j.Kind != queue.Exposure && j.Kind != queue.Snapshot {
			continue
		}
		if !j.State.Ended() && e.Working == nil {
			e.Working = j
		}
		if j.Kind == queue.Scan && j.State.Ended() && last.IsZero() {
			last = j.Made
			if j.State == queue.Parked {
				e.Failed = j
			}
		}
	}
	if every, ok := config.Interval(e.Schedule); ok && e.Schedule != "" && h.bench != nil && e.Working == nil {
		if last.IsZero() {
			last = h.now().Add(-every)
		}
		e.Next = last.Add(every)
	}
}

// Save implements sources.House.
func (h sourcesRoom) Save(ctx context.Context, a *config.Added, secret *string, before time.Time, by string) error {
	src, err := a.Source()
	if err != nil {
		return err
	}
	if err := h.refuse(ctx, src.Target); err != nil {
		return err
	}
	f, err := h.set.home.Read()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(f.Sources, func(s config.Source) bool { return s.Name == a.Name }) {
		return fault.Errorf(fault.Changed, "add source: tsutsumi.yaml has one of this name")
	}
	p := store.Place{Name: a.Name, By: by, Changed: h.now()}
	if p.Body, err = json.Marshal(a); err != nil {
		return err
	}
	if secret == nil && !before.IsZero() {
		was, err := h.db.Place(ctx, a.Name)
		if err != nil {
			return err
		}
		p.Sealed = was.Sealed
	}
	if secret != nil && *secret != "" {
		box, err := h.secrets.Box(boxed)
		if err != nil {
			return err
		}
		if p.Sealed, err = box.Seal(*secret); err != nil {
			return err
		}
	}
	defer h.shelves.forget()
	if before.IsZero() {
		return h.db.AddPlace(ctx, p)
	}
	return h.db.ChangePlace(ctx, p, before)
}

// Remove implements sources.House.
func (h sourcesRoom) Remove(ctx context.Context, name string) error {
	defer h.shelves.forget()
	return h.db.DropPlace(ctx, name)
}

// Start implements sources.House.
func (h sourcesRoom) Start(ctx context.Context, kind queue.Kind, name string, full bool, by string) (queue.Job, error) {
	if h.bench == nil {
		return queue.Job{}, fault.Errorf(fault.Unavailable, "start work: this process does none")
	}
	o := queue.Order{Kind: kind, Subject: name, By: by}
	if full {
		o.Args = json.RawMessage(`{"full":true}`)
	}
	return h.bench.Start(ctx, o)
}

// Jobs implements sources.House.
func (h sourcesRoom) Jobs(ctx context.Context, name string, most int) ([]queue.Job, error) {
	if h.bench == nil {
		return nil, nil
	}
	return h.bench.Jobs(ctx, queue.Filter{Subject: name, Limit: most})
}

const (
	tryFor  = 20 * time.Second // opening a source, in all
	tryUnit = 8                // units that are listed
)

// Try implements sources.House.
func (h sourcesRoom) Try(ctx context.Context, a *config.Added, secret *string) (*sources.Tried, error) {
	src, err := h.declaredOr(ctx, a)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	ctx, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	out := &sources.Tried{}
	if err := h.refuse(ctx, src.Target); err != nil {
		var told *web.Error
		if !errors.As(err, &told) {
			return nil, err
		}
		out.JA, out.EN = told.JA, told.EN
		return out, nil
	}
	o, err := h.sourceOptions(ctx, &src)
	if err != nil {
		return nil, err
	}
	if secret != nil {
		typed := sealedFor{Source: src, alone: true}
		o.Secret = func(q source.Ask) (source.Secret, error) {
			user, ok := typed.opens(q)
			if !ok || *secret == "" {
				return source.Secret{User: q.User}, nil
			}
			return source.Secret{User: user, Password: source.NewPassword(*secret)}, nil
		}
	}
	o.Timeout = tryFor / 2
	if o.TempDir, err = h.set.home.Spool(); err != nil {
		return nil, err
	}
	err = h.peek(ctx, placed(h.set, src.Target), o, out)
	out.Took = time.Since(begun)
	if err != nil {
		out.JA, out.EN = plainly(err, h.label)
		return out, nil
	}
	out.Good = true
	return out, nil
}

// declaredOr is the source of tsutsumi.yaml that has the name and the target, else what was typed.
func (h *house) declaredOr(ctx context.Context, a *config.Added) (config.Source, error) {
	all, err := h.sources(ctx)
	if err != nil {
		return config.Source{}, err
	}
	for i := range all {
		if all[i].Name == a.Name && all[i].Target == a.Target {
			return all[i], nil
		}
	}
	return a.Source()
}

// peek lists the first units of a source.
func (h *house) peek(ctx context.Context, target string, o *source.Options, out *sources.Tried) error {
	src, err := h.a.openOne(ctx, target, o)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // it was read, and nothing is written
	for u, err := range src.Units(ctx) {
		if err != nil {
			if u.Name == "" {
				return err
			}
			continue
		}
		if len(out.Units) == tryUnit {
			out.More = true
			return nil
		}
		name := u.Place
		if name == "" {
			name = u.Name
		}
		if name = h.label(name); !slices.Contains(out.Units, name) {
			out.Units = append(out.Units, name)
		}
	}
	return ctx.Err()
}

// plainly says what failed of opening a source, and what to do, in both languages. label takes names out of what a library said.
func plainly(err error, label func(string) string) (ja, en string) {
	text := strings.ToLower(err.Error())
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), has("timeout", "timed out", "deadline", "no answer in time"):
		return "時間内に応答がありません。ホスト・ポートと、間にあるファイアウォールを確かめてください。", "No answer in time. Check host and port, and what stands between."
	case has("no such host", "lookup ", "name or service not known"):
		return "ホスト名を解決できません。綴りと DNS を確かめてください。", "The name of the host is not known. Check how it is written, and DNS."
	case has("refused", "nothing listens"):
		return "接続を拒否されました。ポート番号と、サーバーが動いているかを確かめてください。", "The connection is refused. Check the port, and whether the server runs."
	case has("password", "authentication", "access denied", "credentials", "unauthorized", "401", "log in", "login", "invalidaccesskey", "signaturedoesnotmatch", "wrongpass", "noauth"):
		return "ログインできません。ユーザー名とパスワードを確かめてください。", "Logging in fails. Check the user and the password."
	case has("certificate", "x509", "tls"):
		return "TLS の証明書を確かめられません。接続オプションの ca に認証局の証明書を指定するか、ポートを確かめてください。", "The certificate cannot be checked. Name the authority by the option ca, or check the port."
	case has("permission", "forbidden", "403", "not allowed"):
		return "読み取る権限がありません。閲覧できるアカウントかを確かめてください。", "There is no permission to read. Check the rights of the account."
	case has("no such file", "does not exist", "not found", "404", "no such database", "unknown database", "nosuchbucket"):
		return "指定した場所がありません。パスやデータベース名を確かめてください。", "There is no such place. Check the path or the name of the database."
	case has("unknown option"):
		return "接続オプションに使えないものがあります。", "An option is not known: " + label(err.Error())
	}
	return "接続できません：" + label(err.Error()), "It cannot be opened: " + label(err.Error())
}

// refuse refuses targets that no source is at: the addresses at which clouds tell secrets to their machines.
func (h *house) refuse(ctx context.Context, target string) error {
	u, err := url.Parse(target)
	if err != nil || !strings.Contains(target, "://") {
		return nil //nolint:nilerr // a path
	}
	hosts := []string{u.Hostname()}
	if e := u.Query().Get("endpoint"); e != "" {
		if at, err := url.Parse(e); err == nil && at.Hostname() != "" {
			hosts = append(hosts, at.Hostname())
		} else {
			host, _, err := net.SplitHostPort(e)
			if err != nil {
				host = e
			}
			hosts = append(hosts, host)
		}
	}
	for _, host := range hosts {
		if cloudOwn(ctx, host, net.DefaultResolver) {
			return &web.Error{Status: 422, JA: "クラウドの管理用アドレス（リンクローカル）には接続できません。", EN: "Addresses of a cloud's own services (link-local) are not opened."}
		}
	}
	return nil
}

// cloudAddresses are those beside the link-local ones at which clouds tell their machines secrets.
var cloudAddresses = []netip.Addr{netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("192.0.0.192")}

// addresses finds them; net.Resolver is one.
type addresses interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// cloudOwn tells whether a host is a cloud's own.
func cloudOwn(ctx context.Context, host string, r addresses) bool {
	if host == "" {
		return false
	}
	bad := func(a netip.Addr) bool {
		a = a.Unmap().WithZone("")
		return a.IsLinkLocalUnicast() || slices.Contains(cloudAddresses, a)
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return bad(a)
	}
	if strings.EqualFold(strings.TrimSuffix(host, "."), "metadata.google.internal") {
		return true
	}
	as, err := r.LookupNetIP(ctx, "ip", host)
	return err == nil && slices.ContainsFunc(as, bad)
}
