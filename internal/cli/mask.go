package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// maskFlags are the flags of mask.
type maskFlags struct {
	engineFlags
	mode   string
	kinds  string
	report bool
}

func (a *app) maskCommand() *cobra.Command {
	var f maskFlags
	c := &cobra.Command{
		Use:   "mask IN OUT",
		Short: a.say("Write a copy of a file or folder without the personal data (- is standard input or output)", "個人データを伏せた写しを作る（- は標準入出力）"),
		Long: a.say(`Writes a copy of text, code, logs, CSV, TSV, JSON, NDJSON or SQL dumps in which every finding is replaced; all else
stays as it is, byte for byte, in the same charset. What cannot be rewritten (xlsx, pdf, zip, …) is refused.

  --mode mask       asterisks that keep length and separators
  --mode pseudonym  invented values that are never valid; one value gets one pseudonym everywhere, so joins hold.
                    Whoever has the key can find out what a pseudonym stands for. Pseudonyms of My Numbers are made
                    with a key that lives for one run only.`,
			`テキスト、ソースコード、ログ、CSV・TSV、JSON・NDJSON、SQLダンプについて、検出した個人データだけを置き換えた写しを
作ります。それ以外は文字コードも含めて1バイトも変えません。書き換えられない形式（xlsx、pdf、zip など）は拒否します。

  --mode mask       長さと区切りを残して * で伏せる
  --mode pseudonym  実在しえない仮の値に置き換える。同じ値は常に同じ仮名になるため、表の突き合わせができる。
                    鍵を持つ者は元の値を割り出せる（匿名化ではなく仮名化）。マイナンバーの仮名は実行ごとに変わる。`),
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return a.mask(c.Context(), &f, args[0], args[1])
		},
	}
	a.engineFlags(c, &f.engineFlags)
	fl := c.Flags()
	fl.StringVar(&f.mode, "mode", "mask", a.say("mask or pseudonym", "mask（伏せ字）または pseudonym（仮名）"))
	fl.StringVar(&f.kinds, "kinds", "", a.say("replace only these kinds (EMAIL_ADDRESS,…)", "この種別だけを置き換える（EMAIL_ADDRESS,…）"))
	fl.BoolVar(&f.report, "report", false, a.say("print to standard error what was replaced", "置き換えた件数を標準エラーに表示"))
	return c
}

func (a *app) mask(ctx context.Context, f *maskFlags, in, out string) error {
	mode, err := mask.ParseMode(f.mode)
	if err != nil {
		return err
	}
	kinds, err := parseKinds(f.kinds)
	if err != nil {
		return err
	}
	set, err := a.setup(&f.engineFlags)
	if err != nil {
		return err
	}
	o := mask.Options{Engine: set.engine(true), Formats: formats.All(), Limits: content.DefaultLimits(), Mode: mode,
		Key: set.config.Key, Run: set.config.Run, Kinds: kinds}
	r, left, err := a.maskTo(ctx, o, in, out)
	if err != nil {
		return err
	}
	if f.report {
		a.maskReport(r)
	} else if r.Bad > 0 {
		a.maskBad(r)
	}
	if left > 0 {
		fmt.Fprintf(a.Err, a.say("%d files could not be rewritten and are not in the copy\n", "書き換えられない%dファイルは写しに含まれていません\n"), left)
		a.status = StatusPartly
	}
	return nil
}

// maskTo copies one file, a stream or a folder. left counts the files of a folder that are not in the copy.
func (a *app) maskTo(ctx context.Context, o mask.Options, in, out string) (r mask.Report, left int, err error) {
	switch {
	case in == "-" && out == "-":
		r, err = mask.Copy(ctx, o, "-", a.In, a.Out)
		return r, 0, err
	case in == "-":
		r, err = mask.Stream(ctx, o, a.In, out)
		return r, 0, err
	}
	info, err := os.Stat(in)
	switch {
	case err != nil:
		return r, 0, fault.As(fault.Usage, fmt.Errorf("mask: %w", err))
	case info.IsDir() && out == "-":
		return r, 0, fault.Errorf(fault.Usage, "mask %q: %s", in, a.say("a folder needs a folder for its copy", "フォルダーの写しにはフォルダーを指定してください"))
	case info.IsDir():
		r, err = mask.Tree(ctx, o, in, out, func(_ string, err error) {
			left++
			fmt.Fprintf(a.Err, "tsutsumi: %v\n", err)
		})
		return r, left, err
	case out == "-":
		file, err := os.Open(in)
		if err != nil {
			return r, 0, fault.As(fault.Usage, fmt.Errorf("mask: %w", err))
		}
		defer file.Close()
		r, err = mask.Copy(ctx, o, info.Name(), file, a.Out)
		return r, 0, err
	}
	r, err = mask.File(ctx, o, in, out)
	return r, 0, err
}

func parseKinds(list string) (map[pii.Kind]bool, error) {
	if list == "" {
		return nil, nil
	}
	kinds := map[pii.Kind]bool{}
	for name := range strings.SplitSeq(list, ",") {
		k, ok := pii.Parse(strings.TrimSpace(name))
		if !ok || k == pii.None {
			return nil, fault.Errorf(fault.Usage, "--kinds: %q is no kind", name)
		}
		kinds[k] = true
	}
	return kinds, nil
}

func (a *app) maskReport(r mask.Report) {
	fmt.Fprintf(a.Err, a.say("%d files, %d bytes\n", "%dファイル、%dバイト\n"), r.Files, r.Bytes)
	type row struct {
		kind pii.Kind
		n    int64
	}
	var rows []row
	for k, n := range r.Values {
		rows = append(rows, row{k, n})
	}
	slices.SortFunc(rows, func(x, y row) int {
		if x.n != y.n {
			return int(min(max(y.n-x.n, -1), 1))
		}
		return strings.Compare(x.kind.String(), y.kind.String())
	})
	for _, x := range rows {
		info := x.kind.Info()
		fmt.Fprintf(a.Err, "%8d  %s  %s\n", x.n, info.Name, a.say(info.EN, info.JA))
	}
	a.maskBad(r)
}

func (a *app) maskBad(r mask.Report) {
	if r.Bad > 0 {
		fmt.Fprintf(a.Err, a.say("%d records are not well formed and were rewritten as far as they could be read\n", "形式の崩れた%d件のレコードは、読み取れた範囲で置き換えました\n"), r.Bad)
	}
}
