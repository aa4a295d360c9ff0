// Package label knows what things are called: names of fields and labels in running text, in Japanese, romaji, Chinese,
// pinyin, pinyin initials and English.
//
// The words stand in labels.tsv. Field reads the name of a field and may allocate; Before and At read running text and
// do not. Labels that say that a value is nobody's (注文番号, order_no) answer with Other.
package label

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

// Verdict is what a name or label says.
type Verdict struct {
	// Kind is what the label announces; None with Other set means "known, and nobody's" (注文番号, JAN, order_no).
	Kind  pii.Kind
	Other bool
	// Strength: 3 unmistakable (個人番号, 身份证号), 2 usual (name, tel), 1 weak (id, no, xm standing alone).
	Strength uint8
}

// Known tells whether the verdict says anything.
func (v Verdict) Known() bool { return v.Other || v.Kind != pii.None }
