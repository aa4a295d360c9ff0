package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/canary"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// canaryFlags are those of the commands below canary; each has some.
type canaryFlags struct {
	store, copy string
	domain      string
	number      int
	again       bool
	format      string
	columns     string
	table       string
	bom         bool
	show        bool
}

func (a *app) canaryCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "canary",
		Short: a.say("Plant invented persons in copies, so that a leaked copy names itself", "複製データごとにダミーの人物を登録し、漏えい元を特定する"),
		Long: a.say(`Makes invented persons for one copy of a store: the one a contractor gets, a test system's, a backup. Insert them
there and nowhere else. Any dump, log or mail in which one of them appears then names the copy that leaked.

The persons are at an e-mail domain of yours and use phone numbers that are assigned to nobody. Nothing of them is
kept in clear: the key can invent them again.`,
			`データの提供先や用途（委託先、検証環境、バックアップなど）ごとにダミーの人物を作ります。作った人物は、その複製データだけに
登録してください。流出したデータ・ログ・メールにその人物が現れれば、どの複製から漏えいしたかを特定できます。

メールアドレスには自社のドメイン、電話番号にはどの事業者にも割り当てられない番号を使います。作った値は平文では保存せず、
必要なときに鍵から作り直します。`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.canaryPlant(), a.canaryList(), a.canaryForget())
	return c
}

func (a *app) spotFlags(c *cobra.Command, f *canaryFlags) {
	c.Flags().StringVar(&f.store, "store", "", a.say("store whose copy it is (crm)", "元のデータストアの名前（例: crm）"))
	c.Flags().StringVar(&f.copy, "copy", "", a.say("the copy: whom or what it is for, as a code (contractor-a)", "複製データの名前。提供先や用途を記号で（例: contractor-a）"))
}

func (a *app) canaryPlant() *cobra.Command {
	var f canaryFlags
	c := &cobra.Command{
		Use:   "plant --store S --copy C",
		Short: a.say("Invent persons for a copy and print them, to be inserted there", "複製データに登録するダミーの人物を作って出力する"),
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.plant(&f) },
	}
	a.spotFlags(c, &f)
	fl := c.Flags()
	fl.StringVar(&f.domain, "domain", "", a.say("e-mail domain of yours (default: the first of domains in tsutsumi.yaml)", "自社のメールドメイン（既定: tsutsumi.yaml の domains の先頭）"))
	fl.IntVarP(&f.number, "number", "n", 3, a.say("how many persons", "人数"))
	fl.BoolVar(&f.again, "again", false, a.say("add to a copy that has some already", "登録済みの複製データに追加する"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text, csv, json or sql", "text・csv・json・sql のいずれか"))
	fl.StringVar(&f.columns, "columns", "", a.say("columns to print: name,email or NAME=FIELD,…", "出力する列: name,email または 列名=項目,…"))
	fl.StringVar(&f.table, "table", "", a.say("table of the INSERT (sql)", "INSERT 先の表（sql）"))
	fl.BoolVar(&f.bom, "bom", false, a.say("begin CSV with a byte order mark (for Excel)", "CSVの先頭にBOMを付ける（Excel用）"))
	return c
}

func (a *app) canaryList() *cobra.Command {
	var f canaryFlags
	c := &cobra.Command{
		Use:   "list",
		Short: a.say("List the copies in which persons are planted", "ダミーの人物を登録した複製データの一覧"),
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.canaries(&f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.store, "store", "", a.say("only copies of this store", "このデータストアの複製に限る"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	fl.BoolVar(&f.show, "show", false, a.say("show the persons, invented again from the key", "人物の値も表示する（鍵から作り直す）"))
	return c
}

func (a *app) canaryForget() *cobra.Command {
	var f canaryFlags
	c := &cobra.Command{
		Use:   "forget --store S --copy C",
		Short: a.say("Forget the persons of a copy: they are no longer recognised", "複製データの登録を取り消す（以後は検知しない）"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dir, keys, err := a.canaryKeys()
			if err != nil {
				return err
			}
			n, err := canary.Forget(dir.Data, keys, f.store, f.copy)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.Out, a.say("forgotten: %d\n", "%d人の登録を取り消しました\n"), n)
			return err
		},
	}
	a.spotFlags(c, &f)
	return c
}

// canaryKeys finds the home, and the keys that persons are invented and recognised with.
func (a *app) canaryKeys() (config.Home, canary.Keys, error) {
	home, err := config.Locate(a.home, a.env)
	if err != nil {
		return home, canary.Keys{}, err
	}
	secrets, err := config.Load(home, a.env)
	if err != nil {
		return home, canary.Keys{}, err
	}
	var k canary.Keys
	if k.Prints, err = secrets.Fingerprints(); err == nil {
		k.Invent, err = secrets.Canaries()
	}
	return home, k, err
}

func (a *app) plant(f *canaryFlags) error {
	if f.store == "" || f.copy == "" {
		return fault.Errorf(fault.Usage, "canary plant: %s", a.say("name the --store and the --copy", "--store と --copy を指定してください"))
	}
	cols, err := canary.Columns(f.columns)
	if err != nil {
		return err
	}
	switch f.format {
	case "text", "csv", "json":
	case "sql":
		if f.table == "" {
			return fault.Errorf(fault.Usage, "canary plant: %s", a.say("--format sql needs a --table", "--format sql には --table が必要です"))
		}
	default:
		return fault.Errorf(fault.Usage, "--format %q: text, csv, json or sql", f.format)
	}
	home, keys, err := a.canaryKeys()
	if err != nil {
		return err
	}
	if f.domain, err = a.canaryDomain(home, f.domain); err != nil {
		return err
	}
	if err := a.impersonal(f.store, f.copy); err != nil {
		return err
	}
	_, persons, err := canary.Plant(home.Data, keys, canary.Order{
		Spot: canary.Spot{Store: f.store, Copy: f.copy, Domain: f.domain}, Number: f.number, Again: f.again, Now: time.Now(),
	})
	if err != nil {
		return err
	}
	switch f.format {
	case "csv":
		err = canary.WriteCSV(a.Out, persons, cols, f.bom)
	case "json":
		err = canary.WriteJSON(a.Out, persons, cols)
	case "sql":
		err = canary.WriteSQL(a.Out, persons, cols, f.table)
	default:
		err = canary.WriteText(a.Out, persons, cols)
	}
	if err != nil { // they are entered: what was not seen can be shown again
		return fmt.Errorf("write canaries (canary list --show prints them again): %w", err)
	}
	fmt.Fprintf(a.Err, a.say("planted in %[2]s / %[3]s: %[1]d; insert them there and nowhere else\n", "%d人（%s / %s）を作成しました。この複製データだけに登録してください\n"), len(persons), f.store, f.copy)
	return nil
}

// canaryDomain is the domain asked for, or the owner's first.
func (a *app) canaryDomain(home config.Home, asked string) (string, error) {
	if asked != "" {
		d, ok := config.Domain(asked)
		if !ok {
			return "", fault.Errorf(fault.Usage, "--domain %q: %s", asked, a.say("not a domain", "ドメインではありません"))
		}
		return d, nil
	}
	file, err := home.Read()
	if err != nil {
		return "", err
	}
	if len(file.Domains) == 0 {
		return "", fault.Errorf(fault.Usage, "canary plant: %s", a.say("name a --domain of yours, or domains in tsutsumi.yaml", "自社の --domain を指定するか、tsutsumi.yaml に domains を書いてください"))
	}
	return file.Domains[0], nil
}

// impersonal refuses names of stores and copies that tell of a person: the registry keeps them in clear.
func (a *app) impersonal(names ...string) error {
	set, err := a.setup(&engineFlags{min: 0.7, jobs: 1})
	if err != nil {
		return err
	}
	eng := set.engine(false)
	for _, n := range names {
		if eng.Name(n) != n {
			return fault.Errorf(fault.Usage, "canary plant: %s", a.say("a store or copy is named after a person; use a code", "データストアまたは複製データの名前に個人データが含まれています。記号に置き換えてください"))
		}
	}
	return nil
}

func (a *app) canaries(f *canaryFlags) error {
	if f.format != "text" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", f.format)
	}
	home, keys, err := a.canaryKeys()
	if err != nil {
		return err
	}
	reg, err := canary.Load(home.Data, keys)
	if err != nil {
		return err
	}
	all := reg.Plantings(f.store)
	if len(all) == 0 && f.format == "text" {
		_, err := fmt.Fprintln(a.Out, a.say("No persons are planted. tsutsumi canary plant --help tells how", "登録されたダミーの人物はありません。使い方: tsutsumi canary plant --help"))
		return err
	}
	cols, err := canary.Columns("")
	if err != nil {
		return err
	}
	for _, p := range all {
		var persons []canary.Person
		if f.show {
			if persons, err = reg.Persons(p); err != nil {
				return err
			}
		}
		if f.format == "json" {
			err = a.canaryJSON(p, persons, cols)
		} else {
			err = a.canaryText(p, persons, cols)
		}
		if err != nil {
			return fmt.Errorf("write canaries: %w", err)
		}
	}
	return nil
}

func (a *app) canaryText(p canary.Planting, persons []canary.Person, cols []canary.Column) error {
	day := p.Planted.Local().Format(time.DateOnly)
	unit := "persons"
	if len(p.Persons) == 1 {
		unit = "person "
	}
	line := fmt.Sprintf("%s  %4d %s  %s / %s  (@%s)", day, len(p.Persons), unit, p.Store, p.Copy, p.Domain)
	if a.lang == "ja" {
		line = fmt.Sprintf("%s  %4d人  %s / %s（@%s）", day, len(p.Persons), p.Store, p.Copy, p.Domain)
	}
	if _, err := fmt.Fprintln(a.Out, line); err != nil {
		return err
	}
	if len(persons) == 0 {
		return nil
	}
	var b strings.Builder
	if err := canary.WriteText(&b, persons, cols); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		if line != "\n" {
			line = "    " + line
		}
		if _, err := fmt.Fprint(a.Out, line); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(a.Out)
	return err
}

func (a *app) canaryJSON(p canary.Planting, persons []canary.Person, cols []canary.Column) error {
	type planting struct {
		Store   string            `json:"store"`
		Copy    string            `json:"copy"`
		Number  int               `json:"number"`
		Planted time.Time         `json:"planted"`
		Domain  string            `json:"domain"`
		Persons []json.RawMessage `json:"persons,omitempty"`
	}
	out := planting{p.Store, p.Copy, len(p.Persons), p.Planted, p.Domain, nil}
	var b strings.Builder
	if err := canary.WriteJSON(&b, persons, cols); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		out.Persons = append(out.Persons, json.RawMessage(line))
	}
	enc := json.NewEncoder(a.Out)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Canary planting `json:"canary"`
	}{out})
}
