package indexer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"copratica/content"
	"copratica/indexer/italian"
)

// A Resemblance is something that two cases have in common.
type Resemblance string

// The resemblances, in the order they are said.
const (
	SameSector     Resemblance = "sector"
	SameInstrument Resemblance = "instrument"
	SameTarget     Resemblance = "target"
	SimilarAmount  Resemblance = "amount"
	SamePhases     Resemblance = "phases" // as many steps in common as say something
	SameInitiative Resemblance = "initiative"
	SameRegion     Resemblance = "region"
	SameWords      Resemblance = "words" // of the titles
)

// A SimilarCase is a case that resembles another, and in what.
type SimilarCase struct {
	ID      string
	Title   string
	Card    Card
	Reasons []Resemblance // at least two
	shared  int           // sectors and target groups
	Words   []string      // of SameWords, as the case that was asked for writes them
}

const (
	// mostSimilar is how many are shown, similarRead how many are compared in
	// full, similarFound how many are looked at by what hits show.
	mostSimilar, similarRead, similarFound = 4, 12, 40
	// similarWeight is what a case must weigh to be worth showing: a shared
	// sector and one thing more that is not the instrument most have.
	similarWeight = 5
	// similarAmount is how many times one amount may be the other.
	similarAmount = 1.5
	// similarPhases is how many kinds of step two procedures share at least.
	similarPhases = 4
)

// weight says how much of a resemblance each thing is: what a case is about
// first, then for whom and how big, then how it came about.
func (r Resemblance) weight() int {
	switch r {
	case SameSector, SameWords:
		return 3
	case SameTarget, SimilarAmount:
		return 2
	default:
		return 1
	}
}

// Similar lists the cases in p's sight that resemble one, the most alike
// first. Those that it relates to, and invented ones beside real ones, are
// left out.
func (f *Finder) Similar(ctx context.Context, p content.Principal, e *content.Entry) ([]SimilarCase, error) {
	mark := f.index.Status().Mark // before what is read: what comes meanwhile is seen next time
	key := similarKey{e.Case.ID, e.Revision, p.Sight()}
	list, known := f.similar.get(mark, key)
	if !known {
		var err error
		if list, err = f.compare(ctx, p, e); err != nil {
			return nil, err
		}
		f.similar.put(mark, key, list)
		return slices.Clone(list), nil
	}
	hits := make([]Hit, len(list))
	for i, c := range list {
		hits[i].ID = c.ID
	}
	seen, err := f.seen(ctx, p, hits)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(list), func(c SimilarCase) bool { return seen[c.ID] == 0 }), nil
}

// similarKept is how many answers are kept while the index does not change:
// comparing reads a dozen cases in full.
const similarKept = 2000

type similarKey struct {
	id       string
	revision int
	sight    content.Sight
}

// keptSimilar are the answers since the index came to a change.
type keptSimilar struct {
	mu   sync.Mutex
	mark content.Seq
	of   map[similarKey][]SimilarCase
}

func (k *keptSimilar) get(mark content.Seq, key similarKey) ([]SimilarCase, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.mark != mark || len(k.of) >= similarKept {
		k.mark, k.of = mark, map[similarKey][]SimilarCase{}
	}
	list, known := k.of[key]
	return list, known
}

func (k *keptSimilar) put(mark content.Seq, key similarKey, list []SimilarCase) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.mark == mark && k.of != nil {
		k.of[key] = list
	}
}

// compare is Similar without what is kept.
func (f *Finder) compare(ctx context.Context, p content.Principal, e *content.Entry) ([]SimilarCase, error) {
	found, err := f.candidates(ctx, p, e)
	if err != nil {
		return nil, fmt.Errorf("find cases similar to %s: %w", e.Case.ID, err)
	}
	var out []SimilarCase
	for _, h := range found {
		other, err := f.library.Read(ctx, p, h.ID)
		if errors.Is(err, content.ErrNotFound) {
			continue // narrowed since it was indexed
		}
		if err != nil {
			return nil, fmt.Errorf("find cases similar to %s: %w", e.Case.ID, err)
		}
		s := SimilarCase{ID: h.ID, Title: other.Case.Title, Card: h.Card}
		s.Reasons, s.Words = resemblances(e.Case, other.Case)
		s.shared = share(e.Case.Sectors, other.Case.Sectors) + share(e.Case.TargetGroups, other.Case.TargetGroups)
		if len(s.Reasons) > 1 && weigh(s.Reasons) >= similarWeight {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b SimilarCase) int {
		return cmp.Or(cmp.Compare(weigh(b.Reasons), weigh(a.Reasons)), cmp.Compare(b.shared, a.shared), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), mostSimilar)], nil
}

func weigh(reasons []Resemblance) int {
	sum := 0
	for _, r := range reasons {
		sum += r.weight()
	}
	return sum
}

// candidates are the cases to compare in full: those of its sectors that have
// most words of its title, and those with the same instrument.
func (f *Finder) candidates(ctx context.Context, p content.Principal, e *content.Entry) ([]Hit, error) {
	filters := map[Facet][]string{}
	if len(e.Case.Sectors) > 0 {
		filters[FacetSector] = e.Case.Sectors
	} else if len(e.Case.Region) > 0 {
		filters[FacetRegion] = e.Case.Region
	}
	q := Query{Sight: p.Sight(), Filters: filters, Sort: SortRelevance, Some: true, Page: 1, PerPage: similarFound, NoSynonyms: true}
	for _, w := range titleWords(e.Case) {
		q.Expr = append(q.Expr, Clause{Text: w})
	}
	byWords, err := f.index.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	q.Expr, q.Sort = nil, SortNewest
	byFacts, err := f.index.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	ranked := map[string]int{}
	var list []Hit
	for _, h := range slices.Concat(byWords.Hits, byFacts.Hits) {
		_, known := ranked[h.ID]
		related := slices.ContainsFunc(e.Case.Related, func(r content.Relation) bool { return r.ID == h.ID })
		if known || related || h.ID == e.Case.ID || invented(h.Card.Title) != invented(e.Case.Title) {
			continue
		}
		likely, _ := resemblances(e.Case, &content.Case{
			Title: h.Card.Title, Sectors: h.Card.Sectors, LegalInstrument: h.Card.Instrument, Region: h.Card.Region,
		})
		ranked[h.ID] = weigh(likely)
		list = append(list, h)
	}
	slices.SortStableFunc(list, func(a, b Hit) int { return cmp.Compare(ranked[b.ID], ranked[a.ID]) })
	return list[:min(len(list), similarRead)], nil
}

// invented reports a case that says in its title that it is invented.
func invented(title string) bool { return strings.HasPrefix(italian.Fold(title), "caso dimostrativo") }

// resemblances are what two cases have in common; what is not known of one is
// not in common.
func resemblances(a, b *content.Case) (out []Resemblance, words []string) {
	if share(a.Sectors, b.Sectors) > 0 {
		out = append(out, SameSector)
	}
	if a.LegalInstrument != "" && a.LegalInstrument == b.LegalInstrument {
		out = append(out, SameInstrument)
	}
	if share(a.TargetGroups, b.TargetGroups) > 0 {
		out = append(out, SameTarget)
	}
	if x, y := largest(a), largest(b); x > 0 && y > 0 && max(x, y) <= similarAmount*min(x, y) {
		out = append(out, SimilarAmount)
	}
	if share(phases(a.Phases), phases(b.Phases)) >= similarPhases {
		out = append(out, SamePhases)
	}
	if a.Initiative == "parte" && b.Initiative == "parte" { // the rarer way
		out = append(out, SameInitiative)
	}
	if share(a.Region, b.Region) > 0 && !slices.Contains(a.Region, content.RegionNational) {
		out = append(out, SameRegion)
	}
	if words = sharedWords(a, b); len(words) > 0 {
		out = append(out, SameWords)
	}
	return out, words
}

// share counts the values that both lists have; Unknown is none.
func share(a, b []string) int {
	n := 0
	for _, v := range a {
		if v != Unknown && slices.Contains(b, v) {
			n++
		}
	}
	return n
}

// largest is the greatest amount of a case, 0 if none is known.
func largest(c *content.Case) float64 {
	most := 0.0
	for _, a := range c.AmountsEUR {
		most = max(most, a.Value)
	}
	return most
}

// titleWords are the words of a title that say what the case is about: without
// its places and the words that most titles have.
func titleWords(c *content.Case) []string {
	var places []string
	for _, name := range append([]string{c.Municipality, c.Ambito, c.PublicBody.Name}, c.Region...) {
		places = append(places, stems(italian.Analyze(name))...)
	}
	var out []string
	for _, t := range italian.AnalyzeQuery(c.Title) {
		if t.Stem != "" && len(t.Exact) >= suggestLetters && !slices.Contains(places, t.Stem) && !isCommonTitle(t.Exact) && !isYear(t.Exact) {
			out = append(out, c.Title[t.Start:t.End])
		}
	}
	return out
}

// isCommonTitle tells the words of the field that say nothing of one case.
func isCommonTitle(word string) bool {
	for _, beginning := range []string{"coprogett", "coprogramm", "progett", "comun", "ambit", "avvis", "convenzion", "gesti", "serviz", "social", "territorial"} {
		if strings.HasPrefix(word, beginning) {
			return true
		}
	}
	switch word {
	case "tavolo", "caso", "terzo", "settore", "ente", "enti", "rete", "reti", "casa", "case", "citta", "anni", "anno", "persone", "insieme",
		"senza", "centro", "centri", "nuovo", "nuova", "parte", "piano", "anche", "zona":
		return true
	}
	return false
}

// sharedWords are the telling words of a's title that b's has too.
func sharedWords(a, b *content.Case) []string {
	have := stems(italian.Analyze(b.Title))
	var out []string
	for _, w := range titleWords(a) {
		for _, s := range stems(italian.Analyze(w)) {
			if slices.Contains(have, s) && !slices.Contains(out, strings.ToLower(w)) {
				out = append(out, strings.ToLower(w))
				break
			}
		}
	}
	return out
}
