package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/bundle"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/deadline"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	documents "github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/cases"
)

// draft makes a version of a document and keeps it.
func (r *askedRoom) draft(ctx context.Context, x *cases.Draft, events []breach.Event, st *breach.State) error {
	f := &reportFlags{format: x.Formats, final: x.Final, personal: x.Personal, why: x.Why}
	if x.To != "" {
		f.to = []string{x.To}
	}
	err := r.a.drafting(ctx, r.caseRoom, f, events, st, x.Form, func([]made) error { return nil })
	if fault.Of(err) == fault.Usage && r.told.Len() > 0 { // what was found stands in what was told: kinds and masks
		return web.Bad("文書に個人データが含まれているため、作成しませんでした。"+strings.Join(lines(r.told.String()), " / "), "The document holds personal data, so it was not made. "+strings.Join(lines(r.told.String()), " / "))
	}
	return err
}

func (r *askedRoom) submit(ctx context.Context, x *cases.Submit, events []breach.Event, st *breach.State) error {
	if err := need([3]string{x.To, "提出先", "To whom it went"}); err != nil {
		return err
	}
	if err := r.when("提出日時", "When it was handed in", x.At); err != nil {
		return err
	}
	return r.a.submitted(ctx, r.caseRoom, &reportFlags{submitted: x.Form, version: x.Version, to: []string{x.To}, receipt: x.Receipt, at: x.At, why: x.Why}, events, st)
}

// Papers are the documents of a case.
func (d caseDesk) Papers(ctx context.Context, id string, all bool) ([]cases.Paper, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	events, st, err := r.open(ctx, id)
	if err != nil {
		return nil, err
	}
	in, err := r.input(events, st, &reportFlags{})
	if err != nil {
		return nil, err
	}
	var out []cases.Paper
	for _, n := range r.a.needs(in, all) {
		out = append(out, cases.Paper{Form: n.Form, Title: n.Title, Reader: n.Reader, Rule: n.Rule, Status: n.Status, Fields: n.Fields, Missing: n.Missing, Version: n.Version, Handed: n.Handed, Receipt: n.Receipt,
			Duty: n.duty, Lacking: n.missing})
	}
	return out, nil
}

// Preview makes a form as it would be now.
func (d caseDesk) Preview(ctx context.Context, id, name string) (*paper.Document, *legal.Previous, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, nil, err
	}
	events, st, err := r.open(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	forms := documents.Catalogue()
	form, err := legal.Find(forms, name)
	if err != nil {
		return nil, nil, web.Missing()
	}
	in, err := r.input(events, st, &reportFlags{})
	if err != nil {
		return nil, nil, err
	}
	in.Next(forms, form, r.a.lang)
	return form.Draft(in, r.a.lang), in.Previous, nil
}

// Write writes a file of a case.
func (d caseDesk) Write(ctx context.Context, id string, f cases.File, w io.Writer) error {
	r, err := d.room(ctx)
	if err != nil {
		return err
	}
	events, st, err := r.open(ctx, id)
	if err != nil {
		return err
	}
	switch f.Sort {
	case "kept":
		return r.kept1(st, f.Name, w)
	case "bundle", "revealed":
		b, err := r.a.bundle(ctx, r.caseRoom, events, st, f.Sort == "revealed")
		if err != nil {
			return err
		}
		return bundle.Write(w, b)
	case "events":
		return r.a.eventsCSV(w, events, r.zone)
	case "calendar":
		duties := r.dutiesAt(st, events, r.now())
		return r.a.calendarOf(r.caseRoom, deadline.Of(events, st, duties, r.zone), w)
	case "request":
		return r.asking(st, f.Name, w)
	case "costs":
		e, err := r.reckon(st)
		if err != nil {
			return err
		}
		return json.NewEncoder(w).Encode(map[string]any{"cost": costLine(st.ID, e)})
	case "case":
		return dossier.JSON(w, dossier.View{Duties: true, Facts: true, Events: true}, r.a.dossier(r.caseRoom, events, st, r.now()))
	}
	return web.Missing()
}

// kept1 writes a file of a version from the vault: one that the case has, by its hash.
func (r *askedRoom) kept1(st *breach.State, sum string, w io.Writer) error {
	there := slices.ContainsFunc(st.Drafts, func(d breach.Source[breach.Drafted]) bool {
		return slices.ContainsFunc(d.Body.Files, func(k breach.File) bool { return k.SHA256 == sum })
	})
	if !there {
		return web.Missing()
	}
	body, err := r.vault.Open(sum)
	if err != nil {
		return fmt.Errorf("open kept file: %w", err)
	}
	defer body.Close()
	if _, err := io.Copy(w, body); err != nil {
		return fmt.Errorf("read kept file: %w", err)
	}
	return nil
}

// asking writes a request as a letter.
func (r *askedRoom) asking(st *breach.State, name string, w io.Writer) error {
	id, role, _ := strings.Cut(name, ".")
	i := slices.IndexFunc(st.Requests, func(q breach.Request) bool { return q.Body.ID == id })
	if i < 0 {
		return web.Missing()
	}
	if role == "" {
		role = "contractor"
	}
	r.a.Out = w
	return r.a.inquiry(r.caseRoom, st, &st.Requests[i], &caseAskFlags{role: role, as: "pdf"})
}
