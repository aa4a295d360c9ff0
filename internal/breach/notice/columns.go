package notice

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Columns name the columns of the recipients; what is not named is recognised by the kind of its values, or by its name.
type Columns struct {
	Key     string // by which persons are found: the one that people snapshot was told, or e-mail
	Email   string
	Name    string
	Lang    string   // a language or a country
	Postal  string   // postal code
	Address []string // parts in the order in which they are written
}

// layout is where a table has what.
type layout struct {
	keys    []int // the strongest first; the others tell persons apart where the first does not
	kinds   []pii.Kind
	email   int
	names   []int
	lang    int
	postal  int
	address []int
}

// column is what is seen of a column in the first block of its table.
type column struct {
	name   string
	filled int
	kinds  map[pii.Kind]int
}

// kind is what most of a column's values are, None if they are nothing.
func (c *column) kind() pii.Kind {
	best, most := pii.None, 0
	for k, n := range c.kinds {
		if n > most || n == most && k < best {
			best, most = k, n
		}
	}
	if most*2 <= c.filled {
		return pii.None
	}
	return best
}

// words are what columns are called that values do not tell.
var words = struct{ lang, postal, address []string }{
	lang:    strings.Fields("lang language locale country country_code 言語 使用言語 言語コード 国 国コード 居住国"),
	postal:  strings.Fields("zip zipcode zip_code postal postal_code postcode 郵便番号 〒"),
	address: strings.Fields("prefecture pref state 都道府県 city municipality 市区町村 town 町域 町名 street 番地 丁目番地 building 建物名 建物 マンション名 address address1 address2 address3 住所 住所1 住所2 住所3 住所１ 住所２ 住所３ 現住所"),
}

func named(name string, of []string) bool {
	return slices.ContainsFunc(of, func(w string) bool { return strings.EqualFold(strings.TrimSpace(name), w) })
}

// arrange finds where a table has what. post: letters go by post. A column that was named and is not there, or several where one is needed, is
// fault.Usage; a table that is no list of recipients gives nil.
func arrange(cols []column, c *Columns, post bool) (*layout, error) {
	l := &layout{email: -1, lang: -1, postal: -1}
	at := func(name string) int {
		return slices.IndexFunc(cols, func(c column) bool {
			tail := c.name[strings.LastIndexByte(c.name, '.')+1:]
			return strings.EqualFold(c.name, name) || strings.EqualFold(tail, name)
		})
	}
	for _, n := range append([]string{c.Key, c.Email, c.Name, c.Lang, c.Postal}, c.Address...) {
		if n != "" && at(n) < 0 {
			return nil, nil
		}
	}
	kinds := make([]pii.Kind, len(cols))
	for i := range cols {
		kinds[i] = cols[i].kind()
	}
	if err := l.contact(cols, kinds, c, at); err != nil {
		return nil, err
	}
	l.find(kinds, c, at)
	if len(l.keys) == 0 || !post && l.email < 0 || post && len(l.address) == 0 {
		return nil, nil
	}
	return l, nil
}

// contact finds what a letter is addressed with.
func (l *layout) contact(cols []column, kinds []pii.Kind, c *Columns, at func(string) int) error {
	if l.email = at(c.Email); c.Email == "" {
		l.email = -1
		for i, k := range kinds {
			if k != pii.EmailAddress {
				continue
			}
			if l.email >= 0 {
				return fault.Errorf(fault.Usage, "read recipients: several columns hold e-mail addresses; name one by --email")
			}
			l.email = i
		}
	}
	if c.Name != "" {
		l.names = []int{at(c.Name)}
	}
	if c.Lang != "" {
		l.lang = at(c.Lang)
	}
	if c.Postal != "" {
		l.postal = at(c.Postal)
	}
	for _, n := range c.Address {
		l.address = append(l.address, at(n))
	}
	for i := range cols {
		k := kinds[i]
		switch {
		case i == l.email:
		case c.Name == "" && k == pii.PersonName && len(l.names) < 2:
			l.names = append(l.names, i)
		case c.Lang == "" && l.lang < 0 && named(cols[i].name, words.lang):
			l.lang = i
		case c.Postal == "" && l.postal < 0 && (k == pii.JapanPostalCode || named(cols[i].name, words.postal)):
			l.postal = i
		case len(c.Address) == 0 && (k == pii.StreetAddress || named(cols[i].name, words.address)):
			l.address = append(l.address, i)
		}
	}
	return nil
}

// find finds what tells persons apart.
func (l *layout) find(kinds []pii.Kind, c *Columns, at func(string) int) {
	add := func(i int) {
		if i >= 0 && !slices.Contains(l.keys, i) {
			l.keys, l.kinds = append(l.keys, i), append(l.kinds, kinds[i])
		}
	}
	if c.Key != "" {
		add(at(c.Key))
	}
	var order []int
	for i, k := range kinds {
		info := k.Info()
		if k.Keeps() && info.Class != pii.ClassText && !k.Any(pii.NotPersonal) && (info.Rank > 0 || info.Class == pii.ClassDate || info.Class == pii.ClassAddress) {
			order = append(order, i)
		}
	}
	rank := func(i int) int {
		if r := kinds[i].Info().Rank; r > 0 {
			return int(r)
		}
		return 255
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(a) - rank(b) })
	if c.Key == "" && (len(order) == 0 || rank(order[0]) >= 60) {
		if l.email < 0 {
			return // a name alone is nobody's
		}
		add(l.email)
	}
	for _, i := range order {
		add(i)
	}
}

// on is the layout where the columns, which were called names, stand as fields now: documents meet further ones in an order of their own.
func (l *layout) on(names, fields []string) *layout {
	if len(fields) >= len(names) && slices.Equal(names, fields[:len(names)]) {
		return l
	}
	at := func(i int) int {
		if i < 0 {
			return i
		}
		return slices.Index(fields, names[i])
	}
	list := func(of []int) (out []int) {
		for _, i := range of {
			out = append(out, at(i))
		}
		return out
	}
	return &layout{keys: list(l.keys), kinds: l.kinds, email: at(l.email), names: list(l.names), lang: at(l.lang), postal: at(l.postal), address: list(l.address)}
}

// Language is the language of letters to somebody for whom a column of languages or countries says so; "" if it says nothing.
func Language(v string) string {
	v = strings.ToLower(strings.TrimSpace(v))
	if v == "" {
		return ""
	}
	tag, _, _ := strings.Cut(strings.ReplaceAll(v, "_", "-"), "-")
	switch tag {
	case "ja", "jpn", "jp", "japan", "japanese", "日本", "日本国", "日本語", "にほんご", "nihongo":
		return "ja"
	}
	return "en"
}
