package indexer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"copratica/content"
)

// suggested is the query with all words as they may have been meant, nil if
// none is otherwise.
func suggested(q Query, meant []Correction) *Suggestion {
	meant = slices.DeleteFunc(slices.Clone(meant), func(c Correction) bool { return c.Form != FormCorrection })
	if len(meant) == 0 {
		return nil
	}
	return &Suggestion{Query: q.retyped(meant), Reason: ReasonSpelling}
}

// retyped is the text of a query with some words of it written otherwise. What
// else was typed stays as it is.
func (q Query) retyped(meant []Correction) string {
	// In a phrase a word is meant as it stands there.
	text, kept := cleanText(q.Text), !strings.ContainsFunc(q.Text, isQuote)
	expr := slices.Clone(q.Expr)
	for _, c := range meant {
		expr[c.From].Text = c.Used[0]
		at := wordIn(text, c.Typed)
		if kept = kept && at >= 0; kept {
			text = text[:at] + c.Used[0] + text[at+len(c.Typed):]
		}
	}
	if !kept {
		text = expr.String()
	}
	return strings.Join(strings.Fields(text), " ")
}

// setRight is the query with the words set right that surely were meant
// otherwise, as if it had been typed so: they may be part of a fixed expression
// or a citation then. Text stays as typed.
func (q Query) setRight(meant []Correction, tax *content.Taxonomy) Query {
	var sure, instead []Correction
	for _, c := range meant {
		if c.Sure {
			sure = append(sure, c)
		}
		if c.Sure && !c.Beside {
			instead = append(instead, c)
		}
	}
	expr := q.Expr
	if len(instead) > 0 {
		expr = ParseExpr(q.retyped(instead), tax)
	}
	at := 0
	for i := range sure {
		c := &sure[i]
		word := c.Used[0]
		if c.Beside {
			word = c.Typed
		}
		if c.From, c.To = expr.place(at, word); c.To == 0 {
			return q // it is read as something else
		}
		at = c.From
		if expr[at].Kind == KindWord { // a fixed expression may hold two
			at = c.To
		}
	}
	q.Expr, q.Corrected = expr, sure
	return q
}

// place finds the clauses, at or after one, that hold a word; 0, 0 if none do.
func (e Expr) place(at int, word string) (from, to int) {
	parts := strings.Fields(word)
	for i := at; i < len(e); i++ {
		if !mayMean(e[i]) {
			continue
		}
		if wordIn(e[i].Text, word) >= 0 {
			return i, i + 1
		}
		n := i + len(parts)
		if n <= len(e) && slices.EqualFunc(e[i:n], parts, func(c Clause, part string) bool { return mayMean(c) && c.Text == part }) {
			return i, n
		}
	}
	return 0, 0
}

// Typed is a clause as it was typed.
func (q Query) Typed(clause int) string { return q.typed(clause, clause+1) }

// typed is some clauses as they were typed.
func (q Query) typed(from, to int) string {
	var words []string
	for i := from; i < to; i++ {
		text := q.Expr[i].String()
		for _, c := range q.Corrected {
			switch {
			case c.Beside || i < c.From || i >= c.To:
			case c.To-c.From == 1:
				text = strings.Replace(text, c.Used[0], c.Typed, 1)
			case i == max(c.From, from):
				text = c.Typed
			default:
				text = ""
			}
		}
		if text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, " ")
}

// isSetRight reports whether a clause was typed otherwise.
func (q Query) isSetRight(clause int) bool {
	return slices.ContainsFunc(q.Corrected, func(c Correction) bool { return !c.Beside && clause >= c.From && clause < c.To })
}

// reading tells how the query was taken, with all as it was typed.
func (q Query) reading(expanded []Expansion, s *Suggestion) Reading {
	for i := range expanded {
		expanded[i].Typed = q.typed(expanded[i].From, expanded[i].To)
	}
	return Reading{Expanded: expanded, Corrected: q.Corrected, Suggestion: s}
}

// wordIn is where a word stands in a text of plain words, -1 if it does not. It
// may follow an article.
func wordIn(text, word string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 || word == "" {
			return -1
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		if (at == 0 || before == ' ' || before == '\'' || before == '’') && !unicode.IsLetter(after) && !unicode.IsDigit(after) && after != '*' {
			return at
		}
		at += len(word)
	}
}
