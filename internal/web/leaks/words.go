package leaks

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func oursTone(s string) look.Tone {
	switch s {
	case leak.IsOurs, leak.IsPartly, leak.IsAggregate:
		return look.Danger
	case leak.IsNotOurs:
		return look.Good
	}
	return look.Warn
}

func oursWord(v *look.View, h Head) string {
	switch h.Ours {
	case leak.IsOurs:
		return v.Of("当社のもの", "ours")
	case leak.IsPartly:
		return v.Of("一部が当社", "partly ours")
	case leak.IsAggregate:
		return v.Of("寄せ集め", "aggregate")
	case leak.IsNotOurs:
		return v.Of("当社外", "not ours")
	}
	return v.Of("当社か不明", "whose: unknown")
}

func genuineTone(s string) look.Tone {
	switch s {
	case leak.IsGenuine:
		return look.Danger
	case leak.IsAltered:
		return look.Warn
	case leak.IsInvent:
		return look.Neutral
	}
	return look.Warn
}

func genuineWord(v *look.View, s string) string {
	switch s {
	case leak.IsGenuine:
		return v.Of("本物", "genuine")
	case leak.IsAltered:
		return v.Of("改変", "altered")
	case leak.IsInvent:
		return v.Of("架空", "made up")
	}
	return v.Of("真偽不明", "genuine: unknown")
}

func headPeople(v *look.View, h Head) string {
	switch {
	case h.People != nil && h.Error > 0:
		return v.Of("約", "~") + report.Number(*h.People)
	case h.People != nil:
		return report.Number(*h.People)
	case h.PeopleMin != nil:
		return "≥" + report.Number(*h.PeopleMin)
	}
	return look.Unknown(v.Lang)
}

// window is between when a copy was taken, by the day.
func window(v *look.View, h Head) string {
	switch {
	case h.After != nil && h.Before != nil:
		return look.Day(v.Lang, *h.After, v.Now) + v.Of("～", " – ") + look.Day(v.Lang, *h.Before, v.Now)
	case h.After != nil:
		return v.Of(look.Day(v.Lang, *h.After, v.Now)+"以降", "after "+look.Day(v.Lang, *h.After, v.Now))
	case h.Before != nil:
		return v.Of(look.Day(v.Lang, *h.Before, v.Now)+"より前", "before "+look.Day(v.Lang, *h.Before, v.Now))
	case h.Store != "":
		return v.Of("時期は不明", "time unknown")
	}
	return ""
}

func stateTone(s custody.State) look.Tone {
	switch s {
	case custody.Receiving, custody.Held:
		return look.Accent
	case custody.Judged:
		return look.Good
	}
	return look.Warn
}

func stateWord(v *look.View, s custody.State) string {
	switch s {
	case custody.Receiving:
		return v.Of("受信中", "receiving")
	case custody.Held:
		return v.Of("照合待ち", "waits to be judged")
	case custody.Judged:
		return v.Of("照合済み・削除済み", "judged, deleted")
	case custody.Lost:
		return v.Of("読めません", "lost")
	}
	return v.Of("照合されず削除", "deleted unjudged")
}

func progressText(v *look.View, d *Dump) string {
	switch {
	case d.State == custody.Receiving && d.Size > 0:
		return report.Bytes(d.Received) + " / " + report.Bytes(d.Size)
	case d.State == custody.Receiving:
		return report.Bytes(d.Received)
	case d.Size >= 0:
		return report.Bytes(d.Size)
	}
	return ""
}

func sizeWord(v *look.View, n int64) string {
	if n < 0 {
		return "—"
	}
	return report.Bytes(n)
}

func shortSum(s string) string { return s[:min(len(s), 12)] }

// shortID is the end of an ID, which tells two of a moment apart.
func shortID(s string) string { return s[max(len(s)-6, 0):] }

var acts = map[custody.Act][2]string{
	custody.Began: {"受信を開始", "upload began"}, custody.Received: {"受信を完了・暗号化して保管", "received, kept sealed"}, custody.Chose: {"場所を指定", "chosen at a place"},
	custody.Judge: {"照合", "judged"}, custody.Delete: {"削除", "deleted"}, custody.Cancel: {"中止", "cancelled"}, custody.Refuse: {"受け取りを拒否", "refused"},
	custody.Broke: {"途中で切断", "broke off"}, custody.Expire: {"保管期限切れ", "kept for too long"}, custody.Lose: {"鍵が失われ、読めない状態に", "its key is gone"},
	custody.Forget: {"照合結果を消去", "verdict erased"}, custody.NotJudged: {"照合できず", "could not be judged"},
}

func actWord(v *look.View, a custody.Act) string {
	if w, ok := acts[a]; ok {
		return v.Of(w[0], w[1])
	}
	return string(a)
}
