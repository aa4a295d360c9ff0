// Package charset tells which charset bytes are written in, from the bytes alone, and turns them into UTF-8.
//
// Telling weighs, for each charset, how many bits its language would need to say these bytes (a small table of frequent
// characters for Japanese, simplified and traditional Chinese, and Korean); the shortest wins. That holds from about forty
// bytes on. Decoding is by table, eight ASCII bytes at a time; the tables are made of those of golang.org/x/text when
// a charset is first met.
package charset

// Name is a charset by its IANA name in lower case, or Binary.
type Name string

// The charsets.
const (
	UTF8        Name = "utf-8"
	ASCII       Name = "us-ascii" // so far: a Reader decides when other bytes come
	UTF16LE     Name = "utf-16le"
	UTF16BE     Name = "utf-16be"
	ShiftJIS    Name = "shift_jis" // with the extensions of CP932
	EUCJP       Name = "euc-jp"
	ISO2022JP   Name = "iso-2022-jp"
	GB18030     Name = "gb18030" // and its subsets GBK and GB 2312
	Big5        Name = "big5"
	EUCKR       Name = "euc-kr"       // with the extensions of CP949
	Windows1252 Name = "windows-1252" // also stands for whatever other one-byte charset it may be
	Binary      Name = "binary"       // no text
)

// All lists the charsets that can be decoded.
func All() []Name {
	return []Name{UTF8, UTF16LE, UTF16BE, ShiftJIS, EUCJP, ISO2022JP, GB18030, Big5, EUCKR, Windows1252}
}

// Plain tells that text in this charset is UTF-8 as it stands, so that no Reader is needed but to count broken bytes.
func (n Name) Plain() bool { return n == UTF8 }

// FromLabel is the charset that a label names (of a mail, an HTML page, an XML declaration), or "" if it is unknown.
func FromLabel(label string) Name {
	b := make([]byte, 0, len(label))
	for i := 0; i < len(label); i++ {
		c := label[i]
		switch {
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b = append(b, c)
		}
	}
	return labels[string(b)]
}

var labels = map[string]Name{
	"utf8": UTF8, "unicode11utf8": UTF8, "usascii": ASCII, "ascii": ASCII, "ansix341968": ASCII, "us": ASCII,
	"utf16": UTF16LE, "utf16le": UTF16LE, "utf16be": UTF16BE, "unicode": UTF16LE, "ucs2": UTF16LE,
	"shiftjis": ShiftJIS, "sjis": ShiftJIS, "xsjis": ShiftJIS, "cp932": ShiftJIS, "windows31j": ShiftJIS, "ms932": ShiftJIS,
	"mskanji": ShiftJIS, "csshiftjis": ShiftJIS, "shiftjis2004": ShiftJIS,
	"eucjp": EUCJP, "xeucjp": EUCJP, "ujis": EUCJP, "cseucpkdfmtjapanese": EUCJP, "eucjpms": EUCJP,
	"iso2022jp": ISO2022JP, "csiso2022jp": ISO2022JP, "iso2022jpms": ISO2022JP, "cp50220": ISO2022JP, "cp50221": ISO2022JP,
	"iso2022jp1": ISO2022JP, "iso2022jp2": ISO2022JP,
	"gb18030": GB18030, "gbk": GB18030, "gb2312": GB18030, "xgbk": GB18030, "cp936": GB18030, "ms936": GB18030,
	"windows936": GB18030, "euccn": GB18030, "gb231280": GB18030, "chinese": GB18030,
	"big5": Big5, "big5hkscs": Big5, "cp950": Big5, "xxbig5": Big5, "cnbig5": Big5, "csbig5": Big5,
	"euckr": EUCKR, "cp949": EUCKR, "ksc56011987": EUCKR, "ksc5601": EUCKR, "windows949": EUCKR, "uhc": EUCKR,
	"iso88591": Windows1252, "latin1": Windows1252, "windows1252": Windows1252, "cp1252": Windows1252, "iso885915": Windows1252,
	"l1": Windows1252, "xcp1252": Windows1252,
}
