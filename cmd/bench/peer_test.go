package bench

import (
	"context"
	"slices"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

// A paper is a case as the peers take it: the text that a sight reaches, and the
// values that are counted.
type paper struct {
	ID     string
	Title  string
	Body   string
	Values map[indexer.Facet][]string
}

func newPaper(d indexer.Document, sight content.Sight) paper {
	p := paper{ID: d.ID, Values: d.Values[sight]}
	var body []string
	for _, part := range d.Parts {
		switch {
		case part.Sight > sight:
		case part.Field == indexer.FieldTitle:
			p.Title = part.Text
		default:
			body = append(body, part.Text)
		}
	}
	p.Body = strings.Join(body, "\n")
	return p
}

// A request is one search: the ten best of the cases that have all the words,
// or the words in order, and one of the chosen values in each chosen facet.
type request struct {
	Words  []string
	Phrase bool
	Chosen map[indexer.Facet][]string
	Count  []indexer.Facet

	// The same, made ready for our own program.
	Query   indexer.Query
	Address string
}

func (r request) text() string {
	if r.Phrase {
		return `"` + strings.Join(r.Words, " ") + `"`
	}
	return strings.Join(r.Words, " ")
}

// chosen lists the facets with a choice, in the order of counts.
func (r request) chosen() []indexer.Facet {
	var out []indexer.Facet
	for _, f := range indexer.Facets() {
		if len(r.Chosen[f]) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// A reply is what the engines must agree on.
type reply struct {
	Total  int
	Hits   int // shown
	Counts map[indexer.Facet]map[string]int
}

func newReply(total, hits int) reply {
	return reply{Total: total, Hits: hits, Counts: make(map[indexer.Facet]map[string]int)}
}

func (r reply) add(f indexer.Facet, value string, n int) {
	if r.Counts[f] == nil {
		r.Counts[f] = make(map[string]int)
	}
	r.Counts[f][value] += n
}

// A search is one engine's way to answer.
type search func(context.Context, request) (reply, error)

const shown = 10 // hits on a page

// basicFacets are the four that are counted beside the peers: small and large,
// with one value and with several.
func basicFacets() []indexer.Facet {
	return []indexer.Facet{indexer.FacetRegion, indexer.FacetSector, indexer.FacetInstrument, indexer.FacetYear}
}

// visitorFacets are those that the API counts for a visitor.
func visitorFacets() []indexer.Facet {
	return slices.DeleteFunc(indexer.Facets(), func(f indexer.Facet) bool {
		return f == indexer.FacetStatus || slices.Contains(indexer.NameFacets(), f)
	})
}
