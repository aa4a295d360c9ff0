package rule

import "fmt"

// Problem is a rule, or a file, that cannot be used.
type Problem struct {
	File     string
	Line     int    // from 1; 0 if the file as a whole
	Rule     string // its title or id, where it was read that far
	Reason   string
	Japanese string // the reason
}

// String is the problem in English, as compilers say theirs.
func (p Problem) String() string { return p.place() + p.Reason }

// In is the problem in Japanese.
func (p Problem) In() string { return p.place() + p.Japanese }

func (p Problem) place() string {
	s := p.File
	if p.Line > 0 {
		s = fmt.Sprintf("%s:%d", s, p.Line)
	}
	if p.Rule != "" {
		s += fmt.Sprintf(": %q", p.Rule)
	}
	return s + ": "
}

// fault is a reason that travels as an error up to where file and title are known.
type fault struct {
	line   int
	en, ja string
}

func (f *fault) Error() string { return f.en }

// wrong makes a reason of a text of both languages, with the same arguments in the same order.
func wrong(line int, en, ja string, args ...any) error {
	return &fault{line, fmt.Sprintf(en, args...), fmt.Sprintf(ja, args...)}
}

// short is a word of a rule as messages have it.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
