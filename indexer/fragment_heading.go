package indexer

import (
	"strings"
	"unicode/utf8"

	"copratica/indexer/italian"
)

// isHeading reports whether a part of the body is a short line without a stop at
// its end: a heading.
func isHeading(text string) bool {
	text = strings.TrimSpace(text)
	return utf8.RuneCountInString(text) < fragmentShort && !strings.ContainsAny(text[max(len(text)-1, 0):], ".;:,!")
}

// headed lets a heading be followed by the first sentence under it.
func (c *cutter) headed(heading []Span, part int, parts []Part) []Span {
	next := part + 1
	if next >= len(parts) || parts[next].Field != FieldBody || isHeading(parts[next].Text) {
		return heading
	}
	text := parts[next].Text
	first := &snippet{}
	sentences(text, func(start, end int) {
		if first.end == 0 {
			first.start, first.end = start, end
		}
	})
	for _, k := range c.marks(parts[next]) {
		if k.start >= first.start && k.end <= first.end {
			first.take(k)
		}
	}
	if len(first.marks) == 0 {
		first.marks = []mark{{start: first.start, end: first.start}} // where to begin
	}
	out := appendText(heading, " — ")
	for _, s := range first.spans(text) {
		if s.Match {
			out = append(out, s)
		} else {
			out = appendText(out, s.Text)
		}
	}
	return out
}

// sameShare of a fragment's words stand in another one that says the same.
const sameShare = 0.9

// sameWords reports whether two fragments say nearly the same: the shorter one's
// words stand in the other.
func sameWords(a, b []Span) bool {
	x, y := wordsOf(a), wordsOf(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	both := 0
	for w := range x {
		if y[w] {
			both++
		}
	}
	return len(x) > 0 && float64(both) >= sameShare*float64(len(x))
}

func wordsOf(spans []Span) map[string]bool {
	var text strings.Builder
	for _, s := range spans {
		text.WriteString(s.Text)
	}
	words := map[string]bool{}
	for _, t := range italian.Analyze(text.String()) {
		words[t.Exact] = true
	}
	return words
}
