package content

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// thisYear is when open ranges of years end in these tests.
const thisYear = 2026

func taxonomy(t testing.TB) *Taxonomy {
	t.Helper()
	tax, err := LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	return tax
}

func TestParseGood(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for file, text := range corpus(t, "good_") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			parsed, err := Parse(text, tax, thisYear)
			if err != nil {
				t.Fatal(err)
			}
			front, err := json.MarshalIndent(parsed.Case, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, file+".txt", fmt.Sprintf("%s%s\nbody %q\n", told(parsed.Warnings), front, parsed.Body))
		})
	}
}

func TestParseFail(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for file, text := range corpus(t, "fail_") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			parsed, err := Parse(text, tax, thisYear)
			if parsed != nil {
				t.Error("a text with problems was parsed")
			}
			golden(t, file+".txt", told(problemsOf(t, err)))
		})
	}
}

func problemsOf(t *testing.T, err error) []Problem {
	t.Helper()
	var invalid *InvalidError
	if !errors.As(err, &invalid) || !errors.Is(err, ErrInvalid) {
		t.Fatalf("got error %v, want an *InvalidError", err)
	}
	return invalid.Problems
}

// told writes problems one a line, kind first.
func told(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%s: %s\n", p.Code, p)
	}
	return b.String()
}

// draft is the least that can be parsed, with more front matter and a body.
func draft(more, body string) []byte {
	return []byte("---\ntitle: Un caso\nregion: lombardia\nsectors: [anziani]\nlegal_instrument: coprogettazione\n" +
		"public_body: {name: Comune di Mantova}\n" + more + "---\n" + body)
}

func TestParseSize(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	full := draft("", "")
	full = append(full, strings.Repeat("a", MaxCaseSize-len(full))...)
	if _, err := Parse(full, tax, thisYear); err != nil {
		t.Errorf("a text of %d bytes: %v", len(full), err)
	}
	if _, err := Parse(append(full, 'a'), tax, thisYear); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a text of %d bytes: got %v, want ErrTooLarge", len(full)+1, err)
	}
}

func TestParseLimits(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	list := func(item string, n int) string { return "[" + strings.Repeat(item+", ", n) + "]" }
	for _, tc := range []struct {
		key       string
		good, bad string
	}{
		{"summary", strings.Repeat("à", maxSummary), strings.Repeat("à", maxSummary+1)},
		{"municipality", strings.Repeat("à", maxLine), strings.Repeat("à", maxLine+1)},
		{"id", strings.Repeat("a", maxID), strings.Repeat("a", maxID+1)},
		{"phases", list("{phase: avviso}", maxPhases), list("{phase: avviso}", maxPhases+1)},
		{"sources", list("{url: https://a.example}", maxItems), list("{url: https://a.example}", maxItems+1)},
		{"years", "{from: 1950, to: 2099}", "{from: 1950, to: 2100}"},
		{"meetings", "1000000", "1000001"},
		{"cofunding", "{percent: 100}", "{percent: 100.1}"},
	} {
		if _, err := Parse(draft(tc.key+": "+tc.good+"\n", ""), tax, thisYear); err != nil {
			t.Errorf("%s at its limit: %v", tc.key, err)
		}
		_, err := Parse(draft(tc.key+": "+tc.bad+"\n", ""), tax, thisYear)
		problems := problemsOf(t, err)
		if len(problems) != 1 || problems[0].Code != CodeRange || !strings.HasPrefix(problems[0].Field, tc.key) {
			t.Errorf("%s beyond its limit: %v", tc.key, problems)
		}
		if line := problems[0].Line; line != 7 {
			t.Errorf("%s: line %d, want 7", tc.key, line)
		}
	}
}

// TestParseTellsEnough keeps a text full of faults from giving a page without end.
func TestParseTellsEnough(t *testing.T) {
	t.Parallel()
	phases := strings.Repeat("  - {phase: avvisso, outcome: regolarre}\n", maxPhases)
	_, err := Parse(draft("phases:\n"+phases, ""), taxonomy(t), thisYear)
	if n := len(problemsOf(t, err)); n != maxProblems {
		t.Errorf("%d problems told, want %d", n, maxProblems)
	}
	unknown := make([]string, 3*maxProblems)
	for i := range unknown {
		unknown[i] = fmt.Sprintf("key%d: x\n", i)
	}
	parsed, err := Parse(draft(strings.Join(unknown, ""), ""), taxonomy(t), thisYear)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(parsed.Warnings); n != maxProblems {
		t.Errorf("%d warnings told, want %d", n, maxProblems)
	}
}

func TestParseOpenYears(t *testing.T) {
	t.Parallel()
	text := draft("years: {from: 2024}\n", "")
	for year, want := range map[int][]int{2024: {2024}, 2026: {2024, 2025, 2026}, 2020: {2024}} {
		parsed, err := Parse(text, taxonomy(t), year)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, parsed.Case.Years); diff != "" {
			t.Errorf("in %d (-want +got):\n%s", year, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, prefix := range []string{"good_", "fail_"} {
		for _, text := range corpus(f, prefix) {
			f.Add(text)
		}
	}
	tax := taxonomy(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		parsed, err := Parse(text, tax, thisYear)
		if err != nil {
			if !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrTooLarge) {
				t.Fatalf("parse: %v", err)
			}
			return
		}
		sameAfterFormat(t, parsed, tax)
		sameAfterSetKeys(t, text, parsed, tax)
	})
}

func sameAfterFormat(t *testing.T, parsed *Parsed, tax *Taxonomy) {
	t.Helper()
	text, err := Format(parsed.Case, parsed.Body)
	if errors.Is(err, ErrTooLarge) {
		return // quotes and brackets made a text at the limit longer
	}
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(text, tax, thisYear)
	if err != nil {
		t.Fatalf("parse what was formatted: %v\n%s", err, text)
	}
	if diff := cmp.Diff(parsed.Case, again.Case); diff != "" {
		t.Fatalf("after Format (-want +got):\n%s\n%s", diff, text)
	}
	if parsed.Body != again.Body {
		t.Fatalf("body %q became %q", parsed.Body, again.Body)
	}
}

func BenchmarkParse(b *testing.B) {
	tax := taxonomy(b)
	files, err := filepath.Glob("seed/*/case.md")
	if err != nil || len(files) == 0 {
		b.Fatalf("no sample cases: %v", err)
	}
	texts := make([][]byte, len(files))
	for i, file := range files {
		if texts[i], err = os.ReadFile(file); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := Parse(texts[i%len(texts)], tax, thisYear); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
