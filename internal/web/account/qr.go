package account

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// drawing is a QR code as a path of SVG, in a square of Size.
type drawing struct {
	Path string
	Size int
}

// quiet is the white around a code that readers need (ISO/IEC 18004: four modules).
const quiet = 4

// square draws a text as a QR code: runs of black in each row.
func square(text string) (drawing, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return drawing{}, fmt.Errorf("draw a QR code: the text is too long") //nolint:errorlint // the library's error repeats the text, which is a secret
	}
	n := code.Bounds().Dx()
	black := func(x, y int) bool {
		g, ok := color.GrayModel.Convert(code.At(x, y)).(color.Gray)
		return ok && g.Y < 128
	}
	var b strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			from := x
			for x < n && black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return drawing{b.String(), n + 2*quiet}, nil
}
