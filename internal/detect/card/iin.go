package card

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"

// scheme tells whether the digits begin and are as long as a card's of Visa, Mastercard (2-series included), American
// Express, JCB, Diners Club, Discover, UnionPay, Maestro or Mir.
func scheme(d []byte) bool {
	n := len(d)
	six := digits.Number(d[:6])
	four := six / 100
	switch d[0] {
	case '4':
		return n == 16 || n == 13 || n == 19
	case '5':
		return n == 16 && d[1] >= '1' && d[1] <= '5' || four == 5018 && n >= 15 || four == 5020 && n >= 15
	case '2':
		return n == 16 && (four >= 2221 && four <= 2720 || four >= 2200 && four <= 2204)
	case '3':
		switch {
		case d[1] == '4' || d[1] == '7':
			return n == 15
		case four >= 3528 && four <= 3589:
			return n >= 16
		case d[1] == '0' && d[2] <= '5', four == 3095, d[1] == '6', d[1] == '8', d[1] == '9':
			return n == 14 || n == 16
		}
	case '6':
		switch {
		case four == 6011, d[1] == '5', d[1] == '4' && d[2] >= '4' && d[2] <= '9', d[1] == '2':
			return n >= 16
		case four == 6304, four == 6759, four >= 6761 && four <= 6763:
			return n == 16 || n == 18 || n == 19
		case d[1] == '0' && d[2] == '3', four == 6058:
			return n == 16 || n == 19
		}
	case '8':
		return d[1] == '1' && n >= 16
	case '9':
		return four == 9558 && n == 16 || four == 9643 && n == 16
	}
	return false
}

// test tells the numbers that payment providers document for tests.
func test(d []byte) bool {
	switch string(d) {
	case "4111111111111111", "4242424242424242", "4012888888881881", "4222222222222", "4000056655665556", "4000000000000002",
		"4000000000000077", "4000000000000341", "4000002500003155", "4000000000009995", "4917610000000000", "4007000000027",
		"4444333322221111", "4980000000000005", "4205260000000005",
		"5555555555554444", "5105105105105100", "5200828282828210", "5454545454545454", "5424000000000015", "2223003122003222",
		"2223000048400011", "5169000000000000", "378282246310005", "371449635398431", "378734493671000", "370000000000002", "343434343434343",
		"3530111333300000", "3566002020360505", "3566111111111113", "3541599998103643", "30569309025904", "38520000023237", "36227206271667",
		"36666666666660", "3056930009020004", "6011111111111117", "6011000990139424", "6011000000000004", "6011000000000012",
		"6200000000000005", "6221260000000000", "6759649826438453", "6205500000000000004", "3088000000000017", "4761739001010119":
		return true
	}
	return false
}
