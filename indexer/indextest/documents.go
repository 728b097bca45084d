package indextest

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

// doc is a document for everybody with a title, a body and nothing known of it.
func doc(id, title, body string) indexer.Document {
	d := indexer.Document{
		ID: id, Revision: 1, Factor: 1, Published: "2026-01-01", Updated: "2026-01-01",
		Card: indexer.Card{Title: title, Status: string(content.StatusPublished)},
	}
	for s := range d.Values {
		d.Values[s] = map[indexer.Facet][]string{}
		for _, f := range indexer.Facets() {
			d.Values[s][f] = []string{indexer.Unknown}
		}
		d.Values[s][indexer.FacetStatus] = []string{string(content.StatusPublished)}
	}
	return with(with(d, indexer.FieldTitle, title), indexer.FieldBody, body)
}

// with adds a part for everybody.
func with(d indexer.Document, f indexer.Field, text string) indexer.Document {
	return withAt(d, content.SightVisitor, f, text)
}

// withAt adds a part that only a sight and those above reach.
func withAt(d indexer.Document, s content.Sight, f indexer.Field, text string) indexer.Document {
	if text != "" {
		d.Parts = append(slices.Clone(d.Parts), indexer.Part{Field: f, Sight: s, Text: text})
	}
	return d
}

// having sets a facet's values for every sight.
func having(d indexer.Document, f indexer.Facet, values ...string) indexer.Document {
	for s := range d.Values {
		d = havingAt(d, content.Sight(s), f, values...)
	}
	return d
}

// havingAt sets a facet's values for one sight.
func havingAt(d indexer.Document, s content.Sight, f indexer.Facet, values ...string) indexer.Document {
	d.Values[s] = maps.Clone(d.Values[s])
	d.Values[s][f] = values
	return d
}

// inYears sets the years.
func inYears(d indexer.Document, years ...int) indexer.Document {
	d.Years = years
	if len(years) == 0 {
		return having(d, indexer.FacetYear, indexer.Unknown)
	}
	texts := make([]string, len(years))
	for i, y := range years {
		texts[i] = strconv.Itoa(y)
	}
	return having(d, indexer.FacetYear, texts...)
}

// of sets the name of the public body.
func of(d indexer.Document, body string) indexer.Document {
	d.Body = body
	return d
}

// onDesk makes a document a draft.
func onDesk(d indexer.Document) indexer.Document {
	d.Desk, d.Sight = true, content.SightStaff
	d.Card.Status = string(content.StatusDraft)
	return having(d, indexer.FacetStatus, string(content.StatusDraft))
}

// forSight makes a document one for a sight and those above.
func forSight(d indexer.Document, s content.Sight) indexer.Document {
	d.Sight = s
	return d
}

// words is a text of plain words.
func words(text string) indexer.Expr {
	var e indexer.Expr
	for _, w := range strings.Fields(text) {
		e = append(e, indexer.Clause{Kind: indexer.KindWord, Text: w})
	}
	return e
}

// coined makes a word of its own for each number below 196: no stem of another,
// and too far from all others to be taken for a misspelling.
func coined(beginning string, n int) string {
	const ends = "bcdfglmnprstvz"
	syllable := func(n int) string { return ends[n:n+1] + "aeou"[n%4:n%4+1] + ends[n:n+1] }
	return beginning + syllable(n/len(ends)) + syllable(n%len(ends))
}

func phrase(text string) indexer.Expr {
	return indexer.Expr{{Kind: indexer.KindPhrase, Text: text}}
}

func prefix(text string) indexer.Expr {
	return indexer.Expr{{Kind: indexer.KindPrefix, Text: text}}
}

// filter is a filter typed into the text.
func filter(f indexer.Facet, values ...string) indexer.Expr {
	return indexer.Expr{{Kind: indexer.KindFilter, Facet: f, Values: values}}
}

// not turns clauses into what is not wanted.
func not(e indexer.Expr) indexer.Expr {
	e = slices.Clone(e)
	for i := range e {
		e[i].Not = true
	}
	return e
}

// within restricts clauses to a field.
func within(f indexer.Field, e indexer.Expr) indexer.Expr {
	e = slices.Clone(e)
	for i := range e {
		e[i].Field = f
	}
	return e
}

func both(list ...indexer.Expr) indexer.Expr { return slices.Concat(list...) }

// idsOf lists the ids of the hits.
func idsOf(r indexer.Result) []string {
	ids := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		ids[i] = h.ID
	}
	return ids
}

func sorted(ids []string) []string {
	ids = append([]string{}, ids...)
	slices.Sort(ids)
	return ids
}
