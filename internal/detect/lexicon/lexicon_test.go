package lexicon

import (
	"bytes"
	"os"
	"testing"
)

// TestCompiled fails if the tables are not what the lists say.
func TestCompiled(t *testing.T) {
	dir := os.DirFS("data")
	out, err := Compile(dir)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for name, want := range out {
		got, err := os.ReadFile("data/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate", name)
		}
		total += len(got)
	}
	if total > 7<<18 {
		t.Errorf("the tables take %d bytes, more than 1.75 MiB", total)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		word               string
		sur, giv, com      int
		place, surAtLeast1 bool
	}{
		{"佐藤", 3, 0, 0, false, true}, {"太郎", 0, 3, 0, false, false}, {"会議", 0, 0, 3, false, false},
		{"東海林", 2, 0, 0, false, true}, {"不明語彙", 0, 0, 0, false, false},
	} {
		w := Word(JA.Get(Of(c.word)))
		if w.Surname() != c.sur || w.Given() != c.giv || w.Common() != c.com {
			t.Errorf("%s: surname %d given %d common %d", c.word, w.Surname(), w.Given(), w.Common())
		}
	}
	for _, p := range []string{"横浜市", "さいたま市", "郡山市", "千代田区", "新宿区"} {
		if Place.Get(Of(p))&CityJP == 0 {
			t.Errorf("%s is no municipality", p)
		}
	}
	if n := 0; true {
		for _, p := range []string{"北京市", "浦东新区", "上海", "广东省"} {
			if Place.Get(Of(p))&DivCN != 0 {
				n++
			}
		}
		if n != 4 {
			t.Errorf("%d of 4 divisions known", n)
		}
	}
	if Rare.Get(Of("小鳥遊")) == 0 || Rare.Get(Of("佐藤")) != 0 || Rare.Get(Of("会議")) != 0 {
		t.Error("rare surnames")
	}
	if ZH.Get(Of("欧阳"))&Compound == 0 || SurnameCN('王')&3 != 3 {
		t.Error("surname unknown")
	}
}

func BenchmarkGet(b *testing.B) {
	ws := []Hash{Of("佐藤"), Of("会議"), Of("不明"), Of("山田太"), Of("東京")}
	for i := 0; b.Loop(); i++ {
		_ = JA.Get(ws[i%len(ws)])
	}
}
