package cli

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/bundle"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
)

// exportFlags are those of case export.
type exportFlags struct {
	caseFlags
	output string
	format string
	reveal bool
}

func (a *app) caseExport() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export CASE",
		Short: a.say("Pack the evidence of a case so that anybody can verify it, or list its events", "事案の証拠一式を、第三者が検証できる形で出力する（イベントの一覧も可）"),
		Long: a.say(`-o FILE.zip packs events, public key, documents and kept evidence, with the hash of each file and how to check all that with sha256sum and openssl. Pieces
of evidence that hold personal data, and what is sealed (addresses and accounts of whoever attacked), are packed only with --reveal; their hashes are.

--format csv or json lists the events instead.`,
			`-o FILE.zip で、イベント、公開鍵、作成した文書、保管した証拠を、各ファイルのハッシュと、sha256sum・openssl による検証方法とともに出力します。
個人データを含む証拠と、封緘された情報（攻撃元のアドレスやアカウント）は、--reveal を指定した場合に限り収録します（ハッシュは常に収録します）。

--format csv または json では、イベントの一覧を出力します。`),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.exportCase(c.Context(), &f, args[0]) },
	}
	a.caseFlags(c, &f.caseFlags)
	c.Flags().StringVarP(&f.output, "output", "o", "", a.say("file (- is standard output)", "出力先のファイル（- は標準出力）"))
	c.Flags().StringVarP(&f.format, "format", "f", "", a.say("zip, csv or json (default: zip)", "zip・csv・json のいずれか（既定: zip）"))
	c.Flags().BoolVar(&f.reveal, "reveal", false, a.say("pack personal data and what is sealed too", "個人データを含む証拠と封緘された情報も収録する"))
	return c
}

func (a *app) exportCase(ctx context.Context, f *exportFlags, id string) error {
	if f.format == "" {
		f.format = "zip"
	}
	if f.format != "zip" && f.format != "csv" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: zip, csv or json", f.format)
	}
	if f.format == "zip" && f.output == "" {
		return fault.Errorf(fault.Usage, "case export: %s", a.say("name the file with -o", "出力先のファイルを -o で指定してください"))
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
	var write func(io.Writer) error
	var b *bundle.Bundle
	switch f.format {
	case "csv":
		write = func(w io.Writer) error { return a.eventsCSV(w, events, r.zone) }
	case "json":
		write = func(w io.Writer) error {
			for i := range events {
				if err := bundle.Line(w, &events[i]); err != nil {
					return err
				}
			}
			return nil
		}
	default:
		if b, err = a.bundle(ctx, r, events, st, f.reveal); err != nil {
			return err
		}
		write = func(w io.Writer) error { return bundle.Write(w, b) }
	}
	if f.output == "" || f.output == "-" {
		return write(a.Out)
	}
	if err := mask.Whole(f.output, 0o600, write); err != nil {
		return fmt.Errorf("write %q: %w", f.output, err)
	}
	if b != nil {
		fmt.Fprintf(a.Out, a.say("%s: %d events, %d documents, %d pieces of evidence", "%s: イベント%d件、文書%d件、証拠%d件"), f.output, len(b.Events), len(b.Documents), len(b.Evidence))
		if n := len(b.Withheld); n > 0 {
			fmt.Fprintf(a.Out, a.say("; %d withheld", "（ほか%d件は未収録）"), n)
		}
		fmt.Fprintln(a.Out)
	}
	return nil
}

// bundle gathers what is packed.
func (a *app) bundle(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, reveal bool) (*bundle.Bundle, error) {
	key, err := r.secrets.Signer("case")
	if err != nil {
		return nil, err
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("case export: no Ed25519 key")
	}
	b := &bundle.Bundle{Case: st.ID, Events: events, Public: public}
	for _, d := range st.Drafts {
		for _, kept := range d.Body.Files {
			if len(d.Body.Personal) > 0 && !reveal {
				b.Withheld = append(b.Withheld, bundle.Withheld{ID: kept.Name, SHA256: kept.SHA256, Size: kept.Size, Why: bundle.Personal})
				continue
			}
			b.Documents = append(b.Documents, bundle.File{Name: kept.Name, SHA256: kept.SHA256, Open: func() (io.ReadCloser, error) { return r.vault.Open(kept.SHA256) }})
		}
	}
	for _, e := range st.Evidence {
		if err := a.exhibit(ctx, r, b, &e.Body, reveal); err != nil {
			return nil, err
		}
	}
	if !reveal {
		return b, nil
	}
	seal, err := r.secrets.Seal("case")
	if err != nil {
		return nil, err
	}
	b.Secrets = map[int64]*breach.Secret{}
	for i := range events {
		if len(events[i].Sealed) > 0 {
			if b.Secrets[events[i].Seq], err = events[i].Open(seal); err != nil {
				return nil, fmt.Errorf("open what is sealed of event %d: %w", events[i].Seq, err)
			}
		}
	}
	return b, nil
}

// exhibit packs a piece of evidence, or says why not: what holds personal data is shown only to those it is meant for.
func (a *app) exhibit(ctx context.Context, r *caseRoom, b *bundle.Bundle, e *breach.Added, reveal bool) error {
	if e.SHA256 == "" {
		return nil
	}
	held := bundle.Withheld{ID: e.ID, SHA256: e.SHA256, Size: e.Size, Why: bundle.Missing}
	if !e.Kept {
		b.Withheld = append(b.Withheld, held)
		return nil
	}
	body, err := r.vault.Open(e.SHA256)
	if errors.Is(err, fs.ErrNotExist) || fault.Of(err) == fault.Usage {
		b.Withheld = append(b.Withheld, held) // erased since
		return nil
	}
	if err != nil {
		return fmt.Errorf("open evidence %s: %w", e.ID, err)
	}
	found, err := legal.CheckFile(ctx, r.set.engine(false), formats.All(), content.Body{Name: e.Name, Size: e.Size, R: body}, false, nil)
	if err = errors.Join(err, body.Close()); (err != nil || len(found) > 0) && !reveal { // what cannot be looked through may hold anything
		held.Why = bundle.Personal
		b.Withheld = append(b.Withheld, held)
		return nil
	}
	b.Evidence = append(b.Evidence, bundle.File{Name: e.ID + "-" + e.Name, SHA256: e.SHA256, Open: func() (io.ReadCloser, error) { return r.vault.Open(e.SHA256) }})
	return nil
}

// eventsCSV lists events for a spreadsheet, which takes no cell for a formula.
func (a *app) eventsCSV(w io.Writer, events []breach.Event, zone *time.Location) error {
	buf := []byte("\ufeff")
	line := func(cells ...string) {
		for i, c := range cells {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = report.AppendCell(buf, c)
		}
		buf = append(buf, "\r\n"...)
	}
	line(strings.Split(a.say("no.,recorded,by,type,content,hash", "番号,記録日時,記録者,種類,内容,ハッシュ"), ",")...)
	for i := range events {
		e := &events[i]
		body, err := json.Marshal(e.Body)
		if err != nil {
			return err
		}
		line(strconv.FormatInt(e.Seq, 10), e.At.In(zone).Format(time.RFC3339), e.By, string(e.Body.Type()), string(body), fmt.Sprintf("%x", e.Hash))
	}
	_, err := w.Write(buf)
	return err
}
