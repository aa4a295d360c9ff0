package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/desk"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/relief"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// deskFlags are the flags of case desk.
type deskFlags struct {
	caseFlags
	format string

	listen, cert, key, tokens string
	each, all                 int
}

func (a *app) caseDesk() *cobra.Command {
	f := deskFlags{each: desk.Usual.Each, all: desk.Usual.All}
	c := &cobra.Command{
		Use:   "desk CASE",
		Short: a.say("Is this person affected, with which items? For who answers the telephone", "この人は対象者か、どの項目か（問い合わせ窓口用）"),
		Long: a.say(`Asks by an e-mail address, a telephone number or a customer's number, read from standard input so that it stands in no list of
processes. It is compared by fingerprint and kept nowhere; the case records that it was asked, and whether somebody was found.

--listen serves a page for a call centre instead: on this machine only (127.0.0.1:8450), elsewhere with --cert and --key. Who asks needs a
token: one is made and printed once, or --tokens names a file with "NAME TOKEN" a line.`,
			`メールアドレス・電話番号・会員番号で確認します。値は標準入力から読むため、プロセス一覧に残りません。指紋で照合し、値はどこにも保存しません。
事案には、確認した回数と該当した回数だけを記録します。

--listen を付けると、窓口用の画面を提供します。この端末のみ（127.0.0.1:8450）。他の端末から使うには --cert と --key が必要です。
利用にはトークンが必要です。自動で作成して一度だけ表示するか、--tokens で「名前 トークン」を1行ずつ書いたファイルを指定します。`),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.desk(c.Context(), &f, args[0]) },
	}
	a.caseFlags(c, &f.caseFlags)
	fl := c.Flags()
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	fl.StringVar(&f.listen, "listen", "", a.say("serve the page at this address: 127.0.0.1:8450", "画面を提供するアドレス（127.0.0.1:8450）"))
	fl.StringVar(&f.cert, "cert", "", a.say("certificate (PEM), to serve other machines", "証明書（PEM。他の端末に提供する場合）"))
	fl.StringVar(&f.key, "key", "", a.say("its private key (PEM)", "その秘密鍵（PEM）"))
	fl.StringVar(&f.tokens, "tokens", "", a.say("file of tokens", "トークンのファイル"))
	fl.IntVar(&f.each, "each", f.each, a.say("questions a minute by one token, or one user", "1トークン（利用者）あたりの毎分の上限"))
	fl.IntVar(&f.all, "all", f.all, a.say("questions a minute together", "全体の毎分の上限"))
	return c
}

func (a *app) desk(ctx context.Context, f *deskFlags, id string) error {
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	if f.each < 1 || f.all < f.each || f.all > 6000 {
		return fault.Errorf(fault.Usage, "--each, --all: %s", a.say("at least 1, and not more each than all", "1以上、かつ each は all 以下にしてください"))
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	reg, closed, err := a.register(r, st)
	if err != nil {
		return err
	}
	defer closed()
	if f.listen != "" {
		return a.deskServe(ctx, r, st, reg, f)
	}
	return a.deskOnce(ctx, r, events, st, reg, f)
}

// register is what the desk asks.
func (a *app) register(r *caseRoom, st *breach.State) (*desk.Register, func(), error) {
	members, stores, missing, done, err := a.laid(r, st)
	if err != nil {
		return nil, nil, err
	}
	reg := &desk.Register{Case: st.ID, Key: r.set.config.Key, Members: members, Stores: stores, AsOf: asOf(st).In(r.zone)}
	put := func(en, ja string) { reg.Unknown = append(reg.Unknown, law.Text{EN: en, JA: ja}) }
	for _, name := range missing {
		put(name+": its people index is not on this machine", name+"：この端末に照合用索引がありません")
	}
	for _, e := range st.Evidence {
		b := &e.Body
		if len(b.Persons) > 0 || len(b.Kinds) == 0 && b.People.Max == nil && b.People.Likely == nil {
			continue
		}
		name := b.Name
		if len(b.Systems) > 0 {
			name = b.Systems[0].Name
		}
		put(fmt.Sprintf("%s (%s): who is concerned is not known person by person", report.Clean(name), b.ID), fmt.Sprintf("%s（%s）：対象者が1人ずつ特定されていません", report.Clean(name), b.ID))
	}
	var known int64
	affected := st.Affected()
	for _, s := range affected.Sets {
		known += s.People
	}
	if m := affected.Count.Max; m != nil && *m > known {
		put(fmt.Sprintf("up to %s persons may be concerned; %s are known to this desk", report.Number(*m), report.Number(known)), fmt.Sprintf("最大 %s人が対象の可能性があり、この窓口で分かるのは %s人です", report.Number(*m), report.Number(known)))
	}
	return reg, done, nil
}

// asOf is when the last evidence was recorded; without any, when the case was opened.
func asOf(st *breach.State) time.Time {
	at := st.Opened
	for _, e := range st.Evidence {
		if e.At.After(at) {
			at = e.At
		}
	}
	return at
}

// deskOnce answers one question.
func (a *app) deskOnce(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, reg *desk.Register, f *deskFlags) error {
	if err := a.deskLimit(r, events, f.each); err != nil {
		return err
	}
	value, err := a.value(nil)
	if err != nil {
		return err
	}
	ans, err := a.deskAnswer(ctx, r, events, st, reg, f.each, value)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return a.one("desk", map[string]any{"case": st.ID, "verdict": ans.Verdict, "kinds": ans.Kinds, "stores": ans.Stores, "as_of": ans.AsOf, "unknown": ans.Unknown})
	}
	return a.tellDesk(&ans)
}

// deskLimit refuses a question of somebody who asked many within the minute, as the case has recorded it.
func (a *app) deskLimit(r *caseRoom, events []breach.Event, each int) error {
	now := r.now()
	var asked int64
	var first time.Time
	for i := range events {
		e := &events[i]
		if l, ok := e.Body.(breach.Looked); ok && e.By == r.by && now.Sub(e.At) < time.Minute {
			if asked == 0 {
				first = e.At
			}
			asked += l.Asked
		}
	}
	if asked >= int64(each) {
		return fault.Errorf(fault.Unavailable, "case desk: %s", fmt.Sprintf(a.say("too many questions within a minute; from %s on again", "1分間の上限に達しました。%s 以降に再度お試しください"), first.Add(time.Minute).In(r.zone).Format("15:04:05")))
	}
	return nil
}

// deskAnswer looks a value up, forgets it, and records that it was asked.
func (a *app) deskAnswer(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, reg *desk.Register, each int, value []byte) (ans desk.Answer, err error) {
	defer clear(value)
	if err := a.deskLimit(r, events, each); err != nil {
		return ans, err
	}
	ans, err = reg.Ask(value)
	if fault.Of(err) == fault.Usage {
		return ans, fault.Errorf(fault.Usage, "case desk: %s", a.say("an e-mail address, a telephone number or a customer's number is needed; names and addresses are shared by many", "メールアドレス・電話番号・会員番号のいずれかを入力してください。氏名や住所では1人に特定できません"))
	}
	if err != nil {
		return ans, err
	}
	looked := breach.Looked{Asked: 1}
	if ans.Verdict == desk.Affected {
		looked.Found = 1
	}
	return ans, r.look(ctx, st.ID, looked)
}

// look records that was asked; whatever else is recorded meanwhile.
func (r *caseRoom) look(ctx context.Context, id string, l breach.Looked) error {
	if l.Asked == 0 {
		return nil
	}
	for try := 0; ; try++ {
		_, st, err := r.load(ctx, id)
		if err != nil {
			return err
		}
		if err = r.add(ctx, st, breach.Entry{Body: l}); fault.Of(err) != fault.Changed || try == 5 {
			return err
		}
	}
}

func (a *app) tellDesk(ans *desk.Answer) error {
	p := report.NewPage(a.Out, a.reportOptions())
	switch ans.Verdict {
	case desk.Affected:
		p.Line(p.Paint(report.Red, p.Of("対象者です", "Affected")))
		for _, k := range ans.Kinds {
			p.Line("  " + p.Kind(k))
		}
		if len(ans.Kinds) == 0 {
			p.Line(p.Of("  どの項目かはまだ分かっていません", "  which of the person's data is not known yet"))
		}
		if advice := adviceFor(ans.Kinds); len(advice) > 0 {
			p.Title(p.Of("ご案内すること", "Tell the caller about"), "")
			for _, t := range advice {
				p.Wrap(report.Plain, "- "+t.Of(a.lang), 2)
			}
		}
	case desk.Several:
		p.Wrap(report.Yellow, p.Of("この値を持つ対象者が複数います。会員番号または登録のメールアドレスを伺ってください。", "Several affected persons have this value; ask for the customer number or the registered e-mail address."), 0)
	case desk.NotKnown:
		p.Wrap(report.Bold, fmt.Sprintf(p.Of("%s時点で判明している対象者の中にはいません", "Not among those known to be affected as of %s"), ans.AsOf.Format("2006-01-02 15:04")), 0)
		p.Wrap(report.Plain, p.Of("「漏えいしていません」とは言わないでください。調査は続いており、今後判明することがあります。", "Do not say that nothing leaked: the investigation goes on."), 2)
	default:
		p.Wrap(report.Bold, p.Of("該当する値が見つかりません", "Nobody has this value"), 0)
		p.Wrap(report.Plain, p.Of("入力の誤りか、登録時と異なる値の可能性があります。見つからないことは、対象でないことを意味しません。", "It may be misspelt, or not the one that was registered. That nothing is found does not mean that the person is not affected."), 2)
	}
	if len(ans.Unknown) > 0 && ans.Verdict != desk.Several {
		p.Line(p.Of("確認できない範囲：", "Where nobody can tell:"))
		for _, u := range ans.Unknown {
			p.Wrap(report.Dim, "- "+u.Of(a.lang), 2)
		}
	}
	return p.Flush()
}

// adviceFor are the measures for a person of whom these kinds were lost.
func adviceFor(kinds []pii.Kind) (out []law.Text) {
	for _, m := range relief.Measures() {
		if slices.ContainsFunc(m.When, func(w relief.When) bool { return len(w.Facts) == 0 && w.Of(kinds) }) {
			out = append(out, m.What)
		}
	}
	return out
}

// deskServe serves the page until it is told to end.
func (a *app) deskServe(ctx context.Context, r *caseRoom, st *breach.State, reg *desk.Register, f *deskFlags) error {
	host, _, err := net.SplitHostPort(f.listen)
	if err != nil {
		return fault.Errorf(fault.Usage, "--listen: %s", a.say("an address and a port: 127.0.0.1:8450", "アドレスとポートを指定してください（127.0.0.1:8450）"))
	}
	secure := f.cert != "" || f.key != ""
	ip := net.ParseIP(host)
	if loop := host == "localhost" || ip != nil && ip.IsLoopback(); !loop && !secure {
		return fault.Errorf(fault.Usage, "--listen: %s", a.say("other machines are served with --cert and --key only", "他の端末に提供するには --cert と --key が必要です"))
	}
	o := &desk.Options{Ask: reg.Ask, Limits: desk.Limits{Each: f.each, All: f.all}, Now: func() time.Time { return r.now().In(r.zone) }, Secure: secure, Case: st.ID, Lang: a.lang, Advice: adviceFor, Tally: &desk.Tally{},
		Desk: desk.Info{Name: r.about.Name, Contact: r.about.Contact, Phone: r.about.Phone, Hours: r.about.Hours}}
	var mu sync.Mutex // an index answers one at a time here: a desk has all the time it needs
	o.Ask = func(v []byte) (desk.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		return reg.Ask(v)
	}
	o.Host = func(name string) bool {
		ip := net.ParseIP(name)
		return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
	}
	var trust *tls.Config
	if secure {
		if trust, o.Host, err = a.certified(f); err != nil {
			return err
		}
	}
	made := ""
	if f.tokens != "" {
		text, err := os.ReadFile(f.tokens)
		if err != nil {
			return fault.As(fault.Usage, fmt.Errorf("read tokens: %w", err))
		}
		if o.Tokens, err = desk.ParseTokens(string(text)); err != nil {
			return err
		}
	} else {
		made = desk.NewToken()
		if o.Tokens, err = desk.ParseTokens(made); err != nil {
			return err
		}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return fault.Errorf(fault.Usage, "--listen: %s", a.say("the address is taken, or not one of this machine", "そのアドレスは使用中か、この端末のものではありません"))
	}
	scheme := "http"
	if secure {
		scheme, l = "https", tls.NewListener(l, trust)
	}
	fmt.Fprintf(a.Out, a.say("desk of case %s: %s://%s/\n", "事案 %s の窓口: %s://%s/\n"), st.ID, scheme, l.Addr())
	if made != "" {
		fmt.Fprintf(a.Out, a.say("token (shown once): %s\n", "トークン（この表示のみ）: %s\n"), made)
	}
	return a.deskLoop(ctx, r, st.ID, o, l)
}

// certified reads a certificate; the page is served under its names only.
func (a *app) certified(f *deskFlags) (*tls.Config, func(string) bool, error) {
	bad := fault.Errorf(fault.Usage, "--cert, --key: %s", a.say("no certificate with its key", "証明書と秘密鍵を読めません"))
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return nil, nil, bad
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, nil, bad
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, func(name string) bool { return leaf.VerifyHostname(name) == nil }, nil
}

// recording is how often the number of questions is recorded.
const recording = time.Minute

func (a *app) deskLoop(ctx context.Context, r *caseRoom, id string, o *desk.Options, l net.Listener) error {
	srv := &http.Server{Handler: desk.Handler(o), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: log.New(io.Discard, "", 0)}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	tick := time.NewTicker(recording)
	defer tick.Stop()
	record := func(ctx context.Context) error {
		asked, found := o.Tally.Take()
		err := r.look(ctx, id, breach.Looked{Asked: asked, Found: found})
		if err != nil {
			o.Tally.Return(asked, found)
		}
		return err
	}
	for {
		select {
		case <-tick.C:
			if err := record(ctx); err != nil && ctx.Err() == nil {
				fmt.Fprintf(a.Err, "tsutsumi: %v\n", err)
			}
		case err := <-failed:
			return errors.Join(fault.As(fault.Unavailable, fmt.Errorf("serve desk: %w", err)), record(ctx))
		case <-ctx.Done():
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_ = srv.Shutdown(end)
			return record(end)
		}
	}
}
