package ci

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCalls(t *testing.T) {
	for _, c := range []struct{ script, want string }{
		{"curl -s https://codecov.io/bash | bash", "1 pipe https://codecov.io/bash"},
		{"bash <(curl -s https://codecov.io/bash)", "1 pipe https://codecov.io/bash"},
		{"bash <(curl -s https://codecov.io/bash) -t $CODECOV_TOKEN -f cover.out", "1 pipe https://codecov.io/bash"},
		{"echo a\n\ncurl -fsSL \\\n  'https://get.example.com/x?token=abc' \\\n  | sudo -E bash -s -- --yes", "5 pipe https://get.example.com/x"},
		{"wget -qO- https://example.com/i.sh | sh", "1 pipe https://example.com/i.sh"},
		{"wget -O - https://example.com/i.sh | sh -", "1 pipe https://example.com/i.sh"},
		{`sh -c "$(curl -fsSL https://example.com/i.sh)"`, "1 pipe https://example.com/i.sh"},
		{`eval "$(wget -qO- https://user:pw@Example.com/i.sh)"`, "1 pipe https://example.com/i.sh"},
		{"source <(curl -s https://example.com/env.sh)", "1 pipe https://example.com/env.sh"},
		{". <(curl -s https://example.com/env.sh)", "1 pipe https://example.com/env.sh"},
		{"bash < <(curl -s https://example.com/env.sh)", "1 pipe https://example.com/env.sh"},
		{"curl -s codecov.io/bash | bash", "1 pipe https://codecov.io/bash"},
		{"URL=https://example.com\nU2=$URL/a.sh\ncurl \"${U2}\" | python3 -", "3 pipe https://example.com/a.sh"},
		{"TOOL_TOKEN=hunter2\ncurl https://example.com/$TOOL_TOKEN/a.sh | sh", "2 pipe https://example.com/$TOOL_TOKEN/a.sh"},
		{"iex (irm $where)", "1 pipe "},
		{"curl https://example.com/a.sh |\n  tee log |\n  bash", "3 pipe https://example.com/a.sh"},
		{"iwr https://example.com/i.ps1 -UseBasicParsing | iex", "1 pipe https://example.com/i.ps1"},
		{"iex ((New-Object Net.WebClient).DownloadString('https://example.com/i.ps1'))", "1 pipe https://example.com/i.ps1"},
		{"Invoke-Expression (Invoke-WebRequest -Uri \"https://example.com/i.ps1\").Content", "1 pipe https://example.com/i.ps1"},
		{"curl -o i.sh https://example.com/i.sh\nchmod +x i.sh\n./i.sh", "2 file https://example.com/i.sh"},
		{"curl -sSLo /tmp/i.sh https://example.com/i.sh && bash /tmp/i.sh", "1 file https://example.com/i.sh"},
		{"curl https://example.com/i.sh > i.sh; sh i.sh", "1 file https://example.com/i.sh"},
		{"curl -Os https://uploader.codecov.io/latest/linux/codecov\nchmod +x codecov\n./codecov -t ${CODECOV_TOKEN}", "2 file https://uploader.codecov.io/latest/linux/codecov"},
		{"wget https://example.com/tool.tar.gz\ntar xzf tool.tar.gz\n./tool", "2 file https://example.com/tool.tar.gz"},
		{"curl -LO https://example.com/i.sh\nwget https://example.com/i.sh.sha256\nsha256sum -c i.sh.sha256\nsh i.sh", "4 sums https://example.com/i.sh"},
		// Nothing of the kind.
		{"curl -o i.sh https://example.com/i.sh\necho \"0123  i.sh\" | sha256sum -c -\nbash i.sh", ""},
		{"curl -o i.sh https://example.com/i.sh\n[ \"$(sha256sum i.sh | cut -d' ' -f1)\" = abc ] || exit 1\nbash i.sh", ""},
		{"curl -O https://example.com/t\ncurl -O https://example.com/t.asc\ngpg --verify t.asc t\nchmod +x t", ""},
		{"curl -s https://example.com/api | jq .x", ""},
		{"curl -s https://example.com/api | python3 -c 'import json'", ""},
		{"curl -s https://example.com/api | python3 -m json.tool", ""},
		{"curl -s https://example.com/list | bash ./process.sh", ""},
		{"# curl https://example.com/i.sh | bash", ""},
		{"echo 'curl https://example.com/i.sh | bash'", ""},
		{"cat <<EOF > doc\ncurl https://example.com/i.sh | bash\nEOF\nls", ""},
		{"curl https://raw.githubusercontent.com/a/b/0123456789012345678901234567890123456789/i.sh | bash", ""},
		{"curl -d @report https://example.com/upload", ""},
		{"bash build.sh", ""},
		{"$(", ""}, {"\"", ""}, {"<(", ""}, {"a <", ""}, {"`", ""}, {"${{", ""}, {"| | |", ""}, {"((((", ""},
		{strings.Repeat("$(", 5000), ""},
	} {
		s := newShell()
		s.read(c.script, 1)
		var got []string
		for _, x := range s.calls {
			got = append(got, fmt.Sprintf("%d %s %s", x.line, x.how, x.url))
		}
		if d := cmp.Diff(c.want, strings.Join(got, "\n")); d != "" {
			t.Errorf("%s\n%s", c.script[:min(len(c.script), 200)], d)
		}
	}
}

func TestRuns(t *testing.T) {
	s := newShell()
	s.read("./ci/test.sh\nbash scripts/upload.sh --all\nsource .env\nmake", 1)
	if d := cmp.Diff([]string{"ci/test.sh", "scripts/upload.sh", ".env", "make"}, s.runs); d != "" {
		t.Error(d)
	}
}

func FuzzShell(f *testing.F) {
	f.Add("curl -s https://a.example/b | bash\n")
	f.Add("cat <<EOF\n$(x \"`y`\")\nEOF\n")
	f.Fuzz(func(t *testing.T, text string) {
		s := newShell()
		s.read(text, 1)
		for _, c := range s.calls {
			if c.line < 1 || c.line > strings.Count(text, "\n")+1 {
				t.Errorf("line %d of %q", c.line, text)
			}
		}
	})
}
