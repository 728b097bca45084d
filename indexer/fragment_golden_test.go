package indexer

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

// updating reports whether golden files are to be written anew. The flag is
// registered once for the test program, by searches_test.go.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// readLines gives the lines of a file in testdata/fragments.
func readLines(tb testing.TB, name string) []string {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "fragments", name))
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// readParts reads a document written as "field: text" lines.
func readParts(tb testing.TB, name string) []Part {
	tb.Helper()
	var parts []Part
	for _, line := range readLines(tb, name) {
		field, text, ok := strings.Cut(line, ": ")
		if !ok {
			tb.Fatalf("%s: no field in %q", name, line)
		}
		parts = append(parts, Part{Field: Field(field), Text: text})
	}
	return parts
}

func TestGoldenFragments(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, query := range readLines(t, "queries.txt") {
		got.WriteString("# " + query + "\n")
		for _, name := range []string{"mantova.txt", "trani.txt"} {
			for _, f := range strings.SplitAfter(shown(Fragments(readParts(t, name), exprOf(t, query), 4)), "\n") {
				if f != "" {
					got.WriteString(strings.TrimSuffix(name, ".txt") + " " + f)
				}
			}
		}
		got.WriteString("\n")
	}
	golden := filepath.Join("testdata", "fragments", "golden.txt")
	if updating() {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("fragments differ; if they are better, run with -update (-want +got):\n%s", diff)
	}
}

// BenchmarkFragmentsOfAPage cuts the fragments of 20 hits of about 5 kB each.
func BenchmarkFragmentsOfAPage(b *testing.B) {
	files, err := filepath.Glob("../content/seed/*/case.md")
	if err != nil || len(files) < 40 {
		b.Fatalf("%d sample cases: %v", len(files), err)
	}
	hits := make([][]Part, 20)
	size := 0
	for i, f := range files[:40] {
		text, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		_, body, _ := strings.Cut(string(text), "\n---\n")
		h := &hits[i%20]
		for len(body) > 0 && partsSize(*h) < 2500*(1+i/20) {
			for _, p := range content.Plain(body) {
				*h = append(*h, Part{Field: FieldBody, Text: p})
			}
		}
	}
	for _, h := range hits {
		size += partsSize(h)
	}
	for name, text := range map[string]string{
		"common": "comune progetto", "rare": "emporio zibibbo", "phrase": `"dopo di noi"`, "number": "300mila euro",
	} {
		expr := exprOf(b, text)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, h := range hits {
					Fragments(h, expr, 3)
				}
			}
		})
	}
}

func partsSize(parts []Part) (n int) {
	for _, p := range parts {
		n += len(p.Text)
	}
	return n
}
