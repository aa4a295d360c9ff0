//go:build unix && !race

package cli_test

const underRace = false
