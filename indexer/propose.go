package indexer

import (
	"slices"
	"strings"

	"copratica/content"
	"copratica/indexer/italian"
)

// A Proposal is a filter that a query's text names: the reader decides whether
// it was meant.
type Proposal struct {
	Facet Facet
	Value string
	Word  string // as typed
	Rest  Expr   // the query's text without the word
}

// A Proposer knows the names of places, sectors and instruments.
type Proposer struct {
	names  nameBook
	others nameBook // what the synonyms call them
}

type choice struct {
	facet Facet
	value string
}

// A nameBook tells what a name may choose.
type nameBook struct {
	choices map[string][]choice // by folded name
	longest int                 // words of a name, at most
}

const (
	// mostNamed is how many names of a query propose, mostProposals how many
	// filters they propose together: a name may be that of several things.
	mostNamed, mostProposals = 3, 5
)

// NewProposer reads the vocabularies that are proposed from, and what synonyms
// call their sectors and instruments; nil knows none.
func NewProposer(tax *content.Taxonomy, synonyms *italian.Synonyms) *Proposer {
	p := &Proposer{}
	for _, f := range []Facet{FacetRegion, FacetProvince, FacetSector, FacetInstrument} {
		for _, t := range Terms(f, tax) {
			names := append([]string{t.IT, t.EN}, t.Aliases...)
			if f == FacetSector { // "Anziani e non autosufficienza" is called by either
				names = append(names, strings.FieldsFunc(joints.Replace(t.IT), func(r rune) bool { return r == ',' })...)
			}
			if first, _, or := strings.Cut(t.IT, " o "); f == FacetInstrument && or && strings.Contains(first, " ") {
				names = append(names, first) // "Budget di salute o di progetto"
			}
			for _, name := range names {
				p.names.add(name, choice{f, t.Slug})
				if f != FacetSector && f != FacetInstrument {
					continue // places have no other names there
				}
				for _, o := range synonyms.Of(italian.Steps(strings.ToLower(name)), "") {
					if !o.Hidden {
						p.others.add(o.Name, choice{f, t.Slug})
					}
				}
			}
		}
	}
	return p
}

// joints are what the parts of a label are joined by.
var joints = strings.NewReplacer(" e ", ",", " ed ", ",")

func (b *nameBook) add(name string, c choice) {
	name = folded(name)
	if name == "" || slices.Contains(b.choices[name], c) {
		return
	}
	if b.choices == nil {
		b.choices = map[string][]choice{}
	}
	b.choices[name] = append(b.choices[name], c)
	b.longest = max(b.longest, strings.Count(name, " ")+1)
}

// folded is the words of a name without marks, accents and case.
func folded(name string) string {
	var words []string
	for _, t := range italian.Analyze(name) {
		words = append(words, t.Exact)
	}
	return strings.Join(words, " ")
}

// Propose finds the names that stand whole among the plain words of q, longest
// first at each place, and the years. What q filters by already is left out, as
// are the synonyms' names where q wants none.
func (p *Proposer) Propose(q Query) []Proposal { return p.propose(q, nameBook{}) }

// propose is Propose with the names of places that cases give.
func (p *Proposer) propose(q Query, places nameBook) []Proposal {
	books := []nameBook{p.names, places}
	if !q.NoSynonyms {
		books = append(books, p.others)
	}
	var out []Proposal
	named := 0
	for i := 0; i < len(q.Expr) && named < mostNamed; {
		n, found := namedAt(q.Expr, i, books)
		proposed := len(out)
		for _, c := range found {
			if len(q.Filters[c.facet]) > 0 || c.facet == FacetYear && q.From+q.To > 0 || len(out) == mostProposals {
				continue
			}
			out = append(out, Proposal{
				Facet: c.facet, Value: c.value, Word: q.typed(i, i+n),
				Rest: slices.Concat(q.Expr[:i], q.Expr[i+n:]),
			})
		}
		if len(out) > proposed {
			named++
		}
		i += max(n, 1)
	}
	return out
}

// namedAt gives what the longest name may choose that starts at clause i, and
// how many clauses it has.
func namedAt(e Expr, i int, books []nameBook) (int, []choice) {
	longest := 0
	for _, b := range books {
		longest = max(longest, b.longest)
	}
	end := i
	for end < len(e) && end-i < longest && e[end].Kind == KindWord && !e[end].Not && e[end].Field == "" {
		end++
	}
	for ; end > i; end-- {
		text := e[i:end].String()
		if end == i+1 && isYear(text) {
			return 1, []choice{{FacetYear, text}}
		}
		var found []choice
		for _, b := range books {
			for _, c := range b.choices[folded(text)] {
				if !slices.Contains(found, c) {
					found = append(found, c)
				}
			}
		}
		if len(found) > 0 {
			return end - i, found
		}
	}
	return 0, nil
}
