package indexer_test

import (
	"bufio"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/content/seed"
	"copratica/indexer"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSearches shows what comes first in the sample cases, so that a change of
// ranking is seen in review. Lines of testdata/searches.txt are queries as
// typed; the golden file says what each finds.
func TestSearches(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	im := content.NewImporter(d.lib, editor, func(i content.ImportItem) {
		if i.Err != nil {
			t.Errorf("%s: %v", i.Path, i.Err)
		}
	})
	if err := im.FS(t.Context(), seed.FS(), "seed", ""); err != nil {
		t.Fatal(err)
	}
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	queries, err := os.Open("testdata/searches.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer queries.Close()
	var got strings.Builder
	for lines := bufio.NewScanner(queries); lines.Scan(); {
		a := d.search(t, content.Principal{}, url.Values{"q": {lines.Text()}}.Encode())
		fmt.Fprintf(&got, "%s\n  %d %s, %d more\n", lines.Text(), a.Total, a.Coverage, a.Also)
		for _, e := range a.Expanded {
			fmt.Fprintf(&got, "  %s: also %s\n", e.Typed, strings.Join(e.Also, ", "))
		}
		for _, c := range a.Corrected {
			fmt.Fprintf(&got, "  %s: corrected %s\n", c.Typed, strings.Join(c.Used, ", "))
		}
		if a.Suggestion != nil {
			fmt.Fprintf(&got, "  did you mean: %s\n", a.Suggestion.Query)
		}
		for _, h := range a.Hits[:min(5, len(a.Hits))] {
			fmt.Fprintf(&got, "  %-4s %5.2f %s%s\n", h.Coverage, h.Score, h.ID, why(h))
		}
	}
	const golden = "testdata/searches.golden"
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
		t.Errorf("searches (-want +got):\n%s", diff)
	}
}

// why writes why a hit was found, apart from words as typed.
func why(h indexer.AnswerHit) string {
	var b strings.Builder
	for _, m := range h.Met {
		if m.Form != indexer.FormExact {
			fmt.Fprintf(&b, "; %s by %s %q in %s", m.Typed, m.Form, m.Found, m.Field)
		}
	}
	return b.String()
}
