package italian

import (
	"slices"
	"strings"
)

// A citation is a place of the law named in a text, as a token will hold it.
type citation struct {
	key        string
	at         int // start of the word at whose position it stands
	start, end int // what it spans in the source
	// broad marks what only an index holds: the article beside its paragraph,
	// and the inner members of a range.
	broad bool
}

// citations are those read ahead of the word in hand.
type citations struct {
	found []citation // in order of at
	done  int        // how many of them were emitted
	end   int        // of the source they were read from; no other begins before it
	// keepStart and keepEnd are what stands among a citation's words without
	// being part of it: the region of a regional law.
	keepStart, keepEnd int
}

func (c *citations) keeps(w word) bool { return w.start >= c.keepStart && w.start < c.keepEnd }

// citing begins the keys of citations. No word of a text can hold it.
const citing = "§"

// IsCitation reports whether a token's exact form is that of a citation.
func IsCitation(exact string) bool { return strings.HasPrefix(exact, citing) }

// itemsMost bounds how many articles or paragraphs one citation may list, and
// rangeLongest how many a range may name: a text must not grow out of bounds.
const (
	itemsMost    = 30
	rangeLongest = 20
)

// cite reads the citation that w may begin.
func (a *assembler) cite(w word) {
	r := citeReader{scanner: a.scanner, found: a.cites.found[:0]}
	var end int
	switch {
	case slices.Contains(articleHeads, w.text):
		end = r.articles(w)
	case w.kind == kindLetters && slices.Contains(paragraphHeads, w.text):
		end = r.paragraphsFirst(w)
	default:
		end = r.norm(w)
	}
	if end == 0 {
		return
	}
	a.cites = citations{found: r.found, end: end, keepStart: r.keepStart, keepEnd: r.keepEnd}
	a.covered = end
}

// citations emits the citations that stand at w.
func (a *assembler) citations(w word) {
	for ; a.cites.done < len(a.cites.found); a.cites.done++ {
		c := a.cites.found[a.cites.done]
		if c.at > w.start {
			return
		}
		if c.at == w.start && (!a.query || !c.broad) {
			a.whole(c.key, c.start, c.end, !a.query)
		}
	}
}

// A citeReader reads ahead of the assembler to the end of one citation.
type citeReader struct {
	scanner
	found              []citation
	keepStart, keepEnd int
}

func (r *citeReader) add(key string, at, start, end int) {
	r.found = append(r.found, citation{key: citing + key, at: at, start: start, end: end})
}

// peek is the next word, what stands between it and the last one without
// blanks, and the scanner behind it.
func (r *citeReader) peek(last word) (w word, gap string, then scanner, ok bool) {
	then = r.scanner
	w, ok = then.next()
	if ok {
		gap = strings.TrimSpace(r.low[last.end:w.start])
	}
	return w, gap, then, ok
}

// take goes past the next word if it is one of these and follows the last one
// with nothing or a full stop or comma between.
func (r *citeReader) take(last word, words ...string) (word, bool) {
	w, gap, then, ok := r.peek(last)
	if !ok || !isLoose(gap) || !slices.Contains(words, w.text) {
		return last, false
	}
	r.scanner = then
	return w, true
}

// isLoose tells the gaps between words that belong together: "n. 117", "2017, n.".
func isLoose(gap string) bool { return gap == "" || gap == "." || gap == "," || gap == ".," }
