package age

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestAge(t *testing.T) {
	Accept(t, New(), Prose(
		"年齢：→«34»",
		"年齢 →«34歳»、",
		"年龄→«５６岁»",
		"age: →«7»,",
		"年齢→340",
		"年齢→12-34",
	)...)
	Accept(t, New(), Whole(
		"«34»",
		"«34歳»",
		"«45 years old»",
		"134",
		"34人",
		"x",
	)...)
}
