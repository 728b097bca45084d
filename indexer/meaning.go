package indexer

import (
	"slices"
	"strings"

	"copratica/indexer/italian"
)

// A Meaning is another name of what some clauses of an Expr say, which stand
// side by side. A document that has the name meets all of them.
type Meaning struct {
	From, To int    // Expr[From:To]
	Name     string // as the thesaurus writes it
	Hidden   bool   // finds, and is never shown
}

// Meanings looks up the other names of the plain words and fixed expressions
// of an Expr, the longest name at each place. Excluded words, those in quotes
// and those sought in one field mean themselves alone.
func Meanings(e Expr, s *italian.Synonyms) []Meaning {
	var out []Meaning
	for from := 0; from < len(e); {
		to, others := nameAt(e, from, s)
		for _, o := range others {
			if !slices.ContainsFunc(out, func(m Meaning) bool { return m.From == from && m.Name == o.Name }) {
				out = append(out, Meaning{From: from, To: to, Name: o.Name, Hidden: o.Hidden})
			}
		}
		from = to
	}
	return out
}

// nameAt finds the longest name that begins with a clause, and where it ends.
func nameAt(e Expr, from int, s *italian.Synonyms) (int, []italian.Synonym) {
	var ends []int // of the steps, by clause
	var steps []italian.Step
	for to := from; to < len(e) && mayMean(e[to]) && len(steps) <= s.Longest(); to++ {
		steps = append(steps, italian.Steps(strings.ToLower(e[to].Text))...) // capitals make no acronym here
		ends = append(ends, len(steps))
	}
	if len(ends) == 0 || ends[0] == 0 {
		return from + 1, nil
	}
	for n := len(ends); n > 0; n-- {
		exact := ""
		if n == 1 && e[from].Kind == KindWord {
			if tokens := italian.AnalyzeQuery(e[from].Text); len(tokens) == 1 {
				exact = tokens[0].Exact
			}
		}
		if n > 1 && ends[n-1] == ends[n-2] {
			continue // a stop word ends no name
		}
		if others := s.Of(steps[:ends[n-1]], exact); len(others) > 0 {
			return from + n, others
		}
	}
	return from + 1, nil
}

// mayMean tells the clauses that may have another name.
func mayMean(c Clause) bool {
	return !c.Not && c.Field == "" && (c.Kind == KindWord || c.Kind == KindPhrase && c.Fixed)
}
