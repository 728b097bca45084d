package italian

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is s in lower case without accents, soft hyphens and direction marks.
// Composed and decomposed spellings, ligatures and full-width letters give the
// same result.
func Fold(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return foldRunes(s)
		}
	}
	return lowerASCII(s)
}

// lowerASCII lowers ASCII letters and leaves every other byte, so that offsets
// into the result are offsets into s.
func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return lowerFrom(s, i)
		}
	}
	return s
}

func lowerFrom(s string, first int) string {
	var b strings.Builder
	b.Grow(len(s))
	done := 0
	for i := first; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b.WriteString(s[done:i])
			b.WriteByte(s[i] + 'a' - 'A')
			done = i + 1
		}
	}
	b.WriteString(s[done:])
	return b.String()
}

func foldRunes(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(byte(unicode.ToLower(r)))
		case r >= foldFirst && r < foldFirst+rune(len(foldTable)):
			b.WriteString(foldTable[r-foldFirst])
		default:
			b.WriteString(foldRune(r))
		}
	}
	return b.String()
}

// foldFirst is the rune of foldTable's first entry; the table holds the Latin
// letters that European names are written with.
const foldFirst = 0x00A0

var foldTable = func() (t [0x0370 - foldFirst]string) {
	for i := range t {
		t[i] = foldRune(foldFirst + rune(i))
	}
	return t
}()

// foldRune takes the slow way that foldTable spares most text.
func foldRune(r rune) string {
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		switch {
		case isIgnorable(d), unicode.Is(unicode.Mn, d):
		case unicode.IsLetter(r) && !unicode.IsLetter(d) && !unicode.IsDigit(d):
			// Some ligatures of whole words decompose into blanks too.
		default:
			b.WriteString(latin(unicode.ToLower(d)))
		}
	}
	return b.String()
}

// latin is a lower-case letter in a-z as far as it has a customary spelling there.
func latin(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	return string(r)
}

// isIgnorable tells the invisible runes that may stand inside a word.
func isIgnorable(r rune) bool {
	switch r {
	case '\u00ad', '\u034f', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// isApostrophe tells the runes that people and typesetters write for one.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', 'ʼ', 'ʹ', '‘', '’', '‛', '′', '＇':
		return true
	}
	return false
}
