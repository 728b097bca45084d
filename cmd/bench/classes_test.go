package bench

import (
	"math"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"

	"copratica/content"
	"copratica/indexer"
)

// A class is a kind of query with a few of its kind.
type class struct {
	Name     string
	Requests []request
}

const perClass = 6

// The classes, in their order.
const (
	commonClass = iota
	rareClass
	pairedClass
	phraseClass
)

// Shares of the collection that words should stand in.
const (
	commonShare = 0.55
	pairedShare = 0.30
	phraseShare = 0.05
	rareWanted  = 0.0025
)

// classes chooses queries by the document frequency of stems, and of pairs of
// words, in a sample of the collection. All are plain words that every engine
// reads alike.
func classes(c *corpus, papers []paper, stock analysis.Analyzer) []class {
	f := newFrequencies(stock)
	for _, p := range papers {
		f.add(p)
	}
	plain := func(text string) bool {
		for _, w := range strings.Fields(text) {
			if c.prose.made[w] || len(w) < 5 || f.stem(w) == "" {
				return false
			}
		}
		return true
	}
	made := func(w string) bool { return c.prose.made[w] }
	n := float64(len(papers))
	common := nearest(f.words, commonShare*n, perClass, plain)
	paired := nearest(f.words, pairedShare*n, 2*perClass, plain)
	out := []class{
		commonClass: {Name: "common word"}, rareClass: {Name: "rare word"},
		pairedClass: {Name: "two words"}, phraseClass: {Name: "phrase"},
	}
	ask := func(class int, phrase bool, words ...string) {
		out[class].Requests = append(out[class].Requests, request{Words: words, Phrase: phrase})
	}
	for i, rare := range nearest(f.words, rareWanted*n, perClass, made) {
		ask(commonClass, false, common[i])
		ask(rareClass, false, rare)
		ask(pairedClass, false, paired[i], paired[i+perClass])
	}
	for _, pair := range nearest(f.pairs, phraseShare*n, perClass, plain) {
		ask(phraseClass, true, strings.Fields(pair)...)
	}
	return out
}

// nearest returns the n texts whose frequency is nearest to want.
func nearest(df map[string]int, want float64, n int, ok func(string) bool) []string {
	var all []string
	for text := range df {
		if ok(text) {
			all = append(all, text)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		da, db := math.Abs(float64(df[a])-want), math.Abs(float64(df[b])-want)
		switch {
		case da < db:
			return -1
		case da > db:
			return 1
		}
		return strings.Compare(a, b)
	})
	return all[:min(n, len(all))]
}

// A variant is what a search asks for besides its words.
type variant struct {
	Name   string
	Count  []indexer.Facet
	Chosen map[indexer.Facet][]string
}

func (v variant) of(r request) request {
	r.Count, r.Chosen = v.Count, v.Chosen
	return r
}

// The variants, in their order.
const (
	plainVariant = iota
	facetsVariant
	chosenVariant
	multiVariant
)

func variants(c *corpus) []variant {
	regions, sectors := c.slugs[content.VocabRegions], c.slugs[content.VocabSectors]
	chosen := map[indexer.Facet][]string{
		indexer.FacetRegion: {regions[0], regions[2]},
		indexer.FacetSector: {sectors[0], sectors[1], sectors[3]},
	}
	return []variant{
		plainVariant:  {Name: "no facets"},
		facetsVariant: {Name: "4 facets", Count: basicFacets()},
		chosenVariant: {Name: "2+3 chosen, no facets", Chosen: chosen},
		multiVariant:  {Name: "2+3 chosen, 4 facets", Chosen: chosen, Count: basicFacets()},
	}
}

// everyFacet is v with all that the API counts, in place of the basic four.
func (v variant) everyFacet() variant {
	v.Name = strings.Replace(v.Name, "4 facets", "all facets", 1)
	v.Count = visitorFacets()
	return v
}
