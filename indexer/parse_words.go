package indexer

import (
	"strings"

	"copratica/indexer/italian"
)

// flush turns the plain words gathered so far into clauses.
func (p *parser) flush() {
	words := p.plain
	// Once what stood between words is gone they may come together anew ("co,
	// progettazione"), as they would when the clauses are printed.
	for text, printed := strings.Join(words, " "), ""; text != printed; {
		printed = text
		words, _ = units(text)
		text = strings.Join(words, " ")
	}
	p.plain = nil
	folded := make([]string, len(words))
	for i, w := range words {
		if tokens := italian.AnalyzeQuery(w); len(tokens) == 1 {
			folded[i] = tokens[0].Exact
		}
	}
	for i := 0; i < len(words); {
		if n := italian.Expression(folded[i:]); n > 0 {
			p.expr = append(p.expr, Clause{Kind: KindPhrase, Fixed: true, Text: strings.Join(words[i:i+n], " ")})
			i += n
			continue
		}
		p.expr = append(p.expr, Clause{Kind: KindWord, Text: words[i]})
		i++
	}
}

// units cuts a text into the pieces that are one word or one citation each,
// and reports whether any of them is more than a stop word.
func units(text string) (words []string, counted bool) {
	start, end := 0, 0
	for _, t := range italian.AnalyzeQuery(text) {
		counted = counted || t.Stem != ""
		if t.Start >= end {
			if end > start {
				words = append(words, text[start:end])
			}
			start = t.Start
		}
		end = max(end, t.End)
	}
	if end > start {
		words = append(words, text[start:end])
	}
	return words, counted
}
