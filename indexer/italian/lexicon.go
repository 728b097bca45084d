package italian

import (
	_ "embed"
	"strings"
)

var (
	//go:embed stopwords.txt
	stopwordsText string
	//go:embed questions.txt
	questionsText string
	//go:embed elisions.txt
	elisionsText string
	//go:embed prefixes.txt
	prefixesText string
	//go:embed stems.txt
	stemsText string
	//go:embed expressions.txt
	expressionsText string
)

// A trait is something the analysis must know of a word beside its letters.
type trait uint16

const (
	isStop       trait = 1 << iota
	isQuestion         // opens a question
	isAsked            // says no more than the question word before it
	isElision          // falls before an apostrophe
	isPrefix           // joins what follows a hyphen
	isFreePrefix       // joins what follows a blank too
	isPartPrefix       // joins some words that follow a blank: partPrefixes
	isCiting           // may open a citation
)

// An entry is what the lexicon holds of a word.
type entry struct {
	traits trait
	stem   string // of words in stems.txt
}

// lexicon holds every word that is more than its letters, so that one look-up
// a word is enough. partPrefixes tells which beginnings a prefix joins across
// a blank. Neither changes after the program has started.
var (
	lexicon      = readLexicon()
	partPrefixes = readPartPrefixes()
	expressions  = readExpressions()
)

// lexiconLongest bounds the words worth looking up.
const lexiconLongest = 14

// IsStop reports whether a folded word is a stop word.
func IsStop(folded string) bool { return lexicon[folded].traits&isStop != 0 }

// IsQuestion reports whether a folded word opens a question and is not counted in queries.
func IsQuestion(folded string) bool { return lexicon[folded].traits&isQuestion != 0 }

// Expression tells how many of the leading words (folded) form a fixed
// expression such as "dopo di noi": the longest, 0 for none.
func Expression(words []string) int {
	if len(words) == 0 {
		return 0
	}
	best := 0
	for _, e := range expressions[words[0]] {
		if len(e) > best && len(e) <= len(words) && equalWords(e, words[:len(e)]) {
			best = len(e)
		}
	}
	return best
}

func equalWords(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// lines gives the words of each line that is neither empty nor a comment.
func lines(text string) [][]string {
	var all [][]string
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			all = append(all, words)
		}
	}
	return all
}

func readLexicon() map[string]entry {
	lex := make(map[string]entry, 600)
	mark := func(words []string, t trait) {
		for _, w := range words {
			e := lex[w]
			e.traits |= t
			lex[w] = e
		}
	}
	for _, words := range lines(stopwordsText) {
		mark(words, isStop)
	}
	for _, words := range lines(questionsText) {
		if words[0] == "+" {
			mark(words[1:], isAsked)
		} else {
			mark(words, isQuestion)
		}
	}
	for _, words := range lines(elisionsText) {
		mark(words, isElision)
	}
	for _, words := range lines(prefixesText) {
		t := isPrefix
		if len(words) > 1 {
			t |= isPartPrefix
			if words[1] == "*" {
				t = isPrefix | isFreePrefix
			}
		}
		mark(words[:1], t)
	}
	mark(articleHeads, isCiting)
	mark(paragraphHeads, isCiting)
	mark(normHeads, isCiting)
	for _, words := range lines(stemsText) {
		for _, w := range words {
			e := lex[w]
			e.stem = words[0]
			lex[w] = e
		}
	}
	return lex
}

func readPartPrefixes() map[string][]string {
	parts := map[string][]string{}
	for _, words := range lines(prefixesText) {
		if len(words) > 1 && words[1] != "*" {
			parts[words[0]] = words[1:]
		}
	}
	return parts
}

func readExpressions() map[string][][]string {
	all := map[string][][]string{}
	for _, words := range lines(expressionsText) {
		all[words[0]] = append(all[words[0]], words)
	}
	return all
}
