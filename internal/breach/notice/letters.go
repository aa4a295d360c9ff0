package notice

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/phrase"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

//go:embed templates
var own embed.FS

// Langs are the languages of letters.
var Langs = []string{"ja", "en"}

// The pieces of a letter. Page may be missing: the letter is then text only.
const (
	subjectFile = "subject.txt"
	mailFile    = "mail.txt"
	pageFile    = "mail.html"
	postFile    = "post.txt"
)

// Letters write letters: templates with what they say in each language. Any number of goroutines may use them at a time.
type Letters struct {
	templates map[string]map[string]*phrase.Template // by language and piece
	values    map[string][]phrase.Value              // by language
	missing   map[string][]Missing
	post      bool

	mu   sync.RWMutex
	told map[about][2][]phrase.Entry
}

// about is what letters of one language say of the same items.
type about struct {
	lang  string
	kinds Kinds
}

// Texts is a letter in words.
type Texts struct {
	Subject, Text, Page []byte
}

// NewLetters reads the templates of a folder (nil: the built-in ones), in which those of a piece and a language that are missing are built in. Every
// template is read and tried before anything is sent: one that cannot be, or that leaves out what the law has a notice say, is fault.Usage.
func NewLetters(dir fs.FS, s *Said, post bool) (*Letters, error) {
	l := &Letters{templates: map[string]map[string]*phrase.Template{}, values: map[string][]phrase.Value{}, missing: map[string][]Missing{}, told: map[about][2][]phrase.Entry{}, post: post}
	if err := strangers(dir); err != nil {
		return nil, err
	}
	for _, lang := range Langs {
		l.templates[lang] = map[string]*phrase.Template{}
		l.values[lang], l.missing[lang] = s.values(lang)
		pieces := []string{subjectFile, mailFile, pageFile}
		if post {
			pieces = []string{subjectFile, postFile}
		}
		given := false
		for _, piece := range pieces {
			t, mine, err := template(dir, lang, piece)
			if err != nil {
				return nil, err
			}
			if given = given || mine; piece == pageFile && given && !mine {
				continue // a text of the user's beside a page of ours would be two letters
			}
			l.templates[lang][piece] = t
		}
		if err := l.try(lang); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// strangers finds files that are no template: a name that was mistyped would go unnoticed.
func strangers(dir fs.FS) error {
	if dir == nil {
		return nil
	}
	list, err := fs.ReadDir(dir, ".")
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read templates: %w", err))
	}
	n := 0
	for _, e := range list {
		lang, piece, _ := strings.Cut(e.Name(), ".")
		if slices.Contains(Langs, lang) && slices.Contains([]string{subjectFile, mailFile, pageFile, postFile}, piece) {
			n++
		} else if strings.HasSuffix(e.Name(), ".txt") || strings.HasSuffix(e.Name(), ".html") {
			return fault.Errorf(fault.Usage, "read templates: %q is none: ja.subject.txt, ja.mail.txt, ja.mail.html, ja.post.txt, and en.… the same", e.Name())
		}
	}
	if n == 0 {
		return fault.Errorf(fault.Usage, "read templates: there are none: ja.subject.txt, ja.mail.txt, ja.mail.html, ja.post.txt, and en.… the same")
	}
	return nil
}

// template reads one, and tells whether it is the user's.
func template(dir fs.FS, lang, piece string) (t *phrase.Template, mine bool, err error) {
	name := lang + "." + piece
	var text []byte
	if dir != nil {
		text, err = fs.ReadFile(dir, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, false, fault.As(fault.Usage, fmt.Errorf("read template: %w", err))
		}
		mine = err == nil
	}
	if !mine {
		if text, err = own.ReadFile("templates/" + name); err != nil {
			return nil, false, fmt.Errorf("read template: %w", err)
		}
	}
	if t, err = phrase.Parse(name, string(text), piece == pageFile, names); err != nil {
		return nil, mine, err
	}
	if piece != subjectFile {
		for _, n := range required {
			if !t.Uses(n) {
				return nil, mine, fault.Errorf(fault.Usage, "template %s: {{%s}} is missing, which the law has a notice say", name, n)
			}
		}
	}
	if piece == subjectFile && t.Uses("name") {
		return nil, mine, fault.Errorf(fault.Usage, "template %s: {{name}} does not stand in a subject, which is seen on a locked screen", name)
	}
	return t, mine, nil
}

// try writes the longest letter there can be.
func (l *Letters) try(lang string) error {
	var all Kinds
	for _, c := range counsels {
		all |= c.of
	}
	var t Texts
	if err := l.Write(&t, lang, strings.Repeat("髙", nameMost), all); err != nil {
		return err
	}
	if len(bytes.TrimSpace(t.Subject)) == 0 || bytes.ContainsAny(bytes.TrimSpace(t.Subject), "\n") || len(t.Subject) > 600 {
		return fault.Errorf(fault.Usage, "template %s.%s: a subject is one line of at most 200 characters", lang, subjectFile)
	}
	return nil
}

// Missing is what letters in a language tell as under investigation.
func (l *Letters) Missing(lang string) []Missing { return l.missing[lang] }

// Write writes a letter to somebody called so (a name fit for letters, "" unknown) about these items, into the buffers of t.
func (l *Letters) Write(t *Texts, lang, name string, kinds Kinds) error {
	var v [places]phrase.Value
	copy(v[:], l.values[lang])
	entries := l.entries(about{lang, kinds})
	v[inName].Text = Addressed(name, lang)
	v[inItems].List, v[inAdvice].List = entries[0], entries[1]
	if len(entries[1]) > 0 {
		v[inAdviceAny].Text = "1"
	}
	pieces := l.templates[lang]
	main := mailFile
	if l.post {
		main = postFile
	}
	var err error
	if t.Subject, err = pieces[subjectFile].Append(t.Subject[:0], v[:]); err != nil {
		return err
	}
	if t.Text, err = pieces[main].Append(t.Text[:0], v[:]); err != nil {
		return err
	}
	if t.Page = t.Page[:0]; pieces[pageFile] != nil {
		t.Page, err = pieces[pageFile].Append(t.Page, v[:])
	}
	return err
}

// mostTold bounds what is remembered of sets of items.
const mostTold = 4096

func (l *Letters) entries(a about) [2][]phrase.Entry {
	l.mu.RLock()
	e, ok := l.told[a]
	l.mu.RUnlock()
	if ok {
		return e
	}
	e[0], e[1] = told(a.kinds, a.lang)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.told) < mostTold {
		l.told[a] = e
	}
	return e
}

// Hash tells letters apart that say something else: by what they say to somebody of whom everything was found, in each language, without the day.
// more is what else is decided on with them: who sends, and whom.
func (l *Letters) Hash(more ...string) (string, error) {
	h := sha256.New()
	for _, lang := range Langs {
		c := &Letters{templates: l.templates, values: map[string][]phrase.Value{lang: slices.Clone(l.values[lang])}, told: map[about][2][]phrase.Entry{}, post: l.post}
		c.values[lang][inDate] = phrase.Value{}
		var t Texts
		if err := c.Write(&t, lang, "", ^Kinds(0)>>1); err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d %d %d\n", lang, len(t.Subject), len(t.Text), len(t.Page))
		h.Write(t.Subject)
		h.Write(t.Text)
		h.Write(t.Page)
	}
	for _, m := range more {
		fmt.Fprintf(h, "%d %s\n", len(m), m)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// Paragraph is a piece of a letter on paper.
type Paragraph struct {
	Heading bool
	Item    bool // of a list
	Text    string
}

// Paragraphs takes the text of a letter apart as templates for the post mark it: "■ " begins a heading, "・" or "- " an entry of a list, an empty line
// ends a paragraph.
func Paragraphs(text []byte) []Paragraph {
	var out []Paragraph
	open := false
	for line := range strings.SplitSeq(string(text), "\n") {
		line = strings.TrimRight(line, " \t　")
		head, isHead := strings.CutPrefix(line, "■")
		item, isItem := strings.CutPrefix(line, "・")
		if !isItem {
			item, isItem = strings.CutPrefix(line, "- ")
		}
		switch {
		case line == "":
			open = false
		case isHead:
			out = append(out, Paragraph{Heading: true, Text: strings.TrimSpace(head)})
			open = false
		case isItem:
			out = append(out, Paragraph{Item: true, Text: strings.TrimSpace(item)})
			open = false
		case open:
			out[len(out)-1].Text += "\n" + line
		default:
			out = append(out, Paragraph{Text: line})
			open = true
		}
	}
	return out
}
