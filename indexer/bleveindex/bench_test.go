package bleveindex_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/blevesearch/bleve/v2/search/query"

	"copratica/indexer"
	"copratica/indexer/bleveindex"
	"copratica/indexer/italian"
)

// The benchmarks compare with the bare engine: the same texts in equivalent
// fields (stems; exact words with positions; facets as keywords with docvalues;
// one stored record), the same queries through its own search.

var benchDocs = flag.Int("docs", 5000, "documents in the benchmarks' collection")

// benchVocabulary is made of syllables, the first words being the commonest.
func benchVocabulary() []string {
	random := rand.New(rand.NewPCG(7, 8))
	syllables := strings.Fields("ba ca co di do fa fi ga la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo bra cro sta spe pro tri")
	seen := map[string]bool{}
	var list []string
	for len(list) < 30_000 {
		w := ""
		for range 2 + random.IntN(4) {
			w += syllables[random.IntN(len(syllables))]
		}
		if !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

// benchCollection is documents of 400 to 800 words whose frequencies follow Zipf.
func benchCollection(n int) []indexer.Document {
	vocabulary := benchVocabulary()
	random := rand.New(rand.NewPCG(9, 10))
	zipf := rand.NewZipf(random, 1.1, 8, uint64(len(vocabulary)-1))
	text := func(words int) string {
		var b strings.Builder
		for i := range words {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(vocabulary[zipf.Uint64()])
		}
		return b.String()
	}
	pick := func(prefix string, n int) string {
		return fmt.Sprint(prefix, int(float64(n)*math.Pow(random.Float64(), 2)))
	}
	docs := make([]indexer.Document, n)
	for i := range docs {
		d := indexer.Document{ID: fmt.Sprintf("caso-%06d", i), Revision: 1, Factor: 1, Published: "2026-01-01", Updated: "2026-01-01", Years: []int{2010 + random.IntN(16)}}
		d.Card = indexer.Card{Title: text(8), Summary: text(25), Years: d.Years}
		d.Parts = []indexer.Part{{Field: indexer.FieldTitle, Text: d.Card.Title}, {Field: indexer.FieldSummary, Text: d.Card.Summary}, {Field: indexer.FieldLabels, Text: text(10)}}
		for left := 400 + random.IntN(400); left > 0; left -= 60 {
			d.Parts = append(d.Parts, indexer.Part{Field: indexer.FieldBody, Text: text(min(left, 60))})
		}
		values := map[indexer.Facet][]string{
			indexer.FacetRegion: {pick("r", 20)}, indexer.FacetSector: {pick("s", 14), pick("s", 14)},
			indexer.FacetInstrument: {pick("i", 6)}, indexer.FacetYear: {fmt.Sprint(d.Years[0])},
		}
		d.Values = [3]map[indexer.Facet][]string{values, values, values}
		docs[i] = d
	}
	return docs
}

const benchBatch = 500

// benchOurs is the collection in an index of ours, made once.
var benchOurs = sync.OnceValues(func() (*bleveindex.Index, error) {
	x, err := bleveindex.Open(benchDir("ours"), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return x, fillOurs(x, benchCollection(*benchDocs))
})

// benchDir is a directory for a collection that outlives one benchmark.
func benchDir(name string) string { return filepath.Join(benchRoot, name) }

func fillOurs(x *bleveindex.Index, docs []indexer.Document) error {
	for i := 0; i < len(docs); i += benchBatch {
		b := indexer.Batch{Documents: docs[i:min(i+benchBatch, len(docs))], Mark: 1}
		if err := x.Apply(context.Background(), b); err != nil {
			return err
		}
	}
	return nil
}

// benchAnalyzer gives the engine our words: stems, or exact forms.
type benchAnalyzer struct{ stems bool }

func (a benchAnalyzer) Analyze(text []byte) analysis.TokenStream {
	var out analysis.TokenStream
	for _, t := range italian.Analyze(string(text)) {
		term := t.Exact
		if a.stems {
			term = t.Stem
		}
		if term != "" {
			out = append(out, &analysis.Token{Term: []byte(term), Position: t.Pos, Start: t.Start, End: t.End})
		}
	}
	return out
}

var registerBenchAnalyzers = sync.OnceValue(func() error {
	for name, stems := range map[string]bool{"bench_stems": true, "bench_exact": false} {
		err := registry.RegisterAnalyzer(name, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
			return benchAnalyzer{stems}, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
})

func benchMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.ScoringModel = "bm25"
	dm := bleve.NewDocumentStaticMapping()
	field := func(name string, f *mapping.FieldMapping) {
		f.IncludeInAll = false
		dm.AddFieldMappingsAt(name, f)
	}
	text := func(analyzer string, vectors bool) *mapping.FieldMapping {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.DocValues, f.IncludeTermVectors = analyzer, false, false, vectors
		return f
	}
	field("stems", text("bench_stems", false))
	field("exact", text("bench_exact", true))
	for _, name := range []string{"region", "sector", "instrument", "year"} {
		f := bleve.NewKeywordFieldMapping()
		f.Store = false
		field(name, f)
	}
	record := bleve.NewTextFieldMapping()
	record.Index, record.DocValues = false, false
	field("record", record)
	m.DefaultMapping = dm
	return m
}

func fillBare(x bleve.Index, docs []indexer.Document) error {
	for i := 0; i < len(docs); i += benchBatch {
		b := x.NewBatch()
		for _, d := range docs[i:min(i+benchBatch, len(docs))] {
			var text strings.Builder
			for _, p := range d.Parts {
				text.WriteString(p.Text)
				text.WriteString("\n")
			}
			fields := map[string]any{"stems": text.String(), "exact": text.String(), "record": text.String()}
			for f, v := range d.Values[0] {
				fields[string(f)] = v
			}
			if err := b.Index(d.ID, fields); err != nil {
				return err
			}
		}
		if err := x.Batch(b); err != nil {
			return err
		}
	}
	return nil
}

var benchBare = sync.OnceValues(func() (bleve.Index, error) {
	if err := registerBenchAnalyzers(); err != nil {
		return nil, err
	}
	x, err := bleve.New(benchDir("bare"), benchMapping())
	if err != nil {
		return nil, err
	}
	return x, fillBare(x, benchCollection(*benchDocs))
})

func BenchmarkApply(b *testing.B) {
	docs := benchCollection(2000)
	rate := func(b *testing.B) { b.ReportMetric(float64(b.N*len(docs))/b.Elapsed().Seconds(), "docs/s") }
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			x, err := bleveindex.Open(b.TempDir(), slog.New(slog.DiscardHandler))
			fatal(b, err)
			fatal(b, fillOurs(x, docs))
			fatal(b, x.Close())
		}
		rate(b)
	})
	b.Run("bleve", func(b *testing.B) {
		fatal(b, registerBenchAnalyzers())
		for b.Loop() {
			x, err := bleve.New(filepath.Join(b.TempDir(), "x"), benchMapping())
			fatal(b, err)
			fatal(b, fillBare(x, docs))
			fatal(b, x.Close())
		}
		rate(b)
	})
}

func fatal(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// benchCases are a query of ours and its like in the engine's own terms.
func benchCases() []struct {
	name string
	ours indexer.Expr
	bare query.Query
} {
	v := benchVocabulary()
	match := func(w string) query.Query { q := bleve.NewMatchQuery(w); q.SetField("stems"); return q }
	phrase := func(text string) query.Query { q := bleve.NewMatchPhraseQuery(text); q.SetField("exact"); return q }
	word := func(list ...string) (e indexer.Expr) {
		for _, w := range list {
			e = append(e, indexer.Clause{Text: w})
		}
		return e
	}
	two := v[3] + " " + v[5]
	return []struct {
		name string
		ours indexer.Expr
		bare query.Query
	}{
		{"common", word(v[20]), match(v[20])},
		{"rare", word(v[9000]), match(v[9000])},
		{"two words", word(v[30], v[200]), bleve.NewConjunctionQuery(match(v[30]), match(v[200]))},
		{"two common words", word(v[10], v[20]), bleve.NewConjunctionQuery(match(v[10]), match(v[20]))},
		{"phrase", indexer.Expr{{Kind: indexer.KindPhrase, Text: two}}, phrase(two)},
		{"everything", nil, bleve.NewMatchAllQuery()},
	}
}

var benchFacets = []indexer.Facet{indexer.FacetRegion, indexer.FacetSector, indexer.FacetInstrument, indexer.FacetYear}

// BenchmarkSearch takes turns between the variants of a query, so that they
// share whatever else the machine does, and reports the median of each in
// microseconds.
func BenchmarkSearch(b *testing.B) {
	ours, err := benchOurs()
	fatal(b, err)
	bare, err := benchBare()
	fatal(b, err)
	chosen := map[indexer.Facet][]string{indexer.FacetRegion: {"r0", "r3"}, indexer.FacetSector: {"s0", "s2", "s5"}}
	for _, c := range benchCases() {
		ask := func(filters map[indexer.Facet][]string, count []indexer.Facet) func() (int, error) {
			q := indexer.Query{Expr: c.ours, Filters: filters, Count: count, Sort: indexer.SortRelevance, Page: 1, PerPage: 20}
			return func() (int, error) {
				r, err := ours.Search(context.Background(), q)
				return r.Total, err
			}
		}
		askBare := func(facets []indexer.Facet) func() (int, error) {
			return func() (int, error) {
				r := bleve.NewSearchRequestOptions(c.bare, 20, 0, false)
				r.Fields = []string{"record"}
				for _, f := range facets {
					r.AddFacet(string(f), bleve.NewFacetRequest(string(f), 30))
				}
				got, err := bare.Search(r)
				if err != nil {
					return 0, err
				}
				return int(got.Total), nil
			}
		}
		b.Run(c.name, func(b *testing.B) {
			takeTurns(b, []variant{
				{"ours", ask(nil, nil)}, {"ours+facets", ask(nil, benchFacets)},
				{"chosen", ask(chosen, nil)}, {"chosen+facets", ask(chosen, benchFacets)},
				{"bare", askBare(nil)}, {"bare+facets", askBare(benchFacets)},
			})
		})
	}
}

// A variant is one of the ways to ask the same.
type variant struct {
	name string
	ask  func() (total int, err error)
}

func takeTurns(b *testing.B, variants []variant) {
	took := make([][]time.Duration, len(variants))
	for b.Loop() {
		for i, v := range variants {
			start := time.Now()
			total, err := v.ask()
			took[i] = append(took[i], time.Since(start))
			fatal(b, err)
			if len(took[i]) == 1 {
				b.ReportMetric(float64(total), v.name+"-hits")
			}
		}
	}
	for i, v := range variants {
		slices.Sort(took[i])
		b.ReportMetric(float64(took[i][len(took[i])/2].Nanoseconds())/1000, v.name+"-µs")
	}
}

// BenchmarkReading measures what other names and spellings add to a query: two
// names of one word and two of two words beside each of its words, all about as
// common, and a slip in a word.
func BenchmarkReading(b *testing.B) {
	ours, err := benchOurs()
	fatal(b, err)
	v := benchVocabulary()
	for name, ranks := range map[string][]int{"common": {20}, "rare": {9000}, "two words": {30, 200}, "three words": {30, 200, 1000}} {
		var plain indexer.Query
		plain.Sort, plain.Page, plain.PerPage, plain.Count = indexer.SortRelevance, 1, 20, benchFacets
		named := plain
		for i, r := range ranks {
			plain.Expr = append(plain.Expr, indexer.Clause{Text: v[r]})
			for _, other := range []string{v[r+1], v[r+2], v[r+1] + " " + v[r+3], v[r+4] + " " + v[r+2]} {
				named.Meanings = append(named.Meanings, indexer.Meaning{From: i, To: i + 1, Name: other})
			}
		}
		named.Expr = plain.Expr
		slipped := plain
		slipped.Expr = slices.Clone(plain.Expr)
		slipped.Expr[0].Text = "b" + slipped.Expr[0].Text + "xx"
		explained := named
		explained.Explain = true
		ask := func(q indexer.Query) func() (int, error) {
			return func() (int, error) {
				r, err := ours.Search(context.Background(), q)
				return r.Total, err
			}
		}
		b.Run(name, func(b *testing.B) {
			takeTurns(b, []variant{{"plain", ask(plain)}, {"named", ask(named)}, {"slipped", ask(slipped)}, {"explained", ask(explained)}})
		})
	}
}
