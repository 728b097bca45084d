package indexer_test

import (
	"strings"
	"testing"

	"copratica/content"
	"copratica/indexer"
)

func TestMarker(t *testing.T) {
	t.Parallel()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query, text, want string
		field             indexer.Field
		found             int
	}{
		{"bandi", "Il bando è uscito: due bandi.", "Il [bando] è uscito: due [bandi].", indexer.FieldBody, 2},
		{"poverta", "La povertà nell’anno.", "La [povertà] nell’anno.", indexer.FieldBody, 1},
		{`"dopo di noi"`, "Il Dopo di noi, e dopo.", "Il [Dopo di noi], e dopo.", indexer.FieldBody, 1},
		{"titolo:emporio", "un emporio", "un emporio", indexer.FieldBody, 0},
		{"titolo:emporio", "un emporio", "un [emporio]", indexer.FieldTitle, 1},
		{"-emporio rete", "un emporio in rete", "un emporio in [rete]", indexer.FieldBody, 1},
		{"", "un emporio", "un emporio", indexer.FieldBody, 0},
		{"emporio", "", "", indexer.FieldBody, 0},
	} {
		spans, found := indexer.NewMarker(indexer.ParseExpr(tt.query, tax)).Spans(tt.field, tt.text)
		var b strings.Builder
		for _, s := range spans {
			if s.Match {
				b.WriteString("[" + s.Text + "]")
			} else {
				b.WriteString(s.Text)
			}
		}
		if b.String() != tt.want || found != tt.found {
			t.Errorf("%s in %q: %q and %d, want %q and %d", tt.query, tt.text, b.String(), found, tt.want, tt.found)
		}
	}
}
