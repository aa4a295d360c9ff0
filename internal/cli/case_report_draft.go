package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	documents "github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/docx"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/markdown"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/page"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf"
)

// draft makes a document, looks it through, records it and writes it.
func (a *app) draft(ctx context.Context, r *caseRoom, f *reportFlags, events []breach.Event, st *breach.State, id string) error {
	return a.drafting(ctx, r, f, events, st, id, func(files []made) error { return a.put(f.dir, files) })
}

// drafting makes a document, looks it through, records it with its files in the vault, and hands these on.
func (a *app) drafting(ctx context.Context, r *caseRoom, f *reportFlags, events []breach.Event, st *breach.State, id string, put func([]made) error) error {
	forms := documents.Catalogue()
	form, err := legal.Find(forms, id)
	if err != nil {
		return err
	}
	kinds, err := a.endings(f.format, form)
	if err != nil {
		return err
	}
	if f.personal && strings.TrimSpace(f.why) == "" {
		return fault.Errorf(fault.Usage, "--allow-personal: %s", a.say("say --why", "理由を --why で指定してください"))
	}
	in, err := r.input(events, st, f)
	if err != nil {
		return err
	}
	in.Next(forms, form, a.lang)
	d := form.Draft(in, a.lang)
	files, found, err := a.render(ctx, r, d, in, form, kinds)
	if err != nil {
		return err
	}
	if err := a.disclose(f, id, found); err != nil {
		return err
	}
	body := breach.Drafted{Document: form.ID, Version: in.Version, Lang: a.lang, Seq: st.Events, Personal: tallied(found)}
	for i, file := range files {
		sum, size, err := r.vault.Put(ctx, bytes.NewReader(file.text))
		if err != nil {
			return err
		}
		kept := breach.File{Name: file.name, SHA256: sum, Size: size}
		if i == 0 {
			kept.Fields = legal.Values(d, in.Mask)
		}
		body.Files = append(body.Files, kept)
	}
	entries := []breach.Entry{{Body: body}}
	if len(found) > 0 {
		entries = append(entries, breach.Entry{Body: breach.Decided{Act: breach.ActOther, Of: d.Name, Choice: "allow_personal", Why: a.typed(r, f.why)}})
	}
	if err := r.add(ctx, st, entries...); err != nil {
		return err
	}
	if err := put(files); err != nil {
		return err
	}
	a.drafted(d, in, form, body, found)
	return nil
}

// made is a file of a document.
type made struct {
	name string
	text []byte
}

// endings are the formats that are asked for, in order.
func (a *app) endings(list string, form *legal.Form) ([]string, error) {
	if list == "" {
		switch form.ID {
		case "web-form":
			list = "html,csv,json"
		case "timeline":
			list = "html,pdf"
		default:
			list = "docx,pdf,md"
		}
	}
	var out []string
	for e := range strings.SplitSeq(list, ",") {
		switch e = strings.TrimSpace(e); e {
		case "docx", "pdf", "md", "html", "json", "csv":
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		default:
			return nil, fault.Errorf(fault.Usage, "--format %q: docx, pdf, md, html, json or csv", e)
		}
	}
	return out, nil
}

// render writes the document in each format, and looks each through as a scan would, after its text.
func (a *app) render(ctx context.Context, r *caseRoom, d *paper.Document, in *legal.Input, form *legal.Form, endings []string) ([]made, []legal.Personal, error) {
	e := r.set.engine(true)
	all, err := legal.Check(ctx, e, d, r.about)
	if err != nil {
		return nil, nil, err
	}
	found := legal.Forbidden(all)
	var files []made
	for _, end := range endings {
		var out bytes.Buffer
		var err error
		switch end {
		case "docx":
			err = docx.Write(&out, d)
		case "pdf":
			err = a.printed(&out, d)
		case "md":
			err = markdown.Write(&out, d)
		case "html":
			err = page.Write(&out, d)
		case "json":
			err = legal.JSON(&out, d, in, form)
		case "csv":
			err = legal.CSV(&out, d)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("write %s.%s: %w", d.Name, end, err)
		}
		name := d.Name + "." + d.Lang + "." + end
		files = append(files, made{name, out.Bytes()})
		more, err := legal.CheckFile(ctx, e, formats.All(), content.Body{Name: name, Size: int64(out.Len()), R: bytes.NewReader(out.Bytes()), At: bytes.NewReader(out.Bytes())}, true, r.about)
		switch {
		case fault.Of(err) == fault.Skipped: // no program here reads it; its text was looked through
			fmt.Fprintf(a.Err, a.say("note: %s cannot be read back here; its text was checked\n", "注意: %s はここでは読み戻せないため、本文のみを検査しました\n"), name)
		case err != nil:
			return nil, nil, err
		case len(found) == 0: // what stands in the text is in every file again
			found = legal.Forbidden(more)
		}
	}
	return files, found, nil
}

// printed writes PDF, and tells of characters that its font lacks.
func (a *app) printed(w io.Writer, d *paper.Document) error {
	p, err := pdf.Write(w, d)
	if err == nil && p.Missing.Count > 0 {
		fmt.Fprintf(a.Err, a.say("note: %d characters are not in the font of PDF files and are printed as 〓; use DOCX\n", "注意: PDFのフォントにない文字が%d字あり、〓で印字されます。DOCXをお使いください\n"), p.Missing.Count)
	}
	return err
}

// disclose stops a document that holds personal data which the law does not ask to be named.
func (a *app) disclose(f *reportFlags, id string, found []legal.Personal) error {
	if len(found) == 0 {
		return nil
	}
	fmt.Fprintln(a.Err, a.say("personal data in the document:", "文書に個人データが含まれています："))
	for _, p := range found {
		fmt.Fprintf(a.Err, "  %s  %s  %s\n", p.Where, a.say(p.Kind.Info().EN, p.Kind.Info().JA), p.Mask)
	}
	if f.personal {
		return nil
	}
	return fault.Errorf(fault.Refused, "case report %s: %s", id, a.say("not written: change what the case says, or --allow-personal with --why", "書き出しませんでした。事案の記載を見直すか、--allow-personal と --why を指定してください"))
}

// tallied counts findings by kind.
func tallied(found []legal.Personal) []breach.Held {
	n := map[pii.Kind]int64{}
	for _, p := range found {
		n[p.Kind]++
	}
	var out []breach.Held
	for k, v := range n {
		out = append(out, breach.Held{Kind: k, Values: &v})
	}
	slices.SortFunc(out, func(x, y breach.Held) int { return strings.Compare(x.Kind.String(), y.Kind.String()) })
	return out
}

// put writes files that only their owner reads.
func (a *app) put(dir string, files []made) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write documents: %w", err))
	}
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		if err := mask.Whole(path, 0o600, func(w io.Writer) error {
			_, err := w.Write(f.text)
			return err
		}); err != nil {
			return fmt.Errorf("write %q: %w", path, err)
		}
		fmt.Fprintln(a.Out, path)
	}
	return nil
}

// drafted tells what was recorded, and what the document still lacks.
func (a *app) drafted(d *paper.Document, in *legal.Input, form *legal.Form, body breach.Drafted, found []legal.Personal) {
	fmt.Fprintf(a.Out, a.say("%s, version %d; recorded with the hash of each file, up to event %d\n", "%s（第%d版）。イベント #%d までの内容で作成し、各ファイルのハッシュを記録しました\n"), form.Title.Of(a.lang), in.Version, body.Seq)
	if len(found) > 0 {
		fmt.Fprintf(a.Out, a.say("it holds personal data (%d), which was recorded with the reason\n", "個人データ%d件を含むことを、理由とともに記録しました\n"), len(found))
	}
	entries := legal.Entries(d)
	missing := legal.Missing(entries)
	if len(missing) > 0 {
		fmt.Fprintf(a.Out, a.say("under investigation: %d of %d entries\n", "調査中の項目: %d件（全%d件）\n"), len(missing), len(entries))
		for _, e := range missing {
			fmt.Fprintf(a.Out, "  %s\n", strings.TrimSpace(e.No+" "+e.Name))
		}
	}
	if in.Previous == nil {
		return
	}
	var changed []legal.Entry
	for _, e := range entries {
		if e.Changed {
			changed = append(changed, e)
		}
	}
	fmt.Fprintf(a.Out, a.say("changed against version %d of %s: %d entries\n", "第%d版（%s）からの変更: %d件\n"), in.Previous.Version, in.Previous.Form, len(changed))
	for _, e := range changed {
		now := paper.UnderInvestigation(a.lang)
		if !e.Unknown {
			now = strings.Join(append([]string{strings.Join(e.Ticked, " / ")}, e.Value), " ")
		}
		line := func(text string) string { return report.Cut(legal.Clean(text), 60) }
		fmt.Fprintf(a.Out, "  %s: %s → %s\n", strings.TrimSpace(e.No+" "+e.Name), line(e.Was), line(now))
	}
}

// again writes the kept files of a version.
func (a *app) again(r *caseRoom, f *reportFlags, st *breach.State, id string) error {
	d := legal.Drafted(st, id, f.version)
	if d == nil {
		return fault.Errorf(fault.Usage, "case report %s: %s", id, a.say("no such version was made", "その版は作成されていません"))
	}
	var files []made
	for _, kept := range d.Body.Files {
		body, err := r.vault.Open(kept.SHA256)
		if err != nil {
			return fmt.Errorf("open %q: %w", kept.Name, err)
		}
		text, err := io.ReadAll(body)
		if err = errors.Join(err, body.Close()); err != nil {
			return fmt.Errorf("read %q: %w", kept.Name, err)
		}
		files = append(files, made{filepath.Base(kept.Name), text})
	}
	return a.put(f.dir, files)
}
