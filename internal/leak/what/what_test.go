package what

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row/rowtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// TestPeriod keeps births, expiry dates, the future and clocks that were never set out of the period.
func TestPeriod(t *testing.T) {
	w := new(Survey)
	for i := range 4000 {
		day := time.Date(2018, 1, 31, 12, 0, 0, 0, time.UTC).AddDate(0, 0, i%1176) // up to 2021-04-20
		created := day.Format("2006-01-02 15:04:05")
		if i == 7 {
			created = "1990-01-01 00:00:00"
		}
		w.Add(rowtest.Of(1, rowtest.Cell{"氏名", pii.PersonName, "試験さん"}, rowtest.Cell{"生年月日", pii.DateOfBirth, "1988-01-07"}, rowtest.Cell{"birthday2", pii.None, fmt.Sprintf("19%02d-03-04", 40+i%60)},
			rowtest.Cell{"created_at", pii.None, created}, rowtest.Cell{"有効期限", pii.None, "2024-03-31"}, rowtest.Cell{"次回予定日", pii.None, "2030-01-01"}, rowtest.Cell{"updated", pii.None, "9999-12-31 00:00:00"}))
	}
	var m leak.Match
	w.Fill(&row.Scene{Now: rowtest.Noon(2026, 11, 27)}, &m)
	if m.What.From == nil || !m.What.From.Equal(rowtest.Noon(2018, 1, 31)) || !m.What.To.Equal(rowtest.Noon(2021, 4, 20)) {
		t.Errorf("from %v to %v", m.What.From, m.What.To)
	}
	sum := int64(0)
	for _, y := range m.What.Years {
		sum += y.Records
	}
	if sum != 3999 || len(m.What.Years) != 4 || m.What.Language != "ja" {
		t.Errorf("%v %s", m.What.Years, m.What.Language)
	}
}

func TestPeriodUnknown(t *testing.T) {
	for name, value := range map[string]func(i int) string{
		"phone":      func(i int) string { return fmt.Sprintf("15%08d", i*7919) },
		"nothing":    func(int) string { return "" },
		"tomorrow":   func(int) string { return "2027-06-01 10:00:00" },
		"mostly old": func(i int) string { return fmt.Sprintf("%d-01-02", 1950+i%60) },
		"serial":     func(i int) string { return fmt.Sprint(1_600_000_000+i, "-", i) },
	} {
		w := new(Survey)
		for i := range 100 {
			w.Add(rowtest.Of(1, rowtest.Cell{name, pii.None, value(i)}))
		}
		var m leak.Match
		w.Fill(&row.Scene{Now: rowtest.Noon(2026, 11, 27)}, &m)
		if m.What.From != nil || len(m.What.Years) > 0 {
			t.Errorf("%s: from %v to %v, %v", name, m.What.From, m.What.To, m.What.Years)
		}
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"山田　太郎 東京都千代田区霞が関1-2-3 ヤマダタロウ": "ja", "佐藤健 東京都渋谷区恵比寿 渡辺 新宿区桜丘町 北海道帯広市": "ja", "张伟 上海市浦东新区世纪大道999号 电话 身份证号码 汉族": "zh",
		"김철수 서울특별시 강남구 테헤란로 123 생년월일 전화번호": "ko", "The quick brown fox jumps over the lazy dog": "en", "John Smith 12 Rose Lane Cambridge": "en",
		"12345": "", "": "", "王芳 江苏省南京市 广州市 李强 刘洋 陈静 杨丽 赵敏 黄磊": "zh",
	} {
		var l language
		l.add([]byte(text))
		if got := l.name(); got != want {
			t.Errorf("%q: %q, want %q (%+v)", text, got, want, l)
		}
	}
}

func TestFormat(t *testing.T) {
	for want, p := range map[string]*content.Part{
		"mysqldump":     {Type: "application/sql", Form: content.Tuples, Escape: '\\'},
		"sql":           {Type: "application/sql", Form: content.Tuples},
		"postgres":      {Type: "application/sql", Form: content.Copy},
		"csv":           {Type: "text/csv", Form: content.CSV, Comma: ';'},
		"tsv":           {Type: "text/tab-separated-values", Form: content.CSV, Comma: '\t'},
		"ndjson":        {Type: "application/x-ndjson", Form: content.NDJSON, Fields: []string{"id", "name"}},
		"json":          {Type: "application/json", Form: content.NDJSON, Prefix: "users"},
		"elasticsearch": {Type: "application/json", Form: content.NDJSON, Prefix: "hits.hits", Fields: []string{"hits.hits._index", "hits.hits._source.xm"}},
		"sqlite":        {Type: "application/vnd.sqlite3", Form: content.CSV},
		"parquet":       {Type: "application/vnd.apache.parquet", Form: content.NDJSON},
		"xlsx":          {Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Form: content.CSV},
		"mail":          {Type: "message/rfc822", Form: content.Text},
		"text":          {Type: "text/plain", Form: content.Text},
		"log":           {Type: "text/x-log", Form: content.Log},
		"code":          {Type: "text/x-source", Form: content.Code},
	} {
		if got := Format(p, nil); got != want {
			t.Errorf("%+v: %s, want %s", p, got, want)
		}
	}
	for _, fields := range [][]string{{"_index", "_type", "_id", "_score", "_source.xm"}, {"index._index", "index._id", "name"}, {"create._id", "name"}} {
		if got := Format(&content.Part{Type: "application/x-ndjson", Form: content.NDJSON}, fields); got != "elasticsearch" {
			t.Errorf("%v: %s", fields, got)
		}
	}
	if got := Format(&content.Part{Type: "application/x-ndjson", Form: content.NDJSON}, []string{"_source.a", "name"}); got != "ndjson" {
		t.Error(got)
	}
	for want, records := range map[string]map[string]int64{
		"": {}, "csv": {"csv": 100, "text": 3}, "mixed": {"csv": 100, "log": 50}, "mysqldump": {"mysqldump": 10, "sql": 400}, "text": {"text": 0},
	} {
		if got := MainFormat(records); got != want {
			t.Errorf("%v: %q, want %q", records, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	months := make([]span, stampMonths)
	for i := range 12 {
		months[400+i].n = 1000
	}
	months[10].n, months[300].n, months[470].n = 2, 3, 5
	if a, b := robust(months); a != 400 || b != 411 {
		t.Errorf("%d to %d", a, b)
	}
	months[300].n = 5000
	if a, b := robust(months); a != 300 || b != 411 {
		t.Errorf("%d to %d", a, b)
	}
	if a, b := robust(make([]span, 5)); a != -1 || b != -1 {
		t.Errorf("%d to %d", a, b)
	}
	if d := cmp.Diff([]int{1, 1}, func() []int { a, b := robust([]span{{}, {n: 1}}); return []int{a, b} }()); d != "" {
		t.Error(d)
	}
}
