package bench

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"copratica/indexer"
)

// bareBleve is the engine as its own documentation would have it used: stock
// Italian analyzer, stored text with term vectors, keyword facets.
type bareBleve struct {
	index bleve.Index
}

func openBareBleve(dir string) (*bareBleve, error) {
	x, err := bleve.NewUsing(dir, bareMapping(), scorch.Name, scorch.Name, map[string]any{"bolt_timeout": "2s"})
	if err != nil {
		return nil, fmt.Errorf("open bare bleve: %w", err)
	}
	return &bareBleve{index: x}, nil
}

func bareMapping() *mapping.IndexMappingImpl {
	text := bleve.NewTextFieldMapping()
	text.Analyzer = it.AnalyzerName
	text.Store, text.IncludeTermVectors, text.DocValues, text.IncludeInAll = true, true, false, false
	word := bleve.NewTextFieldMapping()
	word.Analyzer = keyword.Name
	word.Store, word.IncludeTermVectors, word.DocValues, word.IncludeInAll = false, false, true, false

	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt("title", text)
	doc.AddFieldMappingsAt("body", text)
	for _, f := range visitorFacets() {
		doc.AddFieldMappingsAt(string(f), word)
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	m.ScoringModel = "bm25"
	return m
}

// apply indexes papers as one batch.
func (b *bareBleve) apply(papers []paper) error {
	batch := b.index.NewBatch()
	for _, p := range papers {
		fields := map[string]any{"title": p.Title, "body": p.Body}
		for _, f := range visitorFacets() {
			fields[string(f)] = p.Values[f]
		}
		if err := batch.Index(p.ID, fields); err != nil {
			return err
		}
	}
	return b.index.Batch(batch)
}

// search is one call: what an application without facet work of its own
// would do. Its counts are those below all choices.
func (b *bareBleve) search(ctx context.Context, r request) (reply, error) {
	req := bleve.NewSearchRequestOptions(b.query(r, ""), shown, 0, false)
	return b.ask(ctx, req, r.Count)
}

// searchTrue adds a call for each chosen facet, without its own choice: the
// counts that people expect.
func (b *bareBleve) searchTrue(ctx context.Context, r request) (reply, error) {
	out, err := b.search(ctx, r)
	if err != nil || len(r.Count) == 0 {
		return out, err
	}
	for _, f := range r.chosen() {
		if !slices.Contains(r.Count, f) {
			continue
		}
		req := bleve.NewSearchRequestOptions(b.query(r, f), 0, 0, false)
		req.Score = "none"
		side, err := b.ask(ctx, req, []indexer.Facet{f})
		if err != nil {
			return out, err
		}
		delete(out.Counts, f)
		maps.Copy(out.Counts, side.Counts)
	}
	return out, nil
}

func (b *bareBleve) ask(ctx context.Context, req *bleve.SearchRequest, count []indexer.Facet) (reply, error) {
	for _, f := range count {
		req.AddFacet(string(f), bleve.NewFacetRequest(string(f), 200))
	}
	res, err := b.index.SearchInContext(ctx, req)
	if err != nil {
		return reply{}, fmt.Errorf("search bare bleve: %w", err)
	}
	out := newReply(int(res.Total), len(res.Hits))
	for _, f := range count {
		for _, t := range res.Facets[string(f)].Terms.Terms() {
			out.add(f, t.Term, t.Count)
		}
	}
	return out, nil
}

// query leaves out the choice in the facet except.
func (b *bareBleve) query(r request, except indexer.Facet) query.Query {
	var all []query.Query
	if r.Phrase {
		all = append(all, either(matchPhrase("title", r.text()), matchPhrase("body", r.text())))
	} else {
		for _, w := range r.Words {
			all = append(all, either(match("title", w), match("body", w)))
		}
	}
	for _, f := range r.chosen() {
		if f == except {
			continue
		}
		var values []query.Query
		for _, v := range r.Chosen[f] {
			t := bleve.NewTermQuery(v)
			t.SetField(string(f))
			t.SetBoost(0)
			values = append(values, t)
		}
		all = append(all, bleve.NewDisjunctionQuery(values...))
	}
	if len(all) == 0 {
		return bleve.NewMatchAllQuery()
	}
	return bleve.NewConjunctionQuery(all...)
}

func either(title, body query.BoostableQuery) query.Query {
	title.SetBoost(3)
	return bleve.NewDisjunctionQuery(title, body)
}

func match(field, text string) query.BoostableQuery {
	q := bleve.NewMatchQuery(text)
	q.SetField(field)
	return q
}

func matchPhrase(field, text string) query.BoostableQuery {
	q := bleve.NewMatchPhraseQuery(text)
	q.SetField(field)
	return q
}
