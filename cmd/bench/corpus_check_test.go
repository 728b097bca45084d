package bench

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

// What the generator writes must be cases like any other, the same each time.
func TestCorpus(t *testing.T) {
	t.Parallel()
	c, again := mustCorpus(t), mustCorpus(t)
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		s := c.sample(i)
		if diff := cmp.Diff(s, again.sample(i)); diff != "" {
			t.Fatalf("case %d differs between runs (-first +second):\n%s", i, diff)
		}
		p, err := content.Parse([]byte(s.Text), tax, 2026)
		if err != nil {
			t.Fatalf("case %d: %v\n%s", i, err, s.Text)
		}
		if len(p.Warnings) > 0 {
			t.Errorf("case %d: warnings %v", i, p.Warnings)
		}
	}
}

func mustCorpus(t *testing.T) *corpus {
	t.Helper()
	c, err := newCorpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
