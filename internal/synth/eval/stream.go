package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// ReadLabels reads one label a line, as the generator writes them.
func ReadLabels(r io.Reader) ([]Label, error) {
	var out []Label
	d := json.NewDecoder(r)
	for {
		var l Label
		switch err := d.Decode(&l); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("read label %d: %w", len(out)+1, err)
		}
		out = append(out, l)
	}
}

// ReadStream reads the findings out of a scan's saved stream (--format json). Parts are relative to the target, as
// labels name them.
func ReadStream(r io.Reader) ([]Found, error) {
	var out []Found
	d := json.NewDecoder(r)
	for n := 1; ; n++ {
		var m struct {
			Finding *struct {
				Unit       string
				Kind       string
				Record     int
				Field      string
				Start, End int64
				Likelihood float64
			}
		}
		switch err := d.Decode(&m); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("read message %d of a stream: %w", n, err)
		}
		f := m.Finding
		if f == nil {
			continue
		}
		k, ok := pii.Parse(f.Kind)
		if !ok {
			continue // a kind of the user's own rules
		}
		out = append(out, Found{Label: Label{Part: f.Unit, Record: f.Record, Field: f.Field, Kind: k, Start: f.Start, End: f.End}, Likelihood: f.Likelihood})
	}
}
