package index

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Export writes everything as NDJSON: a line of meta, then a line a fact in the order of the file. What it writes can be
// tried with the key as the index can; it holds no value. See docs/format/people.md.
func (x *Index) Export(w io.Writer) error {
	out := bufio.NewWriterSize(w, 256<<10)
	head, err := json.Marshal(map[string]Meta{"index": x.meta})
	if err != nil {
		return fmt.Errorf("export people index %q: %w", x.path, err)
	}
	_, _ = out.Write(append(head, '\n'))
	fields := make([]string, len(x.meta.Fields)+1)
	fields[Identity] = `,"identity":true`
	for i, f := range x.meta.Fields {
		name, err := json.Marshal(f.Name)
		if err != nil {
			return fmt.Errorf("export people index %q: %w", x.path, err)
		}
		kind, err := json.Marshal(f.Word)
		if err != nil {
			return fmt.Errorf("export people index %q: %w", x.path, err)
		}
		fields[i+1] = `,"field":` + string(name) + `,"kind":` + string(kind)
	}
	times := make([]string, len(x.meta.Snapshots))
	for i, s := range x.meta.Snapshots {
		times[i] = `"` + s.At.Format(time.RFC3339Nano) + `"`
	}
	var b []byte
	for f, err := range x.Facts() {
		if err != nil {
			return err
		}
		if int(f.Field) >= len(fields) {
			return x.damaged("field of row", uint64(f.Row))
		}
		b = append(b[:0], `{"row":`...)
		b = strconv.AppendUint(b, uint64(f.Row), 10)
		b = append(b, fields[f.Field]...)
		b = append(b, `,"fp":"`...)
		b = hex.AppendEncode(b, f.FP[:])
		b = append(b, `","valid":[`...)
		v := x.Interval(f.Interval)
		for k := range v.Runs() {
			if k > 0 {
				b = append(b, ',')
			}
			first, last := v.Run(k)
			b = append(append(append(b, `{"first":`...), times[first]...), `,"last":`...)
			b = append(append(b, times[last]...), '}')
		}
		b = append(b, "]}\n"...)
		if _, err := out.Write(b); err != nil {
			return fmt.Errorf("export people index %q: %w", x.path, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("export people index %q: %w", x.path, err)
	}
	return nil
}
