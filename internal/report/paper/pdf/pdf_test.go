package pdf

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/papertest"
)

func printed(t *testing.T, d *paper.Document) ([]byte, Printed) {
	t.Helper()
	var b bytes.Buffer
	out, err := Write(&b, d)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), out
}

// text is what pdftotext reads, in the order in which it was drawn.
func text(t *testing.T, data []byte, args ...string) string {
	t.Helper()
	program := papertest.Program(t, "poppler", "pdftotext")
	cmd := exec.CommandContext(t.Context(), program, append(args, "-enc", "UTF-8", "-raw", "-", "-")...)
	cmd.Stdin = bytes.NewReader(data)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil || complaint.Len() > 0 {
		t.Fatalf("pdftotext: %v: %s", err, complaint.String())
	}
	return string(out)
}

func TestLettersInOneFile(t *testing.T) {
	var one bytes.Buffer
	out, err := Letters(&one, letters("ja", 150))
	if err != nil {
		t.Fatal(err)
	}
	if out.Pages != 150 {
		t.Errorf("pages: %d", out.Pages)
	}
	pages := strings.Split(text(t, one.Bytes()), "\f")
	for _, n := range []int{0, 63, 64, 149} {
		for _, want := range papertest.Letter("ja", n).To {
			if !strings.Contains(squeeze(pages[n]), squeeze(want)) {
				t.Errorf("page %d lacks %q", n+1, want)
			}
		}
	}
	if strings.Contains(one.String(), "/Outlines") {
		t.Error("names of persons stand in bookmarks")
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// TestLettersStop: whoever yields the letters may fail, and what was written before is a whole file.
func TestLettersStop(t *testing.T) {
	gone := errors.New("store is gone")
	var b bytes.Buffer
	out, err := Letters(&b, func(yield func(*paper.Document, error) bool) {
		if yield(papertest.Letter("ja", 1), nil) && yield(papertest.Letter("en", 2), nil) {
			yield(nil, gone)
		}
	})
	if !errors.Is(err, gone) || out.Pages != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	if s := text(t, b.Bytes()); !strings.Contains(s, "Sample Person 2") {
		t.Errorf("the second letter is not there: %q", s)
	}
}

type full struct{ room int }

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestFullDisk(t *testing.T) {
	if _, err := Letters(&full{100_000}, letters("ja", 500)); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error: %v", err)
	}
}

// TestWindow: the address is where the window shows it wherever the sheet slides, and nothing else is where it could show.
func TestWindow(t *testing.T) {
	crowd := papertest.Letter("ja", 5)
	crowd.To = append(slices.Repeat([]string{"とても長い建物の名前が続く住所のための長い長い一行です"}, 3), crowd.To...)
	for name, d := range map[string]*paper.Document{"ja": papertest.Letter("ja", 5), "en": papertest.Letter("en", 5), "crowded": crowd} {
		data, out := printed(t, d)
		if out.Crowded > 0 != (name == "crowded") {
			t.Errorf("%s: crowded: %d", name, out.Crowded)
		}
		// in points, as pdftotext takes them at 72 dpi: x, y, width, height
		shown := text(t, data, "-r", "72", "-x", "57", "-y", "34", "-W", "184", "-H", "69")
		seen := text(t, data, "-r", "72", "-x", "0", "-y", "0", "-W", "312", "-H", "162")
		if d := cmp.Diff(squeeze(strings.Join(d.To, "")), squeeze(shown)); d != "" && name != "crowded" {
			t.Errorf("%s: always shown: (-want +got)\n%s", name, d)
		}
		if d := cmp.Diff(squeeze(strings.Join(d.To, "")), squeeze(seen)); d != "" {
			t.Errorf("%s: ever shown: (-want +got)\n%s", name, d)
		}
	}
}

// TestConformance reads between the head and the foot of pages, and what stands there once, as both come in the middle of texts.
func TestConformance(t *testing.T) {
	papertest.Program(t, "poppler", "pdftotext")
	papertest.Run(t, papertest.Writer{
		Write: func(w io.Writer, d *paper.Document) error { _, err := Write(w, d); return err },
		Read: func(t *testing.T, file []byte) string {
			body := text(t, file, "-r", "72", "-x", "0", "-y", "54", "-W", "596", "-H", "738")
			letter := text(t, file, "-r", "72", "-l", "1", "-x", "0", "-y", "0", "-W", "596", "-H", "54")
			all := letter + text(t, file, "-r", "72", "-l", "1", "-x", "0", "-y", "792", "-W", "596", "-H", "50") + body
			return strings.ReplaceAll(all, "\f", "\n")
		},
	})
}
