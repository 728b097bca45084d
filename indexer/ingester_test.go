package indexer_test

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"copratica/content"
	"copratica/content/blobstore"
	"copratica/content/sqlstore"
	"copratica/indexer"
	"copratica/indexer/bleveindex"
)

// desk is the whole way from a saved text to an answer, on real parts.
type desk struct {
	lib      *content.Library
	store    *sqlstore.DB
	index    indexer.Index
	ingester *indexer.Ingester
	finder   *indexer.Finder
}

var editor = content.Principal{Role: content.RoleEditor, Name: "redazione@example.org"}

func newDesk(t *testing.T) desk {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlstore.Open(t.Context(), "sqlite:"+dir+"/copratica.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	blobs, err := blobstore.OpenDir(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	index, err := bleveindex.Open(dir+"/index", log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { index.Close() })
	lib := content.NewLibrary(store, blobs, tax, t.TempDir())
	return desk{lib, store, index, indexer.NewIngester(store, indexer.NewBuilder(lib, store), index, log), indexer.NewFinder(index, lib)}
}

func (d desk) save(t *testing.T, text string) {
	t.Helper()
	if _, err := d.lib.Save(t.Context(), editor, content.Draft{Text: []byte(text), Expect: content.AnyRevision}); err != nil {
		t.Fatal(err)
	}
}

func (d desk) total(t *testing.T, p content.Principal, query string) int {
	t.Helper()
	return d.search(t, p, query).Total
}

func (d desk) search(t *testing.T, p content.Principal, query string) indexer.Answer {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, _, err := indexer.ParseQuery(v, p.Sight(), d.lib.Taxonomy())
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.finder.Search(t.Context(), p, q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestIngesterFollows(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.save(t, guarded)
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.total(t, content.Principal{}, "q=topazio"); got != 1 {
		t.Errorf("topazio: %d, want 1", got)
	}
	d.save(t, strings.Replace(guarded, "topazio", "rubino", 1))
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if old, now := d.total(t, content.Principal{}, "q=topazio"), d.total(t, content.Principal{}, "q=rubino"); old != 0 || now != 1 {
		t.Errorf("after a change: topazio %d and rubino %d, want 0 and 1", old, now)
	}
	if _, err := d.store.PurgeCase(t.Context(), "caso-riservato-in-parte"); err != nil {
		t.Fatal(err)
	}
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.total(t, editor, ""); got != 0 {
		t.Errorf("after the purge: %d, want 0", got)
	}
}

func TestIngesterRunsUntilToldToStop(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		d.ingester.Run(ctx)
		close(done)
	}()
	d.save(t, guarded)
	d.ingester.Nudge()
	deadline := time.After(20 * time.Second)
	for d.total(t, content.Principal{}, "q=topazio") == 0 {
		select {
		case <-deadline:
			t.Fatal("the change was never indexed")
		default:
		}
	}
	n, err := d.store.RequestRebuild(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for finished := int64(0); finished < n; {
		select {
		case <-deadline:
			t.Fatal("the wish for a rebuild was never fulfilled")
		default:
		}
		if _, finished, err = d.store.RebuildRequested(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	<-done
	if got := d.total(t, content.Principal{}, "q=topazio"); got != 1 {
		t.Errorf("after the rebuild: %d, want 1", got)
	}
}

func TestSightIsWhole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.save(t, guarded)
	draft := strings.NewReplacer("id: caso-riservato-in-parte", "id: una-bozza", "status: published", "status: draft", "topazio", "berillo").Replace(guarded)
	d.save(t, draft)
	members := strings.NewReplacer("id: caso-riservato-in-parte", "id: per-membri", "status: published", "status: published\naccess: members", "topazio", "granato").Replace(guarded)
	d.save(t, members)
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	member := content.Principal{Role: content.RoleMember}
	for _, tt := range []struct {
		word                     string
		visitor, member, editors int
	}{
		{"topazio", 1, 1, 1}, {"berillo", 0, 0, 1}, {"granato", 0, 1, 1},
		{"feldspato", 0, 2, 3}, {"diaspro", 0, 2, 3}, {"zibibbo", 0, 2, 3}, {"malachite", 0, 0, 3},
	} {
		got := [3]int{
			d.total(t, content.Principal{}, "q="+tt.word), d.total(t, member, "q="+tt.word), d.total(t, editor, "q="+tt.word),
		}
		if want := [3]int{tt.visitor, tt.member, tt.editors}; got != want {
			t.Errorf("%s: found by visitor, member, staff %v; want %v", tt.word, got, want)
		}
	}
	a := d.search(t, content.Principal{}, "")
	for facet, counts := range a.Facets {
		for _, c := range counts {
			if c.Count > 1 || facet == indexer.FacetDifficulty && c.Value != indexer.Unknown {
				t.Errorf("facet %s counts %+v: a visitor sees one case", facet, c)
			}
		}
	}
}

func TestFinderDropsWhatWasNarrowed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.save(t, guarded)
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.save(t, strings.Replace(guarded, "status: published", "status: withdrawn", 1)) // not indexed yet
	if a := d.search(t, content.Principal{}, "q=topazio"); len(a.Hits) != 0 {
		t.Errorf("a withdrawn case is still shown: %+v", a.Hits)
	}
	d.save(t, strings.Replace(guarded, "lezioni: staff", "lezioni: staff, contesto: members", 1))
	a := d.search(t, content.Principal{}, "q=topazio")
	if len(a.Hits) != 1 || len(a.Hits[0].Fragments) != 0 {
		t.Errorf("hits %+v, want the case without a fragment of its narrowed section", a.Hits)
	}
}
