package cli

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/vault"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// notifyFlags are those of case notify.
type notifyFlags struct {
	caseFlags
	recipients []string
	columns    notice.Columns
	channel    string
	template   string
	lang       string // of letters
	next       string
	you        string
	batch      string
	format     string
	out        string // of the post
	refused    string
	preview    string
	bounces    string
	proof      string
	rate       float64

	send, dry, changed, again, failed, status bool
}

func (a *app) caseNotify() *cobra.Command {
	var f notifyFlags
	c := &cobra.Command{
		Use:   "notify CASE --recipients FILE|URL [--send]",
		Short: a.say("Tell the persons concerned, each with the items found of her own: by e-mail or post", "本人への通知：本人ごとに確認された項目だけを、メールまたは郵送用のPDFで知らせる"),
		Long: a.say(`Joins recipients (a CSV, XLSX or NDJSON file, or a table of a database) with the persons of the case by fingerprint, and writes each a letter
about the items found of her. Nothing is sent without --send: first look at the ten samples, at who is without a letter, and at --preview.

The recipients are read when letters are sent and kept nowhere. Whoever was killed goes on by the same command: nobody is left out, and nobody
is told twice; at most ten letters whose fate is uncertain are listed, and sent again with --resend-uncertain only.

  --proof [VALUE]   when, and with which letter, was this person told? VALUE is read from standard input if it is left out
  --bounces PATH    reads messages that came back (a Maildir, a folder, an mbox)
  --status          what became of all letters`,
			`宛先の一覧（CSV・XLSX・NDJSONのファイル、またはデータベースの表）を事案の本人と指紋で突き合わせ、本人ごとに確認された項目だけを記した通知を
作ります。--send を付けない限り送信しません。まず、伏せ字の見本10通、通知が届かない人数、--preview の見本を確認してください。

宛先は送信時に読むだけで、どこにも保存しません。強制終了しても、同じコマンドで続きから再開します。漏れも重複もなく、送信結果の分からない
ものが最大10通、一覧に示されます（--resend-uncertain を付けたときだけ再送します）。

  --proof [値]      その本人に、いつ、どの通知を送ったか。値を省くと標準入力から読みます
  --bounces PATH    戻ってきたメール（Maildir、フォルダー、mbox）を読み込みます
  --status          これまでの通知の結果`),
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error { return a.notify(c.Context(), &f, args) },
	}
	a.caseFlags(c, &f.caseFlags)
	a.notifyFlags(c, &f)
	return c
}

func (a *app) notifyFlags(c *cobra.Command, f *notifyFlags) {
	fl := c.Flags()
	fl.StringSliceVar(&f.recipients, "recipients", nil, a.say("the file or the URL of the table of recipients; - is standard input", "宛先の一覧（ファイル、またはデータベースの表のURL。- は標準入力）"))
	fl.StringVar(&f.columns.Key, "key", "", a.say("column that tells persons apart (default: the strongest identifier)", "本人を特定する列（既定: 最も確かな識別子）"))
	fl.StringVar(&f.columns.Email, "email", "", a.say("column of e-mail addresses", "メールアドレスの列"))
	fl.StringVar(&f.columns.Name, "name", "", a.say("column of names", "氏名の列"))
	fl.StringVar(&f.columns.Lang, "lang-column", "", a.say("column of languages or countries", "言語または国の列"))
	fl.StringVar(&f.columns.Postal, "postal-column", "", a.say("column of postal codes", "郵便番号の列"))
	fl.StringSliceVar(&f.columns.Address, "address-column", nil, a.say("columns of addresses, in the order of writing", "住所の列（書く順に複数可）"))
	fl.StringVar(&f.channel, "channel", "email", a.say("email or post", "email（メール）または post（郵送）"))
	fl.StringVar(&f.template, "template", "", a.say("folder of own templates", "独自の文面テンプレートのフォルダー"))
	fl.StringVar(&f.lang, "letter-lang", "ja", a.say("language of letters where no column tells: ja or en", "列から分からないときの文面の言語: ja または en"))
	fl.StringVar(&f.next, "next", "", a.say("day by which there will be further word of what is not known yet", "調査中の事項を次にお知らせする期日"))
	fl.StringVar(&f.you, "you", "", a.say("how persons are addressed in Japanese (default: お客様)", "文中での本人の呼び方（既定: お客様。例: 会員の皆様、従業員の皆様）"))
	fl.StringVar(&f.batch, "batch", "", a.say("batch of letters: N1, or new for a further notice to everybody", "通知の回: N1 など。new で全員への次の通知を始める"))
	fl.BoolVar(&f.dry, "dry-run", false, a.say("send nothing, which is the rule", "送信しない（既定）"))
	fl.BoolVar(&f.send, "send", false, a.say("send the letters, or write them for the post", "送信する（郵送の場合はPDFを書き出す）"))
	fl.BoolVar(&f.changed, "changed", false, a.say("go on with a batch though its letters say something else now", "途中で文面が変わっていても続ける"))
	fl.BoolVar(&f.again, "resend-uncertain", false, a.say("send letters whose fate is uncertain again", "送信結果が不明のものを再送する"))
	fl.BoolVar(&f.failed, "retry-failed", false, a.say("send letters that were refused or came back again", "拒否された・戻ってきたものを再送する"))
	fl.Float64Var(&f.rate, "rate", 0, a.say("letters in a second at most (default: that of tsutsumi.yaml, or 10)", "1秒あたりの上限（既定: tsutsumi.yaml の値、なければ10）"))
	fl.StringVarP(&f.out, "output", "o", "", a.say("folder for the letters of the post; they hold names and addresses", "郵送用PDFの出力先フォルダー（氏名と住所を含みます）"))
	fl.StringVar(&f.refused, "refused", "", a.say("write the rows without a letter and why to this CSV file", "通知を作れない行と理由をCSVに書き出す"))
	fl.StringVar(&f.preview, "preview", "", a.say("write sample letters to an invented person into this folder", "架空の宛名による見本をこのフォルダーに書き出す"))
	fl.BoolVar(&f.status, "status", false, a.say("tell what became of all letters", "これまでの結果を表示する"))
	fl.StringVar(&f.bounces, "bounces", "", a.say("read messages that came back", "戻ってきたメールを読み込む"))
	fl.StringVar(&f.proof, "proof", "", a.say("tell when a person was told", "その本人への通知を確かめる"))
	fl.Lookup("proof").NoOptDefVal = "-"
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
}

// notify does what the flags ask for.
func (a *app) notify(ctx context.Context, f *notifyFlags, args []string) error {
	if err := a.checkNotify(f, args); err != nil {
		return err
	}
	a.roomFor(notifyMemory)
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	_, st, err := r.load(ctx, args[0])
	if err != nil {
		return err
	}
	switch {
	case f.send && !st.Closed.IsZero():
		return fault.Errorf(fault.Usage, "case %s: %s", st.ID, a.say("it is closed: case reopen", "終了した事案です。case reopen で再開してください"))
	case f.status:
		return r.noticeStatus(f, st)
	case f.bounces != "":
		return r.bounces(ctx, f, st)
	case f.proof != "":
		return r.proof(f, st, args[1:])
	}
	n, done, err := r.notifying(ctx, f, st)
	if err != nil {
		return err
	}
	defer done()
	return n.run(ctx)
}

// notifyMemory is what the collector may use while letters are sent: it has to know of a million persons who was told.
const notifyMemory = 200 << 20

func (a *app) checkNotify(f *notifyFlags, args []string) error {
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	wrong := func(en, ja string) error { return fault.Errorf(fault.Usage, "case notify: %s", a.say(en, ja)) }
	asks := 0
	for _, b := range []bool{f.status, f.bounces != "", f.proof != "", len(f.recipients) > 0 || f.preview != ""} {
		if b {
			asks++
		}
	}
	switch {
	case asks != 1:
		return wrong("--recipients, --status, --bounces or --proof: one of them", "--recipients・--status・--bounces・--proof のいずれか1つを指定してください")
	case len(args) == 2 && f.proof == "":
		return wrong("one case", "事案は1つだけ指定してください")
	case f.channel != "email" && f.channel != "post":
		return wrong("--channel: email or post", "--channel: email または post")
	case !slices.Contains(notice.Langs, f.lang):
		return wrong("--letter-lang: ja or en", "--letter-lang: ja または en")
	case f.send && f.dry:
		return wrong("--send or --dry-run", "--send と --dry-run は同時に指定できません")
	case f.send && len(f.recipients) == 0:
		return wrong("--send needs --recipients", "--send には --recipients が必要です")
	case f.send && f.channel == "post" && f.out == "":
		return wrong("letters for the post need a folder: -o DIR. They hold names and addresses", "郵送用PDFの出力先を -o で指定してください（氏名と住所を含みます）")
	case len(f.recipients) > 0 && slices.Contains(f.recipients, "-") && f.send:
		return wrong("recipients are read twice, once to see whom they reach; standard input can be read once", "宛先は確認と送信の2回読むため、--send では標準入力を使えません")
	case f.rate < 0 || f.rate > 100_000:
		return wrong("--rate: 1 to 100000", "--rate: 1 から 100000")
	}
	return nil
}

// noticeDir is where the journals of a case stand.
func (r *caseRoom) noticeDir(id string) string {
	return filepath.Join(r.set.home.Data, "cases", "notices", id)
}

// cast lays the persons of a case beside the people indices.
func (r *caseRoom) cast(st *breach.State) (*notice.Cast, func(), error) {
	of := st.Affected()
	var sets []*breach.Persons
	var names []string
	for _, s := range of.Sets {
		p, err := vault.Persons(r.vault, s.SHA256)
		if err != nil {
			return nil, nil, err
		}
		if sets = append(sets, p); !slices.Contains(names, p.Store) {
			names = append(names, p.Store)
		}
	}
	if len(sets) == 0 {
		return nil, nil, fault.Errorf(fault.Usage, "case %s: %s", st.ID, r.a.say("no person of it is known by fingerprint: add a match, or an inventory with its people index (case add)", "本人が指紋で特定されていません。照合結果（match）や、照合用索引のある台帳を case add で追加してください"))
	}
	stores, done, err := r.a.indices(r.set, names)
	if err != nil {
		return nil, nil, err
	}
	c, err := notice.NewCast(sets, stores)
	if err != nil {
		done()
		return nil, nil, err
	}
	return c, done, nil
}

// noticeWords is what letters say.
func (r *caseRoom) noticeWords(f *notifyFlags, st *breach.State) (*notice.Said, error) {
	s := &notice.Said{State: st, Owner: r.about, Zone: r.zone, Now: r.now(), You: strings.TrimSpace(f.you)}
	if f.next != "" {
		t, err := time.ParseInLocation("2006-01-02", f.next, r.zone)
		if err != nil || t.Before(r.now().AddDate(0, 0, -1)) {
			return nil, fault.Errorf(fault.Usage, "--next %q: %s", f.next, r.a.say("a day to come: 2026-12-25", "これからの日付を指定してください（例: 2026-12-25）"))
		}
		s.Next = t
	}
	if r.about.Name == "" && r.about.NameEN == "" {
		return nil, fault.Errorf(fault.Usage, "case notify: %s", r.a.say("tsutsumi.yaml does not say who you are: case: name, phone or email of the desk", "tsutsumi.yaml の case: に組織名（name）と窓口（phone または email）を設定してください"))
	}
	if r.about.Phone == "" && r.about.Email == "" && r.about.URL == "" {
		return nil, fault.Errorf(fault.Usage, "case notify: %s", r.a.say("tsutsumi.yaml names no desk: case: phone, email or url", "tsutsumi.yaml の case: に問い合わせ窓口（phone・email・url のいずれか）を設定してください"))
	}
	return s, nil
}

// letters are the letters of a case.
func (r *caseRoom) letters(f *notifyFlags, st *breach.State) (*notice.Letters, error) {
	s, err := r.noticeWords(f, st)
	if err != nil {
		return nil, err
	}
	var dir fs.FS
	if f.template != "" {
		dir = os.DirFS(f.template)
	}
	return notice.NewLetters(dir, s, f.channel == "post")
}

// table is where the recipients stand.
func (r *caseRoom) table(ctx context.Context, f *notifyFlags) (*notice.Table, error) {
	set, err := r.a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return nil, err
	}
	spool, err := set.home.Spool()
	if err != nil {
		return nil, err
	}
	t := &notice.Table{Engine: set.engine(false), Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: spool, Columns: f.columns, Post: f.channel == "post"}
	so := r.a.sourceOptions(set)
	so.All = true
	t.Sources, err = r.a.open(ctx, f.recipients, so)
	return t, err
}

// batchOf chooses the batch that a run is about: the last one of the channel, or the one named.
func (r *caseRoom) batchOf(f *notifyFlags, st *breach.State) (id string, err error) {
	all, err := journal.Batches(r.noticeDir(st.ID))
	if err != nil {
		return "", err
	}
	last, fresh := "", ""
	for _, b := range all {
		j, err := journal.Peek(filepath.Join(r.noticeDir(st.ID), b))
		if err != nil {
			return "", err
		}
		switch h, begun := j.Batch(); {
		case !begun:
			fresh = b // its sending was not allowed yet
		case h.Channel == f.channel && (f.batch == "" || f.batch == b):
			last = b
		}
	}
	switch {
	case f.batch != "" && f.batch != "new" && f.batch != fresh && last == "":
		return "", fault.Errorf(fault.Usage, "--batch %q: %s", f.batch, r.a.say("there is none of this channel", "この方法の通知にはありません"))
	case last != "" && f.batch != "new":
		return last, nil
	case fresh != "":
		return fresh, nil
	}
	return nextBatch(all), nil
}
