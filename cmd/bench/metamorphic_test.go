package bench

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"copratica/indexer"
)

// A query's first hits are those that must bear a rewording.
const firstHits = 3

// leastOverlap is how much of the first hits rewordings leave, in the mean.
const leastOverlap = 0.9

func first(r ranking) []string {
	var ids []string
	for _, h := range r.Hits[:min(firstHits, len(r.Hits))] {
		ids = append(ids, h.Docs[0])
	}
	return ids
}

// overlap is the share of hits that are among others too.
func overlap(hits, others []string) float64 {
	if len(hits) == 0 {
		if len(others) == 0 {
			return 1
		}
		return 0
	}
	n := 0
	for _, h := range hits {
		if slices.Contains(others, h) {
			n++
		}
	}
	return float64(n) / float64(len(hits))
}

// A borne is what a rewording leaves of the first hits.
type borne struct {
	Queries int
	Share   float64 // in the mean
	Moved   string  // where it is less than all
}

func (s *shelf) bears(t *testing.T, w rewording, queries []judged) borne {
	t.Helper()
	var shares []float64
	var moved strings.Builder
	for _, q := range queries {
		text, ok := w.of(q)
		if !ok {
			continue
		}
		before := first(s.mustRank(t, q))
		q.Text = text
		after := first(s.mustRank(t, q))
		share := overlap(before, after)
		if shares = append(shares, share); share < 1 {
			fmt.Fprintf(&moved, "\n%s %s: %v, was %v", q.ID, q.Text, after, before)
		}
	}
	return borne{len(shares), mean(shares), moved.String()}
}

// meetsVariantsAlike types each query in other ways that mean the same.
func (s *shelf) meetsVariantsAlike(t *testing.T, queries []judged) {
	all, err := s.rewordings()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, w := range all {
		b := s.bears(t, w, queries)
		tried += b.Queries
		if b.Queries > 0 && b.Share < leastOverlap {
			t.Errorf("%s: %d queries keep only %.3f of their first %d%s", w.Name, b.Queries, b.Share, firstHits, b.Moved)
		}
	}
	if tried < 2*len(queries) {
		t.Errorf("%d queries were typed otherwise only %d times", len(queries), tried)
	}
}

// vocabulary counts the cases that have each stem, in their text or their acts.
func (s *shelf) vocabulary() map[string]int {
	known := stemFrequencies(s.docs)
	for _, l := range leaves(s.docs) {
		for _, stem := range stems(l.Title + "\n" + l.Body) {
			known[stem]++
		}
	}
	return known
}

// all is how many cases meet every word of a text.
func (s *shelf) all(t *testing.T, text string) int {
	t.Helper()
	a := s.answer(t, s.mustQuery(t, text))
	if a.Coverage != indexer.CoverAll {
		return 0
	}
	return a.Total
}

func (s *shelf) mustQuery(t *testing.T, text string) indexer.Query {
	t.Helper()
	q, err := s.query(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// answer is what a member is shown.
func (s *shelf) answer(t *testing.T, q indexer.Query) indexer.Answer {
	t.Helper()
	a, err := s.finder.Search(t.Context(), asker(), q)
	if err != nil {
		t.Fatalf("search %q: %v", q.Text, err)
	}
	return a
}

// furtherWordsNarrow adds a word: no more cases can have them all.
func (s *shelf) furtherWordsNarrow(t *testing.T, queries []judged) {
	narrowed := 0
	for i, q := range queries {
		before := s.all(t, q.Text)
		for _, word := range []string{"comune", "progetto", "giovani", "emporio", "2023", "zibaldone", strings.Fields(queries[(i+1)%len(queries)].Text)[0]} {
			after := s.all(t, q.Text+" "+word)
			if after > before {
				t.Errorf("%d cases have all of %q, and %d with %q", before, q.Text, after, word)
			}
			if after < before {
				narrowed++
			}
		}
	}
	if narrowed == 0 {
		t.Error("no word ever narrowed anything")
	}
}

// countsComeTrue chooses one counted value of each facet, and finds as many
// cases as were promised.
func (s *shelf) countsComeTrue(t *testing.T, queries []judged) {
	chosen := 0
	for i, judged := range queries {
		q := s.mustQuery(t, judged.Text)
		q.Count = visitorFacets()
		promised := s.answer(t, q)
		q.Count = nil
		for f, counts := range promised.Facets {
			if len(counts) == 0 {
				continue
			}
			one := counts[i%len(counts)]
			q.Filters = map[indexer.Facet][]string{f: {one.Value}}
			got := s.answer(t, q)
			if chosen++; got.Total != one.Count || got.Coverage != promised.Coverage {
				t.Errorf("%s %q: %s=%s was counted %d in %s and finds %d in %s", judged.ID, judged.Text, f, one.Value, one.Count, promised.Coverage, got.Total, got.Coverage)
			}
		}
	}
	if chosen < len(queries) {
		t.Errorf("only %d values were counted for %d queries", chosen, len(queries))
	}
}

// wordsSaidToMatchDo asks without a word that a hit's fragments mark: the hit
// falls in score, or is gone. Where another passage of its acts then serves it
// best, the scores are of different things and are not compared.
func (s *shelf) wordsSaidToMatchDo(t *testing.T, queries []judged) {
	checked := 0
	for _, q := range queries {
		a := s.every(t, q.Text)
		before, rest := a.Hits, leftOut(a.Query)
		for _, h := range before[:min(firstHits, len(before))] {
			marked := markedStems(h.Fragments)
			for word, rest := range rest {
				if !marked[stems(word)[0]] {
					continue
				}
				after := s.every(t, rest).Hits
				i := slices.IndexFunc(after, func(a indexer.AnswerHit) bool { return a.ID == h.ID })
				if i >= 0 && !samePassage(after[i].Passage, h.Passage) {
					continue
				}
				if checked++; i >= 0 && after[i].Score >= h.Score {
					t.Errorf("%s: %s scores %.3f for %q, and %.3f without %q, which it is said to match", q.ID, h.ID, h.Score, q.Text, after[i].Score, word)
				}
			}
		}
	}
	if checked < len(queries) {
		t.Errorf("only %d words were left out of %d queries", checked, len(queries))
	}
}

func samePassage(a, b *indexer.FoundPassage) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Act.File == b.Act.File && a.Text == b.Text
}

// leftOut are the texts of a query without one of their words, by that word.
// What is read as one with other words is left alone: expressions, phrases,
// citations.
func leftOut(q indexer.Query) map[string]string {
	words := strings.Fields(q.Text)
	out := make(map[string]string)
	for n, c := range q.Expr {
		typed := q.Typed(n)
		i := slices.Index(words, typed)
		if c.Kind == indexer.KindWord && i >= 0 && len(words) > 1 {
			out[typed] = strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")
		}
	}
	return out
}

// markedStems are those of the words that fragments mark.
func markedStems(fragments []indexer.Fragment) map[string]bool {
	marked := make(map[string]bool)
	for _, f := range fragments {
		for _, span := range f.Spans {
			if span.Match {
				for _, stem := range stems(span.Text) {
					marked[stem] = true
				}
			}
		}
	}
	return marked
}

// every is an answer with the hits of all tiers.
func (s *shelf) every(t *testing.T, text string) indexer.Answer {
	t.Helper()
	q := s.mustQuery(t, text)
	q.Some, q.PerPage = true, 100
	return s.answer(t, q)
}

// strangers is how many cases about nothing of the kind are added.
const strangers = 20

// strangersLeave is how much of the first hits they leave, in the mean: the
// weight of words by rarity does depend on how many cases there are.
const strangersLeave = 0.95

// strangersMoveNothing adds cases of no word that the sample cases have, as
// long as they are.
func (s *shelf) strangersMoveNothing(t *testing.T, queries []judged) {
	before := make([][]string, len(queries))
	for i, q := range queries {
		before[i] = first(s.mustRank(t, q))
	}
	var added []indexer.Document
	for i, d := range s.docs[:strangers] {
		parts := slices.Clone(d.Parts)
		for k := range parts {
			parts[k].Text = strange(parts[k].Text, i)
		}
		d.ID, d.Body, d.Acts = fmt.Sprintf("estraneo-%02d", i), strange(d.Body, i), nil
		d.Parts, d.Values = parts, [3]map[indexer.Facet][]string{}
		added = append(added, d)
	}
	if err := s.add(t.Context(), added); err != nil {
		t.Fatal(err)
	}
	var shares, firsts []float64
	for i, q := range queries {
		after := first(s.mustRank(t, q))
		shares = append(shares, overlap(before[i], after))
		if !slices.Equal(after, before[i]) {
			t.Logf("%s %s: %d strangers make it %v, was %v", q.ID, q.Text, strangers, after, before[i])
		}
		firsts = append(firsts, overlap(before[i][:min(1, len(before[i]))], after[:min(1, len(after))]))
	}
	if mean(shares) < strangersLeave || mean(firsts) < strangersLeave {
		t.Errorf("%d strangers leave only %.3f of the first %d hits, and %.3f of the very first", strangers, mean(shares), firstHits, mean(firsts))
	}
}

// strange gives as many words that mean nothing.
func strange(text string, i int) string {
	words := strings.Fields(text)
	made := pseudoWords(len(words) + i)[i:]
	return strings.Join(made, " ")
}
