package evidence

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// File is a file by its hash. name is fit to be shown. What stands in it is for those who read it: nothing is taken from it.
func File(name, media, sha256 string, size int64, kept bool, from string, at breach.Moment) *Found {
	f := &Found{Added: breach.Added{Sort: breach.FromFile, Name: name, Media: media, SHA256: sha256, Size: size, Kept: kept, Origin: from, Taken: at}}
	where, wo := "and not kept: only its hash is", "（ハッシュ値のみ記録。ファイルは保存していません）"
	if kept {
		where, wo = "and kept", "（保存済み）"
	}
	f.Added.Summary = text("A file, "+number(size)+" bytes, "+where, "ファイル "+number(size)+"バイト"+wo)
	if !at.At.IsZero() {
		f.mark(at, "evidence", "the file "+name, "ファイル「"+name+"」")
	}
	return f
}

// Tip is a word from outside that came at a time: by the contact of security.txt, from a reporter, an authority, a customer. Whoever
// took it knew from then on. said and from are fit to be shown.
func Tip(said, from string, at breach.Moment) *Found {
	f := &Found{Added: breach.Added{Sort: breach.FromTip, Name: "tip", Origin: from, Taken: at, Summary: text(said, said)}}
	who := law.Text{EN: from, JA: from}
	if from == "" {
		who = text("somebody outside", "外部")
	}
	f.at(law.Known, at, "told by "+who.EN, who.JA+"からの連絡")
	f.at(breach.Discovered, at, "told by "+who.EN, who.JA+"からの連絡")
	f.fact(breach.Finder, breach.Value{Text: &law.Text{EN: who.EN, JA: who.JA}}, "who told of it", "連絡元")
	f.mark(at, "known", "told by "+who.EN+": "+said, who.JA+"からの連絡："+said)
	return f
}

// Statement is what somebody says of the case. It proves nothing by itself: facts are stated beside it, with it as their source.
func Statement(said, from string, at breach.Moment) *Found {
	f := &Found{Added: breach.Added{Sort: breach.FromStatement, Name: "statement", Origin: from, Taken: at, Summary: text(said, said)}}
	if !at.At.IsZero() {
		f.mark(at, "evidence", said, said)
	}
	return f
}

// dayOf tells how exactly a text tells a time: a day, or an instant.
func dayOf(s string, zone *time.Location) (breach.Moment, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return second(t), true
	}
	for _, l := range []struct {
		layout    string
		precision breach.Precision
	}{{"2006-01-02 15:04", breach.Minute}, {"2006-01-02T15:04", breach.Minute}, {time.DateOnly, breach.Day}, {"2006-01", breach.Month}, {"2006", breach.Year}} {
		if t, err := time.ParseInLocation(l.layout, s, zone); err == nil {
			return breach.Moment{At: t.UTC(), Precision: l.precision}, true
		}
	}
	return breach.Moment{}, false
}
