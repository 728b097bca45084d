package italian

import (
	"slices"
	"strconv"
	"strings"
)

// A normName is a way to name a kind of act before its number.
type normName struct {
	words []string
	kind  string // in the key: "dlgs" in "§dlgs117/2017"
	// skips is how many words may stand before the number; keeps tells that
	// they are words of the query in their own right.
	skips int
	keeps bool
}

// norms by first word, the longer ways first.
var norms = func() map[string][]normName {
	all := map[string][]normName{}
	add := func(kind string, skips int, keeps bool, ways ...string) {
		for _, way := range ways {
			words := strings.Fields(way)
			all[words[0]] = append(all[words[0]], normName{words: words, kind: kind, skips: skips, keeps: keeps})
		}
	}
	add("dlgs", 0, false, "dlgs", "d lgs", "decreto legislativo", "decreto lgs", "dl gs")
	add("dl", 0, false, "dl", "d l", "decreto legge")
	add("dpcm", 0, false, "dpcm", "d p c m", "decreto del presidente del consiglio dei ministri")
	add("dpr", 0, false, "dpr", "d p r", "decreto del presidente della repubblica")
	add("dm", 0, false, "dm", "d m", "decreto ministeriale")
	add("dm", 12, false, "decreto del ministro", "decreto del ministero")
	add("rd", 0, false, "rd", "regio decreto")
	add("lcost", 0, false, "legge costituzionale")
	add("lr", 4, true, "lr", "l r", "l reg", "legge regionale", "leggi regionali", "legge reg")
	add("lp", 4, true, "lp", "l p", "legge provinciale")
	add("l", 0, false, "l", "legge", "leggi")
	add("dgr", 0, false, "dgr")
	add("dgc", 0, false, "dgc")
	add("sent", 0, false, "sentenza della corte costituzionale", "sentenza corte costituzionale", "sentenza corte cost",
		"corte costituzionale sentenza", "corte costituzionale sent", "corte cost sentenza", "corte cost sent",
		"corte costituzionale", "corte cost", "sentenza", "sent")
	add("parere", 0, false, "parere del consiglio di stato", "parere consiglio di stato", "parere")
	return all
}()

var normHeads = func() []string {
	heads := make([]string, 0, len(norms))
	for first := range norms {
		heads = append(heads, first)
	}
	return heads
}()

var months = []string{
	"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
}

// norm reads "d.lgs. 117/2017", "legge 7 agosto 1990, n. 241" and their like
// after their first word and gives the end, 0 if it is no citation.
func (r *citeReader) norm(head word) int {
	start := r.scanner
	for _, n := range norms[head.text] {
		r.scanner, r.keepStart, r.keepEnd = start, 0, 0
		last, ok := head, true
		for _, text := range n.words[1:] {
			if last, ok = r.takeDashed(last, text); !ok {
				break
			}
		}
		if !ok {
			continue
		}
		if end := r.numbered(n, head, last); end > 0 {
			return end
		}
	}
	return 0
}

// takeDashed is take that goes over a hyphen too ("decreto-legge").
func (r *citeReader) takeDashed(last word, text string) (word, bool) {
	w, gap, then, ok := r.peek(last)
	if !ok || w.text != text || !isLoose(gap) && !isHyphen(gap) {
		return last, false
	}
	r.scanner = then
	return w, true
}

// numbered reads number and year, and further ones joined by "e" or a comma.
func (r *citeReader) numbered(n normName, head, last word) int {
	number, year, last, ok := r.numberYear(last)
	for skipped := 0; !ok && skipped < n.skips; skipped++ {
		w, gap, then, found := r.peek(last)
		if !found || w.kind != kindLetters || gap != "" && !isHyphen(gap) && gap != "," {
			return 0
		}
		if n.keeps {
			if skipped == 0 {
				r.keepStart = w.start
			}
			r.keepEnd = w.end
		}
		r.scanner = then
		number, year, last, ok = r.numberYear(w)
	}
	if !ok {
		return 0
	}
	r.add(n.kind+number+"/"+year, head.start, head.start, last.end)
	for range itemsMost {
		before := r.scanner
		from := last
		if and, ok := r.take(last, "e", "ed"); ok {
			from = and
		}
		w, gap, then, ok := r.peek(from)
		if !ok || gap != "" && gap != "," || gap == "" && from.end == last.end || !isActNumber(w) {
			r.scanner = before
			break
		}
		r.scanner = then
		end, year, ok := r.slashYear(w)
		if !ok {
			r.scanner = before
			break
		}
		r.add(n.kind+w.text+"/"+year, w.start, head.start, end.end)
		last = end
	}
	return last.end
}

// numberYear reads "117/2017", "n. 117 del 2017", "n. 117 del 3 luglio 2017" or
// "3 luglio 2017, n. 117" after last. It stays where it was if there is none.
func (r *citeReader) numberYear(last word) (number, year string, end word, ok bool) {
	before := r.scanner
	w := last
	for range 2 {
		w, _ = r.take(w, "del", "n", "nr", "num", "numero")
	}
	if day, year, ok := r.date(w); ok {
		w, _ = r.take(day, "n", "nr", "num", "numero")
		if n, ok := r.actNumber(w); ok {
			return n.text, year, n, true
		}
	} else if n, ok := r.actNumber(w); ok {
		if end, year, ok := r.year(n); ok {
			return n.text, year, end, true
		}
	}
	r.scanner = before
	return "", "", last, false
}

// actNumber reads the number of an act after last.
func (r *citeReader) actNumber(last word) (word, bool) {
	w, gap, then, ok := r.peek(last)
	if !ok || !isLoose(strings.TrimSuffix(gap, "°")) || !isActNumber(w) {
		return word{}, false
	}
	r.scanner = then
	return w, true
}

// year reads "/2017", "del 2017" or "del 3 luglio 2017" after the number of an act.
func (r *citeReader) year(number word) (end word, year string, ok bool) {
	if end, year, ok := r.slashYear(number); ok {
		return end, year, true
	}
	del, ok := r.take(number, "del", "dell")
	if !ok {
		return word{}, "", false
	}
	if end, year, ok := r.date(del); ok {
		return end, year, true
	}
	w, gap, then, ok := r.peek(del)
	if !ok || gap != "" || len(w.text) != 4 {
		return word{}, "", false
	}
	r.scanner = then
	year, ok = fullYear(w.text)
	return w, year, ok
}

// slashYear reads "/2017" or "/90" after a number.
func (r *citeReader) slashYear(number word) (end word, year string, ok bool) {
	w, gap, then, ok := r.peek(number)
	if !ok || gap != "/" {
		return word{}, "", false
	}
	if year, ok = fullYear(w.text); ok {
		r.scanner = then
	}
	return w, year, ok
}

// date reads "3 luglio 2017", "1° luglio 2020", "3/7/2017" or "03.07.2017"
// after last and gives its last word and year.
func (r *citeReader) date(last word) (end word, year string, ok bool) {
	day, gap, then, ok := r.peek(last)
	if !ok || !isLoose(gap) || !isShortNumber(day) {
		return word{}, "", false
	}
	rest := citeReader{scanner: then}
	month, gap, then, _ := rest.peek(day)
	rest.scanner = then
	end, between, then, ok := rest.peek(month)
	named := slices.Contains(months, month.text) && (gap == "" || gap == "°") && between == ""
	digits := isShortNumber(month) && (gap == "/" || gap == "." || gap == "-") && between == gap
	if !ok || !named && !digits {
		return word{}, "", false
	}
	if year, ok = fullYear(end.text); ok {
		r.scanner = then
	}
	return end, year, ok
}

func isShortNumber(w word) bool { return w.kind == kindNumber && len(w.text) <= 2 }

func isActNumber(w word) bool {
	return w.kind == kindNumber && len(w.text) <= 5 && digitsEnd(w.text, 0) == len(w.text)
}

// fullYear is a year of two or four digits in four, if laws were made in it.
func fullYear(text string) (string, bool) {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil || n < 0:
		return "", false
	case len(text) == 2 && n < 40:
		return "20" + text, true
	case len(text) == 2:
		return "19" + text, true
	}
	return text, len(text) == 4 && n >= 1861 && n < 2100
}
