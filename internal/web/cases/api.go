package cases

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// CaseID names a case.
type CaseID struct {
	ID string `path:"id" maxLength:"16" example:"2026-0007" doc:"The case's number."`
}

// Tag is of whoever changes a case: If-Match is the tag of the case as he saw it. Without it the change is made to the case as it is.
type Tag struct {
	IfMatch string `header:"If-Match" maxLength:"64" doc:"The tag of the case as it was seen; somebody else's record in between is then refused (412)."`
}

// seen is the number of events that a tag tells, 0 none.
func (m Tag) seen() (int64, error) {
	s := strings.Trim(strings.TrimSpace(m.IfMatch), `"`)
	if s == "" || s == "*" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, &web.Error{Status: http.StatusPreconditionFailed, JA: "If-Match は事案の ETag ではありません。", EN: "If-Match is no tag of a case."}
	}
	return n, nil
}

func tag(c *dossier.Case) string { return `"` + itoa(c.State.Events) + `"` }

// told1 is a body of JSON as the commands write it.
type told1 struct {
	ETag string `header:"ETag"`
	Body json.RawMessage
}

type doneOut struct {
	ETag string `header:"ETag"`
	Body Done
}

// API adds the room's operations.
func (m Room) API(a *api.API) {
	op := func(id, method, path string, needs access.Permission, en, ja string) api.Operation {
		return api.Operation{ID: id, Method: method, Path: path, Tag: "cases", Needs: needs, Summary: en, JA: ja}
	}
	api.Add(a, op("list-cases", "GET", "/cases", access.Read, "Cases, the most urgent first", "事案の一覧（緊急な順）"), m.apiList)
	api.Add(a, op("get-case", "GET", "/cases/{id}", access.Read, "A case, as it stands or as it stood", "事案（現在、又は過去の時点）"), func(ctx context.Context, in *struct {
		CaseID
		At string `query:"at" maxLength:"40" doc:"As it was known then: a time, or the number of an event."`
	}) (*told1, error) {
		return m.lines(ctx, in.ID, in.At, dossier.View{}, "case")
	})
	api.Add(a, op("list-case-duties", "GET", "/cases/{id}/duties", access.Read, "What the law asks of a case by when, and why", "事案の義務と期限、その理由"), m.part(dossier.View{Duties: true}, "duty"))
	api.Add(a, op("list-case-facts", "GET", "/cases/{id}/facts", access.Read, "Facts, with all that was asserted of each", "事実と、それぞれの主張・根拠"), m.part(dossier.View{Facts: true}, "fact"))
	api.Add(a, op("list-case-events", "GET", "/cases/{id}/events", access.Read, "The events of a case, with their hashes", "事案の記録（ハッシュ付き）"), m.part(dossier.View{Events: true}, "event"))
	api.Add(a, op("list-case-reports", "GET", "/cases/{id}/reports", access.Read, "Documents that a case needs, by when, and what is missing", "事案に必要な文書・期限・未確定の項目"), func(ctx context.Context, in *struct {
		CaseID
		All bool `query:"all" doc:"Every form there is."`
	}) (*struct{ Body []Paper }, error) {
		list, err := m.Papers.Papers(ctx, in.ID, in.All)
		if list == nil {
			list = []Paper{}
		}
		return &struct{ Body []Paper }{list}, err
	})
	api.Add(a, op("get-case-report-file", "GET", "/cases/{id}/files/{sum}", access.Decide, "A kept file of a version of a document, by its SHA-256", "作成済みの文書のファイル（SHA-256 で指定）"), m.apiFile)
	api.Add(a, op("verify-case", "POST", "/cases/{id}/verify", access.Read, "Check that nothing of a case was changed or taken away", "事案の記録に改ざん・欠落がないか確かめる"), m.apiVerify)
	api.Add(a, status(op("open-case", "POST", "/cases", access.Decide, "Open a case", "事案を登録する")), fresh[Begin](m))
	api.Add(a, status(op("open-small-case", "POST", "/cases/small", access.Decide, "Record an everyday case: a misdirected e-mail, a lost stick", "軽微な事案（誤送信・紛失など）を記録する")), fresh[Small](m))
	api.Add(a, op("add-evidence", "POST", "/cases/{id}/evidence", access.Decide, "Add evidence", "証拠を追加する"), func(ctx context.Context, in *struct {
		CaseID
		Tag
		Body Evidence
	}) (*doneOut, error) {
		return m.do(ctx, in.ID, in.Tag, &Add{in.Body})
	})
	record[State](m, a, op("state-fact", "POST", "/cases/{id}/facts", access.Decide, "State, doubt or refute a fact", "事実を述べる・異議・反証"))
	record[Count](m, a, op("count-people", "POST", "/cases/{id}/count", access.Decide, "Revise the number of people", "人数を改める"))
	record[Weigh](m, a, op("weigh-cause", "POST", "/cases/{id}/causes", access.Decide, "Say something of a cause", "原因について記録する"))
	record[Contain](m, a, op("contain-case", "POST", "/cases/{id}/contain", access.Decide, "Record a step that stops the leak", "封じ込めを記録する"))
	record[Meet](m, a, op("meet-duty", "POST", "/cases/{id}/met", access.Decide, "Record that a duty was met", "義務の履行を記録する"))
	record[Decide](m, a, op("decide-case", "POST", "/cases/{id}/decisions", access.Decide, "Record a decision; of two that are wanted, one", "決定を記録する（2名承認の一方を含む）"))
	record[Close](m, a, op("close-case", "POST", "/cases/{id}/close", access.Decide, "Close a case", "事案を終結する"))
	record[Reopen](m, a, op("reopen-case", "POST", "/cases/{id}/reopen", access.Decide, "Open a closed case again", "事案を再開する"))
	record[Draft](m, a, op("draft-report", "POST", "/cases/{id}/reports", access.Decide, "Make a version of a document", "文書の版を作成する"))
	record[Submit](m, a, op("submit-report", "POST", "/cases/{id}/submissions", access.Decide, "Record that a version was handed in", "提出を記録する"))
	record[Task](m, a, op("record-task", "POST", "/cases/{id}/tasks", access.Decide, "Add a task, or say how far one is", "タスクの追加・進捗の記録"))
	record[Request](m, a, op("record-request", "POST", "/cases/{id}/requests", access.Decide, "Ask another company or an authority, or record its answer", "照会・回答の記録"))
	record[Spend](m, a, op("record-cost", "POST", "/cases/{id}/costs", access.Decide, "Record a cost", "費用を記録する"))
}

func status(o api.Operation) api.Operation {
	o.Status = http.StatusCreated
	return o
}

// acting is an act by its address.
type acting[T any] interface {
	*T
	Act
}

// record adds an operation that records an act in a case.
func record[T any, P acting[T]](m Room, a *api.API, o api.Operation) {
	api.Add(a, o, func(ctx context.Context, in *struct {
		CaseID
		Tag
		Body T
	}) (*doneOut, error) {
		return m.do(ctx, in.ID, in.Tag, P(&in.Body))
	})
}

// fresh opens a case.
func fresh[T any, P acting[T]](m Room) func(context.Context, *struct{ Body T }) (*doneOut, error) {
	return func(ctx context.Context, in *struct{ Body T }) (*doneOut, error) {
		return m.do(ctx, "", Tag{}, P(&in.Body))
	}
}

func (m Room) do(ctx context.Context, id string, want Tag, act Act) (*doneOut, error) {
	seen, err := want.seen()
	if err != nil {
		return nil, err
	}
	d, err := m.House.Do(ctx, id, seen, act)
	if fault.Of(err) == fault.Changed && seen > 0 {
		return nil, &web.Error{Status: http.StatusPreconditionFailed, JA: "その後、事案に記録が追加されています。", EN: "Something was recorded in the case since."}
	}
	if err != nil {
		return nil, err
	}
	if d.Told == nil {
		d.Told = []string{}
	}
	if d.Said == nil {
		d.Said = []string{}
	}
	return &doneOut{`"` + itoa(d.Seq) + `"`, *d}, nil
}

// part answers with the lines of one sort of a case, as the commands write them, in a list.
func (m Room) part(v dossier.View, key string) func(context.Context, *CaseID) (*told1, error) {
	return func(ctx context.Context, in *CaseID) (*told1, error) { return m.lines(ctx, in.ID, "", v, key) }
}

// lines are what the commands write of a case under a key: of "case" the one object, of others a list.
func (m Room) lines(ctx context.Context, id, at string, v dossier.View, key string) (*told1, error) {
	c, err := m.House.Case(ctx, id, at)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := dossier.JSON(&out, v, c); err != nil {
		return nil, err
	}
	list := []json.RawMessage{}
	for line := range bytes.Lines(out.Bytes()) {
		var x map[string]json.RawMessage
		if err := json.Unmarshal(line, &x); err != nil {
			return nil, err
		}
		if b, ok := x[key]; ok {
			list = append(list, b)
		}
	}
	if key == "case" {
		return &told1{tag(c), list[0]}, nil
	}
	body, err := json.Marshal(list)
	return &told1{tag(c), body}, err
}

// listIn are the filters of the list.
type listIn struct {
	api.Paging
	State string `query:"state" enum:"open,closed,all" default:"open"`
	Q     string `query:"q" maxLength:"200" doc:"In the title or the number."`
}

func (m Room) apiList(ctx context.Context, in *listIn) (*api.List[briefLine], error) {
	all, err := m.House.Briefs(ctx)
	if err != nil {
		return nil, err
	}
	l := &listing{State: in.State, Word: in.Q}
	var after string
	on, err := in.At(ctx, &after)
	if err != nil {
		return nil, err
	}
	var rows []briefLine
	for _, b := range l.choose(all) {
		if on {
			on = b.ID != after
			continue
		}
		if rows = append(rows, lineOf(&b)); len(rows) > in.Limit {
			break
		}
	}
	return api.Listed(ctx, in.Paging, rows, func(b briefLine) any { return b.ID }), nil
}

// fileOut is a file.
type fileOut struct {
	Type string `header:"Content-Type"`
	Name string `header:"Content-Disposition"`
	Body []byte
}

func (m Room) apiFile(ctx context.Context, in *struct {
	CaseID
	Sum string `path:"sum" minLength:"64" maxLength:"64" pattern:"^[0-9a-f]{64}$"`
}) (*fileOut, error) {
	var out bytes.Buffer
	if err := m.Papers.Write(ctx, in.ID, File{Sort: "kept", Name: in.Sum}, &out); err != nil {
		return nil, err
	}
	return &fileOut{"application/octet-stream", `attachment; filename="` + in.Sum[:16] + `"`, out.Bytes()}, nil
}

// verdict is what verifying found: the words of `case verify --format json`.
type verdict struct {
	Cases    int64     `json:"cases"`
	Events   int64     `json:"events"`
	Problems []problem `json:"problems"`
	Head     string    `json:"head"`
	Key      string    `json:"key"`
}

type problem struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
	Code string `json:"code"`
}

func (m Room) apiVerify(ctx context.Context, in *CaseID) (*struct{ Body verdict }, error) {
	rep, err := m.House.Verify(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body verdict }{verdictOf(rep)}, nil
}

func verdictOf(rep *breach.Report) verdict {
	v := verdict{Cases: rep.Cases, Events: rep.Events, Problems: []problem{}, Head: hexed(rep.Head[:]), Key: rep.Key}
	for _, p := range rep.Problems {
		v.Problems = append(v.Problems, problem{p.Case, p.Seq, p.Code})
	}
	return v
}
