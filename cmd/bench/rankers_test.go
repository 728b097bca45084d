package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"testing"

	"copratica/content"
	"copratica/content/contenttest"
	"copratica/indexer"
	"copratica/indexer/bleveindex"
)

// A ranker is one way to answer the judged queries of one target.
type ranker struct {
	Name string
	fill func(context.Context, []indexer.Document) error // adds
	rank func(ctx context.Context, text string) (ranking, error)
}

const perPage = 20

// query is the text as the program reads it.
func (h *house) query(text string) (indexer.Query, error) {
	q, notices, err := indexer.ParseQuery(url.Values{"q": {text}, "per_page": {fmt.Sprint(perPage)}}, asked, h.library.Taxonomy())
	if err == nil && len(notices) > 0 {
		err = fmt.Errorf("notices: %v", notices)
	}
	if err != nil {
		return q, fmt.Errorf("parse %q: %w", text, err)
	}
	return q, nil
}

// rankCases are the cases that a finder shows.
func (h *house) rankCases(ctx context.Context, f *indexer.Finder, text string) (ranking, error) {
	q, err := h.query(text)
	if err != nil {
		return ranking{}, err
	}
	a, err := f.Search(ctx, asker(), q)
	if err != nil {
		return ranking{}, fmt.Errorf("search %q: %w", text, err)
	}
	r := ranking{Shown: a.Total + a.Also, Claims: a.Total > 0 && a.Coverage == indexer.CoverAll, Relaxed: a.Relaxed}
	for _, hit := range a.Hits {
		r.Hits = append(r.Hits, ranked{Docs: []string{hit.ID}, Tier: string(hit.Coverage)})
	}
	return r, nil
}

// rankOwn are the cases that the house finds.
func (h *house) rankOwn(ctx context.Context, text string) (ranking, error) {
	return h.rankCases(ctx, h.finder, text)
}

// rankPassages are the acts that are found, each with the pages it shows: first
// that where the words stand, which the hit leads to.
func (h *house) rankPassages(ctx context.Context, text string) (ranking, error) {
	q, err := h.query(text)
	if err != nil {
		return ranking{}, err
	}
	a, err := h.finder.Acts(ctx, asker(), q)
	if err != nil {
		return ranking{}, fmt.Errorf("search acts for %q: %w", text, err)
	}
	r := ranking{Shown: a.Listed, Claims: a.Total > 0 && a.Coverage == indexer.CoverAll, Relaxed: a.Relaxed}
	for _, hit := range a.Hits {
		one := ranked{Tier: string(hit.Coverage)}
		for _, p := range hit.Places {
			one.Docs = append(one.Docs, pageName(hit.CaseID, hit.Act.File, p.Page))
		}
		for _, p := range hit.Places {
			for n := p.From; n <= p.To; n++ {
				if name := pageName(hit.CaseID, hit.Act.File, n); !slices.Contains(one.Docs, name) {
					one.Docs = append(one.Docs, name)
				}
			}
		}
		r.Hits = append(r.Hits, one)
	}
	return r, nil
}

// ours answers with cases or passages out of the shelf's own index, or with
// cases out of one that no act ever reached.
func ours(t *testing.T, s *shelf) (cases, passages []ranker) {
	without, err := bleveindex.Open(filepath.Join(t.TempDir(), "without"), s.log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := without.Close(); err != nil {
			t.Error(err)
		}
	})
	finder := indexer.NewFinder(without, s.library)
	n := 0
	cases = []ranker{
		{nameOurs, s.add, s.rankOwn},
		{nameOurs + noActs, func(ctx context.Context, docs []indexer.Document) error {
			docs = slices.Clone(docs)
			for i := range docs {
				docs[i].Acts = nil
			}
			n += len(docs)
			return without.Apply(ctx, indexer.Batch{Documents: docs, Mark: content.Seq(n)})
		}, func(ctx context.Context, text string) (ranking, error) { return s.rankCases(ctx, finder, text) }},
	}
	nothing := func(context.Context, []indexer.Document) error { return nil }
	return cases, []ranker{{nameOurs, nothing, s.rankPassages}}
}

const (
	nameOurs     = "Copratica"
	nameBleveAny = "Bleve it"
	namePGAny    = "PostgreSQL italian"
	nameFTS5Any  = "SQLite FTS5"
	noActs       = ", no acts"
)

// peers are the others, each with three collections: cases with the words of
// their acts, cases without, and passages of acts.
func peers(t *testing.T) (cases, passages []ranker) {
	server, err := contenttest.StartPostgres()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	dir := t.TempDir()
	for _, p := range []struct {
		name string
		open func(name string) (anyWord, error)
	}{
		{nameBleveAny, func(name string) (anyWord, error) { return openBareBleve(filepath.Join(dir, name)) }},
		{namePGAny, func(string) (anyWord, error) {
			db, err := sql.Open("pgx", server.Database(t))
			if err != nil {
				return nil, err
			}
			s, err := newPostgres(t.Context(), db, smokeClients)
			if err != nil {
				return nil, errors.Join(err, db.Close())
			}
			return s.anyWord(), nil
		}},
		{nameFTS5Any, func(name string) (anyWord, error) {
			s, err := openFTS5(t.Context(), filepath.Join(dir, name+".db"), smokeClients)
			if err != nil {
				return nil, err
			}
			return s.anyWord(), nil
		}},
	} {
		open := func(name string) anyWord {
			x, err := p.open(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := x.close(); err != nil {
					t.Error(err)
				}
			})
			return x
		}
		cases = append(cases, peerOfCases(p.name, open("with"), withActs), peerOfCases(p.name+noActs, open("without"), withoutActs))
		passages = append(passages, peerOfPassages(p.name, open("passages")))
	}
	return cases, passages
}

func peerOfCases(name string, x anyWord, paperOf func(indexer.Document) paper) ranker {
	return ranker{name, func(ctx context.Context, docs []indexer.Document) error {
		var all []paper
		for _, d := range docs {
			if d.Sight <= asked {
				all = append(all, paperOf(d))
			}
		}
		return x.fill(ctx, all)
	}, func(ctx context.Context, text string) (ranking, error) {
		ids, err := x.find(ctx, text)
		r := ranking{Shown: len(ids), Claims: len(ids) > 0}
		for _, id := range ids {
			r.Hits = append(r.Hits, ranked{Docs: []string{id}})
		}
		return r, err
	}}
}

func peerOfPassages(name string, x anyWord) ranker {
	pages := make(map[string][]string)
	return ranker{name, func(ctx context.Context, docs []indexer.Document) error {
		var all []paper
		for _, l := range leaves(docs) {
			all = append(all, l.paper)
			pages[l.ID] = l.pages
		}
		return x.fill(ctx, all)
	}, func(ctx context.Context, text string) (ranking, error) {
		ids, err := x.find(ctx, text)
		r := ranking{Shown: len(ids), Claims: len(ids) > 0}
		for _, id := range ids {
			r.Hits = append(r.Hits, ranked{Docs: pages[id]})
		}
		return r, err
	}}
}
