package italian

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seedText is the prose of the sample cases.
func seedText(tb testing.TB) string {
	tb.Helper()
	files, err := filepath.Glob("../../content/seed/*/case.md")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no sample cases: %v", err)
	}
	var b strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}

func BenchmarkAppendTokens(b *testing.B) {
	text := seedText(b)
	dst := AppendTokens(nil, text)
	words := dst[len(dst)-1].Pos
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		dst = AppendTokens(dst[:0], text)
	}
	b.ReportMetric(float64(words)*float64(b.N)/b.Elapsed().Seconds(), "words/s")
}

func BenchmarkAnalyzeQuery(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		AnalyzeQuery("coprogettazione dell’affido, art. 55 comma 4 del d.lgs. 117/2017")
	}
}
