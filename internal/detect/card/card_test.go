package card

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestNumber(t *testing.T) {
	Accept(t, Number(), Prose("カード «4539 1488 0343 6467»", "«4539-1488-0343-6467»", "«4539148803436467»", "«３５３０ １１１３ ３３３０ ００００»", "«3714 496353 98431»", "«6221260000000000»",
		"4539148803436468", "1234567812345670", "9784101010014", "1700000000123")...)
	Accept(t, Number(), Whole("«4539148803436467»", "4539148803436466", "«2223003122003222»", "2023110512345678")...)
	Accept(t, Number(), Case{In: "«4111111111111111»", Has: detect.TestValue}, Case{In: "«4539 1488 0343 6467»", Has: detect.Grouping | detect.Issuer | detect.Check},
		Case{In: "a_«4539148803436467»", Has: detect.Embedded})
}

func TestSecurityCode(t *testing.T) {
	Accept(t, SecurityCode(), Prose("CVV: →«123»", "セキュリティコード →«１２３４»", "CVV →12", "CVV →12345", "CVV 123")...)
	Accept(t, SecurityCode(), Whole("«123»", "12")...)
}

func TestExpiry(t *testing.T) {
	Accept(t, Expiry(), Prose("有効期限 →«09/27»", "exp →«2027/09», x", "有効期限 →«2027年9月»", "exp →13/27", "exp →2027/13", "exp →09/27/2027")...)
	Accept(t, Expiry(), Whole("«09/27»", "«12/2028»", "13/28", "0927", "09/99")...)
	Accept(t, Expiry(), Labelled("«0927»")...)
}
