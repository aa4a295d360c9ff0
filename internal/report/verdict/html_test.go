package verdict

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func TestHTML(t *testing.T) {
	for name, m := range matches() {
		for _, lang := range []string{"ja", "en"} {
			var b bytes.Buffer
			if err := HTML(&b, report.Options{Lang: lang}, []leak.Match{m}); err != nil {
				t.Fatal(err)
			}
			golden(t, name+"."+lang+".html", b.Bytes())
			strict(t, name, b.Bytes())
			steers(t, b.Bytes())
		}
	}
	var b bytes.Buffer
	if err := HTML(&b, report.Options{Lang: "ja"}, []leak.Match{full(), unknown(), hostile()}); err != nil {
		t.Fatal(err)
	}
	strict(t, "several", b.Bytes())
}

// passive are the elements a page may have: none of them asks for anything or runs anything.
var passive = strings.Fields("html head meta title style body main header footer article section h1 h2 h3 p div span b br table thead tbody tr th td dl dt dd ol li a code i em details summary svg g line rect text")

var styled = regexp.MustCompile(`^width:[0-9.]+%$`)

// notXML are the characters that HTML knows and XML does not.
var notXML = regexp.MustCompile("[\uFFFE\uFFFF]")

// strict reads the page as XML, which forgives nothing: what a name could break would show.
func strict(t *testing.T, name string, page []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	styles, ids := 0, map[string]bool{}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: not well formed: %v", name, err)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			if c, ok := tok.(xml.Comment); ok {
				t.Errorf("%s: has a comment: %.40s", name, c)
			}
			continue
		}
		if !slices.Contains(passive, el.Name.Local) {
			t.Errorf("%s: has an element %s", name, el.Name.Local)
		}
		if el.Name.Local == "style" {
			styles++
		}
		for _, a := range el.Attr {
			switch k := a.Name.Local; {
			case k == "id" && ids[a.Value]:
				t.Errorf("%s: id %s twice", name, a.Value)
			case k == "id":
				ids[a.Value] = true
			case k == "style" && !styled.MatchString(a.Value):
				t.Errorf("%s: style %q", name, a.Value)
			case k == "href" && !strings.HasPrefix(a.Value, "#"):
				t.Errorf("%s: refers to %q", name, a.Value)
			case strings.HasPrefix(k, "on"), k == "src", k == "srcset", k == "action", k == "data", k == "xmlns" && a.Value != "":
				t.Errorf("%s: attribute %s=%q", name, k, a.Value)
			}
		}
	}
	if styles != 1 {
		t.Errorf("%s: %d style sheets", name, styles)
	}
	if css := regexp.MustCompile(`(?s)<style>.*?</style>`).Find(page); bytes.Contains(css, []byte("url(")) || bytes.Contains(css, []byte("@import")) {
		t.Errorf("%s: the style sheet asks for something", name)
	}
	if bytes.Contains(page, []byte("ZgotmplZ")) {
		t.Errorf("%s: a value was refused by the template", name)
	}
}

// TestHostileShown: a name that attacks is shown for what it is.
func TestHostileShown(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, report.Options{Lang: "en"}, []leak.Match{hostile()}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "&lt;script&gt;alert(1)&lt;/script&gt;") || strings.Contains(b.String(), "<script") {
		t.Error("a script is not shown as text")
	}
}
