//go:build ignore

// Gen compiles the word lists of data into the tables beside them.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

func main() {
	out, err := lexicon.Compile(os.DirFS("data"))
	if err != nil {
		log.Fatal(err)
	}
	for name, data := range out {
		if err := os.WriteFile(filepath.Join("data", name), data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
