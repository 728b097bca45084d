package indexer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations end in a full stop that ends no sentence; so do single letters.
var abbreviations = func() map[string]bool {
	all := make(map[string]bool)
	for _, a := range strings.Fields(`
		art artt nn co cc lett lgs leg decr pag pagg sig sigg dott dr avv ing arch geom prof on es ecc cfr ca cd tel min
		max prot rif all cost sent cons reg ss soc coop prov dir resp cap par fig tab vol num nr gent spett prog`) {
		all[a] = true
	}
	return all
}()

// sentences calls yield with the bounds of each sentence of a text, in bytes
// and without the space around it.
func sentences(text string, yield func(start, end int)) {
	start := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '.', '!', '?':
			if endsSentence(text, start, i) {
				trimmed(text, start, i+1, yield)
				start = i + 1
			}
		case '\n':
			trimmed(text, start, i, yield)
			start = i + 1
		}
	}
	trimmed(text, start, len(text), yield)
}

func trimmed(text string, start, end int, yield func(start, end int)) {
	piece := text[start:end]
	start += len(piece) - len(strings.TrimLeftFunc(piece, unicode.IsSpace))
	end -= len(piece) - len(strings.TrimRightFunc(piece, unicode.IsSpace))
	if start < end {
		yield(start, end)
	}
}

// endsSentence reports whether the stop at i ends the sentence begun at start:
// space and a capital, digit or quote follow, and no abbreviation is before it.
func endsSentence(text string, start, i int) bool {
	rest := text[i+1:]
	next := strings.TrimLeft(rest, " \u00a0")
	if next == "" || len(next) == len(rest) {
		return next == ""
	}
	if r, _ := utf8.DecodeRuneInString(next); unicode.IsLower(r) {
		return false
	}
	if text[i] != '.' {
		return true
	}
	if strings.Trim(text[start:i], " \n\t0123456789.") == "" {
		return false // the number of a paragraph
	}
	word := text[start:i]
	if cut := strings.LastIndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }); cut >= 0 {
		_, size := utf8.DecodeRuneInString(word[cut:])
		word = word[cut+size:]
	}
	return utf8.RuneCountInString(word) != 1 && !abbreviations[strings.ToLower(word)]
}
