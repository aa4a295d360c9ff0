//go:build unix

package cli_test

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/web/webtest"
)

// TestConsoleOverview looks at the first page in both languages, by both lights, wide and narrow.
func TestConsoleOverview(t *testing.T) {
	c := console(t)
	for _, look := range []struct {
		name string
		as   webtest.Reader
		want []string
	}{
		{"ja-light", webtest.Reader{Lang: "ja"}, []string{"概況", "保有している人", "露出している人", "通常と違う読まれ方をした人", "外で見つかった人", "最初に読まれて", "会員情報の販売表示", "速報", "最近のアラート", "昨日から変わったこと", "分からないこと"}},
		{"en-dark", webtest.Reader{Lang: "en", Dark: true}, []string{"Overview", "People held", "People exposed", "People read unusually", "People found outside", "First read → known → told", "Latest alerts", "Changed since yesterday", "What is not known"}},
		{"ja-narrow", webtest.Reader{Lang: "ja", Width: 420, Height: 900}, []string{"保有している人"}},
	} {
		t.Run(look.name, func(t *testing.T) {
			tab := c.Open(t, look.as)
			tab.Go("/")
			tab.Has(look.want...)
			tab.Accessible()
			tab.Shot("overview-" + look.name)
		})
	}
}
