package demo

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// nobodys writes n numbers that are nobody's into tables, logs and running text.
func nobodys(t *testing.T, dir string, n int, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	digit := func(k int) string {
		b := make([]byte, k)
		for i := range b {
			b[i] = '0' + byte(r.IntN(10))
		}
		if b[0] == '0' {
			b[0] = '1' + byte(r.IntN(9))
		}
		return string(b)
	}
	check13 := func(p string) string { // JAN, ISBN
		d, sum := p+digit(12-len(p)), 0
		for i := range d {
			sum += int(d[i]-'0') * (1 + 2*(i&1))
		}
		return d + strconv.Itoa((10-sum%10)%10)
	}
	corporate := func() string {
		d, sum := digit(12), 0
		for i := range d {
			sum += int(d[11-i]-'0') * (1 + i&1)
		}
		return strconv.Itoa(9-sum%9) + d
	}
	date := func() string { return fmt.Sprintf("20%02d-%02d-%02d", 10+r.IntN(16), 1+r.IntN(12), 1+r.IntN(28)) }
	clock := func() string { return fmt.Sprintf("%02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60)) }
	uuid := func() string {
		return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", r.Uint32(), r.IntN(65536), r.IntN(4096), r.IntN(4096), r.Int64N(1<<48))
	}
	create := func(name string, write func(w *bufio.Writer)) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(f)
		write(w)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	rows := n / 4 / 10
	for _, h := range []struct{ name, head string }{
		{"ja.csv", "注文番号,伝票番号,JANコード,ISBN,法人番号,シリアル番号,数量,金額,登録日時,管理コード"},
		{"en.csv", "order_no,slip_no,jan,isbn,corporate_no,serial,qty,amount,created_at,ref"},
		{"none.csv", ""},
	} {
		create(h.name, func(w *bufio.Writer) {
			if h.head != "" {
				fmt.Fprintln(w, h.head)
			}
			for range rows {
				fmt.Fprintf(w, "%s,%s,%s,%s,%s,SN%s,%d,%d,%s %s,%s\n", digit(12), digit(10), check13("49"), check13("978"), corporate(), digit(10),
					r.IntN(1000), r.IntN(1e7), date(), clock(), digit(16))
			}
		})
	}
	create("app.log", func(w *bufio.Writer) {
		for range n / 4 / 6 {
			fmt.Fprintf(w, "%sT%sZ INFO worker-%d order=%s took %dms trace=%s bytes=%s epoch=%d\n", date(), clock(), r.IntN(64), digit(12), r.IntN(9999),
				uuid(), digit(7), 1500000000+r.IntN(3e8))
		}
	})
	ja := []func() string{
		func() string { return "注文番号" + digit(12) + "の商品を発送しました。" },
		func() string { return "伝票番号は" + digit(11) + "です。" },
		func() string { return "JANコード " + check13("45") + " の在庫は" + digit(3) + "個。" },
		func() string { return "ISBN" + check13("9784") + "を" + digit(2) + "冊納品。" },
		func() string { return "金額は" + digit(7) + "円、消費税" + digit(6) + "円。" },
		func() string { return "お問い合わせ番号：" + digit(10) + "。" },
		func() string { return "法人番号" + corporate() + "、登録番号T" + corporate() + "。" },
		func() string { return "シリアル番号 " + digit(14) + " の機器を交換した。" },
		func() string { return date() + " " + clock() + "に" + digit(8) + "件を処理。" },
		func() string {
			return "部品" + digit(4) + "-" + digit(4) + "を" + digit(3) + "個、追跡番号は" + digit(12) + "。"
		},
		func() string { return "管理番号" + digit(16) + "、受付" + digit(9) + "。" },
		func() string { return digit(12) + "を参照。" },
		func() string { return "型番は" + digit(3) + "-" + digit(5) + "-" + digit(4) + "である。" },
	}
	zh := []func() string{
		func() string { return "订单号" + digit(18) + "已发货。" },
		func() string { return "流水号：" + digit(20) + "，金额" + digit(5) + "元。" },
		func() string { return "案件编号A" + digit(14) + "。" },
		func() string { return "快递单号" + digit(12) + "，共" + digit(2) + "件。" },
		func() string {
			return "合同编号" + digit(10) + "，时间戳" + strconv.Itoa(1500000000000+r.IntN(3e11)) + "。"
		},
		func() string { return "产品编号为" + digit(11) + "。" },
	}
	create("plain.txt", func(w *bufio.Writer) {
		for range n / 8 {
			switch r.IntN(4) {
			case 0:
				fmt.Fprintf(w, "%s\n", digit(6+r.IntN(14)))
			case 1:
				fmt.Fprintf(w, "value %s of %s\n", digit(6+r.IntN(14)), digit(5))
			case 2:
				fmt.Fprintf(w, "値は%sである。\n", digit(6+r.IntN(14)))
			default:
				fmt.Fprintf(w, "part %s-%s-%s rev %d.%d.%d.%d\n", digit(4), digit(4), digit(4), r.IntN(20), r.IntN(30), r.IntN(30), r.IntN(99))
			}
		}
	})
	for name, make := range map[string][]func() string{"ja.txt": ja, "zh.txt": zh} {
		create(name, func(w *bufio.Writer) {
			for i := range n / 8 / 3 * 2 {
				w.WriteString(make[r.IntN(len(make))]())
				if i%3 == 2 {
					w.WriteByte('\n')
				}
			}
		})
	}
}

// TestNobodys counts findings among numbers that are nobody's: the issue allows one in ten thousand.
func TestNobodys(t *testing.T) {
	n := 20000
	if *accuracy {
		n = 1000000
	}
	dir := t.TempDir()
	nobodys(t, dir, n, 5)
	s := scanAll(t, dir)
	by := map[string]int{}
	for _, f := range s.found {
		by[f.Part+" "+f.Field+" "+f.Kind.String()+" "+pii.LevelOf(f.Likelihood).String()]++
	}
	t.Logf("%d findings in about %d numbers: %v", len(s.found), n, by)
	if len(s.found)*10000 > n || *accuracyMiss > 0 {
		t.Errorf("more than one finding in 10,000 numbers")
		for i, f := range s.found[:min(len(s.found), 20)] {
			b, err := os.ReadFile(filepath.Join(dir, f.Part))
			if err == nil && f.End > 0 {
				t.Logf("%d %s %s %.2f %q [%s]", i, f.Part, f.Kind, f.Likelihood, strings.ToValidUTF8(string(b[max(0, f.Start-40):f.Start]), ""), b[f.Start:f.End])
			}
		}
	}
}
