package italian

import (
	"slices"
	"strconv"
	"strings"
)

var (
	articleHeads   = []string{"art", "artt", "articolo", "articoli"}
	paragraphHeads = []string{"comma", "commi", "c", "cc", "co"}
	latinSuffixes  = []string{"bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies"}
)

// An item is the number of an article or paragraph.
type item struct {
	text string // "55", "55bis"
	n    int
	last word // the word it ends with
	at   int  // the start of its first word
}

// item reads a number after last, if what stands between is one of gaps.
func (r *citeReader) item(last word, gaps ...string) (item, bool) {
	w, gap, then, ok := r.peek(last)
	if !ok || !slices.Contains(gaps, gap) || w.kind != kindNumber && w.kind != kindMixed {
		return item{}, false
	}
	digits := digitsEnd(w.text, 0)
	suffix := w.text[digits:]
	if digits == 0 || digits > 4 || suffix != "" && !slices.Contains(latinSuffixes, suffix) {
		return item{}, false
	}
	n, err := strconv.Atoi(w.text[:digits])
	if err != nil {
		return item{}, false
	}
	r.scanner = then
	it := item{text: w.text, n: n, last: w, at: w.start}
	if w, gap, then, ok := r.peek(w); ok && (gap == "" || isHyphen(gap)) && slices.Contains(latinSuffixes, w.text) {
		r.scanner = then
		it.text, it.last = it.text+w.text, w
	}
	return it, true
}

// A list says how the numbers of a citation may go on.
type list struct {
	commas bool // "55, 56"
	ands   bool // "55 e 4": else only a greater number follows "e"
	none   bool // not at all
}

// follow reads the number that goes on after it, and reports whether both make a range.
func (r *citeReader) follow(it item, l list) (next item, isRange, ok bool) {
	if l.none {
		return item{}, false, false
	}
	before := r.scanner
	if next, ok = r.item(it.last, "-", "–", "‑", "—"); ok {
		if next.n > it.n && next.n-it.n <= rangeLongest {
			return next, true, true
		}
		r.scanner = before
		return item{}, false, false
	}
	if next, ok = r.item(it.last, ","); ok {
		if l.commas {
			return next, false, true
		}
		r.scanner = before
		return item{}, false, false
	}
	if and, ok := r.take(it.last, "e", "ed"); ok {
		if next, ok = r.item(and, ""); ok && (l.ands || next.n > it.n) {
			return next, false, true
		}
		r.scanner = before
	}
	return item{}, false, false
}

// articles reads "art. 55", "artt. 55-57", "art. 55, commi 3 e 4" after its
// head and gives its end, 0 if it is no citation.
func (r *citeReader) articles(head word) int {
	plural := head.text == "artt" || head.text == "articoli"
	it, ok := r.item(head, "", ".")
	if !ok {
		return 0
	}
	at, last := head.start, it.last
	for range itemsMost {
		r.add("art"+it.text, at, head.start, it.last.end)
		article := len(r.found) - 1
		if end, ok := r.paragraphs(head, it, at, plural); ok {
			r.found[article].broad = true
			last = end
			it.last = end
		}
		next, isRange, ok := r.follow(it, list{commas: plural, ands: plural})
		if !ok {
			break
		}
		if isRange {
			r.inner("art", it.n, next, head.start)
		}
		it, at, last = next, next.at, next.last
	}
	return last.end
}

// inner adds the members of a range between from and its last item.
func (r *citeReader) inner(prefix string, from int, to item, start int) {
	for n := from + 1; n < to.n; n++ {
		r.found = append(r.found, citation{
			key: citing + prefix + strconv.Itoa(n), at: to.at, start: start, end: to.last.end, broad: true,
		})
	}
}

// paragraphs reads the paragraphs of article it and gives their last word.
func (r *citeReader) paragraphs(head word, it item, at int, plural bool) (word, bool) {
	before := r.scanner
	w, gap, then, ok := r.peek(it.last)
	if !ok || gap != "" && gap != "," && gap != "(" && gap != ",(" || w.kind != kindLetters || !slices.Contains(paragraphHeads, w.text) {
		return word{}, false
	}
	r.scanner = then
	p, ok := r.item(w, "", ".")
	if !ok {
		r.scanner = before
		return word{}, false
	}
	many := isMany(w)
	prefix := "art" + it.text + "c"
	for range itemsMost {
		r.add(prefix+p.text, at, head.start, p.last.end)
		next, isRange, ok := r.follow(p, list{commas: many, ands: many, none: plural && !many})
		if !ok {
			break
		}
		if isRange {
			r.inner(prefix, p.n, next, head.start)
		}
		p, at = next, next.at
	}
	return p.last, true
}

func isMany(head word) bool { return head.text == "commi" || head.text == "cc" }

// paragraphsFirst reads "comma 3 dell'art. 55" after its first word.
func (r *citeReader) paragraphsFirst(head word) int {
	p, ok := r.item(head, "", ".")
	if !ok {
		return 0
	}
	items := []item{p}
	for range itemsMost {
		next, _, ok := r.follow(p, list{commas: isMany(head), ands: isMany(head)})
		if !ok {
			break
		}
		items, p = append(items, next), next
	}
	w, gap, then, ok := r.peek(p.last)
	if ok && gap == "" && (w.text == "del" || w.text == "dell") {
		r.scanner = then
		w, gap, then, ok = r.peek(w)
	}
	if !ok || !slices.Contains(articleHeads, w.text) || gap != "" && gap != "," && !isElided(gap) {
		return 0
	}
	r.scanner = then
	article, ok := r.item(w, "", ".")
	if !ok {
		return 0
	}
	for i, p := range items {
		at := p.at
		if i == 0 {
			at = head.start
		}
		r.add("art"+article.text+"c"+p.text, at, head.start, article.last.end)
	}
	r.add("art"+article.text, w.start, w.start, article.last.end)
	r.found[len(r.found)-1].broad = true
	return article.last.end
}

// isElided tells the gap that "dell'" leaves.
func isElided(gap string) bool {
	return strings.HasPrefix(gap, "dell") && !strings.Contains(gap, " ")
}
