package indexer

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"copratica/indexer/italian"
)

// A suggestList is what one sight may be suggested. It never changes.
type suggestList struct {
	entries []*suggestEntry
	tokens  []suggestToken // in order of word
	words   []suggestWord  // in order of folded word
	byStem  map[string][]int
}

// A suggestToken is a word of an entry.
type suggestToken struct {
	word  string
	entry int32
	first bool // the entry begins with it
}

const (
	suggestLeast = 2  // letters of a first word before anything is suggested
	suggestMost  = 16 // words that are looked at
)

// A typing is a text being typed.
type typing struct {
	before  string   // the text up to the last word
	earlier []string // folded words before the last, without stop words
	stems   []string
	last    string // folded
}

// newTyping reads a text; last is empty if there is too little to go on.
func newTyping(text string) typing {
	text = strings.ToValidUTF8(text, " ")
	if utf8.RuneCountInString(text) > MaxText {
		return typing{}
	}
	tokens := slices.DeleteFunc(italian.Analyze(text), func(t italian.Token) bool { return t.Variant })
	if len(tokens) == 0 || len(tokens) > suggestMost {
		return typing{}
	}
	end := tokens[len(tokens)-1]
	t := typing{before: text[:end.Start], last: end.Exact}
	for _, w := range tokens[:len(tokens)-1] {
		if w.Stem != "" {
			t.earlier, t.stems = append(t.earlier, w.Exact), append(t.stems, w.Stem)
		}
	}
	if len(t.last) < suggestLeast && len(t.earlier) == 0 {
		return typing{}
	}
	return t
}

// find lists the entries that have all words, the last as a beginning.
func (l *suggestList) find(t typing, lang string) []Completion {
	if t.last == "" {
		return nil
	}
	first := map[int32]bool{} // whether it begins with the last word
	from, _ := slices.BinarySearchFunc(l.tokens, t.last, func(k suggestToken, w string) int { return cmp.Compare(k.word, w) })
	for _, k := range l.tokens[from:] {
		if !strings.HasPrefix(k.word, t.last) {
			break
		}
		if began, known := first[k.entry]; known || l.entries[k.entry].has(t) {
			first[k.entry] = began || k.first
		}
	}
	byKind := map[CompletionKind][]int32{}
	for e := range first {
		kind := l.entries[e].Kind
		byKind[kind] = append(byKind[kind], e)
	}
	var out []Completion
	words := 0
	for _, c := range completions() {
		if c.kind == CompletionWord {
			words = c.most
			continue
		}
		found := byKind[c.kind]
		slices.SortFunc(found, func(a, b int32) int { return l.better(a, b, first) })
		for _, e := range found[:min(len(found), c.most)] {
			out = append(out, l.entries[e].in(lang))
		}
	}
	return append(l.findWords(t, out, words), out...)
}

// has reports whether an entry has the words before the last, in any form.
func (e *suggestEntry) has(t typing) bool {
	for i, w := range t.earlier {
		if !slices.Contains(e.words, w) && !slices.Contains(e.stems, t.stems[i]) {
			return false
		}
	}
	return true
}

// in is the entry with its name in a language.
func (e *suggestEntry) in(lang string) Completion {
	c := e.Completion
	if lang == "en" && e.english != "" {
		c.Text = e.english
	}
	return c
}

// better orders entries: those that begin with the word, then the common ones.
func (l *suggestList) better(a, b int32, first map[int32]bool) int {
	if first[a] != first[b] {
		if first[a] {
			return -1
		}
		return 1
	}
	x, y := l.entries[a], l.entries[b]
	return cmp.Or(cmp.Compare(y.cases, x.cases), cmp.Compare(x.order, y.order), cmp.Compare(y.Facet, x.Facet), cmp.Compare(x.CaseID, y.CaseID))
}

// findWords completes the last word with words that stand in cases with all
// the words before it. What is suggested already, or typed, is left out.
func (l *suggestList) findWords(t typing, suggested []Completion, most int) []Completion {
	within, ok := l.casesWith(t.stems)
	if !ok {
		return nil
	}
	type counted struct{ word, cases int }
	var found []counted
	from, _ := slices.BinarySearchFunc(l.words, t.last, func(w suggestWord, last string) int { return cmp.Compare(w.folded, last) })
	for i := from; i < len(l.words) && strings.HasPrefix(l.words[i].folded, t.last); i++ {
		w := &l.words[i]
		n := len(w.cases)
		if within != nil {
			n = 0
			for _, c := range w.cases {
				if within[c] {
					n++
				}
			}
		}
		same := func(c Completion) bool { return italian.Fold(c.Text) == w.folded }
		if n >= suggestCases && w.folded != t.last && !slices.Contains(t.earlier, w.folded) && !slices.ContainsFunc(suggested, same) {
			found = append(found, counted{i, n})
		}
	}
	slices.SortFunc(found, func(a, b counted) int { return cmp.Or(cmp.Compare(b.cases, a.cases), cmp.Compare(a.word, b.word)) })
	var out []Completion
	for _, f := range found[:min(len(found), most)] {
		text := strings.TrimLeft(t.before, " ") + l.words[f.word].text
		out = append(out, Completion{Kind: CompletionWord, Text: text, Query: text})
	}
	return out
}

// casesWith is the cases that have words by all of these stems: nil for all
// cases; false for none.
func (l *suggestList) casesWith(stems []string) (map[int32]bool, bool) {
	var within map[int32]bool
	for _, stem := range stems {
		next := map[int32]bool{}
		for _, w := range l.byStem[stem] {
			for _, c := range l.words[w].cases {
				if within == nil || within[c] {
					next[c] = true
				}
			}
		}
		if len(next) == 0 {
			return nil, false
		}
		within = next
	}
	return within, true
}
