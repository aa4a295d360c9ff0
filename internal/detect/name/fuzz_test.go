package name

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

// FuzzJudge checks that every match lies in its candidate's text, begins in the candidate or one character and a blank before
// it, is no longer than MaxLen, and spans the whole value where one is judged.
func FuzzJudge(f *testing.F) {
	f.Add("営業部の山田　太郎様（東京都港区六本木１－２－３ ＡＢＣビル３Ｆ）", false)
	f.Add("京都市中京区寺町通御池上る上本能寺前町999番地の2", true)
	f.Add("报警人：欧阳修远，住江苏省苏州市姑苏区观前街99号3栋2单元501室", false)
	f.Add("阿卜杜·热西提", true)
	f.Add("髙\xe3\x80", false)
	f.Add("林　ひなた、榊 奈緒", false)
	f.Fuzz(func(t *testing.T, s string, whole bool) {
		d := New()
		for _, lang := range []detect.Lang{detect.LangOther, detect.LangJA, detect.LangZH} {
			for _, labelled := range []bool{false, true} {
				c := detecttest.Case{Whole: whole, Lang: lang, Label: labelled}
				detecttest.Candidates(d, c, []byte(s), -1, func(cand *detect.Candidate) bool {
					m, ok := d.Judge(cand)
					switch {
					case !ok:
					case m.Start < cand.Start && (whole || m.Start < cand.Lo || m.Start < cand.Start-6) || m.Start >= cand.End && cand.End > cand.Start || m.End > cand.Hi || m.End <= m.Start:
						t.Errorf("match %d–%d of candidate %d–%d in %q", m.Start, m.End, cand.Start, cand.End, s)
					case m.End-m.Start > d.MaxLen():
						t.Errorf("match of %d bytes in %q", m.End-m.Start, s)
					case whole && (m.Start != cand.Start || m.End != cand.End):
						t.Errorf("match %d–%d of value %q", m.Start, m.End, s)
					}
					return true
				})
			}
		}
	})
}
