package indexer

import (
	"math/bits"
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
	return newCutter(Query{Expr: expr}).fragments(parts, limit)
}

// A cutter cuts the fragments of one document after another.
type cutter struct {
	query   Query
	matcher *matcher
	reasons reasons
	tokens  []italian.Token
	marked  []mark
	body    []*snippet
	perfect int // snippets of body that no other can beat
}

func newCutter(q Query) *cutter { return &cutter{query: q, matcher: newMatcher(q)} }

// fragments is Fragments for the cutter's query.
func (c *cutter) fragments(parts []Part, limit int) []Fragment {
	if c.matcher.empty() {
		return nil
	}
	c.body, c.perfect = nil, 0
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
		case FieldLabels:
			c.marks(p)
		case FieldBody:
			c.consider(i, p)
		}
	}
	for _, s := range c.chosen(min(bodyFragments, limit-len(out))) {
		spans := s.spans(parts[s.part].Text)
		if s.heading {
			spans = c.headed(spans, s.part, parts)
		}
		if !slices.ContainsFunc(out, func(f Fragment) bool { return sameWords(f.Spans, spans) }) {
			out = append(out, Fragment{Source: "body", Spans: spans})
		}
	}
	return out[:min(len(out), limit)]
}

// passage cuts the piece of a passage that meets most, and tells where in it
// that begins to meet, in bytes. Where nothing meets it is the passage's
// beginning, and ok is false.
func (c *cutter) passage(p Passage) (spans []Span, at int, ok bool) {
	part := Part{Field: FieldAct, Text: p.Text}
	var best *snippet
	for _, s := range c.snippets(0, part) {
		if best == nil || s.beats(best, 0) {
			best = s
		}
	}
	if best != nil {
		return best.spans(p.Text), best.richest().start, true
	}
	first := &snippet{end: len(p.Text)}
	sentences(p.Text, func(_, end int) {
		if first.end == len(p.Text) && utf8.RuneCountInString(p.Text[:end]) >= fragmentShort {
			first.end = end
		}
	})
	first.marks = []mark{{start: 0, end: 0}}
	return first.spans(p.Text), 0, false
}

// A snippet is a run of a part's text that may become a fragment.
type snippet struct {
	part       int
	start, end int
	marks      []mark
	terms      termSet // those met
	exact      termSet // those met as typed
	heading    bool    // a short line without a stop: it says little alone
}

// marks are the places in a part that meet something, by where they begin.
func (c *cutter) marks(p Part) []mark {
	if !c.matcher.sieve.passes(p.Text) {
		return nil
	}
	c.tokens = italian.AppendTokens(c.tokens[:0], p.Text)
	c.marked = c.matcher.marks(c.marked[:0], c.tokens, p.Field)
	slices.SortStableFunc(c.marked, func(a, b mark) int { return a.start - b.start })
	c.note(p, c.marked)
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

// consider adds a part of the body, unless what is there cannot be bettered.
func (c *cutter) consider(i int, p Part) {
	if c.perfect >= bodyFragments {
		return
	}
	all := c.matcher.everywhere()
	for _, s := range c.snippets(i, p) {
		s.heading = isHeading(p.Text)
		if s.exact == all && !s.heading && !overlaps(s, c.body) {
			c.perfect++
		}
		c.body = append(c.body, s)
	}
}

// snippets are the sentences of a part that meet something, a short one with a
// neighbour.
func (c *cutter) snippets(i int, p Part) []*snippet {
	marks := c.marks(p)
	if len(marks) == 0 {
		return nil
	}
	var bounds [][2]int
	sentences(p.Text, func(start, end int) { bounds = append(bounds, [2]int{start, end}) })
	var all []*snippet
	for n, b := range bounds {
		if len(within(marks, b[0], b[1])) == 0 {
			continue
		}
		s := &snippet{part: i, start: b[0], end: b[1]}
		switch {
		case n+1 < len(bounds) && s.mayGrow(p.Text, b[0], bounds[n+1][1]):
			s.end = bounds[n+1][1]
		case n > 0 && s.mayGrow(p.Text, bounds[n-1][0], b[1]):
			s.start = bounds[n-1][0]
		}
		for _, k := range within(marks, s.start, s.end) {
			if k.end <= s.end {
				s.take(k)
			}
		}
		if len(s.marks) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// within is the marks that begin from start to before end.
func within(marks []mark, start, end int) []mark {
	from := func(at int) int {
		i, _ := slices.BinarySearchFunc(marks, at, func(k mark, at int) int { return k.start - at })
		return i
	}
	return marks[from(start):from(end)]
}

// mayGrow reports whether a snippet says too little, and still has room with
// what its new bounds add.
func (s *snippet) mayGrow(text string, start, end int) bool {
	return utf8.RuneCountInString(text[s.start:s.end]) < fragmentShort && end-start <= 4*fragmentRunes &&
		utf8.RuneCountInString(text[start:end]) <= fragmentRunes
}

func (s *snippet) take(k mark) {
	s.marks = append(s.marks, k)
	s.terms |= k.terms
	if k.exact {
		s.exact |= k.terms
	}
}

// beats reports whether s adds more than o to the terms already shown.
func (s *snippet) beats(o *snippet, shown termSet) bool {
	mine, theirs := ones(s.terms&^shown), ones(o.terms&^shown)
	if mine != theirs {
		return mine > theirs
	}
	if a, b := ones(s.terms), ones(o.terms); a != b {
		return a > b
	}
	if s.heading != o.heading {
		return o.heading
	}
	return ones(s.exact) > ones(o.exact)
}

func ones(set termSet) int { return bits.OnesCount64(uint64(set)) }

// chosen picks the body's best snippets, each for what the ones before it do
// not show, and returns them in the order of the text.
func (c *cutter) chosen(limit int) []*snippet {
	var out []*snippet
	var shown termSet
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
		if k.start < at || k.end > end || k.start == k.end { // an empty one only says where to begin
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
// of them before the marks that show most.
func window(text string, s *snippet) (start, end int) {
	start, end = s.start, s.end
	if utf8.RuneCountInString(text[start:end]) <= fragmentRunes {
		return start, end
	}
	first := s.richest()
	before := utf8.RuneCountInString(text[start:first.start])
	for ; before > fragmentRunes/3; before-- {
		_, size := utf8.DecodeRuneInString(text[start:])
		start += size
	}
	if start > s.start {
		start = afterSpace(text, start, first.start)
	}
	stop := start
	for n := 0; n < fragmentRunes && stop < end; n++ {
		_, size := utf8.DecodeRuneInString(text[stop:])
		stop += size
	}
	if stop < end {
		stop = beforeSpace(text, stop, first.end)
	}
	return start, stop
}

// richest is the mark from which two thirds of a fragment show most terms.
func (s *snippet) richest() mark {
	best, most := s.marks[0], 0
	for i, first := range s.marks {
		var terms termSet
		for _, k := range s.marks[i:] {
			if k.end > first.start+fragmentRunes*2/3 {
				break
			}
			terms |= k.terms
		}
		if n := ones(terms); n > most {
			best, most = first, n
		}
	}
	return best
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

// merged joins marks that overlap; they come in order of their start.
func merged(marks []mark) []mark {
	out := make([]mark, 0, len(marks))
	for _, k := range marks {
		if n := len(out); n > 0 && k.start < out[n-1].end {
			out[n-1].end = max(out[n-1].end, k.end)
			continue
		}
		out = append(out, k)
	}
	return out
}
