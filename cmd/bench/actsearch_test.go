package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"copratica/content"
	"copratica/indexer"
)

// What an act of the collection that is searched has.
const (
	searchedActs  = 5  // a case
	searchedPages = 3  // an act
	searchedLines = 45 // a page
)

// TestBenchActSearch measures what acts add to a search: the same cases with and
// without them. Their texts are put as text records: nothing is extracted.
func TestBenchActSearch(t *testing.T) {
	b := &bench{t: t, ctx: t.Context(), out: t.Output(), dir: t.TempDir(), corpus: mustCorpus(t), crowd: smokeClients}
	if *docCount > smokeMost {
		b.budget = cellBudget
	}
	printMachine(b.out, *docCount, b.budget)
	w := newWriting(t)
	if load, err := os.ReadFile("/proc/loadavg"); err == nil { // elsewhere it is not told
		fmt.Fprintf(b.out, "load before %s\n", strings.TrimSpace(string(load)))
	}
	without, with := b.shelve(w, "without", 0), b.shelve(w, "with", searchedActs)
	papers := b.papersOf(without)
	bare, err := openBareBleve(b.bleveDir())
	b.must(err)
	defer bare.index.Close() // it holds nothing
	b.classes = classes(b.corpus, papers, bare.index.Mapping().AnalyzerNamed("it"))
	b.house = without
	b.measure(fmt.Sprintf("Search with %d acts a case of %d pages each, p50/p95 in ms and p50 against the same cases without acts", searchedActs, searchedPages),
		[]column{
			{"Index.Search, no acts", without.searchIndex},
			{"with acts", with.searchIndex},
			{"Index.Passages, with acts", with.searchPassages},
		}, variants(b.corpus)[:facetsVariant+1])
	b.measure("The same by the finder, which also cuts fragments",
		[]column{
			{"Finder.Search, no acts", without.searchFinder},
			{"with acts", with.searchFinder},
		}, variants(b.corpus)[:facetsVariant+1])
}

// shelve fills a house with cases of so many acts each, and indexes them.
func (b *bench) shelve(w *writing, name string, acts int) *house {
	h, err := openHouse(b.ctx, filepath.Join(b.dir, name), b.crowd)
	b.must(err)
	b.t.Cleanup(func() { b.must(h.close()) })
	for i := range *docCount {
		s := b.corpus.sample(i)
		b.must(h.putWithActs(b.ctx, s, w, acts))
	}
	start, cpu := time.Now(), cpuTime()
	b.must(indexer.NewIngester(h.store, h.builder, h.index, h.log).CatchUp(b.ctx))
	took, used := time.Since(start), cpuTime()-cpu
	if b.budget > 0 {
		b.must(settled(h.indexDir()))
	}
	size, err := diskSize(h.indexDir())
	b.must(err)
	fmt.Fprintf(b.out, "%d cases of %d acts: indexed in %s, %s of the processor; index %s; live heap %s\n",
		*docCount, acts, took.Round(time.Millisecond), used.Round(time.Millisecond), mega(size), mega(heap()))
	return h
}

// putWithActs stores a sample with so many acts and their texts.
func (h *house) putWithActs(ctx context.Context, s *sample, w *writing, acts int) error {
	r := content.Revision{
		CaseID: s.ID, Number: 1, Status: content.StatusPublished, Access: content.AccessPublic,
		Author: "bench", At: time.Now().UTC().Truncate(time.Microsecond),
	}
	var listed strings.Builder
	for n := range acts {
		name := fmt.Sprintf("atto-%d.txt", n)
		r.Files = append(r.Files, content.File{Name: name, Digest: content.DigestOf([]byte(s.ID + name)), Size: 1, Type: "text/plain"})
		fmt.Fprintf(&listed, "  - {file: %s, title: Atto %d, access: public}\n", name, n+1)
	}
	r.Text = s.Text
	if acts > 0 {
		r.Text = strings.Replace(s.Text, "\nsources:", "\nattachments:\n"+listed.String()+"sources:", 1)
	}
	if _, err := h.store.PutCase(ctx, r); err != nil {
		return err
	}
	for _, f := range r.Files {
		t := content.Text{Digest: f.Digest, State: content.TextOK, Extractor: 1}
		for n := range searchedPages {
			t.Pages = append(t.Pages, fmt.Sprintf("Art. %d\n%s", n+1, strings.Join(w.lines(searchedLines), "\n")))
		}
		if err := h.store.PutText(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// papersOf are some of the cases of a house, to choose queries from.
func (b *bench) papersOf(h *house) []paper {
	page, err := h.store.Cases(b.ctx, content.Filter{Limit: sampleSize})
	b.must(err)
	docs := make([]indexer.Document, len(page))
	for i, r := range page {
		docs[i], err = h.builder.Document(b.ctx, r)
		b.must(err)
	}
	return papers(docs)
}

func (h *house) searchPassages(ctx context.Context, r request) (reply, error) {
	found, err := h.index.Passages(ctx, r.Query)
	return newReply(found.Total, len(found.Hits)), err
}
