package bench

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"copratica/content"
	"copratica/indexer"
)

// suggestShare is what a suggestion should cost of a search, at the 95th percentile.
const suggestShare = 0.25

// TestBenchSuggest compares suggestions with searches for common words with
// all facets, both over HTTP, and tells what a list costs to make.
func TestBenchSuggest(t *testing.T) {
	b := &bench{t: t, ctx: t.Context(), out: t.Output(), dir: t.TempDir(), corpus: mustCorpus(t), crowd: smokeClients}
	if *docCount > smokeMost {
		b.budget, b.crowd = 4*cellBudget, manyClients
	}
	var err error
	b.house, err = openHouse(b.ctx, filepath.Join(b.dir, "house"), b.crowd)
	b.must(err)
	t.Cleanup(func() { b.must(b.house.close()) })
	b.bleve, err = openBareBleve(b.bleveDir())
	b.must(err)
	t.Cleanup(func() { b.must(b.bleve.index.Close()) })
	b.store()
	for i := 0; i < len(b.docs); i += batchSize {
		docs := b.docs[i:min(i+batchSize, len(b.docs))]
		b.must(b.house.index.Apply(b.ctx, indexer.Batch{Documents: docs, Mark: content.Seq(i + len(docs))}))
	}
	typed := beginnings(b.docs)
	searches, _ := b.requests(b.classes[commonClass], variant{})

	start := time.Now()
	_, err = b.house.finder.Suggest(b.ctx, content.Principal{}, typed[0].Address, "it")
	b.must(err)
	fmt.Fprintf(b.out, "\na list of suggestions over %d cases takes %s ms to make\n", len(b.docs), ms(time.Since(start)))
	for _, clients := range []int{1, b.crowd} {
		suggest, err := measure(b.ctx, []search{b.house.suggestHTTP}, typed, clients, b.budget)
		b.must(err)
		full, err := measure(b.ctx, []search{b.house.searchHTTP}, searches, clients, b.budget)
		b.must(err)
		short, long := suggest[0].percentile(0.95), full[0].percentile(0.95)
		fmt.Fprintf(b.out, "%d clients: suggestions p50 %s p95 %s ms, searches p50 %s p95 %s ms, share %.3f of at most %.2f\n",
			clients, ms(suggest[0].median()), ms(short), ms(full[0].median()), ms(long), float64(short)/float64(long), suggestShare)
	}
}

// beginnings are texts as they are while words of titles are typed: letter by
// letter, and with a word before.
func beginnings(docs []indexer.Document) []request {
	var typed []string
	for i := 0; i < len(docs); i += max(1, len(docs)/20) {
		words := strings.Fields(docs[i].Card.Title)
		for n := 2; len(words) > 1 && n <= min(len(words[1]), 6); n++ {
			typed = append(typed, words[1][:n], words[0]+" "+words[1][:n])
		}
	}
	slices.Sort(typed)
	var out []request
	for _, text := range slices.Compact(typed) {
		out = append(out, request{Address: text})
	}
	return out
}

func (h *house) suggestHTTP(ctx context.Context, r request) (reply, error) {
	return reply{}, h.get(ctx, h.site.URL+"/api/v1/suggest?q="+url.QueryEscape(r.Address), io.Discard)
}
