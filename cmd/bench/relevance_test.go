package bench

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"copratica/indexer"
)

var poolFile = flag.String("bench.pool", "", "measure relevance in full, and write to this file what of it nobody has judged")

// A judgement is what one ranker makes of each query of one target.
type judgement struct {
	name     string
	rankings []ranking
	scores   []scores
}

// judge has rankers answer queries.
func judge(ctx context.Context, rankers []ranker, queries []judged) ([]judgement, error) {
	var all []judgement
	for _, r := range rankers {
		j := judgement{name: r.Name}
		for _, q := range queries {
			ranking, err := r.rank(ctx, q.Text)
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", r.Name, q.ID, err)
			}
			j.rankings = append(j.rankings, ranking)
			j.scores = append(j.scores, score(q, ranking))
		}
		all = append(all, j)
	}
	return all, nil
}

// Without -bench.pool this is a smoke test on the sample cases alone.
func TestRelevance(t *testing.T) {
	queries := mustJudged(t)
	s := openShelf(t)
	s.dropScans(t, queries)
	shareWords(s.docs, queries)
	ourCases, ourPassages := ours(t, s)
	otherCases, otherPassages := peers(t)
	b := &relevance{
		t: t, cases: append(ourCases, otherCases...), passages: append(ourPassages, otherPassages...),
		ofCases:    those(queries, func(q judged) bool { return q.Target == targetCases }),
		ofPassages: those(queries, func(q judged) bool { return q.Target == targetPassages }),
		pool:       make(map[[2]string]bool),
	}
	b.fill(s.docs)
	fmt.Fprint(t.Output(), relevanceLegend)
	before := b.measure(fmt.Sprintf("%d sample cases", len(s.docs)))
	s.printRewordings(t, those(b.ofCases, func(q judged) bool { return q.Split == splitTune }))
	if *poolFile == "" {
		return
	}
	w, err := newTwinner(s.docs, queries)
	if err != nil {
		t.Fatal(err)
	}
	twins := s.twins(t, w)
	checkTwins(t, s.docs, twins, queries)
	b.fill(twins)
	after := b.measure(fmt.Sprintf("%d sample cases and %d near-twins", len(s.docs), len(twins)))
	for i, target := range []string{targetCases, targetPassages} {
		printFall(t.Output(), target, before[i], after[i])
	}
	printRelevanceAims(t.Output(), before, after)
	if err := b.writePool(*poolFile); err != nil {
		t.Fatal(err)
	}
}

// A relevance is everything that is measured.
type relevance struct {
	t                   *testing.T
	cases, passages     []ranker
	ofCases, ofPassages []judged
	pool                map[[2]string]bool // query and document
}

func (b *relevance) fill(docs []indexer.Document) {
	b.t.Helper()
	for _, r := range append(slices.Clone(b.cases), b.passages...) {
		if err := r.fill(b.t.Context(), docs); err != nil {
			b.t.Fatalf("fill %s: %v", r.Name, err)
		}
	}
}

// measure prints how good the answers are, and gives those on cases and passages.
func (b *relevance) measure(of string) (sheets [2]sheet) {
	b.t.Helper()
	for n, part := range []struct {
		of      string
		rankers []ranker
		queries []judged
	}{{targetCases, b.cases, b.ofCases}, {targetPassages, b.passages, b.ofPassages}} {
		judgements, err := judge(b.t.Context(), part.rankers, part.queries)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, j := range judgements {
			for i, q := range part.queries {
				for _, doc := range unjudged(q, j.rankings[i], nDCGDepth) {
					if !strings.HasPrefix(doc, twinPrefix) {
						b.pool[[2]string{q.ID, doc}] = true
					}
				}
			}
		}
		sheets[n] = sheet{part.queries, judgements}
		printQuality(b.t.Output(), of, part.of, sheets[n])
	}
	return sheets
}

// writePool lists what is to be judged, in an order that does not tell which
// engine found it.
func (b *relevance) writePool(name string) (err error) {
	texts := make(map[string]string)
	for _, q := range append(slices.Clone(b.ofCases), b.ofPassages...) {
		texts[q.ID] = q.Text
	}
	pairs := make([][2]string, 0, len(b.pool))
	for p := range b.pool {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(x, y [2]string) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "id\tdocument\tquery")
	for _, p := range pairs {
		fmt.Fprintf(w, "%s\t%s\t%s\n", p[0], p[1], texts[p[0]])
	}
	fmt.Fprintf(b.t.Output(), "\n%d pairs of query and document are unjudged: %s\n", len(pairs), name)
	return w.Flush()
}
