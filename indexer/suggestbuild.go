package indexer

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"copratica/content"
	"copratica/indexer/italian"
)

const (
	// suggestLetters is how many letters a word has at least that is suggested,
	// suggestCases how many cases have it.
	suggestLetters, suggestCases = 4, 2
)

// A suggestEntry is something to suggest, and the words it is found by.
type suggestEntry struct {
	Completion
	english string // of a term; "" for what has one name
	cases   int
	words   []string // folded, of all its names, the English one last
	native  int      // how many of words are not of the English name alone
	stems   []string // "" for stop words
	order   string   // folded text, for sorting
}

// A suggestWord is a word of titles and summaries.
type suggestWord struct {
	folded, stem string
	text         string
	cases        []int32 // ascending
}

// A suggestBuilder gathers what a sight reads.
type suggestBuilder struct {
	entries []*suggestEntry
	named   map[Completion]*suggestEntry // bodies and places
	words   map[string]*gatheredWord     // by folded word
	cards   int32
}

type gatheredWord struct {
	suggestWord
	written map[string]int // spellings, and how often
}

func newSuggestBuilder() *suggestBuilder {
	return &suggestBuilder{named: map[Completion]*suggestEntry{}, words: map[string]*gatheredWord{}}
}

// add adds an entry found by the words of its names.
func (b *suggestBuilder) add(c Completion, english string, cases int, names ...string) *suggestEntry {
	e := &suggestEntry{Completion: c, english: english, cases: cases, order: italian.Fold(c.Text)}
	for _, name := range names {
		e.found(name)
	}
	e.native = len(e.words)
	e.found(english)
	b.entries = append(b.entries, e)
	return e
}

// found makes the words of a name lead to the entry.
func (e *suggestEntry) found(name string) {
	for _, t := range italian.Analyze(name) {
		if !slices.Contains(e.words, t.Exact) {
			e.words, e.stems = append(e.words, t.Exact), append(e.stems, t.Stem)
		}
	}
}

// terms adds the values that cases have.
func (b *suggestBuilder) terms(counts map[Facet][]FacetCount, tax *content.Taxonomy) {
	for _, f := range SuggestedFacets() {
		kind := CompletionTerm
		if f == FacetRegion || f == FacetProvince {
			kind = CompletionPlace
		}
		for _, n := range counts[f] {
			t, ok := termOf(f, n.Value, tax)
			if !ok || n.Value == Unknown || n.Count == 0 {
				continue
			}
			b.add(Completion{Kind: kind, Text: t.IT, Facet: f, Value: n.Value}, t.EN, n.Count, append([]string{t.IT}, t.Aliases...)...)
		}
	}
}

// card adds what a case is called. Its texts are copied: they share memory
// with the whole case.
func (b *suggestBuilder) card(id string, c Card) {
	title := strings.Clone(c.Title)
	e := b.add(Completion{Kind: CompletionTitle, Text: title, CaseID: strings.Clone(id)}, "", 1, title)
	if invented(title) {
		e.cases = 0 // after the real ones
	}
	if c.PublicBody != "" {
		b.name(CompletionBody, c.PublicBody, `ente:"`+unquoted(c.PublicBody)+`"`)
	}
	b.name(CompletionPlace, c.Municipality, asPhrase(c.Municipality))
	b.name(CompletionPlace, c.Ambito, asPhrase(c.Ambito))
	b.read(c.Title + ".\n" + c.Summary)
	b.cards++
}

// name adds a name that cases may share.
func (b *suggestBuilder) name(kind CompletionKind, text, query string) {
	if text == "" {
		return
	}
	c := Completion{Kind: kind, Text: text, Query: query}
	if e := b.named[c]; e != nil {
		e.cases++
		return
	}
	c.Text, c.Query = strings.Clone(text), strings.Clone(query)
	b.named[c] = b.add(c, "", 1, c.Text)
}

// unquoted is a name without what ends a phrase.
func unquoted(name string) string { return strings.ReplaceAll(name, `"`, " ") }

// asPhrase is a query for a name: in quotes if it has more than one word.
func asPhrase(name string) string {
	if strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) < 0 {
		return name
	}
	return `"` + unquoted(name) + `"`
}

// read notes the words of a case.
func (b *suggestBuilder) read(text string) {
	for _, t := range italian.Analyze(text) {
		written := text[t.Start:t.End]
		if t.Variant || t.Stem == "" || utf8.RuneCountInString(written) < suggestLetters ||
			strings.IndexFunc(strings.TrimRight(written, "'’`´"), func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 {
			continue
		}
		w := b.words[t.Exact]
		if w == nil {
			w = &gatheredWord{suggestWord: suggestWord{folded: strings.Clone(t.Exact), stem: strings.Clone(t.Stem)}, written: map[string]int{}}
			b.words[w.folded] = w
		}
		w.written[strings.ToLower(strings.Clone(written))]++
		if n := len(w.cases); n == 0 || w.cases[n-1] != b.cards {
			w.cases = append(w.cases, b.cards)
		}
	}
}

// list is all that was gathered, ready to be searched.
func (b *suggestBuilder) list() *suggestList {
	l := &suggestList{entries: b.entries, byStem: map[string][]int{}, cases: b.cards}
	slices.SortFunc(l.entries, func(x, y *suggestEntry) int {
		return cmp.Or(cmp.Compare(y.cases, x.cases), cmp.Compare(x.order, y.order), cmp.Compare(y.Facet, x.Facet), cmp.Compare(x.CaseID, y.CaseID))
	})
	for i, e := range l.entries {
		kind := uint8(slices.Index(kindsOfEntries(), e.Kind))
		for n, w := range e.words {
			l.tokens = append(l.tokens, suggestToken{w, int32(i), kind, n == 0, n >= e.native})
		}
	}
	slices.SortFunc(l.tokens, func(a, b suggestToken) int {
		return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.entry, b.entry))
	})
	for _, folded := range slices.Sorted(maps.Keys(b.words)) {
		w := b.words[folded]
		for _, spelling := range slices.Sorted(maps.Keys(w.written)) {
			if w.text == "" || w.written[spelling] >= w.written[w.text] { // accented ones sort last
				w.text = spelling
			}
		}
		l.byStem[w.stem] = append(l.byStem[w.stem], len(l.words))
		l.words = append(l.words, w.suggestWord)
	}
	return l
}
