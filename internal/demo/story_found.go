package demo

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/text/encoding/japanese"
)

// Found looks for every value of an offer's persons that tells who somebody is, byte for byte in UTF-8 and in the offer's charset, in all
// files below a folder: how many of how many stand there.
func (s *Story) Found(dir string, o *Offer) (found, of int64, err error) {
	values, err := identifying(o.Path)
	if err != nil {
		return 0, 0, err
	}
	there := map[string]bool{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for v := range values {
			raw, _ := japanese.ShiftJIS.NewEncoder().String(v)
			if !there[v] && (bytes.Contains(text, []byte(v)) || raw != "" && bytes.Contains(text, []byte(raw))) {
				there[v] = true
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, fmt.Errorf("look for values in %q: %w", dir, err)
	}
	return int64(len(there)), int64(len(values)), nil
}

// identifying are an offer's account numbers, names, numbers of telephones and addresses of e-mail.
func identifying(path string) (map[string]bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read an offer: %w", err)
	}
	defer f.Close()
	c := csv.NewReader(japanese.ShiftJIS.NewDecoder().Reader(f))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	wanted := map[string]bool{"顧客番号": true, "氏名": true, "電話番号": true, "携帯番号": true, "メールアドレス": true}
	var columns []int
	out := map[string]bool{}
	for n := 0; ; n++ {
		row, err := c.Read()
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, errors.New("read an offer: not CSV")
		}
		for i, v := range row {
			switch {
			case n == 0 && wanted[v]:
				columns = append(columns, i)
			case n > 0 && len(v) >= 6:
				for _, k := range columns {
					if k == i {
						out[v] = true
					}
				}
			}
		}
	}
}
