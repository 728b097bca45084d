package bleveindex_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/bleveindex"
)

// TestLitter wants what a crash leaves behind to be removed, and the newest of
// several generations to be served.
func TestLitter(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	hash, _, _ := strings.Cut(strings.TrimPrefix(names(t, dir, "g-")[0], "g-"), "-")
	newer := "g-" + hash + "-10" // after g-…-9, which a text order puts last
	must(t, os.Rename(generation(t, dir), filepath.Join(dir, newer)))
	for _, name := range []string{"building-g-1", "old-g-2", "g-" + hash + "-9"} {
		must(t, os.MkdirAll(filepath.Join(dir, name, "cases"), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, name, "cases", "root.bolt"), []byte("half"), 0o600))
	}
	for _, name := range []string{"g-", "g-x", "g-1-2-3", "g-" + hash + "-0", "g-" + hash + "--3", "g-" + hash + "-07"} { // not ours
		must(t, os.Mkdir(filepath.Join(dir, name), 0o700))
	}
	x := open(t, dir)
	defer closeIndex(t, x)
	if s := x.Status(); s != (indexer.Status{Mark: 4, Documents: 80}) {
		t.Errorf("status %+v, want mark 4 and 80 documents", s)
	}
	if n := len(names(t, dir, "g-")); n != 7 {
		t.Errorf("%d directories g-*, want the one served and the six that are not ours", n)
	}
	if left := append(names(t, dir, "building-"), append(names(t, dir, "old-"), names(t, dir, "g-"+hash+"-9")...)...); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestStale serves what an older program wrote until a rebuild replaces it.
func TestStale(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	must(t, os.Rename(generation(t, dir), filepath.Join(dir, "g-00000000-7")))
	x := open(t, dir)
	if s := x.Status(); s != (indexer.Status{Mark: 4, Documents: 80, Stale: true}) {
		t.Errorf("status %+v, want stale at mark 4", s)
	}
	if n := total(t, x, "emporio"); n != 80 {
		t.Errorf("found %d, want 80", n)
	}
	apply(t, x, indexer.Batch{Documents: []indexer.Document{simple("a", "Nuovo", false)}, Mark: 5})
	err := x.Rebuild(context.Background(), func(ctx context.Context, w indexer.Writer) error {
		return w.Apply(ctx, indexer.Batch{Documents: []indexer.Document{simple("b", "Nuovo", false)}, Mark: 6})
	})
	must(t, err)
	want := indexer.Status{Mark: 6, Documents: 1}
	if s := x.Status(); s != want {
		t.Errorf("status after rebuild %+v, want %+v", s, want)
	}
	closeIndex(t, x)
	if g := names(t, dir, "g-"); len(g) != 1 || g[0] == "g-00000000-7" {
		t.Errorf("generations %v, want the new one", g)
	}
	x = open(t, dir)
	defer closeIndex(t, x)
	if s := x.Status(); s != want {
		t.Errorf("status after reopening %+v, want %+v", s, want)
	}
}

// TestMoveCutShort opens what a crash leaves between publishing a draft and
// taking it from the desk.
func TestMoveCutShort(t *testing.T) {
	t.Parallel()
	published, draft := t.TempDir(), t.TempDir()
	for dir, onDesk := range map[string]bool{published: false, draft: true} {
		x := open(t, dir)
		apply(t, x, indexer.Batch{Documents: []indexer.Document{simple("a", "Caso", onDesk), simple(dir, "Altro", onDesk)}, Mark: 3})
		closeIndex(t, x)
	}
	desk := filepath.Join(generation(t, published), "desk")
	must(t, os.RemoveAll(desk))
	must(t, os.Rename(filepath.Join(generation(t, draft), "desk"), desk))
	for range 2 {
		x := open(t, published)
		if s := x.Status(); s != (indexer.Status{Mark: 3, Documents: 3}) {
			t.Errorf("status %+v, want mark 3 and 3 documents", s)
		}
		if n := total(t, x, "caso"); n != 1 {
			t.Errorf("found %d times, want once", n)
		}
		closeIndex(t, x)
	}
}

// TestRefusal wants Open to fail with a clear sentence where it must.
func TestRefusal(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	dir := filled(t)
	x := open(t, dir)
	defer closeIndex(t, x)
	if _, err := bleveindex.Open(dir, log); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("opened twice: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := bleveindex.Open(file, log); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("opened a file: %v", err)
	}
	if n := total(t, x, ""); n != 80 {
		t.Errorf("found %d after refusing another, want 80", n)
	}
}

// TestCloseUnderLoad closes while every kind of search runs: Close waits for
// them, and they end well or with the word that the index is closed.
func TestCloseUnderLoad(t *testing.T) {
	t.Parallel()
	x := open(t, filled(t))
	queries := []indexer.Query{
		{}, {Expr: indexer.Expr{{Text: "emporio"}}, Count: indexer.Facets()},
		{Expr: indexer.Expr{{Kind: indexer.KindPrefix, Text: "emp"}}},
		{Expr: indexer.Expr{{Kind: indexer.KindPhrase, Text: "solidale della città"}}},
		{Expr: indexer.Expr{{Text: "emporio"}, {Text: "solidale"}}, Sight: content.SightStaff},
	}
	var wg sync.WaitGroup
	running := make(chan struct{}, 100)
	for i := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				r, err := x.Search(context.Background(), queries[(i+n)%len(queries)])
				if err != nil {
					if !strings.Contains(err.Error(), "closed") {
						t.Errorf("search while closing: %v", err)
					}
					return
				}
				if r.Total == 0 {
					t.Error("found nothing while closing")
					return
				}
				select {
				case running <- struct{}{}:
				default:
				}
			}
		})
	}
	for range cap(running) {
		<-running
	}
	closeIndex(t, x)
	wg.Wait()
}

// TestCannotWrite takes the directory away under a running index: Apply says
// so, Status repeats it, searches go on, and all is well when it is back.
func TestCannotWrite(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	var logged lineCounter
	x, err := bleveindex.Open(dir, slog.New(slog.NewTextHandler(&logged, nil)))
	must(t, err)
	defer closeIndex(t, x)
	cases := filepath.Join(generation(t, dir), "cases")
	must(t, os.Rename(cases, cases+"-away"))
	next := indexer.Batch{Documents: []indexer.Document{simple("a", "Nuovo", false)}, Mark: 5}
	for range 2 {
		if err := x.Apply(context.Background(), next); err == nil {
			t.Fatal("applied without a directory")
		}
	}
	if s := x.Status(); s.Err == nil || s.Mark != 4 {
		t.Errorf("status %+v, want an error at mark 4", s)
	}
	if n := total(t, x, "emporio"); n != 80 {
		t.Errorf("found %d, want 80", n)
	}
	must(t, os.Rename(cases+"-away", cases))
	apply(t, x, next)
	if s := x.Status(); s != (indexer.Status{Mark: 5, Documents: 81}) {
		t.Errorf("status %+v, want mark 5 and no error", s)
	}
	if n := logged.count("cannot be written"); n != 1 {
		t.Errorf("logged %d times, want once", n)
	}
	if n := logged.count("works again"); n != 1 {
		t.Errorf("logged %d times that all is well, want once", n)
	}
}

// A lineCounter counts what was logged.
type lineCounter struct {
	mu   sync.Mutex
	text strings.Builder
}

func (c *lineCounter) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

func (c *lineCounter) count(s string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.text.String(), s)
}
