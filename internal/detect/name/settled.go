package name

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// settled tells at a glance that a value of a column of names is one: three to six Han with a blank between, or three or
// four without, that do not begin like a remark (不明, 匿名希望, 株式会社…). Others are judged in full.
func settled(v []byte) bool {
	n, blanks := 0, 0
	for i := 0; i < len(v); {
		switch c := v[i]; {
		case c >= 0xe4 && c <= 0xe9 && i+2 < len(v):
			n++
			i += 3
		case c == ' ' && n > 0:
			blanks++
			i++
		case c == 0xe3 && i+2 < len(v) && v[i+1] == 0x80 && (v[i+2] == 0x80 || v[i+2] == 0x85) && n > 0: // wide blank, 々
			if v[i+2] == 0x80 {
				blanks++
			} else {
				n++
			}
			i += 3
		default:
			return false
		}
	}
	if n < 3 || blanks > 1 || n > 4+2*blanks {
		return false
	}
	switch string(v[:3]) {
	case "匿", "不", "未", "該", "無", "非", "空", "仮", "株", "有", "合", "某", "名", "同", "以", "回", "登", "退", "削", "個", "法", "一",
		"该", "无", "测", "试", "受", "公", "其", "全", "学", "医", "財", "社", "宗", "独", "国", "県", "市", "営", "総", "人", "経":
		return false
	}
	return true
}

// usual tells the same of a value without blanks around it.
func usual(v []byte) detect.Evidence {
	if n := len(v); n < 9 || v[n-1] <= ' ' || v[n-3] == 0xe3 && v[n-2] == 0x80 && v[n-1] == 0x80 || !settled(v) {
		return 0
	}
	return detect.Shape
}
