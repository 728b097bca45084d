package indexer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A sieve tells texts that cannot meet a query from those that may, at a small
// part of what analysing them costs. It looks for the first letters of each
// word wherever a word may begin, across full stops, hyphens and spaces, as
// analysis joins "A.T.S." and "co progettazione".
type sieve struct {
	needles [][]byte
	digits  bool                // some term is a number or a citation: written in many ways, never without a digit
	open    bool                // some term cannot be known by its first letters
	first   [utf8.RuneSelf]bool // letters that a needle begins with, and digits if they matter
}

// needleLetters is how many letters a word is known by: all but the last three
// of a long one. No inflection that analysis undoes changes them.
func needleLetters(word string) int { return min(max(len(word)-3, 3), 6) }

// latinFolds are the letters and digits that the runes of European names fold
// to, 0 for all others.
var latinFolds = func() (t [0x180]byte) {
	for r := range rune(len(t)) {
		folded, _ := utf8.DecodeRuneInString(norm.NFD.String(string(unicode.ToLower(r))))
		if folded < utf8.RuneSelf && (unicode.IsLetter(folded) || unicode.IsDigit(folded)) {
			t[r] = byte(folded)
		}
	}
	return t
}()

// want lets texts through that may have the word, folded, or the citation.
func (s *sieve) want(word string) {
	var needle []byte
	for _, r := range word {
		switch {
		case r >= 'a' && r <= 'z':
			needle = append(needle, byte(r))
		case r >= '0' && r <= '9', r == '§':
			s.digits = true
			for d := '0'; d <= '9'; d++ {
				s.first[d] = true
			}
			return
		case r >= utf8.RuneSelf:
			s.open = true
			return
		}
		if len(needle) == needleLetters(word) {
			break
		}
	}
	if len(needle) == 0 {
		s.open = true
		return
	}
	s.needles = append(s.needles, needle)
	s.first[needle[0]], s.first[unicode.ToUpper(rune(needle[0]))] = true, true
}

// passes reports whether the text may have one of the words.
func (s *sieve) passes(text string) bool {
	if s.open {
		return true
	}
	inWord := false
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf && !s.first[b] { // nearly always
			inWord = latinFolds[b] != 0
			i++
			continue
		}
		c, size, known := letter(text[i:])
		if !known || s.digits && c >= '0' && c <= '9' {
			return true
		}
		if c != 0 && !inWord {
			for _, n := range s.needles {
				if c == n[0] && begins(text[i:], n) {
					return true
				}
			}
		}
		inWord = c != 0
		i += size
	}
	return false
}

func begins(text string, needle []byte) bool {
	for i := 0; i < len(text) && len(needle) > 0; {
		c, size, known := letter(text[i:])
		switch {
		case !known:
			return true
		case c == needle[0]:
			needle = needle[1:]
		case c != 0:
			return false
		}
		i += size
	}
	return len(needle) == 0
}

// letter is the folded letter or digit that a text begins with, 0 for anything
// between words. What is not known is a letter of another script.
func letter(text string) (c byte, size int, known bool) {
	if text[0] < utf8.RuneSelf {
		return latinFolds[text[0]], 1, true
	}
	r, size := utf8.DecodeRuneInString(text)
	if int(r) < len(latinFolds) {
		return latinFolds[r], size, latinFolds[r] != 0 || !unicode.IsLetter(r)
	}
	return 0, size, !unicode.IsLetter(r) && !unicode.IsNumber(r)
}
