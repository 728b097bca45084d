package bleveindex

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"copratica/content"
	"copratica/indexer"
)

// openHere opens an empty index.
func openHere(t *testing.T) *Index {
	t.Helper()
	x, err := Open(t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return x
}

// filledHere opens an index of many small batches.
func filledHere(t *testing.T, batches int) *Index {
	t.Helper()
	x := openHere(t)
	for i := range batches {
		d := indexer.Document{ID: fmt.Sprint("d", i), Parts: []indexer.Part{{Text: fmt.Sprint("emporio ", i)}}}
		if err := x.Apply(context.Background(), indexer.Batch{Documents: []indexer.Document{d}, Mark: content.Seq(i + 1)}); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

// TestSettle wants a view to let go of segments that were merged away, so that
// their files can be removed, and to find the same.
func TestSettle(t *testing.T) {
	t.Parallel()
	x := filledHere(t, 30)
	deadline := time.Now().Add(20 * time.Second)
	for files := 100; files > 12; {
		if time.Now().After(deadline) {
			t.Fatalf("%d segment files are left", files)
		}
		x.catchUp()
		found, err := filepath.Glob(filepath.Join(x.gen.dir, casesName, "*.zap"))
		if err != nil {
			t.Fatal(err)
		}
		files = len(found)
	}
	x.catchUp()
	if got, want := len(x.gen.caseCols), len(x.view.segments); got > want {
		t.Errorf("columns of %d segments are kept, %d are in use", got, want)
	}
	r, err := x.Search(context.Background(), indexer.Query{Expr: indexer.Expr{{Text: "emporio"}}, Page: 1, PerPage: 1})
	if err != nil || r.Total != 30 {
		t.Errorf("found %d, %v, want 30", r.Total, err)
	}
}

// TestShrunkFile cuts a mapped file under a running index: the search fails,
// the program does not, and Status tells.
func TestShrunkFile(t *testing.T) {
	t.Parallel()
	x := filledHere(t, 1) // one segment: the engine has no reason of its own to read it
	x.catchUp()           // from memory to the file
	files, err := filepath.Glob(filepath.Join(x.gen.dir, casesName, "*.zap"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, %v, want one", files, err)
	}
	for _, f := range files {
		if err := os.Truncate(f, 0); err != nil {
			t.Fatal(err)
		}
	}
	q := indexer.Query{Expr: indexer.Expr{{Text: "emporio"}}, Page: 1, PerPage: 10}
	if _, err := x.Search(context.Background(), q); err == nil || !strings.Contains(err.Error(), errPanic.Error()) {
		t.Errorf("search = %.200v, want a failure of the engine", err)
	}
	if s := x.Status(); s.Err == nil {
		t.Error("status has no error")
	}
}

// TestDeadEngine kills the engine's background in effigy: batches do not hang,
// the index opens it anew and goes on.
func TestDeadEngine(t *testing.T) {
	t.Parallel()
	x := filledHere(t, 3)
	x.gen.alarm(fmt.Errorf("merger: %w", scorch.ErrAsyncPanic))
	if s := x.Status(); s.Err == nil || s.Mark != 3 {
		t.Errorf("status %+v, want an error at mark 3", s)
	}
	if err := x.Apply(context.Background(), indexer.Batch{Deletions: []string{"d0"}, Mark: 4}); err != nil {
		t.Fatal(err)
	}
	if s := x.Status(); s != (indexer.Status{Mark: 4, Documents: 2}) {
		t.Errorf("status %+v, want mark 4 and 2 documents", s)
	}
}
