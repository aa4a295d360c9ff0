package secret

import (
	"hash/crc32"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

// checkFunc looks closer at a token whose prefix is n bytes long: it returns further evidence, or false to drop it.
type checkFunc func(token []byte, n int) (detect.Evidence, bool)

var checks = map[string]checkFunc{
	"crc62":  checkCRC62,
	"base32": checkBase32,
	"slack":  checkSlack,
	"openai": checkOpenAI,
	"bech32": checkBech32,
	"nkey":   checkNKey,
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// checkCRC62 compares the last six letters with the CRC-32 of those before them, in base 62: the tokens of GitHub (since
// 2021-04) and npm (since 2021-09).
func checkCRC62(t []byte, n int) (detect.Evidence, bool) {
	body := t[n:]
	if len(body) < 7 {
		return 0, true
	}
	sum := crc32.ChecksumIEEE(body[:len(body)-6])
	for i := len(body) - 1; i >= len(body)-6; i-- {
		if body[i] != base62[sum%62] {
			return 0, true
		}
		sum /= 62
	}
	return detect.Check, true
}

// checkBase32 is evidence for AWS key ids, whose body is base 32; others are accepted without it, but one of a single
// group of letters ("ASIAN…") is a word.
func checkBase32(t []byte, n int) (detect.Evidence, bool) {
	body := t[n:]
	if i := run(body, 0, len(body), clsBase32); i < len(body) {
		return 0, run(body, 0, len(body), clsUpper) < len(body)
	}
	if run(body, 0, len(body), clsUpper) == len(body) {
		return detect.Weak, true
	}
	return detect.Structure, true
}

// checkSlack wants the groups of digits and the secret behind them that Slack's tokens are made of.
func checkSlack(t []byte, n int) (detect.Evidence, bool) {
	body := t[n:]
	digits := run(body, 0, len(body), clsDigit)
	if digits < 9 || digits >= len(body) || body[digits] != '-' {
		return detect.Weak, run(body, 0, len(body), clsAlnum) < len(body) || len(body) >= 24
	}
	return detect.Structure, true
}

// checkOpenAI wants the token to begin as OpenAI's do; the prefix is the mark in its middle.
func checkOpenAI(t []byte, _ int) (detect.Evidence, bool) {
	return detect.Structure, len(t) > 3 && string(t[:3]) == "sk-"
}

const bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// checkBech32 verifies the checksum of BIP 173 over the part before the last '1' and the data behind it.
func checkBech32(t []byte, _ int) (detect.Evidence, bool) {
	sep := len(t) - 1
	for sep > 0 && t[sep] != '1' {
		sep--
	}
	c := uint32(1)
	step := func(v uint32) {
		b := c >> 25
		c = c&0x1ffffff<<5 ^ v
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if b>>i&1 != 0 {
				c ^= g
			}
		}
	}
	for _, b := range t[:sep] {
		step(uint32(lower(b)) >> 5)
	}
	step(0)
	for _, b := range t[:sep] {
		step(uint32(lower(b)) & 31)
	}
	for _, b := range t[sep+1:] {
		step(bech32Value(lower(b)))
	}
	if c == 1 {
		return detect.Check, true
	}
	return detect.Weak, true
}

func bech32Value(b byte) uint32 {
	for i := range len(bech32) {
		if bech32[i] == b {
			return uint32(i)
		}
	}
	return 32
}

// checkNKey verifies the CRC-16 (XMODEM) at the end of a NATS seed; without it fifty-eight letters are anything.
func checkNKey(t []byte, _ int) (detect.Evidence, bool) {
	var raw [40]byte
	n, acc, bits := 0, uint32(0), 0
	for _, b := range t {
		v := uint32(b - 'A')
		if is(b, clsDigit) {
			v = uint32(b-'2') + 26
		}
		acc, bits = acc<<5|v, bits+5
		if bits >= 8 {
			bits -= 8
			if n == len(raw) {
				return 0, false
			}
			raw[n] = byte(acc >> bits)
			n++
		}
	}
	if n < 3 {
		return 0, false
	}
	crc := uint16(0)
	for _, b := range raw[:n-2] {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return detect.Check, crc == uint16(raw[n-2])|uint16(raw[n-1])<<8
}
