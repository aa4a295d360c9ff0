package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Problem is an answer that is no success (RFC 9457). It holds no datum.
type Problem struct {
	Type    string `json:"type" format:"uri-reference" doc:"What sort of problem it is: stable, and a page that explains it." example:"/reference/problems#invalid"`
	Title   string `json:"title" doc:"The sort of problem in words, in the caller's language."`
	Status  int    `json:"status" doc:"The HTTP status."`
	Detail  string `json:"detail,omitempty" doc:"What is to be read about this one."`
	Request string `json:"request,omitempty" doc:"The request's ID, under which the log has more."`
	Errors  []Flaw `json:"errors,omitempty" doc:"The fields that cannot be meant. Values are never repeated."`
}

// Flaw is a field of a request that cannot be meant.
type Flaw struct {
	Field   string `json:"field" doc:"Where it stands: body.name, query.limit." example:"query.limit"`
	Message string `json:"message" doc:"What was expected." example:"expected number <= 500"`
}

func (p *Problem) Error() string { return p.Title }

// GetStatus and ContentType are what huma asks of an error.
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Sort is a sort of problem: its name in the type, and what the page says of it.
type Sort struct {
	Name    string
	Status  int
	JA, EN  string // the title
	Say, It string // what to do, in Japanese and in English
}

// Problems are the sorts of problem there are. Names are stable.
func Problems() []Sort { return sorts }

var sorts = []Sort{
	{"malformed", 400, "読み取れないリクエスト", "The request cannot be read", "JSONとして読めるか、同じ項目が二度書かれていないか、文字コードがUTF-8かを確かめてください。", "Check that the body is JSON in UTF-8, with every key once, and not nested deeper than 32."},
	{"sign-in", 401, "サインインが必要", "Sign-in is needed", "トークンかセッションを付けてください。", "Send a token, or a session's cookie."},
	{"forbidden", 403, "権限がない", "Not allowed", "必要な権限は各操作の説明にあります。管理者に相談してください。", "Each operation says which permission it needs. Ask an administrator."},
	{"missing", 404, "見つからない", "Nothing there", "存在しないか、見てよい範囲の外にあります。両者は区別されません。", "It does not exist, or lies beyond what you may see. The two are not told apart."},
	{"method", 405, "使えないメソッド", "The method is not for this path", "操作の説明にあるメソッドを使ってください。", "Use the method that the operation states."},
	{"timeout", 408, "本文が届かなかった", "The body did not come in time", "送り直してください。", "Send it again."},
	{"conflict", 409, "状態が合わない", "The state does not fit", "対象が変わったか、同じ処理が進行中です。読み直してから送ってください。", "The thing changed, or the same request is at work. Read again, then send again."},
	{"changed", 412, "ほかで変更された", "Changed by somebody else", "読み直して、新しいETagをIf-Matchに付けてください。", "Read again, and send the new ETag in If-Match."},
	{"too-large", 413, "本文が大きすぎる", "The body is too large", "本文は1 MiBまでです。アップロードは専用の操作を使ってください。", "A body has at most 1 MiB; uploads have operations of their own."},
	{"media-type", 415, "本文の形式が違う", "The body's type is not known", "Content-Type: application/json を付けてください。", "Send Content-Type: application/json."},
	{"invalid", 422, "受け付けられない内容", "The request cannot be meant", "errorsにある項目を直してください。値そのものは返しません。", "Mend the fields in errors. Values are never repeated."},
	{"if-match", 428, "If-Matchが必要", "If-Match is needed", "先に読み、そのETagをIf-Matchに付けてください。", "Read it first, and send its ETag in If-Match."},
	{"limit", 429, "回数の上限", "Too many requests", "Retry-Afterの秒数だけ待ってください。", "Wait for as many seconds as Retry-After says."},
	{"internal", 500, "内部の不具合", "A defect of ours", "リクエストIDを添えて管理者に知らせてください。詳しい内容は記録にあります。", "Tell the administrator the request's ID; the log has the rest."},
	{"unavailable", 503, "今は応じられない", "Not possible now", "しばらくしてから送り直してください。", "Try again later."},
	{"full", 507, "置き場所が足りない", "No room for it", "不要なデータを消すか、上限を上げてください。", "Make room, or raise the quota."},
}

// sortOf is the sort of a status: one of its own, or of its class.
func sortOf(status int) Sort {
	for _, s := range sorts {
		if s.Status == status {
			return s
		}
	}
	if status >= 500 {
		return sortOf(http.StatusInternalServerError)
	}
	return sortOf(http.StatusUnprocessableEntity)
}

// problem makes the answer. A status that is not of the list stays, with the words of its class.
func problem(ctx context.Context, status int, detail string, flaws []Flaw) *Problem {
	p := &Problem{Status: status, Detail: detail, Errors: flaws}
	lang := web.Lang("en")
	if ctx != nil {
		asked := web.Of(ctx)
		p.Request, lang = asked.ID, asked.Lang
	}
	s := sortOf(status)
	p.Type, p.Title = "/reference/problems#"+s.Name, lang.Of(s.JA, s.EN)
	return p
}

// failed turns an operation's error into what is answered. Only what was written for the caller is told; the rest is logged.
func (a *API) failed(ctx context.Context, err error) error {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	if own := problemOf(ctx, err); own.Status < 500 {
		return own
	}
	c := calling(ctx)
	if ctx.Err() == nil { // who went away needs no line in the log
		id := ""
		if c != nil {
			id = c.op.ID
		}
		a.log().ErrorContext(ctx, "operation failed", "request", web.Of(ctx).ID, "operation", id, "class", fault.Of(err).String(), "error", err.Error())
	}
	return problemOf(ctx, err)
}

func problemOf(ctx context.Context, err error) *Problem {
	var e *web.Error
	if errors.As(err, &e) {
		return problem(ctx, e.Status, web.Of(ctx).Lang.Of(e.JA, e.EN), nil)
	}
	return problem(ctx, web.Status(err), "", nil)
}

// Fail answers with an error as the operations do: for the router, where a request does not reach its operation.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	var p *Problem
	if !errors.As(err, &p) {
		p = problemOf(r.Context(), err)
	}
	writeProblem(w, p)
}

// Asks tells whether a request is one of the API, which is answered with Fail, and not with a page.
func Asks(r *http.Request) bool {
	return r.URL.Path == Prefix || strings.HasPrefix(r.URL.Path, Prefix+"/")
}

func (a *API) write(w http.ResponseWriter, r *http.Request, err error) {
	Fail(w, r, a.failed(r.Context(), err))
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"status":500}`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Del("ETag")
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(body, '\n'))
}

// refusal is what huma found wrong with a request, in our words. Of huma's texts only those are kept that are made of the schema alone.
func refusal(ctx context.Context, status int, _ string, errs []error) huma.StatusError {
	var flaws []Flaw
	for _, err := range errs {
		var d huma.ErrorDetailer
		if !errors.As(err, &d) {
			continue
		}
		if f := flaw(d.ErrorDetail()); len(flaws) < 32 {
			flaws = append(flaws, f)
		}
	}
	if status == http.StatusInternalServerError && len(errs) > 0 && ctx != nil { // a body whose sender went away
		status = http.StatusBadRequest
	}
	return problem(ctx, status, "", flaws)
}

// known are the beginnings of huma's messages that may be told, whole if they end at their end, else up to a colon: what follows
// there may repeat the value.
var plain = regexp.MustCompile(`^(expected |unexpected property|required |unknown query parameter|invalid (integer|float|boolean|date/time)|value is |write only|read only)`)

func flaw(d *huma.ErrorDetail) Flaw {
	message := "cannot be read"
	if plain.MatchString(d.Message) {
		message = d.Message
		if strings.HasPrefix(message, "expected string to be ") || strings.HasPrefix(message, "expected duration") {
			message, _, _ = strings.Cut(message, ": ")
		}
	}
	return Flaw{Field: location(d.Location), Message: message}
}

var step = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}(\[[0-9]{1,6}\])*$`)

// location is where a field stands. A name that is no plain word is the caller's own, and may be a datum.
func location(at string) string {
	parts := strings.Split(at, ".")
	for i, p := range parts {
		if !step.MatchString(p) {
			return strings.Join(append(parts[:i:i], "…"), ".")
		}
	}
	return at
}

// place is where a panic came from: files and lines of ours, no values.
func place() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	var out []string
	for len(out) < 6 {
		f, more := frames.Next()
		if strings.Contains(f.Function, "tsutsumi") {
			out = append(out, fmt.Sprintf("%s:%d", f.Function[strings.LastIndexByte(f.Function, '/')+1:], f.Line))
		}
		if !more {
			break
		}
	}
	return strings.Join(out, " < ")
}

// Invalid is the answer to fields that cannot be meant, where the schema could not know it. Messages hold no value.
func Invalid(ctx context.Context, flaws ...Flaw) error {
	return problem(ctx, http.StatusUnprocessableEntity, "", flaws)
}
