package italian

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tables is where the lists that every engine is tested with are kept.
const tables = "../indextest/testdata"

// rows gives the lines of a table that are neither empty nor comments.
func rows(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(tables, name))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			all = append(all, line)
		}
	}
	return all
}

func TestAnalysisTable(t *testing.T) {
	t.Parallel()
	for _, row := range rows(t, "analysis.txt") {
		input, want, ok := strings.Cut(row, " => ")
		if !ok {
			t.Fatalf("no => in %q", row)
		}
		tokens := Analyze(input)
		if query, isQuery := strings.CutPrefix(input, "? "); isQuery {
			tokens = AnalyzeQuery(query)
		}
		if diff := cmp.Diff(strings.Fields(want), written(tokens)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", input, diff)
		}
	}
}

// written is tokens as analysis.txt writes them.
func written(tokens []Token) []string {
	out := []string{}
	for _, k := range tokens {
		stem, sign := k.Stem, ""
		if stem == "" {
			stem = "-"
		}
		if k.Variant {
			sign = "+"
		}
		out = append(out, fmt.Sprintf("%s%s/%s", sign, k.Exact, stem))
	}
	return out
}

// finds reports whether every word of the query that is no stop word is in the
// text.
func finds(query, text string) bool {
	have := map[string]bool{}
	for _, k := range Analyze(text) {
		have[k.Stem] = true
	}
	asked := 0
	for _, k := range AnalyzeQuery(query) {
		if k.Stem != "" {
			asked++
		}
		if k.Stem != "" && !have[k.Stem] {
			return false
		}
	}
	return asked > 0
}

func TestMeets(t *testing.T) {
	t.Parallel()
	all := rows(t, "meets.txt")
	met := 0
	for _, row := range all {
		forms := strings.Split(row, " | ")
		before := t.Failed()
		for _, query := range forms {
			for _, text := range forms {
				if !finds(query, text) {
					t.Errorf("%q does not find %q", query, text)
				}
			}
		}
		if before == t.Failed() {
			met++
		}
	}
	t.Logf("%d of %d groups meet", met, len(all))
}

func TestApart(t *testing.T) {
	t.Parallel()
	all := rows(t, "apart.txt")
	apart := 0
	for _, row := range all {
		pair, known := strings.CutPrefix(row, "~ ")
		a, b, _ := strings.Cut(pair, " | ")
		meet := finds(a, b) || finds(b, a)
		switch {
		case meet && !known:
			t.Errorf("%q and %q meet", a, b)
		case !meet && known:
			t.Errorf("%q and %q are apart now: take the mark off", a, b)
		case !meet:
			apart++
		}
	}
	t.Logf("%d of %d pairs stay apart", apart, len(all))
}
