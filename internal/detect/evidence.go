package detect

// Evidence is a set of terms. Each weighs for or against a kind by what weights.yaml says; the sum of the weights and
// of the kind's prior at that place is the log-odds of the finding.
type Evidence uint64

// The terms. Their order is part of the engine's version; add at the end.
const (
	Shape       Evidence = 1 << iota // the value has the shape of the kind
	Check                            // its check digit is right
	Grouping                         // it is grouped as people write it (090-1234-5678, 1234 5678 9012)
	Issuer                           // the issuer, prefix, division, bank or numbering plan exists
	DateInside                       // the date inside the number is possible
	Lexicon                          // the main part stands in the list of the kind (surname, prefecture, word)
	LexiconTwo                       // a second part stands in its list too (given name, municipality)
	Honorific                        // a title or honorific follows (様, さん, 先生, 同学)
	Structure                        // further parts agree (block number behind the town, scheme around the secret)
	Entropy                          // it is as random as a secret has to be
	Prefix                           // a provider's own prefix or envelope stands before it
	Label                            // a label of the kind stands close before
	FieldName                        // the field is named like the kind
	Column                           // the values of the column agree
	Sibling                          // other fields of the record agree
	Exact                            // the whole value is a member of a small closed list
	Rare                             // the shape is rare enough to stand alone
	LabelOther                       // against: the label before, or the field's name, says something else
	Sequence                         // against: values of the column count up
	Timestamp                        // against: reads as a moment in time
	TestValue                        // against: a documented test number or a placeholder
	Embedded                         // against: part of a longer token (hash, UUID, path, decimal)
	CodeNumber                       // against: valid as JAN, ISBN or 法人番号
	Ambiguous                        // against: the words are common words too
	ColumnMixed                      // against: the values of the column do not agree
	Weak                             // against: shape accepted only leniently
	NumberTerms = 26
)

// Term is what is said of a term.
type Term struct{ Name, EN, JA string }

var terms = [NumberTerms]Term{
	{"shape", "shape", "形式一致"},
	{"check", "check digit valid", "検査数字が正しい"},
	{"grouping", "usual grouping", "区切り方が通例どおり"},
	{"issuer", "issuer or plan exists", "発行者・番号体系が実在"},
	{"date_inside", "date inside is possible", "内部の日付が妥当"},
	{"lexicon", "in the word list", "語彙に一致"},
	{"lexicon_two", "second part in the word list", "後半も語彙に一致"},
	{"honorific", "honorific beside", "敬称・肩書あり"},
	{"structure", "further parts agree", "構成要素が整合"},
	{"entropy", "random enough", "十分に無作為"},
	{"prefix", "provider's prefix", "発行元固有の接頭辞"},
	{"label", "label before", "直前に見出し"},
	{"field_name", "field name", "項目名"},
	{"column", "column agrees", "列全体が整合"},
	{"sibling", "other fields agree", "同じ行の他項目と整合"},
	{"exact", "closed list", "既定の値一覧に一致"},
	{"rare", "rare shape", "他に例の少ない形式"},
	{"label_other", "labelled as something else", "別の見出し"},
	{"sequence", "values count up", "連番"},
	{"timestamp", "reads as a time", "日時と読める"},
	{"test_value", "test value", "テスト用の値"},
	{"embedded", "inside a longer token", "長い文字列の一部"},
	{"code_number", "valid as JAN, ISBN or corporate number", "JAN・ISBN・法人番号として有効"},
	{"ambiguous", "a common word too", "一般語でもある"},
	{"column_mixed", "column disagrees", "列が不整合"},
	{"weak", "lenient shape", "形式が緩い"},
}

// Terms lists the terms in e in order, calling yield with each one's index.
func (e Evidence) Terms(yield func(i int) bool) {
	for i := range NumberTerms {
		if e&(1<<i) != 0 && !yield(i) {
			return
		}
	}
}

// TermAt is the term with index i.
func TermAt(i int) Term { return terms[i] }

// Why says the evidence in one line, in Japanese or English.
func (e Evidence) Why(ja bool) string {
	var out []byte
	for i := range e.Terms {
		if len(out) > 0 {
			if ja {
				out = append(out, "、"...)
			} else {
				out = append(out, ", "...)
			}
		}
		if ja {
			out = append(out, terms[i].JA...)
		} else {
			out = append(out, terms[i].EN...)
		}
	}
	return string(out)
}
