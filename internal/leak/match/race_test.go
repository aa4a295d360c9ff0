//go:build race

package match_test

// raced: the race detector makes everything some ten times slower, so that fewer dumps are judged.
const raced = true
