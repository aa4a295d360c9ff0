package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf"
)

// aFile is how many letters of the post one file has at most.
const aFile = journal.MostAtOnce

// paperLetter is a letter on paper.
func (n *notifying) paperLetter(to *notice.Addressee, t *notice.Texts) (*paper.Document, error) {
	if err := n.letters.Write(t, to.Lang, to.Name, to.Kinds); err != nil {
		return nil, err
	}
	ja := to.Lang == "ja"
	of := func(own, en string) string {
		if ja {
			return own
		}
		return en
	}
	d := &paper.Document{Name: "letter", Lang: to.Lang, Letter: true, Date: n.now().In(n.zone), Subject: strings.TrimSpace(string(t.Subject)), Title: strings.TrimSpace(string(t.Subject))}
	name := to.Name
	if ja {
		name = notice.Addressed(to.Name, "ja") + " 様"
		if to.Postal != "" {
			d.To = append(d.To, "〒"+postal(to.Postal))
		}
		d.To = append(append(d.To, address(to.Address)...), name)
	} else {
		d.To = append([]string{name}, to.Address...)
		if to.Postal != "" {
			d.To = append(d.To, to.Postal)
		}
	}
	for _, s := range []string{of(cmp.Or(n.about.Name, n.about.NameEN), cmp.Or(n.about.NameEN, n.about.Name)), of(n.about.Department, n.about.DepartmentEN), of(n.about.Address, cmp.Or(n.about.AddressEN, n.about.Address))} {
		if s != "" {
			d.From = append(d.From, s)
		}
	}
	var list []string
	flush := func() {
		if len(list) > 0 {
			d.Blocks = append(d.Blocks, paper.List{Items: list})
			list = nil
		}
	}
	for _, p := range notice.Paragraphs(t.Text) {
		if p.Item {
			list = append(list, p.Text)
			continue
		}
		if flush(); p.Heading {
			d.Blocks = append(d.Blocks, paper.Heading{Level: 2, Text: p.Text})
		} else {
			d.Blocks = append(d.Blocks, paper.Text{Text: p.Text})
		}
	}
	flush()
	return d, nil
}

// address joins the parts of a Japanese address: prefecture, city and block stand together, a building in a line of its own.
func address(parts []string) []string {
	for i, p := range parts {
		if strings.ContainsAny(p, "0123456789０１２３４５６７８９") {
			return append([]string{strings.Join(parts[:i+1], "")}, parts[i+1:]...)
		}
	}
	return []string{strings.Join(parts, "")}
}

// postal is a Japanese postal code as envelopes have it.
func postal(s string) string {
	s = strings.TrimSpace(strings.TrimPrefix(s, "〒"))
	if len(s) == 7 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return s[:3] + "-" + s[3:]
	}
	return s
}

// write writes the letters of the post into files of some hundreds each. A file is there whole or not at all, and its letters are in the journal once it is.
func (n *notifying) write(ctx context.Context, handled *atomic.Int64) error {
	out, err := filepath.Abs(n.f.out)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write letters: %w", err))
	}
	if rel, err := filepath.Rel(n.set.home.Data, out); err == nil && !strings.HasPrefix(rel, "..") {
		return fault.Errorf(fault.Usage, "write letters: %s", n.a.say("they hold names and addresses and do not belong in the folder of the inventory: -o another folder", "氏名と住所を含むため、台帳のフォルダーの中には書き出せません。別のフォルダーを -o で指定してください"))
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write letters: %w", err))
	}
	fmt.Fprintln(n.a.Err, n.a.say("the files hold names and addresses in clear, readable by you only: print them, then delete them", "書き出すファイルには氏名と住所がそのまま含まれます（本人のみ読み取り可）。印刷後は削除してください"))
	number, err := n.lastFile()
	if err != nil {
		return err
	}
	var waiting []notice.Addressee
	flush := func() error {
		if len(waiting) == 0 {
			return nil
		}
		number++
		err := n.file(out, number, waiting)
		handled.Add(int64(len(waiting)))
		waiting = waiting[:0]
		return err
	}
	err = n.batch.Send(ctx, func(to *notice.Addressee) error {
		if waiting = append(waiting, *to); len(waiting) < aFile {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// lastFile is the number of the last file that the journal knows of.
func (n *notifying) lastFile() (last int, err error) {
	err = journal.Read(n.dir, journal.Reader{Outcome: func(o *journal.Outcome) {
		if k, err := strconv.Atoi(o.Status); err == nil {
			last = max(last, k)
		}
	}})
	return last, err
}

// file writes one file and then the journal. Killed in between, the same letters are written into the same file again.
func (n *notifying) file(dir string, number int, to []notice.Addressee) error {
	path := filepath.Join(dir, fmt.Sprintf("%s-%s-%04d.pdf", n.st.ID, n.batch.ID, number))
	// A name that is seen and written over: what a kill leaves behind holds names and addresses.
	f, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write letters: %w", err))
	}
	defer func() { _ = os.Remove(f.Name()) }() // after the rename there is none
	at := n.now().UTC()
	letters := make([]*journal.Letter, 0, len(to))
	fates := make([]journal.Outcome, 0, len(to))
	printed, err := pdf.Letters(f, func(yield func(*paper.Document, error) bool) {
		var t notice.Texts
		for i := range to {
			d, err := n.paperLetter(&to[i], &t)
			if err == nil {
				letters = append(letters, &journal.Letter{Persons: to[i].Persons, Row: to[i].Row, Lang: to[i].Lang, Hash: hashOf(&to[i], &t), At: at})
				fates = append(fates, journal.Outcome{Person: to[i].Persons[0], Fate: journal.Sent, Status: strconv.Itoa(number), At: at})
			}
			if !yield(d, err) {
				return
			}
		}
	})
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write letters: %w", err)
	}
	if d, err := os.Open(dir); err == nil { // the name lasts before the journal says so; not every system lets a folder be synced
		_ = d.Sync()
		_ = d.Close()
	}
	n.unfit(filepath.Base(path), printed)
	return n.batch.Journal.Wrote(letters, fates)
}

// unfit tells what of a file is to be seen to by hand before it is posted. Which characters they are is not told: they are of names.
func (n *notifying) unfit(file string, p pdf.Printed) {
	if p.Crowded > 0 {
		fmt.Fprintf(n.a.Err, n.a.say("%s: %s of letters does not fit the window of the envelope\n", "%s：窓に収まらない宛先が%s件あります\n"), file, n.a.say(report.Plural(int64(p.Crowded), "address", "addresses"), report.Number(int64(p.Crowded))))
		n.a.status = StatusPartly
	}
	if p.Missing.Count > 0 {
		fmt.Fprintf(n.a.Err, n.a.say("%s: the font lacks %s, printed as 〓: finish these letters by hand\n", "%s：フォントにない文字が%sか所あり、〓で印字しました。該当の通知は手書きで補ってください\n"), file, n.a.say(report.Plural(int64(p.Missing.Count), "character", "characters"), report.Number(int64(p.Missing.Count))))
		n.a.status = StatusPartly
	}
}

// hashOf is the hash of a letter of the post. The ID of the letter is in it, so that nobody without the key finds out by trying whose it is.
func hashOf(to *notice.Addressee, t *notice.Texts) [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n", to.ID, to.Postal, strings.Join(to.Address, "\n"), to.Name)
	_, _ = h.Write(t.Subject)
	_, _ = h.Write(t.Text)
	return [32]byte(h.Sum(nil))
}

// sampleKinds are all kinds of a case, as a sample tells them.
func sampleKinds(st *breach.State) (kinds notice.Kinds) {
	for _, h := range st.Affected().Kinds {
		kinds = kinds.Add(h.Kind)
	}
	if kinds == 0 {
		kinds = kinds.Add(pii.PersonName).Add(pii.EmailAddress)
	}
	return kinds
}

// sampleRecipient is an invented person.
func sampleRecipient(lang string, kinds notice.Kinds) notice.Addressee {
	to := notice.Addressee{Name: "見本 太郎", Lang: lang, Kinds: kinds, Postal: "100-0000", Address: []string{"東京都千代田区見本町1-2-3", "見本ビル4階"}}
	if lang == "en" {
		to.Name, to.Address = "Taro Mihon", []string{"4F Mihon Building", "1-2-3 Mihon-cho, Chiyoda-ku", "Tokyo, Japan"}
	}
	return to
}

// samples writes letters to an invented person, to be looked at.
func (n *notifying) samples() error {
	if err := os.MkdirAll(n.f.preview, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write samples: %w", err))
	}
	kinds := sampleKinds(n.st)
	for _, lang := range notice.Langs {
		to := sampleRecipient(lang, kinds)
		var t notice.Texts
		put := func(end string, write func(io.Writer) error) error {
			f, err := os.OpenFile(filepath.Join(n.f.preview, lang+end), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
			if err != nil {
				return fault.As(fault.Usage, fmt.Errorf("write samples: %w", err))
			}
			err = write(f)
			if e := f.Close(); err == nil {
				err = e
			}
			return err
		}
		if n.f.channel == "post" {
			d, err := n.paperLetter(&to, &t)
			if err == nil {
				err = put(".post.pdf", func(w io.Writer) error { _, err := pdf.Write(w, d); return err })
			}
			if err != nil {
				return err
			}
			continue
		}
		if err := n.letters.Write(&t, lang, to.Name, kinds); err != nil {
			return err
		}
		err := put(".mail.txt", func(w io.Writer) error { _, err := fmt.Fprintf(w, "%s\n\n%s", t.Subject, t.Text); return err })
		if err == nil && len(t.Page) > 0 {
			err = put(".mail.html", func(w io.Writer) error { _, err := w.Write(t.Page); return err })
		}
		if err != nil {
			return err
		}
	}
	return nil
}
