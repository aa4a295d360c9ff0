package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/relief"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/inquiry"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/markdown"
)

// caseAskFlags are the flags of case ask.
type caseAskFlags struct {
	caseFlags
	format string

	to, what, due, answer, evidence string
	closed                          bool

	letter         bool
	role, as, file string
}

func (a *app) caseAsk() *cobra.Command {
	var f caseAskFlags
	c := &cobra.Command{
		Use:   "ask CASE [REQUEST]",
		Short: a.say("What another company or an authority is asked, by when, and what it answered", "委託先・提携先・当局への照会と回答を管理する"),
		Long: a.say(`Lists the requests of a case.

  tsutsumi case ask 7 --to COMPANY --what TEXT --due 2026-12-10
  tsutsumi case ask 7 Q1 --letter --role contractor --as pdf -o request.pdf   with the questions that fit
  tsutsumi case ask 7 Q1 --answer TEXT --evidence FILE --closed`,
			`事案の照会を一覧します。

  tsutsumi case ask 7 --to 会社名 --what 内容 --due 2026-12-10
  tsutsumi case ask 7 Q1 --letter --role contractor --as pdf -o request.pdf   相手と未判明の事項に応じた照会書を作る
  tsutsumi case ask 7 Q1 --answer 回答 --evidence FILE --closed`),
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error { return a.ask(c.Context(), &f, args) },
	}
	a.caseFlags(c, &f.caseFlags)
	fl := c.Flags()
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	fl.StringVar(&f.to, "to", "", a.say("who is asked", "照会先"))
	fl.StringVar(&f.what, "what", "", a.say("what is asked", "照会の内容"))
	fl.StringVar(&f.due, "due", "", a.say("by when: 2026-12-10, 7d, 48h", "回答期限（2026-12-10・7d・48h）"))
	fl.StringVar(&f.answer, "answer", "", a.say("what was answered", "回答の内容"))
	fl.StringVar(&f.evidence, "evidence", "", a.say("the answer as a file, which is kept in the vault, or a piece of evidence (E4)", "回答のファイル（保管庫に保存）、または証拠番号（E4）"))
	fl.BoolVar(&f.closed, "closed", false, a.say("nothing of it is left open", "照会を完了とする"))
	fl.BoolVar(&f.letter, "letter", false, a.say("write the request as a document", "照会書を作成する"))
	fl.StringVar(&f.role, "role", inquiry.Contractor, a.say("whom it goes to: ", "照会先の立場: ")+strings.Join(inquiry.Roles(), ", "))
	fl.StringVar(&f.as, "as", "", a.say("md or pdf (default: by the name of the file, else md)", "md・pdf（既定はファイル名の末尾、なければ md）"))
	fl.StringVarP(&f.file, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	return c
}

func (a *app) ask(ctx context.Context, f *caseAskFlags, args []string) error {
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, args[0])
	if err != nil {
		return err
	}
	return a.askIn(ctx, r, f, events, st, args[1:])
}

// askIn does it in a case that was loaded.
func (a *app) askIn(ctx context.Context, r *caseRoom, f *caseAskFlags, events []breach.Event, st *breach.State, args []string) (err error) {
	if len(args) == 0 {
		if f.to == "" && f.what == "" {
			return a.tellRequests(r, st, f.format)
		}
		if f.to == "" || f.what == "" {
			return fault.Errorf(fault.Usage, "case ask: %s", a.say("--to and --what are needed", "--to と --what を指定してください"))
		}
		q := breach.Asked{ID: relief.NextRequest(st), To: a.typed(r, f.to), What: a.typed(r, f.what)}
		if f.due != "" {
			if q.Due, err = dueTyped(f.due, r.now().In(r.zone)); err != nil {
				return err
			}
		}
		return a.recorded(ctx, r, events, st, breach.Entry{Body: q})
	}
	i := slices.IndexFunc(st.Requests, func(q breach.Request) bool { return strings.EqualFold(q.Body.ID, args[0]) })
	if i < 0 {
		return fault.Errorf(fault.Usage, "case ask: %s", a.say("the case has no such request", "その事案にその照会はありません"))
	}
	q := &st.Requests[i]
	switch {
	case f.letter:
		return a.inquiry(r, st, q, f)
	case f.answer != "" || f.closed || f.evidence != "":
		return a.answered(ctx, r, events, st, q, f)
	case f.due != "" || f.what != "" || f.to != "":
		return a.askedAnew(ctx, r, events, st, q, f)
	}
	return a.tellRequests(r, &breach.State{ID: st.ID, Requests: []breach.Request{*q}}, f.format)
}

// askedAnew changes a request: its date, what is asked, whom.
func (a *app) askedAnew(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, q *breach.Request, f *caseAskFlags) error {
	body := q.Body
	if f.to != "" {
		body.To = a.typed(r, f.to)
	}
	if f.what != "" {
		body.What = a.typed(r, f.what)
	}
	if f.due != "" {
		var err error
		if body.Due, err = dueTyped(f.due, r.now().In(r.zone)); err != nil {
			return err
		}
	}
	return a.recorded(ctx, r, events, st, breach.Entry{Body: body})
}

// answered records an answer; a file of it is kept in the vault, and becomes a piece of evidence.
func (a *app) answered(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, q *breach.Request, f *caseAskFlags) error {
	if f.answer == "" && !f.closed {
		return fault.Errorf(fault.Usage, "case ask: %s", a.say("--answer is needed", "--answer を指定してください"))
	}
	ans := breach.Answered{ID: q.Body.ID, Answer: a.typed(r, f.answer), Evidence: f.evidence, Closed: f.closed}
	var entries []breach.Entry
	known := slices.ContainsFunc(st.Evidence, func(e breach.Source[breach.Added]) bool { return strings.EqualFold(e.Body.ID, f.evidence) })
	if f.evidence != "" && !known {
		e, err := a.keptFile(ctx, r, st, q, f.evidence)
		if err != nil {
			return err
		}
		ans.Evidence = e.ID
		entries = append(entries, breach.Entry{Body: *e})
	}
	return a.recorded(ctx, r, events, st, append(entries, breach.Entry{Body: ans})...)
}

// keptFile puts a file into the vault, as a piece of evidence of the case.
func (a *app) keptFile(ctx context.Context, r *caseRoom, st *breach.State, q *breach.Request, path string) (*breach.Added, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read evidence: %w", err))
	}
	defer in.Close()
	sum, size, err := r.vault.Put(ctx, in)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, e := range st.Evidence {
		k := 0
		if _, err := fmt.Sscanf(e.Body.ID, "E%d", &k); err == nil {
			n = max(n, k)
		}
	}
	name, _ := r.clean(filepath.Base(path))
	return &breach.Added{ID: fmt.Sprintf("E%d", n+1), Sort: breach.FromFile, Name: name, SHA256: sum, Size: size, Kept: true, Origin: q.Body.To,
		Summary: law.Text{EN: "Answer to request " + q.Body.ID, JA: "照会 " + q.Body.ID + " への回答"}, Taken: breach.Moment{At: r.now().Truncate(time.Second), Precision: breach.Second}}, nil
}

// inquiry writes a request as a document.
func (a *app) inquiry(r *caseRoom, st *breach.State, q *breach.Request, f *caseAskFlags) error {
	if !slices.Contains(inquiry.Roles(), f.role) {
		return fault.Errorf(fault.Usage, "--role %q: %s", f.role, strings.Join(inquiry.Roles(), ", "))
	}
	as := f.as
	if as == "" {
		if as = strings.TrimPrefix(filepath.Ext(f.file), "."); as == "" {
			as = "md"
		}
	}
	writers := map[string]func(io.Writer, *paper.Document) error{"md": markdown.Write, "pdf": a.printed}
	write := writers[as]
	if write == nil {
		return fault.Errorf(fault.Usage, "--as %q: md or pdf", as)
	}
	d := inquiry.Letter(&inquiry.Input{State: st, Request: q, Role: f.role, About: r.about, Zone: r.zone, Now: r.now()}, a.lang)
	return a.writing(f.file, func(w io.Writer) error { return write(w, d) })
}

// requestLine is a request in the stream.
type requestLine struct {
	Case string `json:"case"`
	breach.Asked
	Open    bool              `json:"open"`
	Late    bool              `json:"late"`
	Answers []breach.Answered `json:"answers"`
}

func (a *app) tellRequests(r *caseRoom, st *breach.State, format string) error {
	late := func(q *breach.Request) bool { return q.Open && !q.Body.Due.IsZero() && r.now().After(q.Body.Due) }
	if format == "json" {
		for i := range st.Requests {
			q := &st.Requests[i]
			l := requestLine{st.ID, q.Body, q.Open, late(q), []breach.Answered{}}
			for _, x := range q.Answers {
				l.Answers = append(l.Answers, x.Body)
			}
			if err := a.one("request", l); err != nil {
				return err
			}
		}
		return nil
	}
	p := report.NewPage(a.Out, a.reportOptions())
	if len(st.Requests) == 0 {
		p.Line(p.Of("照会はありません", "Nothing was asked of anybody"))
	}
	for i := range st.Requests {
		q := &st.Requests[i]
		state, style := p.Of("回答待ち", "waiting"), report.Bold
		switch {
		case !q.Open:
			state, style = p.Of("完了", "closed"), report.Plain
		case late(q):
			state, style = p.Of("期限超過", "late"), report.Red
		case len(q.Answers) > 0:
			state = p.Of("一部回答", "answered in part")
		}
		if !q.Body.Due.IsZero() {
			state += "  " + q.Body.Due.In(r.zone).Format("2006-01-02")
		}
		p.Ends(style, fmt.Sprintf("%-4s%s", q.Body.ID, report.Clean(q.Body.To)), state)
		p.Wrap(report.Plain, report.Clean(q.Body.What), 4)
		for _, x := range q.Answers {
			text := x.At.In(r.zone).Format("2006-01-02 15:04") + "  " + report.Clean(x.Body.Answer)
			if x.Body.Evidence != "" {
				text += p.Of("（", " (") + report.Clean(x.Body.Evidence) + p.Of("）", ")")
			}
			p.Wrap(report.Dim, text, 4)
		}
	}
	return p.Flush()
}
