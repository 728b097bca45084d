package indexer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations end in a full stop that ends no sentence.
var abbreviations = map[string]bool{
	"art": true, "artt": true, "n": true, "nn": true, "c": true, "co": true, "lett": true, "d": true, "lgs": true, "l": true,
	"r": true, "p": true, "pag": true, "pagg": true, "sig": true, "sigg": true, "dott": true, "avv": true, "ing": true,
	"prof": true, "es": true, "ecc": true, "cfr": true, "ca": true, "cd": true, "tel": true, "min": true, "s": true,
	"m": true, "prot": true, "rif": true, "all": true, "cost": true, "sent": true, "reg": true, "comma": true, "ss": true,
}

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
	word := text[start:i]
	if cut := strings.LastIndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }); cut >= 0 {
		_, size := utf8.DecodeRuneInString(word[cut:])
		word = word[cut+size:]
	}
	return !abbreviations[strings.ToLower(word)]
}
