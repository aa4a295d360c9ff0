package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// smallFlags are what is said of an everyday case; what is "" was not said.
type smallFlags struct {
	what, who, people    string
	kinds                []string
	retrieved, encrypted string
	when, department     string
	near                 bool
}

// said tells whether anything of it was said.
func (f *smallFlags) said() bool {
	return f.near || len(f.kinds) > 0 || f.what+f.who+f.people+f.retrieved+f.encrypted+f.when+f.department != ""
}

// usualKinds are those offered to whoever is asked, by their numbers from 1 on.
var usualKinds = []pii.Kind{pii.PersonName, pii.EmailAddress, pii.PhoneNumber, pii.StreetAddress, pii.DateOfBirth, pii.MedicalTerm, pii.JapanBankAccount, pii.CreditCardNumber, pii.JapanIndividualNumber, pii.Password}

// likelyKinds are those that go astray with a mishap if nobody says otherwise.
func likelyKinds(what string) string {
	switch what {
	case "email":
		return "1,2"
	case "post":
		return "1,4"
	case "fax":
		return "1,3"
	}
	return "1"
}

// tries is how often a question is asked until somebody answers it.
const tries = 3

// asker asks one question after the other, on standard error, and reads a line each.
type asker struct {
	a    *app
	in   *bufio.Reader
	n    int
	most int
}

// ask asks until take understands the answer; an empty one is the default.
func (q *asker) ask(question, usual string, take func(string) bool) error {
	q.n++
	fmt.Fprintf(q.a.Err, "%d/%d %s", q.n, q.most, question)
	for range tries {
		fmt.Fprintf(q.a.Err, " [%s]: ", usual)
		line, err := q.in.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			fmt.Fprintln(q.a.Err)
			return fault.Errorf(fault.Usage, "case open --small: %s", q.a.say("the answers ended; --what and the other flags answer without being asked", "回答が途中で終わりました。--what などのフラグでも指定できます"))
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read answer: %w", err)
		}
		if line = strings.TrimSpace(line); line == "" {
			line = usual
		}
		if take(line) {
			return nil
		}
		fmt.Fprint(q.a.Err, q.a.say("    not understood", "    入力を確認してください"))
	}
	return fault.Errorf(fault.Usage, "case open --small: %s", q.a.say("an answer was not understood", "回答を解釈できませんでした"))
}

// asked fills in what was not said by flags: at most six questions.
func (a *app) asked(f *smallFlags) error {
	q := &asker{a: a, in: bufio.NewReader(io.LimitReader(a.In, 1<<16)), most: 6}
	names := dossier.Mishaps()
	var list strings.Builder
	for i, n := range names {
		text := dossier.MishapText(n)
		fmt.Fprintf(&list, "\n    %d %s", i+1, text.Of(a.lang))
	}
	err := q.ask(a.say("What happened?", "何が起きましたか")+list.String()+"\n   ", "1", func(s string) bool {
		if i, err := strconv.Atoi(s); err == nil && i >= 1 && i <= len(names) {
			s = names[i-1]
		}
		f.what = s
		return slices.Contains(names, s)
	})
	if err != nil {
		return err
	}
	if !encryptable(f.what) {
		q.most--
	}
	if f.who == "" {
		who := a.say("Who got it? (a role or a company, no person's name)", "誰に渡りましたか（会社・立場など。個人名は不要です）")
		if lost(f.what) {
			who = a.say("Where was it lost? (a place, no person's name)", "どこでなくなりましたか（場所など。個人名は不要です）")
		}
		if err := q.ask(who, a.say("unknown", "不明"), func(s string) bool {
			if f.who = s; s == "unknown" || s == "不明" {
				f.who = ""
			}
			return true
		}); err != nil {
			return err
		}
	}
	if f.people == "" {
		if err := q.ask(a.say("How many people's data? (a number, or unknown)", "何人分のデータですか（人数、又は「不明」）"), "1", func(s string) bool {
			_, ok := numberTyped(s)
			f.people = s
			return ok
		}); err != nil {
			return err
		}
	}
	if len(f.kinds) == 0 {
		if err := a.askKinds(q, f); err != nil {
			return err
		}
	}
	return a.askOutcome(q, f)
}

func (a *app) askKinds(q *asker, f *smallFlags) error {
	var list strings.Builder
	for i, k := range usualKinds {
		name := k.Info().EN
		if a.lang == "ja" {
			name = k.Info().JA
		}
		fmt.Fprintf(&list, "\n    %d %s", i+1, name)
	}
	question := a.say("Which data? (numbers or kinds, with commas; unknown)", "どの項目ですか（番号又は種類をカンマ区切りで。「不明」も可）")
	return q.ask(question+list.String()+"\n   ", likelyKinds(f.what), func(s string) bool {
		f.kinds = strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",、，・ 　", r) })
		_, err := kindsTyped(f.kinds)
		return err == nil && len(f.kinds) > 0
	})
}

// askOutcome asks whether it came back, and whether it could be read.
func (a *app) askOutcome(q *asker, f *smallFlags) error {
	truth := func(to *string) func(string) bool {
		return func(s string) bool {
			_, ok := truthTyped(s)
			*to = s
			return ok
		}
	}
	if f.retrieved == "" {
		question := a.say("Is it certain that all of it came back, or was erased, before anybody read it? (yes, no, unknown)", "誰にも読まれないうちに、すべて回収又は消去されたと確認できていますか（はい・いいえ・不明）")
		if err := q.ask(question, a.say("unknown", "不明"), truth(&f.retrieved)); err != nil {
			return err
		}
	}
	if f.encrypted == "" && encryptable(f.what) {
		question := a.say("Was all of it strongly encrypted, and the key not with them? (yes, no, unknown)", "すべて高度な暗号化がされ、復号鍵は渡っていませんか（はい・いいえ・不明）")
		if err := q.ask(question, a.say("no", "いいえ"), truth(&f.encrypted)); err != nil {
			return err
		}
	}
	return nil
}

// lost tells whether a mishap has nobody who got it.
func lost(what string) bool { return what == "device" || what == "paper" || what == "stolen" }

// encryptable tells whether what went astray can be encrypted.
func encryptable(what string) bool { return what == "email" || what == "device" || what == "stolen" }

// numberTyped is a number of persons as typed; nil is unknown.
func numberTyped(s string) (*int64, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "unknown", "?", "不明":
		return nil, true
	}
	s = strings.NewReplacer(",", "", "，", "", "人", "", "名", "").Replace(strings.TrimSpace(s))
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return nil, false
	}
	return &n, true
}

// truthTyped is a yes or no as typed.
func truthTyped(s string) (law.Truth, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "yes", "y", "はい", "1", "true":
		return law.Yes, true
	case "no", "n", "いいえ", "0", "false":
		return law.No, true
	case "", "unknown", "u", "?", "不明":
		return law.Unknown, true
	}
	return law.Unknown, false
}

// kindsTyped are kinds as typed: by their names, by what they are called in either language, or by the numbers of the question.
func kindsTyped(in []string) ([]pii.Kind, error) {
	var out []pii.Kind
	for _, s := range in {
		s = strings.TrimSpace(s)
		if s == "" || s == "unknown" || s == "不明" {
			continue
		}
		k, ok := kindNamed(s)
		if !ok {
			return nil, fault.Errorf(fault.Usage, "--kinds: one of them is no kind; tsutsumi kinds lists them")
		}
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out, nil
}

func kindNamed(s string) (pii.Kind, bool) {
	if i, err := strconv.Atoi(s); err == nil {
		if i < 1 || i > len(usualKinds) {
			return pii.None, false
		}
		return usualKinds[i-1], true
	}
	if k, ok := pii.Parse(strings.ToUpper(s)); ok && k != pii.None {
		return k, true
	}
	for _, k := range pii.Kinds() {
		if i := k.Info(); strings.EqualFold(i.EN, s) || i.JA == s {
			return k, true
		}
	}
	return pii.None, false
}
