package region

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

func TestOf(t *testing.T) {
	for in, want := range map[string]string{
		"東京都千代田区霞が関1-2-3": "東京都", "〒100-0013　東京都千代田区": "東京都", "北海道札幌市北区": "北海道", "札幌市中央区": "北海道", "京都府京都市": "京都府",
		"京都市左京区": "京都府", "横浜市西区": "神奈川県", "日本国神奈川県横浜市": "神奈川県", "世田谷区三軒茶屋2-1-1": "東京都", "長野市鶴賀": "長野県", "和歌山県和歌山市": "和歌山県",
		"上海市浦东新区": "上海市", "广东省深圳市": "广东省", "广东深圳市南山区": "广东省", "深圳市南山区": "广东省", "内蒙古自治区呼和浩特市": "内蒙古自治区", "内蒙古呼和浩特市": "内蒙古自治区",
		"中国浙江省杭州市": "浙江省", "新疆维吾尔自治区": "新疆维吾尔自治区", "中华人民共和国北京市": "北京市",
		"長野原町大津": "", "河北町谷地": "", "山形村": "", "愛知郡東郷町": "", "中央区": "", "": "", "東": "", "\xff\xfe": "", "99 Main St": "",
	} {
		if got := All[Of([]byte(in))].Name; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestPostal compares the table with addresses: all but a few villages across a border agree.
func TestPostal(t *testing.T) {
	g, wrong := synth.New(1), 0
	for range 5000 {
		p := g.Japanese()
		if at := All[Postal([]byte(p.Postal))].Name; at != p.Region {
			wrong++
		}
	}
	if wrong > 25 {
		t.Errorf("%d of 5000 differ", wrong)
	}
	for in, want := range map[string]string{"100-0013": "東京都", "〒9040011": "沖縄県", "０６０-0001": "北海道", "01": "", "999-85311": ""} {
		if got := All[Postal([]byte(in))].Name; got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
