//go:build unix && race

package cli_test

// underRace: the race detector looks on. Programs take some ten times the time then, and several times the memory.
const underRace = true
