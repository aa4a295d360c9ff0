// Package swift knows business identifier codes (ISO 9362). They are eight or eleven letters like many a word, so that
// only a label or the column tells them.
package swift

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// countries of ISO 3166-1, and XK.
const countries = "ADAEAFAGAIALAMAOARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDK" +
	"DMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGTGUGWGYHKHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKW" +
	"KYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPW" +
	"PYQAREROWSRSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUSUYUZVAVCVEVGVIVNVUWFXKYEYTZAZMZW"

var country = func() (t [26 * 26]bool) {
	for i := 0; i < len(countries); i += 2 {
		t[int(countries[i]-'A')*26+int(countries[i+1]-'A')] = true
	}
	return t
}()

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.SWIFTCode }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Label: true, Whole: detect.Whole{Min: 8, Max: 11, NoNumber: true, Has: detect.Letter, Not: detect.High}}
}
func (detector) MaxLen() int { return 33 }

// Judge accepts eight or eleven capitals and digits.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if len(c.Digits) > 0 {
		return detect.Match{}, false
	}
	start, end := c.Start, c.Start
	for end < c.End && ('A' <= c.Text[end] && c.Text[end] <= 'Z' || '0' <= c.Text[end] && c.Text[end] <= '9') {
		end++
	}
	b := c.Text[start:end]
	if n := len(b); n != 8 && n != 11 || c.Whole && end != c.End {
		return detect.Match{}, false
	}
	if !digits.Letters(b[:6]) || !country[int(b[4]-'A')*26+int(b[5]-'A')] || b[7] == 'O' || end < c.Hi && digits.Class(c.Text, end, c.Lo, c.Hi) == 'a' {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Issuer
	if digits.Letters(b) {
		e |= detect.Ambiguous
	}
	return detect.Match{Start: start, End: end, Evidence: e}, true
}
