package evidence

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// attribute is a fact of law that follows from kinds.
type attribute struct {
	fact string
	of   func(k pii.Kind) law.Truth
	why  law.Text // what of the law makes it so
}

func with(a pii.Attr, t law.Truth) func(pii.Kind) law.Truth {
	return func(k pii.Kind) law.Truth {
		if k.Any(a) {
			return t
		}
		return law.Unknown
	}
}

// attributes are in the order of reports. That no kind of an attribute was found says nothing: detectors do not see all, and so none
// of them is ever a no.
var attributes = []attribute{
	{law.Special, with(pii.Special, law.Yes), text("special care-required personal information (APPI Art. 2(3))", "要配慮個人情報（法第2条第3項）")},
	{law.Financial, financial, text("data whose misuse may cause damage to property (Enforcement Rules Art. 7 no. 2)", "不正利用により財産的被害が生じるおそれのあるデータ（規則第7条第2号）")},
	{law.Specific, with(pii.Specific, law.Yes), text("My Numbers (Number Act)", "特定個人情報（番号法）")},
	{law.Card, func(k pii.Kind) law.Truth { return truthIf(k == pii.CreditCardNumber, law.Yes) }, text("payment card numbers", "クレジットカード番号")},
	{law.Credentials, with(pii.Credential, law.Suspected), text("what opens accounts; whether these can pay is not known", "アカウントの認証情報（決済機能を伴うかは未確認）")},
	{law.Secrecy, with(pii.Secrecy, law.Yes), text("secrecy of communications (Telecommunications Business Act Art. 4)", "通信の秘密（電気通信事業法第4条）")},
	{law.Sensitive, with(pii.Special, law.Yes), text("special categories (GDPR Art. 9), sensitive data (PIPL Art. 28, PIPA Art. 23)", "特別な種類の個人データ等（GDPR第9条、中国個人情報保護法第28条、韓国個人情報保護法第23条）")},
	{law.UniqueNumbers, with(pii.Government, law.Yes), text("numbers that a state gives to one person", "国が個人に付した番号")},
}

func truthIf(is bool, t law.Truth) law.Truth {
	if is {
		return t
	}
	return law.Unknown
}

// financial tells a card number, which is by itself, from what leads to money together with something else (an account's number, what
// opens an account): a suspicion. A security code or an expiry date alone is nothing.
func financial(k pii.Kind) law.Truth {
	switch {
	case k == pii.CreditCardNumber:
		return law.Yes
	case k == pii.CreditCardSecurityCode, k == pii.CreditCardExpirationDate, k == pii.SWIFTCode:
		return law.Unknown
	case k.Any(pii.Financial | pii.Credential):
		return law.Suspected
	}
	return law.Unknown
}

// attributes adds the facts that follow from the kinds of the piece.
func (f *Found) attributes() {
	for i := range attributes {
		a := &attributes[i]
		best := law.Unknown
		var en, ja []string
		for _, h := range f.Added.Kinds {
			t := a.of(h.Kind)
			if t == law.Unknown {
				continue
			}
			if t > best {
				best, en, ja = t, nil, nil
			}
			if t == best {
				en, ja = append(en, h.Kind.Info().EN), append(ja, h.Kind.Info().JA)
			}
		}
		f.is(a.fact, best, strings.Join(en, ", ")+": "+a.why.EN, strings.Join(ja, "・")+"："+a.why.JA)
	}
}

// held adds kinds of which only that they are there is known.
func (f *Found) held(kinds []pii.Kind) {
	for _, k := range kindsOf(kinds) {
		f.Added.Kinds = append(f.Added.Kinds, breach.Held{Kind: k})
	}
	f.attributes()
}

// counted adds kinds with the number of their values.
func (f *Found) counted(kinds map[pii.Kind]int64) {
	list := make([]pii.Kind, 0, len(kinds))
	for k, n := range kinds {
		if n > 0 {
			list = append(list, k)
		}
	}
	for _, k := range kindsOf(list) {
		f.Added.Kinds = append(f.Added.Kinds, breach.Held{Kind: k, Values: new(kinds[k])})
	}
	f.attributes()
}

// kindNames lists kinds for a sentence, the first few.
func kindNames(kinds []breach.Held) law.Text {
	const most = 6
	var en, ja []string
	for i := range kinds {
		if i == most {
			en, ja = append(en, "…"), append(ja, "ほか")
			break
		}
		en, ja = append(en, kinds[i].Kind.Info().EN), append(ja, kinds[i].Kind.Info().JA)
	}
	if len(en) == 0 {
		return text("kinds unknown", "項目不明")
	}
	return text(strings.Join(en, ", "), strings.Join(ja, "・"))
}
