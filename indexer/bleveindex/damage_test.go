package bleveindex_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/util"
	bolt "go.etcd.io/bbolt"

	"copratica/content"
	"copratica/indexer"
)

// simple is a document with a title, for everybody or on the desk.
func simple(id, title string, desk bool) indexer.Document {
	return indexer.Document{
		ID: id, Revision: 1, Factor: 1, Desk: desk, Card: indexer.Card{Title: title},
		Parts: []indexer.Part{{Field: indexer.FieldTitle, Text: title}, {Field: indexer.FieldBody, Text: "emporio solidale della città"}},
	}
}

// filled makes a closed index of 60 cases and 20 drafts at mark 4.
func filled(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	x := open(t, dir)
	for mark := range 4 {
		b := indexer.Batch{Mark: content.Seq(mark + 1)}
		for i := range 20 {
			b.Documents = append(b.Documents, simple(fmt.Sprintf("d%d-%02d", mark, i), "Caso", mark == 1))
		}
		apply(t, x, b)
	}
	closeIndex(t, x)
	return dir
}

func apply(t *testing.T, w indexer.Writer, b indexer.Batch) {
	t.Helper()
	if err := w.Apply(context.Background(), b); err != nil {
		t.Fatal(err)
	}
}

func closeIndex(t *testing.T, x indexer.Index) {
	t.Helper()
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

// total counts what staff find of a word; "" is everything.
func total(t *testing.T, x indexer.Searcher, word string) int {
	t.Helper()
	q := indexer.Query{Page: 1, PerPage: 10, Sight: content.SightStaff}
	if word != "" {
		q.Expr = indexer.Expr{{Text: word}}
	}
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

// names lists the directory's entries that start with a prefix.
func names(t *testing.T, dir, prefix string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, prefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return found
}

// generation is the path of the only generation.
func generation(t *testing.T, dir string) string {
	t.Helper()
	found := names(t, dir, "g-")
	if len(found) != 1 {
		t.Fatalf("generations %v, want one", found)
	}
	return filepath.Join(dir, found[0])
}

// segmentFile is a segment that an engine's newest state needs.
func segmentFile(t *testing.T, engine string) string {
	t.Helper()
	db, err := bolt.Open(filepath.Join(engine, "root.bolt"), 0o600, &bolt.Options{ReadOnly: true})
	must(t, err)
	defer db.Close()
	file := ""
	must(t, db.View(func(tx *bolt.Tx) error {
		states := tx.Bucket(util.BoltSnapshotsBucket)
		newest, _ := states.Cursor().Last()
		return states.Bucket(newest).ForEachBucket(func(name []byte) error {
			if path := states.Bucket(newest).Bucket(name).Get(util.BoltPathKey); path != nil {
				file = string(path)
			}
			return nil
		})
	}))
	if file == "" {
		t.Fatalf("no segment in %s", engine)
	}
	return filepath.Join(engine, file)
}

func rootFile(_ *testing.T, engine string) string  { return filepath.Join(engine, "root.bolt") }
func engineDir(_ *testing.T, engine string) string { return engine }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestDamage breaks an index in many ways and wants it to open empty, at mark
// 0, with what was broken moved aside, and to be usable.
func TestDamage(t *testing.T) {
	t.Parallel()
	truncate := func(share float64, less int64) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			must(t, os.Truncate(path, int64(float64(info.Size())*share)-less))
		}
	}
	overwrite := func(at float64, text string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			b, err := os.ReadFile(path)
			must(t, err)
			copy(b[int(float64(len(b))*at):], text)
			must(t, os.WriteFile(path, b, 0o600))
		}
	}
	remove := func(t *testing.T, path string) { must(t, os.RemoveAll(path)) }
	garbage := func(t *testing.T, path string) {
		must(t, os.WriteFile(path, []byte(strings.Repeat("garbage ", 8192)), 0o600))
	}
	for _, of := range []string{"cases", "desk"} {
		for _, c := range []struct {
			name   string
			file   func(t *testing.T, engine string) string
			damage func(*testing.T, string)
		}{
			{"segment cut in half", segmentFile, truncate(0.5, 0)},
			{"segment without its last byte", segmentFile, truncate(1, 1)},
			{"segment empty", segmentFile, truncate(0, 0)},
			{"segment missing", segmentFile, remove},
			{"segment of garbage", segmentFile, garbage},
			{"segment with other words", segmentFile, overwrite(0.3, "xxxx")},
			{"segment with another end", segmentFile, overwrite(0.999, "\xff\xff\xff\xff")},
			{"root missing", rootFile, remove},
			{"root of garbage", rootFile, garbage},
			{"root empty", rootFile, truncate(0, 0)},
			{"root cut in half", rootFile, truncate(0.5, 0)},
			{"root overwritten", rootFile, overwrite(0, strings.Repeat("\x00\xff", 8192))},
			{"all missing", engineDir, remove},
			{"a file instead", engineDir, func(t *testing.T, path string) { remove(t, path); garbage(t, path) }},
		} {
			t.Run(of+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				dir := filled(t)
				c.damage(t, c.file(t, filepath.Join(generation(t, dir), of)))
				wantStartedEmpty(t, dir)
			})
		}
	}
	t.Run("an empty generation", func(t *testing.T) {
		t.Parallel()
		dir := filled(t)
		g := generation(t, dir)
		must(t, os.RemoveAll(g))
		must(t, os.Mkdir(g, 0o700))
		wantStartedEmpty(t, dir)
	})
	t.Run("a file instead of a generation", func(t *testing.T) {
		t.Parallel()
		dir := filled(t)
		g := generation(t, dir)
		must(t, os.RemoveAll(g))
		garbage(t, g)
		wantStartedEmpty(t, dir)
	})
	t.Run("the desk of another index", func(t *testing.T) {
		t.Parallel()
		dir, other := filled(t), t.TempDir()
		closeIndex(t, open(t, other))
		must(t, os.RemoveAll(filepath.Join(generation(t, dir), "desk")))
		must(t, os.Rename(filepath.Join(generation(t, other), "desk"), filepath.Join(generation(t, dir), "desk")))
		wantStartedEmpty(t, dir)
	})
}

// wantStartedEmpty opens a damaged index twice.
func wantStartedEmpty(t *testing.T, dir string) {
	t.Helper()
	x := open(t, dir)
	if s := x.Status(); s != (indexer.Status{}) {
		t.Errorf("status %+v, want empty at mark 0", s)
	}
	if n := total(t, x, ""); n != 0 {
		t.Errorf("found %d documents, want none", n)
	}
	apply(t, x, indexer.Batch{Documents: []indexer.Document{simple("a", "Nuovo", false), simple("b", "Nuovo", true)}, Mark: 2})
	closeIndex(t, x)
	if broken := names(t, dir, "broken-"); len(broken) != 1 {
		t.Errorf("moved aside %v, want one directory", broken)
	}
	x = open(t, dir)
	if s := x.Status(); s != (indexer.Status{Mark: 2, Documents: 2}) || total(t, x, "emporio") != 2 {
		t.Errorf("after reopening: status %+v, %d found", s, total(t, x, "emporio"))
	}
	must(t, x.Rebuild(t.Context(), func(ctx context.Context, w indexer.Writer) error {
		return w.Apply(ctx, indexer.Batch{Documents: []indexer.Document{simple("a", "Nuovo", false)}, Mark: 3})
	}))
	closeIndex(t, x)
	if broken := names(t, dir, "broken-"); len(broken) != 0 {
		t.Errorf("after a rebuild %v are left, which may hold purged words", broken)
	}
}
