package indexer

import (
	"slices"
	"strings"
)

// reasons gather, while the texts of one hit are looked through, the best place
// where each clause is met.
type reasons struct {
	act    *FoundPassage // that FieldAct is a part of
	fields []Field       // the one that explains best comes last
	best   []reason      // by clause
}

// explainingFields are the fields of a case as they explain, the best last.
var explainingFields = []Field{FieldAct, FieldBody, FieldLabels, FieldPublicBody, FieldSummary, FieldTitle}

// explainingActs are those of an act: its own text before what is known of it,
// and that before its case.
var explainingActs = []Field{FieldLabels, FieldPublicBody, FieldTitle, FieldActName, FieldAct}

// A reason is a place that meets a clause, and how good it is.
type reason struct {
	met  Met
	rank int // 0 for none
}

func newReasons(clauses int, fields []Field) reasons {
	return reasons{fields: fields, best: make([]reason, clauses)}
}

// rankOf tells how well a mark in a field explains: form before field.
func (r *reasons) rankOf(form Form, f Field) int {
	rank := 0
	for i, of := range []Form{FormNear, FormSynonym, FormCorrection, FormStem, FormExact} {
		if form == of {
			rank = 1 + 10*i
		}
	}
	for i, of := range r.fields {
		if f == of {
			rank += i
		}
	}
	return rank
}

// note takes the marks in a part for what they explain.
func (c *cutter) note(p Part, marks []mark) {
	if c.reasons.best == nil {
		return
	}
	for _, k := range marks {
		for n, t := range c.matcher.terms {
			if k.terms&setOf(n) == 0 {
				continue
			}
			for _, clause := range t.clauses {
				form := c.form(clause, k)
				if rank := c.reasons.rankOf(form, p.Field); c.reasons.best[clause].rank < rank {
					c.reasons.best[clause] = reason{c.met(clause, p, k, form), rank}
				}
			}
		}
	}
}

// form tells by what a mark meets a clause. What meets a word that was set
// right is met by that.
func (c *cutter) form(clause int, k mark) Form {
	switch {
	case k.by > 0:
		return c.matcher.names[k.by].form
	case c.query.isSetRight(clause):
		return FormCorrection
	case k.exact:
		return FormExact
	default:
		return FormStem
	}
}

// met describes a mark that meets a clause.
func (c *cutter) met(clause int, p Part, k mark, form Form) Met {
	met := Met{Clause: clause, Typed: c.query.Typed(clause), Form: form, Field: p.Field}
	if by := c.matcher.names[k.by]; !by.hidden {
		met.Name, met.Found = by.text, strings.Join(strings.Fields(p.Text[k.start:k.end]), " ")
	}
	if form == FormCorrection && k.by == 0 {
		met.Name = c.query.Expr[clause].String()
	}
	if p.Field == FieldAct && c.reasons.act != nil {
		met.File, met.Page = c.reasons.act.Act.File, c.reasons.act.PageAt(k.start)
	}
	return met
}

// list is what was met, in the query's order.
func (r *reasons) list() []Met {
	var out []Met
	for _, b := range r.best {
		if b.rank > 0 {
			out = append(out, b.met)
		}
	}
	return out
}

// missing are the clauses that ask for something and are not met.
func (c *cutter) missing() []int {
	var out []int
	for _, t := range c.matcher.terms {
		for _, clause := range t.clauses {
			if c.reasons.best[clause].rank == 0 && !slices.Contains(out, clause) {
				out = append(out, clause)
			}
		}
	}
	slices.Sort(out)
	return out
}
