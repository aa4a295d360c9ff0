package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// TestTypedNeverStays: what a person types of others, in the words in which such things are typed, stands nowhere in the home, and nothing of
// what was sealed does.
func TestTypedNeverStays(t *testing.T) {
	var printed bytes.Buffer
	home := filepath.Join(t.TempDir(), "home")
	a := &app{Streams: Streams{Out: &printed, Err: &printed}, env: func(string) string { return "" }, home: home, lang: "ja"}
	r, done, err := a.caseRoom(t.Context(), &caseFlags{by: "hanako"})
	if err != nil {
		t.Fatal(err)
	}
	g := synth.New(31)
	var planted []zerotest.Planted
	var entries []breach.Entry
	typed := func(s string) law.Text {
		m, n := r.clean(s)
		if n == 0 {
			t.Errorf("nothing is masked in what names somebody: %q", s)
		}
		return law.Text{JA: m}
	}
	entries = append(entries, breach.Entry{Body: breach.Opened{Title: "誤送信"}})
	for i := range 30 {
		p := g.Japanese()
		planted = append(planted, zerotest.Planted{Kind: pii.PersonName, Text: p.Name("")}, zerotest.Planted{Kind: pii.EmailAddress, Text: p.Email}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile})
		text := []string{
			"営業担当が%s様（%s）宛ての請求書を別のお客様に送付した。連絡先は%s。",
			"%sさんから電話があり、メール %s に名簿が届いたとのこと。折り返し先 %s",
			"氏名：%s\nメール：%s\n電話番号：%s\n以上の方の申込書を紛失",
			"Mr. %s (%s, phone %s) got the invoice of somebody else, 紛失",
		}[i%4]
		name := p.Name("")
		if i%4 == 3 {
			name = p.Latin()
			planted = append(planted, zerotest.Planted{Kind: pii.PersonName, Text: name})
		}
		why := typed(fmt.Sprintf(text, name, p.Email, p.Mobile))
		entries = append(entries, breach.Entry{Body: breach.Stated{Fact: breach.Fact{Name: breach.Outline, Value: breach.Value{Text: &why}, Status: breach.Asserted, Source: "営業部"}},
			Secret: &breach.Secret{Indicators: []breach.Indicator{{Type: "email", Value: p.Email, Name: "c"}}}})
	}
	id, err := r.ledger.New(t.Context(), 2026)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ledger.Append(t.Context(), id, 0, r.by, entries...); err != nil {
		t.Fatal(err)
	}
	if _, st, err := r.load(t.Context(), "latest"); err != nil || !strings.Contains(st.Facts[breach.Outline][2].Body.Value.Text.JA, "以上の方の申込書を紛失") {
		t.Error("what was no datum is lost too", err)
	}
	done()
	zerotest.Check(t, []string{filepath.Dir(home)}, map[string][]byte{"printed": printed.Bytes()}, planted)
}
