package bench

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"copratica/content"
	"copratica/content/contenttest"
	"copratica/indexer"
)

var docCount = flag.Int("bench.docs", smokeDocs, "how many cases to measure with; up to 1000 is a smoke test without timing")

const (
	smokeDocs    = 300
	smokeMost    = 1000
	smokeClients = 2

	cellBudget  = 1500 * time.Millisecond // for each engine, query class, variant and number of clients
	manyClients = 16
	sampleSize  = 2000 // papers that queries are chosen from
)

// The columns.
const (
	nameBleve     = "bare Bleve"
	nameBleveTrue = "bare Bleve, true counts"
	nameIndex     = "Index.Search"
	nameFinder    = "Finder.Search"
	nameHTTP      = "HTTP JSON"
	nameFTS5      = "SQLite FTS5"
	namePostgres  = "PostgreSQL"
)

// A bench is everything that is measured, filled with one collection.
type bench struct {
	t        *testing.T
	ctx      context.Context
	out      io.Writer
	dir      string
	budget   time.Duration // 0: a smoke test
	crowd    int           // clients at a time, beside a single one
	corpus   *corpus
	samples  []*sample
	docs     []indexer.Document // dropped when all have loaded them
	text     int64              // bytes of it
	house    *house
	bleve    *bareBleve
	fts5     *fts5
	postgres *postgres
	classes  []class
}

func TestBench(t *testing.T) {
	b := &bench{t: t, ctx: t.Context(), out: t.Output(), dir: t.TempDir(), corpus: mustCorpus(t)}
	b.crowd = smokeClients
	if *docCount > smokeMost {
		b.budget, b.crowd = cellBudget, manyClients
	}
	printMachine(b.out, *docCount, b.budget)
	b.open()
	b.store()
	b.load()
	b.check()
	b.search()
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) bleveDir() string { return filepath.Join(b.dir, "bleve") }
func (b *bench) fts5File() string { return filepath.Join(b.dir, "fts5.db") }

func (b *bench) open() {
	var err error
	b.house, err = openHouse(b.ctx, filepath.Join(b.dir, "house"), b.crowd)
	b.must(err)
	b.t.Cleanup(func() { b.must(b.house.close()) })
	b.bleve, err = openBareBleve(b.bleveDir())
	b.must(err)
	b.t.Cleanup(func() { b.must(b.bleve.index.Close()) })
	b.fts5, err = openFTS5(b.ctx, b.fts5File(), b.crowd)
	b.must(err)
	b.t.Cleanup(func() { b.must(b.fts5.db.Close()) })

	server, err := contenttest.StartPostgres()
	b.must(err)
	b.t.Cleanup(func() { b.must(server.Stop()) })
	db, err := sql.Open("pgx", server.Database(b.t)+"?work_mem=65536&jit=off")
	b.must(err)
	b.t.Cleanup(func() { b.must(db.Close()) })
	b.postgres, err = newPostgres(b.ctx, db, b.crowd)
	b.must(err)
}

// store makes the cases, puts them and reads them back as documents.
func (b *bench) store() {
	for i := range *docCount {
		b.samples = append(b.samples, b.corpus.sample(i))
	}
	start := time.Now()
	b.must(b.house.put(b.ctx, b.samples))
	put := time.Since(start)
	for _, s := range b.samples {
		s.Text = ""
	}
	start = time.Now()
	docs, err := b.house.documents(b.ctx)
	b.must(err)
	built := time.Since(start)
	if len(docs) != len(b.samples) {
		b.t.Fatalf("built %d documents of %d cases", len(docs), len(b.samples))
	}
	b.docs = docs
	for _, p := range papers(docs) {
		b.text += int64(len(p.Title) + len(p.Body))
	}
	n := float64(len(docs))
	fmt.Fprintf(b.out, "\nPutCase %.0f cases/s, one transaction each; Store.Cases and Builder.Document %.0f cases/s; searchable text %s\n",
		n/put.Seconds(), n/built.Seconds(), mega(b.text))
	b.classes = classes(b.corpus, papers(docs[:min(sampleSize, len(docs))]), b.bleve.index.Mapping().AnalyzerNamed("it"))
	for _, c := range b.classes {
		if len(c.Requests) < perClass {
			b.t.Fatalf("%s: found only %d queries", c.Name, len(c.Requests))
		}
		fmt.Fprintf(b.out, "%s:", c.Name)
		for _, r := range c.Requests {
			fmt.Fprintf(b.out, "  %s", r.text())
		}
		fmt.Fprintln(b.out)
	}
}

// load fills the engines, one after another.
func (b *bench) load() {
	wait := func(path string) func() error {
		return func() error {
			if b.budget == 0 {
				return nil
			}
			return settled(path)
		}
	}
	same := func(docs []indexer.Document) []indexer.Document { return docs }
	before := heap()
	fmt.Fprintf(b.out, "\nbefore loading: live heap %s; %s\n", mega(before), memory())

	ours, err := load(nameIndex, b.docs, same, func(first int, docs []indexer.Document) error {
		return b.house.index.Apply(b.ctx, indexer.Batch{Documents: docs, Mark: content.Seq(first + len(docs))})
	}, wait(b.house.indexDir()))
	b.must(err)
	after := max(heap(), before)
	fmt.Fprintf(b.out, "our index loaded: live heap %s; %s\n", mega(after), memory())
	fmt.Fprintf(b.out, "our index in memory, columns and all: %s, %d bytes a case\n", mega(after-before), int(after-before)/len(b.docs))

	bare, err := load(nameBleve, b.docs, papers, func(_ int, p []paper) error { return b.bleve.apply(p) }, wait(b.bleveDir()))
	b.must(err)
	fts5, err := load(nameFTS5, b.docs, papers, func(first int, p []paper) error { return b.fts5.load(b.ctx, p, first) },
		func() error { return b.fts5.settle(b.ctx) })
	b.must(err)
	pg, err := load(namePostgres, b.docs, papers, func(first int, p []paper) error { return b.postgres.load(b.ctx, p, first) },
		func() error { return b.postgres.settle(b.ctx) })
	b.must(err)
	b.docs = nil

	ours.Disk, err = diskSize(b.house.indexDir())
	b.must(err)
	bare.Disk, err = diskSize(b.bleveDir())
	b.must(err)
	fts5.Disk, err = diskSize(b.fts5File())
	b.must(err)
	pg.Disk, err = b.postgres.size(b.ctx)
	b.must(err)
	printLoadings(b.out, []loading{ours, bare, fts5, pg}, b.text)
}
