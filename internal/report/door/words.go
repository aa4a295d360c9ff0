package door

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// doors is a number of open doors with the word behind it.
func (t *teller) doors(n int) string {
	return t.Of(report.Number(int64(n))+"件", report.Plural(int64(n), "open door", "open doors"))
}

// headline is the first line of a report.
func (t *teller) headline(r *exposure.Result) string {
	n := len(r.Exposures)
	p := r.People
	persons := func(n int64) string {
		return t.Of(report.Number(n)+"人", report.Plural(n, "person", "people"))
	}
	switch {
	case r.Dry:
		return t.Of("何にも触れていません（--dry-run）。行うはずだったことを示します", "Nothing was touched (--dry-run); this is what would be done")
	case n == 0 && unlooked(r) > 0:
		return t.Of("開いている入口は見つかりませんでしたが、調べられなかった対象があります", "No open door found, but not everything could be looked at")
	case n == 0:
		return t.Of("開いている入口は見つかりませんでした", "No open door found")
	case p.N == nil && p.Min == nil:
		return t.Of("開いている入口 "+t.doors(n)+"（その先に何人分のデータがあるかは不明）", t.doors(n)+"; how many people stand behind is unknown")
	case p.N == nil, r.Partial:
		least := p.Min
		if p.N != nil {
			least = p.N
		}
		if *least == 0 {
			return t.Of("開いている入口 "+t.doors(n)+"（その先に何人分のデータがあるかは、一部しか分かりません）", t.doors(n)+"; of some it is not known who stands behind")
		}
		return t.Of("少なくとも "+persons(*least)+"分の個人データが、開いている入口 "+t.doors(n)+"の先にあります", "At least "+persons(*least)+" behind "+t.doors(n))
	case *p.N == 0:
		return t.Of("開いている入口 "+t.doors(n)+"（その先に個人データは見つかっていません）", t.doors(n)+"; no personal data is known to stand behind")
	}
	about := ""
	if p.Error > 0 {
		about = t.Of("約", "About ")
	}
	return t.Of(about+persons(*p.N)+"分の個人データが、開いている入口 "+t.doors(n)+"の先にあります", about+persons(*p.N)+" behind "+t.doors(n))
}

// unlooked counts what could not be looked at.
func unlooked(r *exposure.Result) (n int) {
	for i := range r.Looked {
		n += len(r.Looked[i].Errors)
	}
	return n
}

// counts says how many doors of each severity there are, and how many are new.
func (t *teller) counts(r *exposure.Result) string {
	by := map[exposure.Severity]int{}
	for i := range r.Exposures {
		by[r.Exposures[i].Weight]++
	}
	var out []string
	for s := exposure.Critical; s >= exposure.Low; s-- {
		if by[s] > 0 {
			out = append(out, t.Of(fmt.Sprintf("%s %d件", t.severity(s), by[s]), fmt.Sprintf("%d %s", by[s], t.severity(s))))
		}
	}
	if r.New > 0 {
		out = append(out, t.Of(fmt.Sprintf("未承認 %d件", r.New), fmt.Sprintf("%d not accepted", r.New)))
	}
	if n := len(r.Closed); n > 0 {
		out = append(out, t.Of(fmt.Sprintf("前回から閉じたもの %d件", n), fmt.Sprintf("%d closed since", n)))
	}
	return strings.Join(out, t.Of("・", " · "))
}

// people is who stands behind a door, short.
func (t *teller) people(b *exposure.Behind) string {
	if b.People == nil {
		return t.Of("人数不明", "people unknown")
	}
	n := *b.People
	s := t.Of(report.Number(n)+"人", report.Plural(n, "person", "people"))
	if b.Sampled {
		s = "≥" + s
	}
	return s
}

// whose says whose data stands behind a door, and how that is known.
func (t *teller) whose(b *exposure.Behind) string {
	known := ""
	switch {
	case !b.LastSeen.IsZero():
		known = t.Of("台帳（"+t.day(b.LastSeen)+"調査）による", "by the inventory of "+t.day(b.LastSeen))
	case b.People != nil || len(b.Kinds) > 0 || b.Records > 0:
		known = t.Of("その場で抜き取って確認", "by a sample taken now")
	}
	if b.People == nil && len(b.Kinds) == 0 {
		s := t.Of("不明。tsutsumi scan で調べると分かります", "unknown; tsutsumi scan tells")
		if known != "" {
			s = t.Of("人数は不明。個人データは見つかっていません（"+known+"）", "how many is unknown; no personal data seen, "+known)
		}
		return s
	}
	if b.People != nil && *b.People == 0 && len(b.Kinds) == 0 && b.LastSeen.IsZero() && b.Records == 0 {
		return t.Of("この入口からデータそのものには届きません", "none is reached through this door itself")
	}
	if b.People != nil && *b.People == 0 && len(b.Kinds) == 0 {
		return t.Of("個人データは見つかっていません（"+known+"）", "nobody's, "+known)
	}
	s := t.people(b)
	if ks := t.kinds(b.Kinds); ks != "" {
		s += t.Of("："+ks, ": "+ks)
	}
	return s + t.Of("（"+known+"）", ", "+known)
}

// kinds lists kinds, the heaviest first.
func (t *teller) kinds(ks map[pii.Kind]int64) string {
	p := inventory.Part{}
	for _, k := range slices.Sorted(maps.Keys(ks)) {
		p.Fields = append(p.Fields, inventory.Field{Kind: k, Values: ks[k]})
	}
	return t.Kinds(&p)
}

// heavy says what makes the data behind a door weigh.
func (t *teller) heavy(ks map[pii.Kind]int64) string {
	p := inventory.Part{}
	for _, k := range slices.Sorted(maps.Keys(ks)) {
		p.Fields = append(p.Fields, inventory.Field{Kind: k})
	}
	return t.Heavy(&p)
}

// reasonsJA are what exposure.Failed says, in Japanese.
var reasonsJA = []struct{ en, ja string }{
	{"nothing listens there", "接続を拒否された（何も待ち受けていない）"},
	{"no such host", "ホスト名を解決できない"},
	{"no answer in time", "時間内に応答がない"},
	{"not done in time", "時間内に終わらない"},
	{"speaks no TLS", "TLS で応答しない"},
	{"TLS cannot be agreed on", "TLS の接続条件が合わない"},
	{"header is too long", "応答ヘッダーが長すぎる（安全のため中止）"},
	{"more than anybody asked for", "応答が際限なく続く（安全のため中止）"},
	{"the answer never begins", "応答が始まらない（安全のため中止）"},
	{"speaks no", "想定したプロトコルで応答しない"},
	{"nobody vouches for the certificate", "証明書を検証できないため、認証情報を送らずに中止"},
	{"the connection was closed", "接続を切られた"},
	{"there is no way to it through the relay", "中継の先に届かない"},
	{"there is no way to it", "経路がない"},
	{"the relay does not answer", "中継が応答しない"},
	{"none of its services answers", "どのサービスも応答しない"},
	{"answer that is understood", "応答を解釈できない"},
	{"sends elsewhere again and again", "転送が繰り返される"},
	{"permission denied", "アクセス権がない"},
	{"no such file", "ファイルがない"},
	{"stumbled over", "応答の処理に失敗（不具合の可能性）"},
}

// reason is why something could not be looked at.
func (t *teller) reason(e exposure.Error) string {
	if t.lang == "ja" {
		for _, r := range reasonsJA {
			if strings.Contains(e.Text, r.en) {
				return r.ja
			}
		}
		return t.Failure(e.Class, clean(e.Text))
	}
	if _, why, ok := strings.Cut(e.Text, ": "); ok {
		return clean(why)
	}
	return clean(e.Text)
}

// acts are what a dry run would do, in Japanese.
var acts = map[string]string{
	"connect": "接続", "sample": "抜き取り調査", "ask": "問い合わせ", "ask without a password": "パスワードなしで問い合わせ",
	"log in without a password": "パスワードなしでログインを試行", "log in": "ログイン", "read": "読み取り", "list": "一覧取得", "bind anonymously": "匿名でバインド",
	"try the documented password once": "設定例のパスワードを1回だけ試行", "try the two documented passwords once each": "公開されている初期パスワード2つを1回ずつ試行",
	"list and fetch a byte without credentials":                      "認証なしで一覧と1バイトを取得",
	"read policies and access lists with the configured credentials": "設定済みの認証情報でポリシーと ACL を読み取り",
	"log in and read who may read what":                              "ログインして権限を読み取り", "read the permissions below": "配下のアクセス権を読み取り",
	"compare with the inventory": "台帳と照合",
}

func (t *teller) act(s string) string {
	if ja, ok := acts[s]; ok {
		return t.Of(ja, s)
	}
	return clean(s)
}
