package latin

import "strings"

// Surnames of Chinese as 汉语拼音 writes them, but for those that are ordinary words or names elsewhere.
var pinyinSurnames = set("bai bao bi bian bo cao cen chai chang chao che chen cheng chu cui dai deng ding dong dou du duan fan fang fei feng fu gan gao " +
	"geng gong gu guan guo han hao he hong hou hu hua huang huo ji jia jiang jiao jin jing kang ke kong lai lei li liang liao lin ling liu long " +
	"lou lu luo lv mao mei meng miao mo mu ni nie ning niu ouyang pan pang pei peng pu qi qian qiao qin qiu qu quan ran rao ren rong ruan shang " +
	"shao shen shi shu shui sima situ song su sui sun tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xiang xiao xie xin xing xiong " +
	"xu xue yan yang yao ye yi yin ying you yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuge zou zuo")

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

func pinyinSurname(t []byte) bool {
	var buf [24]byte
	if len(t) < 2 || len(t) > 8 {
		return false
	}
	n := lower(&buf, t)
	return pinyinSurnames[string(buf[:n])]
}

// pinyinGiven tells whether t is one or two syllables of 汉语拼音, with or without the hyphen or apostrophe between them; a
// single short one is none, since too many words look like it.
func pinyinGiven(t []byte) bool {
	var buf [24]byte
	if len(t) < 4 || len(t) > 13 {
		return false
	}
	n := lower(&buf, t)
	s := buf[:n]
	for cut := n; cut >= 1; cut-- {
		if !syllable1(s[:cut]) {
			continue
		}
		rest := s[cut:]
		if len(rest) == 0 {
			return n >= 5 // zhang, xiong
		}
		if rest[0] == '-' || rest[0] == '\'' {
			rest = rest[1:]
		}
		if syllable1(rest) {
			return true
		}
	}
	return false
}

// syllable1 tells whether s is one syllable: an initial that may be missing, and a final.
func syllable1(s []byte) bool {
	if len(s) == 0 || len(s) > 6 {
		return false
	}
	for k := min(2, len(s)-1); k >= 0; k-- {
		ini, fin := string(s[:k]), string(s[k:])
		if strings.Contains(" b p m f d t n l g k h j q x zh ch sh r z c s y w ", " "+ini+" ") || k == 0 {
			if strings.Contains(" a o e ai ei ao ou an en ang eng er i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ong ue v ve ", " "+fin+" ") {
				return k > 0 || fin[0] == 'a' || fin[0] == 'e' || fin[0] == 'o'
			}
		}
	}
	return false
}
