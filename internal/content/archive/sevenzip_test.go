package archive

import (
	"encoding/binary"
	"hash/crc32"
	"testing"
	"unicode/utf16"
)

var (
	stored = []byte{0x01, 0x00}
	aes    = append([]byte{0x24, 0x06, 0xF1, 0x07, 0x01, 0x0A, 0x53, 0x07}, "12345678"...) // 2^19 rounds, IV of 8
	lzma2  = []byte{0x21, 0x21, 0x01, 0x10}                                                // dictionary of 1 MiB
)

// sevenZipOf writes a 7z archive of one file by hand.
func sevenZipOf(name, text, packed string, coder []byte) []byte {
	var h []byte
	h = append(h, 0x01, 0x04)                                      // header, main streams
	h = append(h, 0x06, 0x00, 0x01, 0x09, byte(len(packed)), 0x00) // pack info: one stream
	h = append(h, 0x07, 0x0B, 0x01, 0x00, 0x01)                    // unpack info: one folder of one coder
	h = append(h, coder...)
	h = append(h, 0x0C, byte(len(text)), 0x00)
	h = append(h, 0x08, 0x0A, 0x01) // digests
	h = binary.LittleEndian.AppendUint32(h, crc32.ChecksumIEEE([]byte(text)))
	h = append(h, 0x00, 0x00)
	var names []byte
	for _, u := range append(utf16.Encode([]rune(name)), 0) {
		names = binary.LittleEndian.AppendUint16(names, u)
	}
	h = append(h, 0x05, 0x01, 0x11, byte(len(names)+1), 0x00)
	h = append(h, names...)
	h = append(h, 0x00, 0x00)
	start := binary.LittleEndian.AppendUint64(nil, uint64(len(packed)))
	start = binary.LittleEndian.AppendUint64(start, uint64(len(h)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE(h))
	out := append([]byte("7z\xBC\xAF\x27\x1C\x00\x04"), binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	out = append(out, start...)
	out = append(out, packed...)
	return append(out, h...)
}

func TestSevenZip(t *testing.T) {
	p := sevenZipOf("顧客\n名簿.csv", "id,name\n1,abc\n", "id,name\n1,abc\n", stored)
	want(t, read(t, "s.7z", p), map[string]string{`s.7z!/顧客\x0a名簿.csv`: "id,name\n1,abc\n"}, nil)
	p = sevenZipOf("secret.csv", "0123456789abcdef", "0123456789abcdef", aes)
	want(t, read(t, "s.7z", p), map[string]string{}, map[string]string{"s.7z!/secret.csv": `unreadable: read "s.7z!/secret.csv": encrypted`})
	p = sevenZipOf("a.txt", "text", "\x01\x00\x03text\x00", lzma2)
	want(t, read(t, "s.7z", p), map[string]string{"s.7z!/a.txt": "text"}, nil)
	p[32+4] = 'T'
	want(t, read(t, "s.7z", p), map[string]string{"s.7z!/a.txt": "tTxt"}, map[string]string{"s.7z!/a.txt": `unreadable: unpack "s.7z!/a.txt": checksum error`})
	if r := read(t, "s.7z", p[:len(p)-9]); len(r.skips) != 1 {
		t.Errorf("cut short: %v", r.skips)
	}
}

func FuzzSevenZip(f *testing.F) {
	f.Add(sevenZipOf("a", "text", "text", stored))
	f.Add(sevenZipOf("a", "text", "\x01\x00\x03text\x00", lzma2))
	f.Fuzz(func(t *testing.T, p []byte) {
		for name := range read(t, "f.7z", p).skips {
			shown(t, name)
		}
	})
}
