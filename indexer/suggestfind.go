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
	entries []*suggestEntry // the common ones first
	tokens  []suggestToken  // in order of word
	words   []suggestWord   // in order of folded word
	byStem  map[string][]int
	cases   int32
}

// A suggestToken is a word of an entry.
type suggestToken struct {
	word  string
	entry int32
	kind  uint8 // of the entry: a place in kindsOfEntries
	first bool  // the entry begins with it
	// english says that only the entry's English name has it: "emp" is no
	// beginning of "Lavoro e inserimento lavorativo" to whoever reads that, but
	// the whole word is known.
	english bool
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
	best := map[CompletionKind]*bestEntries{}
	for _, c := range completions() {
		best[c.kind] = &bestEntries{most: c.most}
	}
	byEntry := make([]*bestEntries, len(kindsOfEntries()))
	for i, kind := range kindsOfEntries() {
		byEntry[i] = best[kind]
	}
	from, _ := slices.BinarySearchFunc(l.tokens, t.last, func(k suggestToken, w string) int { return cmp.Compare(k.word, w) })
	for _, k := range l.tokens[from:] {
		if !strings.HasPrefix(k.word, t.last) {
			break
		}
		if k.english && lang != "en" && k.word != t.last {
			continue
		}
		if of := byEntry[k.kind]; of.wants(k) && l.entries[k.entry].has(t) {
			of.take(k)
		}
	}
	var out []Completion
	for _, c := range completions() {
		for _, k := range best[c.kind].list {
			out = append(out, l.entries[k.entry].in(lang))
		}
	}
	return append(l.findWords(t, out, best[CompletionWord].most), out...)
}

// bestEntries are the best few of one kind: those that begin with the last
// word, then those that more cases have, which come first in the list.
type bestEntries struct {
	most int
	list []suggestToken // best first
}

func betterToken(a, b suggestToken) int {
	if a.first != b.first {
		if a.first {
			return -1
		}
		return 1
	}
	return cmp.Compare(a.entry, b.entry)
}

// wants reports whether an entry would be among the best.
func (b *bestEntries) wants(k suggestToken) bool {
	return len(b.list) < b.most || b.most > 0 && betterToken(k, b.list[len(b.list)-1]) < 0
}

// take puts an entry in its place.
func (b *bestEntries) take(k suggestToken) {
	if i := slices.IndexFunc(b.list, func(o suggestToken) bool { return o.entry == k.entry }); i >= 0 {
		if betterToken(b.list[i], k) <= 0 {
			return
		}
		b.list = slices.Delete(b.list, i, i+1)
	}
	at, _ := slices.BinarySearchFunc(b.list, k, betterToken)
	b.list = slices.Insert(b.list, at, k)
	b.list = b.list[:min(len(b.list), b.most)]
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

// findWords completes the last word with words that stand in cases with all
// the words before it. What is suggested already, or typed, is left out.
func (l *suggestList) findWords(t typing, suggested []Completion, most int) []Completion {
	within, some := l.casesWith(t.stems)
	if !some {
		return nil
	}
	type counted struct{ word, cases int }
	var best []counted
	from, _ := slices.BinarySearchFunc(l.words, t.last, func(w suggestWord, last string) int { return cmp.Compare(w.folded, last) })
	for i := from; i < len(l.words) && strings.HasPrefix(l.words[i].folded, t.last); i++ {
		w := &l.words[i]
		n := len(w.cases)
		if n < suggestCases || len(best) == most && n <= best[most-1].cases {
			continue // cannot be among the best
		}
		if within != nil {
			n = 0
			for _, c := range w.cases {
				n += int(within[c])
			}
		}
		same := func(c Completion) bool { return italian.Fold(c.Text) == w.folded }
		if n < suggestCases || w.folded == t.last || slices.Contains(t.earlier, w.folded) || slices.ContainsFunc(suggested, same) {
			continue
		}
		best = append(best, counted{i, n})
		slices.SortStableFunc(best, func(a, b counted) int { return cmp.Compare(b.cases, a.cases) })
		best = best[:min(len(best), most)]
	}
	var out []Completion
	for _, f := range best {
		text := strings.TrimLeft(t.before, " ") + l.words[f.word].text
		out = append(out, Completion{Kind: CompletionWord, Text: text, Query: text})
	}
	return out
}

// casesWith marks with 1 the cases that have words by all of these stems; nil
// is all cases. It reports whether there is any.
func (l *suggestList) casesWith(stems []string) (within []uint8, some bool) {
	for n, stem := range stems {
		next := make([]uint8, l.cases)
		some = false
		for _, w := range l.byStem[stem] {
			for _, c := range l.words[w].cases {
				if n == 0 || within[c] == 1 {
					next[c], some = 1, true
				}
			}
		}
		if !some {
			return nil, false
		}
		within = next
	}
	return within, true
}
