package indexer

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"copratica/indexer/italian"
)

// Sizes of fragments, in runes.
const (
	fragmentRunes = 240 // at most, without the dots that say it was cut
	fragmentShort = 90  // below this the next sentence is added
	bodyFragments = 2   // at most this many out of the body
)

// Fragments shows where a document's parts meet a query: the title and the
// summary if they do, then the pieces of the body that meet most of its words,
// in the order of the text; at most limit. It is empty if nothing meets.
func Fragments(parts []Part, expr Expr, limit int) []Fragment {
	m := newMatcher(expr)
	if m.empty() {
		return nil
	}
	c := cutter{matcher: m}
	var out []Fragment
	for i, p := range parts {
		switch p.Field {
		case FieldTitle:
			if whole := c.whole(p); whole != nil {
				out = append(out, Fragment{Source: "title", Spans: whole})
			}
		case FieldSummary:
			if spans := c.summary(i, p); spans != nil {
				out = append(out, Fragment{Source: "summary", Spans: spans})
			}
		case FieldBody:
			c.consider(i, p)
		}
	}
	for _, s := range c.chosen(bodyFragments) {
		out = append(out, Fragment{Source: "body", Spans: s.spans(parts[s.part].Text)})
	}
	return out[:min(len(out), limit)]
}

// A cutter cuts one document's fragments.
type cutter struct {
	matcher *matcher
	tokens  []italian.Token
	marked  []mark
	body    []*snippet
}

// A snippet is a run of a part's text that may become a fragment.
type snippet struct {
	part       int
	start, end int
	marks      []mark
	terms      uint64 // set of the terms met; those beyond 64 share a bit
	exact      int    // marks as typed
}

func (c *cutter) marks(p Part) []mark {
	if !c.matcher.sieve.passes(p.Text) {
		return nil
	}
	c.tokens = italian.AppendTokens(c.tokens[:0], p.Text)
	c.marked = c.matcher.marks(c.marked[:0], c.tokens, p.Field)
	return c.marked
}

// whole marks all of a part, nil if nothing in it meets.
func (c *cutter) whole(p Part) []Span {
	marks := c.marks(p)
	if len(marks) == 0 {
		return nil
	}
	return marked(p.Text, marks, 0, len(p.Text))
}

// summary shows a short one whole, else the piece that meets most; nil if
// nothing meets.
func (c *cutter) summary(i int, p Part) []Span {
	if utf8.RuneCountInString(p.Text) <= fragmentRunes {
		return c.whole(p)
	}
	var best *snippet
	for _, s := range c.snippets(i, p) {
		if best == nil || s.beats(best, 0) {
			best = s
		}
	}
	if best == nil {
		return nil
	}
	return best.spans(p.Text)
}

func (c *cutter) consider(i int, p Part) { c.body = append(c.body, c.snippets(i, p)...) }

// snippets are the sentences of a part that meet something.
func (c *cutter) snippets(i int, p Part) []*snippet {
	marks := c.marks(p)
	if len(marks) == 0 {
		return nil
	}
	var all []*snippet
	var bounds [][2]int
	sentences(p.Text, func(start, end int) { bounds = append(bounds, [2]int{start, end}) })
	for n, b := range bounds {
		s := &snippet{part: i, start: b[0], end: b[1]}
		for _, k := range marks {
			if k.start >= s.start && k.end <= s.end {
				s.take(k)
			}
		}
		if len(s.marks) == 0 {
			continue
		}
		if n+1 < len(bounds) && utf8.RuneCountInString(p.Text[s.start:s.end]) < fragmentShort &&
			utf8.RuneCountInString(p.Text[s.start:bounds[n+1][1]]) <= fragmentRunes {
			s.end = bounds[n+1][1]
			for _, k := range marks {
				if k.start > b[1] && k.end <= s.end {
					s.take(k)
				}
			}
		}
		all = append(all, s)
	}
	return all
}

func (s *snippet) take(k mark) {
	s.marks = append(s.marks, k)
	s.terms |= 1 << (k.term % 64)
	if k.exact {
		s.exact++
	}
}

// beats reports whether s adds more than o to the terms already shown.
func (s *snippet) beats(o *snippet, shown uint64) bool {
	mine, theirs := ones(s.terms&^shown), ones(o.terms&^shown)
	if mine != theirs {
		return mine > theirs
	}
	if a, b := ones(s.terms), ones(o.terms); a != b {
		return a > b
	}
	return min(s.exact, 3) > min(o.exact, 3)
}

func ones(set uint64) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}

// chosen picks the body's best snippets, each for what the ones before it do
// not show, and returns them in the order of the text.
func (c *cutter) chosen(limit int) []*snippet {
	var out []*snippet
	var shown uint64
	for len(out) < limit {
		var best *snippet
		for _, s := range c.body {
			if !overlaps(s, out) && (best == nil || s.beats(best, shown)) {
				best = s
			}
		}
		if best == nil {
			break
		}
		out = append(out, best)
		shown |= best.terms
	}
	slices.SortFunc(out, func(a, b *snippet) int {
		if a.part != b.part {
			return a.part - b.part
		}
		return a.start - b.start
	})
	return out
}

func overlaps(s *snippet, taken []*snippet) bool {
	return slices.ContainsFunc(taken, func(t *snippet) bool {
		return s.part == t.part && s.start < t.end && t.start < s.end
	})
}

// spans cuts the text of a snippet, around its first mark if it is too long.
func (s *snippet) spans(text string) []Span {
	start, end := window(text, s)
	out := marked(text, s.marks, start, end)
	if start > s.start {
		out = slices.Insert(out, 0, Span{})
		if !out[1].Match {
			out = out[1:]
		}
		out[0].Text = "… " + out[0].Text
	}
	if end < s.end {
		out = appendText(out, " …")
	}
	return out
}

// marked parts the text from start to end by its marks.
func marked(text string, marks []mark, start, end int) []Span {
	var out []Span
	at := start
	for _, k := range merged(marks) {
		if k.start < at || k.end > end {
			continue
		}
		if k.start > at {
			out = appendText(out, text[at:k.start])
		}
		out = append(out, Span{Text: text[k.start:k.end], Match: true})
		at = k.end
	}
	if at < end {
		out = appendText(out, text[at:end])
	}
	return out
}

func appendText(spans []Span, text string) []Span {
	if n := len(spans); n > 0 && !spans[n-1].Match {
		spans[n-1].Text += text
		return spans
	}
	return append(spans, Span{Text: text})
}

// window is the snippet's bounds, narrowed to fragmentRunes at spaces: a third
// of them before the first mark.
func window(text string, s *snippet) (start, end int) {
	start, end = s.start, s.end
	if utf8.RuneCountInString(text[start:end]) <= fragmentRunes {
		return start, end
	}
	first := s.marks[0].start
	before := utf8.RuneCountInString(text[start:first])
	for ; before > fragmentRunes/3; before-- {
		_, size := utf8.DecodeRuneInString(text[start:])
		start += size
	}
	if start > s.start {
		start = afterSpace(text, start, first)
	}
	stop := start
	for n := 0; n < fragmentRunes && stop < end; n++ {
		_, size := utf8.DecodeRuneInString(text[stop:])
		stop += size
	}
	if stop < end {
		stop = beforeSpace(text, stop, max(first, s.marks[0].end))
	}
	return start, stop
}

func afterSpace(text string, at, limit int) int {
	for i, r := range text[at:limit] {
		if unicode.IsSpace(r) {
			return at + i + utf8.RuneLen(r)
		}
	}
	return limit
}

func beforeSpace(text string, at, limit int) int {
	for i := at; i > limit; i-- {
		if text[i] == ' ' {
			return i
		}
	}
	return max(at, limit)
}

// merged puts marks in order and joins those that overlap.
func merged(marks []mark) []mark {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b mark) int { return a.start - b.start })
	out := marks[:0]
	for _, k := range marks {
		if n := len(out); n > 0 && k.start < out[n-1].end {
			out[n-1].end = max(out[n-1].end, k.end)
			continue
		}
		out = append(out, k)
	}
	return out
}
