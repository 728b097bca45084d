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
	open    bool // some term cannot be known by its first letters
	folds   [0x180]byte
}

// needleLetters is how many letters a word is known by. No inflection that
// analysis undoes changes them.
const needleLetters = 3

func newSieve() *sieve {
	s := &sieve{}
	for r := range rune(len(s.folds)) {
		folded, _ := utf8.DecodeRuneInString(norm.NFD.String(string(unicode.ToLower(r))))
		if folded < utf8.RuneSelf && (unicode.IsLetter(folded) || unicode.IsDigit(folded)) {
			s.folds[r] = byte(folded)
		}
	}
	return s
}

// want lets texts through that may have the word, folded.
func (s *sieve) want(word string) {
	needle := []byte(word[:min(len(word), needleLetters)])
	for _, c := range needle {
		if c < 'a' || c > 'z' {
			s.open = true // a number or citation: written in too many ways
		}
	}
	s.needles = append(s.needles, needle)
}

// passes reports whether the text may have one of the words.
func (s *sieve) passes(text string) bool {
	if s.open {
		return true
	}
	inWord := false
	for i := 0; i < len(text); {
		c, size, known := s.letter(text[i:])
		if !known {
			return true
		}
		if c != 0 && !inWord {
			for _, n := range s.needles {
				if s.begins(text[i:], n) {
					return true
				}
			}
		}
		inWord = c != 0
		i += size
	}
	return false
}

func (s *sieve) begins(text string, needle []byte) bool {
	for i := 0; i < len(text) && len(needle) > 0; {
		c, size, known := s.letter(text[i:])
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
func (s *sieve) letter(text string) (c byte, size int, known bool) {
	if text[0] < utf8.RuneSelf {
		return s.folds[text[0]], 1, true
	}
	r, size := utf8.DecodeRuneInString(text)
	if int(r) < len(s.folds) {
		return s.folds[r], size, s.folds[r] != 0 || !unicode.IsLetter(r)
	}
	return 0, size, !unicode.IsLetter(r) && !unicode.IsNumber(r)
}
