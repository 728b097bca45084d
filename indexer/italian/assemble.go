package italian

import "unicode/utf8"

// An assembler puts the scanner's words together into tokens.
type assembler struct {
	scanner
	dst   []Token
	pos   int
	query bool
	// covered is the offset up to which one token of a query stands for all
	// words: they take their positions and give no tokens.
	covered int
	cites   citations
}

func (a *assembler) run() {
	for {
		w, ok := a.next()
		if !ok {
			return
		}
		a.pos++
		if w.has(isCiting) && w.start >= a.cites.end && w.start >= a.addressEnd && w.start >= a.covered {
			a.cite(w)
		}
		if a.query && w.start < a.cites.end {
			a.citations(w)
		}
		if a.query && w.start < a.covered && !a.cites.keeps(w) {
			kept := len(a.dst)
			a.word(w)
			a.dst = a.dst[:kept]
			continue
		}
		a.word(w)
		if !a.query && w.start < a.cites.end {
			a.citations(w)
		}
	}
}

// word emits w, and with it what w begins.
func (a *assembler) word(w word) {
	at, isAddress := a.address(w)
	if isAddress && a.query {
		a.whole(at.text, w.start, at.end, false)
		a.covered, a.addressEnd = at.end, at.end
		return
	}
	switch {
	case w.kind == kindNumber:
		a.number(w)
	case w.has(isPrefix) && a.joined(w):
	case w.text == "un" && a.oneOf(w):
	case a.query && isEuro(w.text) && a.sum(w):
	case a.query && w.has(isQuestion) && a.question(w):
	default:
		a.emit(w, false)
	}
	if isAddress {
		a.addressEnd = at.end
		a.whole(at.text, w.start, at.end, true)
		if at.host != "" {
			a.whole(at.host, w.start, at.end, true)
		}
	}
}

// emit appends the token of w.
func (a *assembler) emit(w word, variant bool) {
	t := Token{Exact: w.text, Pos: a.pos, Start: w.start, End: w.end, Variant: variant}
	switch {
	case w.has(isStop) || a.query && w.has(isQuestion):
	case w.kind == kindNumber || w.kind == kindMixed:
		t.Stem = w.text
	default:
		t.Stem = w.entry.stemOf(w.text)
	}
	a.dst = append(a.dst, t)
}

// whole appends a token that is its own stem and stands for src[start:end].
func (a *assembler) whole(text string, start, end int, variant bool) {
	a.dst = append(a.dst, Token{Exact: text, Stem: text, Pos: a.pos, Start: start, End: end, Variant: variant})
}

// number emits a number with its multiplier or percent sign.
func (a *assembler) number(w word) {
	if end, text := a.spacedMultiplier(w); end > w.end {
		unit, _ := a.next()
		if a.query {
			a.money(text, w.start, end)
			return
		}
		a.whole(text, w.start, end, false)
		a.emit(w, true)
		a.emit(unit, true)
		return
	}
	end := a.percentEnd(w.end)
	switch {
	case end == w.end && a.query:
		a.money(w.text, w.start, w.end)
	case end == w.end:
		a.emit(w, false)
	case a.query:
		a.whole(w.text+"%", w.start, end, false)
		a.covered = max(a.covered, end)
	default:
		a.emit(w, false)
		a.whole(w.text+"%", w.start, end, true)
	}
}

// oneOf emits "un milione" as the number that it is, and reports whether it did;
// "un milione e mezzo" is another one.
func (a *assembler) oneOf(w word) bool {
	one := w
	one.text = "1"
	end, text := a.spacedMultiplier(one)
	if end == w.end || hasPrefixAt(a.low, end, " e mezzo") {
		return false
	}
	unit, _ := a.next()
	if a.query {
		a.money(text, w.start, end)
		return true
	}
	a.whole(text, w.start, end, false)
	a.emit(w, true)
	a.emit(unit, true)
	return true
}

// money emits a number of a query. A sum takes the euro after it along: nearly
// every case has that word, and texts write its sign as well.
func (a *assembler) money(text string, start, end int) {
	if isSum(text) {
		end = a.euroEnd(end)
	}
	a.whole(text, start, end, false)
	a.covered = max(a.covered, end)
}

// question emits "quante volte" as the one question that it is, and reports
// whether it did.
func (a *assembler) question(w word) bool {
	ahead := a.scanner
	next, ok := ahead.next()
	if !ok || !next.has(isAsked) || blankEnd(a.low, w.end) != next.start {
		return false
	}
	a.emit(w, false)
	a.dst[len(a.dst)-1].End, a.covered = next.end, next.end
	return true
}

// sum emits "euro 30.000" as one number, and reports whether it did.
func (a *assembler) sum(euro word) bool {
	ahead := a.scanner
	next, ok := ahead.next()
	if !ok || next.kind != kindNumber || !isSum(next.text) || blankEnd(a.low, euro.end) != next.start {
		return false
	}
	a.scanner = ahead
	a.pos++
	kept := len(a.dst)
	a.number(next)
	a.dst[kept].Start = euro.start
	return true
}

// joined emits a prefix and the word it belongs to as one ("co-progettazione"),
// with both parts as variants, and reports whether it did.
func (a *assembler) joined(w word) bool {
	if a.at < len(a.low) && a.low[a.at] == ' ' && !w.has(isFreePrefix|isPartPrefix) {
		return false // as nearly always after "e"
	}
	ahead := a.scanner
	next, ok := ahead.next()
	if !ok || next.kind != kindLetters || !a.joins(w, next) {
		return false
	}
	a.scanner = ahead
	one := word{text: w.text + next.text, start: w.start, end: next.end}
	if len(one.text) <= lexiconLongest {
		one.entry = lexicon[one.text]
	}
	a.emit(one, false)
	if !a.query {
		a.emit(w, true)
		a.emit(next, true)
	}
	return true
}

// joins reports whether the prefix w and the word after it are one word.
func (a *assembler) joins(w, next word) bool {
	gap := a.src[w.end:next.start]
	switch {
	case w.text == "d":
		return next.text == "lgs" && (gap == " " || gap == ". " || gap == ".")
	case next.has(isStop):
		return false
	case isHyphen(gap):
		return len(next.text) >= 3
	case gap == "" || blankEnd(gap, 0) != len(gap) || len(next.text) < 4:
		return false
	case w.has(isFreePrefix):
		return true
	}
	for _, part := range partPrefixes[w.text] {
		if hasPrefixAt(next.text, 0, part) {
			return true
		}
	}
	return false
}

// isHyphen reports whether a gap between words is a single hyphen or dash.
func isHyphen(gap string) bool {
	if gap == "-" {
		return true
	}
	r, size := utf8.DecodeRuneInString(gap)
	return size == len(gap) && r >= '\u2010' && r <= '\u2014'
}
