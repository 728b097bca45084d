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
	names   map[string][]choice // by folded name
	longest int                 // words of a name, at most
}

type choice struct {
	facet Facet
	value string
}

// mostProposals is how many a query gets.
const mostProposals = 3

// NewProposer reads the vocabularies that are proposed from.
func NewProposer(tax *content.Taxonomy) *Proposer {
	p := &Proposer{names: map[string][]choice{}}
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
				p.add(name, choice{f, t.Slug})
				if f != FacetSector && f != FacetInstrument {
					continue // places have no other names there
				}
				for _, o := range italian.DefaultSynonyms().Of(italian.Steps(strings.ToLower(name)), "") {
					if !o.Hidden {
						p.add(o.Name, choice{f, t.Slug})
					}
				}
			}
		}
	}
	return p
}

// joints are what the parts of a label are joined by.
var joints = strings.NewReplacer(" e ", ",", " ed ", ",")

func (p *Proposer) add(name string, c choice) {
	name = folded(name)
	if name == "" || slices.Contains(p.names[name], c) {
		return
	}
	p.names[name] = append(p.names[name], c)
	p.longest = max(p.longest, strings.Count(name, " ")+1)
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
// first at each place, and the years. What q filters by already is left out.
func (p *Proposer) Propose(q Query) []Proposal {
	var out []Proposal
	for i := 0; i < len(q.Expr) && len(out) < mostProposals; {
		n, found := p.at(q.Expr, i)
		for _, c := range found {
			if len(q.Filters[c.facet]) > 0 || c.facet == FacetYear && q.From+q.To > 0 || len(out) == mostProposals {
				continue
			}
			out = append(out, Proposal{
				Facet: c.facet, Value: c.value, Word: q.typed(i, i+n),
				Rest: slices.Concat(q.Expr[:i], q.Expr[i+n:]),
			})
		}
		i += max(n, 1)
	}
	return out
}

// at gives the longest name that starts at clause i, and how many clauses it has.
func (p *Proposer) at(e Expr, i int) (int, []choice) {
	end := i
	for end < len(e) && end-i < p.longest && e[end].Kind == KindWord && !e[end].Not && e[end].Field == "" {
		end++
	}
	for ; end > i; end-- {
		text := e[i:end].String()
		if end == i+1 && isYear(text) {
			return 1, []choice{{FacetYear, text}}
		}
		if found := p.names[folded(text)]; len(found) > 0 {
			return end - i, found
		}
	}
	return 0, nil
}
