package italian

import (
	"unicode"
	"unicode/utf8"
)

// A wordKind tells what a word is made of.
type wordKind uint8

const (
	kindLetters wordKind = iota
	kindNumber           // a number, in its one form: "1500", "1,5"
	kindMixed            // letters and digits: "m5c2"
	kindAcronym          // was written with dots
)

// A word is a run of text as the scanner cuts it, before words are put together.
type word struct {
	text       string // folded
	start, end int
	kind       wordKind
	entry      entry
}

func (w word) has(t trait) bool { return w.entry.traits&t != 0 }

// A scanner cuts a text into words. It is a small value: a copy of it reads
// ahead. Reading ahead is bounded everywhere, so that no text takes more than
// time in proportion to its length.
type scanner struct {
	src string
	low string // src with ASCII letters lowered: same length, same offsets
	at  int
	// addressEnd is the end of the last address found; none begins before it.
	addressEnd int
}

func newScanner(text string) scanner { return scanner{src: text, low: lowerASCII(text)} }

// Classes of bytes.
const (
	separator byte = iota
	letter
	digit
	beyond // first byte of a rune that is not ASCII
)

var classes = func() (t [256]byte) {
	for c := range t {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			t[c] = letter
		case '0' <= c && c <= '9':
			t[c] = digit
		case c >= utf8.RuneSelf:
			t[c] = beyond
		}
	}
	return t
}()

// next is the next word, without elided articles before it.
func (s *scanner) next() (word, bool) {
	for s.skip() {
		if classes[s.low[s.at]] == digit {
			return s.number(), true
		}
		w := s.letters()
		if w.text == "" {
			continue
		}
		if w.kind == kindLetters && len(w.text) <= lexiconLongest {
			w.entry = lexicon[w.text]
		}
		if w.has(isElision) && s.elides() {
			continue
		}
		if len(w.text) == 1 && s.at < len(s.low) && s.low[s.at] == '.' {
			s.acronym(&w)
		}
		s.accent(&w)
		return w, true
	}
	return word{}, false
}

// skip goes to the next letter or digit, and reports whether there is one.
func (s *scanner) skip() bool {
	for s.at < len(s.low) {
		switch classes[s.low[s.at]] {
		case separator:
			s.at++
		case beyond:
			r, size := utf8.DecodeRuneInString(s.low[s.at:])
			if isWordRune(r) && !unicode.Is(unicode.Mn, r) {
				return true
			}
			s.at += size
		default:
			return true
		}
	}
	return false
}

// isWordRune tells the runes beyond ASCII that words are made of.
func isWordRune(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)) && !isApostrophe(r)
}

// letters reads a run of letters and digits that begins with no ASCII digit.
func (s *scanner) letters() word {
	w := word{start: s.at}
	s.run(&w)
	return w
}

// run reads on to the end of a run of letters and digits that begins at w.start.
func (s *scanner) run(w *word) {
	plain := true
	i := s.at
scan:
	for i < len(s.low) {
		switch classes[s.low[i]] {
		case letter:
			i++
		case digit:
			w.kind = kindMixed
			i++
		case beyond:
			r, size := utf8.DecodeRuneInString(s.low[i:])
			if !isWordRune(r) && !isIgnorable(r) {
				break scan
			}
			if unicode.IsDigit(r) {
				w.kind = kindMixed
			}
			plain = false
			i += size
		default:
			break scan
		}
	}
	s.at, w.end = i, i
	w.text = s.low[w.start:i]
	if !plain {
		w.text = foldRunes(w.text)
	}
}

// elides reports whether an apostrophe and then a word follow directly.
func (s *scanner) elides() bool {
	size := s.apostrophe(s.at)
	return size > 0 && s.startsWord(s.at+size)
}

// apostrophe is the length of the apostrophe at i, 0 if there is none.
func (s *scanner) apostrophe(i int) int {
	if i >= len(s.low) || s.low[i] < utf8.RuneSelf && s.low[i] != '\'' && s.low[i] != '`' {
		return 0
	}
	r, size := utf8.DecodeRuneInString(s.low[i:])
	if !isApostrophe(r) {
		return 0
	}
	return size
}

// startsWord reports whether a letter or digit stands at i.
func (s *scanner) startsWord(i int) bool {
	if i >= len(s.low) {
		return false
	}
	switch classes[s.low[i]] {
	case letter, digit:
		return true
	case beyond:
		r, _ := utf8.DecodeRuneInString(s.low[i:])
		return isWordRune(r)
	}
	return false
}

// accent takes an apostrophe that stands for an accent ("qualita'") into the
// word; one that closes a quotation begun before the word stays outside.
func (s *scanner) accent(w *word) {
	size := s.apostrophe(s.at)
	if size == 0 || w.kind != kindLetters || !isVowel(w.text[len(w.text)-1]) || s.startsWord(s.at+size) {
		return
	}
	if r, _ := utf8.DecodeLastRuneInString(s.low[:w.start]); isApostrophe(r) {
		return
	}
	s.at += size
	w.end = s.at
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// acronym joins single letters with dots between them ("A.T.S."), and "d.lgs.".
func (s *scanner) acronym(w *word) {
	i := s.at
	for i+1 < len(s.low) && s.low[i] == '.' && classes[s.low[i+1]] == letter && !s.startsWord(i+2) {
		i += 2
	}
	if w.text == "d" && hasPrefixAt(s.low, s.at, ".lgs") && !s.startsWord(s.at+4) {
		i = s.at + 4
	}
	if i == s.at {
		return
	}
	b := []byte(w.text)
	for _, c := range []byte(s.low[s.at:i]) {
		if c != '.' {
			b = append(b, c)
		}
	}
	if i < len(s.low) && s.low[i] == '.' {
		i++
	}
	w.text, w.kind, w.end, s.at = string(b), kindAcronym, i, i
	w.entry = lexicon[w.text]
	w.entry.traits &= isCiting
}

func hasPrefixAt(s string, i int, prefix string) bool {
	return i <= len(s)-len(prefix) && s[i:i+len(prefix)] == prefix
}
