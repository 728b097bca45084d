package indextest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// A planted word stands in one hidden place and nowhere else.
type planted struct {
	word  string
	id    string
	least content.Sight // that may find it
	field indexer.Field // where it can be asked for by field, if it can
}

// hiding is a collection with a word planted in every hidden place.
func hiding() ([]indexer.Document, []planted) {
	var docs []indexer.Document
	var list []planted
	plant := func(id string, least content.Sight, f indexer.Field) string {
		word := coined("segreto", len(list))
		list = append(list, planted{word, id, least, f})
		return word
	}
	fields := []indexer.Field{indexer.FieldTitle, indexer.FieldSummary, indexer.FieldLabels, indexer.FieldBody}
	for s := content.SightVisitor; s <= content.SightStaff; s++ {
		parts := doc(fmt.Sprintf("parte-%d", s), "Aperto", "emporio solidale")
		for _, f := range fields {
			parts = withAt(parts, s, f, "emporio "+plant(parts.ID, s, f)+" solidale")
		}
		docs = append(docs, havingAt(parts, content.SightStaff, indexer.FacetDifficulty, "nascosta"))
		if s == content.SightVisitor {
			continue
		}
		whole := forSight(doc(fmt.Sprintf("intero-%d", s), "", ""), s)
		draft := onDesk(doc(fmt.Sprintf("bozza-%d", s), "", ""))
		for _, f := range fields {
			whole = with(whole, f, "emporio "+plant(whole.ID, s, f))
			draft = with(draft, f, "emporio "+plant(draft.ID, content.SightStaff, f))
		}
		whole = of(whole, "Ente "+plant(whole.ID, s, indexer.FieldPublicBody))
		draft = of(draft, "Ente "+plant(draft.ID, content.SightStaff, indexer.FieldPublicBody))
		docs = append(docs, inYears(having(whole, indexer.FacetRegion, "isola"), 1999), inYears(having(draft, indexer.FacetRegion, "isola"), 1998))
	}
	// What a draft says to everybody is no more visible than the draft.
	open := doc("bozza-aperta", "", "")
	open.Desk, open.Sight = true, content.SightVisitor
	open = with(open, indexer.FieldBody, "emporio "+plant(open.ID, content.SightStaff, indexer.FieldBody))
	return append(docs, open), list
}

// testSight looks for planted words from every sight, in every way there is to
// ask, and for anything else that would betray them.
func testSight(t *testing.T, open Open) {
	docs, list := hiding()
	docs = append(docs, publicDocs()...)
	d := newSubject(t, open, docs...)
	for s := content.SightVisitor; s <= content.SightStaff; s++ {
		for _, p := range list {
			for name, expr := range waysToAsk(p) {
				r := d.search(indexer.Query{Expr: expr, Sight: s, Count: indexer.Facets(), Some: true})
				switch {
				case s >= p.least && !slices.Equal(idsOf(r), []string{p.id}):
					t.Errorf("sight %d, %s %s: found %v, want %s", s, name, p.word, idsOf(r), p.id)
				case s < p.least && (r.Total != 0 || len(r.Hits) != 0 || facetSum(r) != 0):
					t.Errorf("sight %d, %s %s: found %d %v, counts %d, want nothing", s, name, p.word, r.Total, idsOf(r), facetSum(r))
				}
			}
		}
		wantPartsWithin(t, d.search(indexer.Query{Sight: s}), s, list)
	}
	t.Run("what is hidden changes nothing", func(t *testing.T) { testNeutral(t, open) })
}

// waysToAsk are the queries that could find a planted word.
func waysToAsk(p planted) map[string]indexer.Expr {
	if p.field == indexer.FieldPublicBody {
		return map[string]indexer.Expr{
			"word of the body": within(p.field, words(p.word)), "phrase of the body": within(p.field, phrase("ente "+p.word)),
			"beginning of the body": within(p.field, prefix(p.word)),
		}
	}
	ways := map[string]indexer.Expr{
		"word": words(p.word), "phrase": phrase(p.word), "phrase of two": phrase("emporio " + p.word), "beginning": prefix(p.word),
	}
	if p.field == indexer.FieldTitle {
		ways["word of the title"] = within(p.field, words(p.word))
		ways["phrase of the title"] = within(p.field, phrase("emporio "+p.word))
		ways["beginning of the title"] = within(p.field, prefix(p.word))
	}
	return ways
}

func facetSum(r indexer.Result) int {
	n := 0
	for _, list := range r.Facets {
		for _, c := range list {
			n += c.Count
		}
	}
	return n
}

// wantPartsWithin wants no hit to carry a document or a text beyond a sight.
func wantPartsWithin(t *testing.T, r indexer.Result, s content.Sight, list []planted) {
	t.Helper()
	for _, h := range r.Hits {
		for _, part := range h.Parts {
			if part.Sight > s {
				t.Errorf("sight %d: %s carries a part of sight %d", s, h.ID, part.Sight)
			}
			for _, p := range list {
				if p.least > s && strings.Contains(part.Text, p.word) {
					t.Errorf("sight %d: %s carries %s", s, h.ID, p.word)
				}
			}
		}
	}
	for _, p := range list {
		if p.least <= s && !slices.Contains(idsOf(r), p.id) {
			t.Errorf("sight %d: %s is not among all documents", s, p.id)
		}
	}
}

// publicDocs are documents that everybody sees.
func publicDocs() []indexer.Document {
	var docs []indexer.Document
	for i := range 12 {
		d := doc(fmt.Sprintf("pubblico-%02d", i), fmt.Sprint("Caso ", i), "un emporio e una bottega"+strings.Repeat(" di lavoro", i%5))
		d = inYears(having(d, indexer.FacetRegion, []string{"veneto", "puglia"}[i%2]), 2015+i)
		docs = append(docs, of(d, []string{"Comune aperto", "Ambito aperto", "Azienda aperta"}[i%3]))
	}
	return docs
}

// testNeutral compares an index that hides much with one that never held it:
// for a visitor every answer is the same, to the last digit of a score.
func testNeutral(t *testing.T, open Open) {
	bare := newSubject(t, open, publicDocs()...)
	var hidden []indexer.Document
	for i, d := range publicDocs() {
		d = withAt(d, content.SightMember, indexer.FieldBody, strings.Repeat("emporio lavoro nascosto ", 5+i))
		d = withAt(d, content.SightStaff, indexer.FieldTitle, "bottega nascosta")
		d = havingAt(d, content.SightMember, indexer.FacetDifficulty, "nascosta")
		hidden = append(hidden, havingAt(d, content.SightStaff, indexer.FacetDifficulty, "nascosta"))
	}
	docs, _ := hiding()
	for _, d := range docs {
		if d.Desk || d.Sight > content.SightVisitor {
			hidden = append(hidden, d)
		}
	}
	for i, d := range publicDocs()[:6] { // what everybody reads elsewhere, in documents that not everybody finds
		d.ID = fmt.Sprint("nascosto-", i)
		d = forSight(d, content.Sight(1+i%2))
		if i > 3 {
			d = onDesk(d)
		}
		hidden = append(hidden, d)
	}
	full := newSubject(t, open, hidden...)
	for _, expr := range []indexer.Expr{
		nil, words("emporio"), words("bottega lavoro"), words("emporio bottega lavoro nascosto"), words("nascosto"), words("segretobb emporio"),
		phrase("di lavoro"), prefix("emp"), prefix("seg"), prefix("nas"), within(indexer.FieldTitle, words("caso")), within(indexer.FieldPublicBody, words("comune")),
		within(indexer.FieldPublicBody, prefix("ent")), both(words("emporio"), not(words("nascosto"))), filter(indexer.FacetDifficulty, "nascosta"),
	} {
		for _, order := range []indexer.Sort{indexer.SortRelevance, indexer.SortNewest, indexer.SortOldest, indexer.SortUpdated, indexer.SortTitle} {
			for _, some := range []bool{false, true} {
				q := indexer.Query{
					Expr: expr, Sort: order, Some: some, Count: indexer.Facets(), PerPage: 50,
					Filters: map[indexer.Facet][]string{indexer.FacetDifficulty: {indexer.Unknown, "nascosta"}},
				}
				if diff := cmp.Diff(bare.search(q), full.search(q)); diff != "" {
					t.Errorf("%v by %s: a visitor's answer (-without +with what is hidden)\n%s", expr, order, diff)
				}
			}
		}
	}
}
