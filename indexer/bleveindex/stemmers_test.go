package bleveindex_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/google/go-cmp/cmp"

	"copratica/indexer/italian"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A stemmer takes the inflection off a word in lower case.
type stemmer struct {
	name string
	stem func(string) string
}

func stemmers() []stemmer {
	filtered := func(f analysis.TokenFilter) func(string) string {
		return func(w string) string {
			return string(f.Filter(analysis.TokenStream{{Term: []byte(w)}})[0].Term)
		}
	}
	return []stemmer{
		{"none", func(w string) string { return w }},
		{"folded only", italian.Fold},
		{"light (stock)", filtered(new(it.ItalianLightStemmerFilter))},
		{"Snowball", filtered(it.NewItalianStemmerFilter())},
		{"folded, light", func(w string) string { return filtered(new(it.ItalianLightStemmerFilter))(italian.Fold(w)) }},
		{"folded, Snowball", func(w string) string { return filtered(it.NewItalianStemmerFilter())(italian.Fold(w)) }},
		{"lite4", lite4},
		{"ours", func(w string) string { return italian.Stem(italian.Fold(w)) }},
	}
}

// lite4 takes the last vowel off a folded word of four letters or more, and
// then an i or h.
func lite4(w string) string {
	w = italian.Fold(w)
	if len(w) < 4 || !strings.Contains("aeio", w[len(w)-1:]) {
		return w
	}
	w = w[:len(w)-1]
	if n := len(w); n > 3 && (w[n-1] == 'i' || w[n-1] == 'h') {
		w = w[:n-1]
	}
	return w
}

// TestStemmers measures stemmers on the words of the lists that every engine is
// tested with. The golden file is the table that says why we have our own; the
// lists grew with it, so it tells of the others more than of ours.
func TestStemmers(t *testing.T) {
	t.Parallel()
	meets, apart := wordRows(t, "meets.txt"), wordRows(t, "apart.txt")
	var got strings.Builder
	fmt.Fprintf(&got, "%d groups of forms that must meet, %d pairs that must not\n\n", len(meets), len(apart))
	fmt.Fprintf(&got, "%-18s %10s %16s\n", "stemmer", "groups met", "wrongly joined")
	met, joined := map[string]int{}, map[string]int{}
	for _, s := range stemmers() {
		for _, forms := range meets {
			if len(stems(s, forms)) == 1 {
				met[s.name]++
			}
		}
		for _, pair := range apart {
			if len(stems(s, pair)) == 1 {
				joined[s.name]++
			}
		}
		fmt.Fprintf(&got, "%-18s %5d %3d%% %11d %3d%%\n", s.name, met[s.name], 100*met[s.name]/len(meets),
			joined[s.name], 100*joined[s.name]/len(apart))
	}
	for name, n := range met {
		if n > met["ours"] {
			t.Errorf("%s joins more of the forms that must meet", name)
		}
	}
	const golden = "testdata/stemmers.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("stemmers (-want +got):\n%s", diff)
	}
}

// wordRows gives the rows of a table that are words only.
func wordRows(t *testing.T, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile("../indextest/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(line), "~ "))
		if line == "" || line[0] == '#' || strings.ContainsAny(line, "-.'’`‑%0123456789") {
			continue
		}
		words := strings.Split(line, " | ")
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, " ") }) {
			all = append(all, words)
		}
	}
	return all
}

// stems are the different stems of some words.
func stems(s stemmer, words []string) map[string]bool {
	all := map[string]bool{}
	for _, w := range words {
		all[s.stem(w)] = true
	}
	return all
}
