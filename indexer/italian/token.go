package italian

import (
	"slices"
	"strings"
)

// A Token is one form of one word of a text.
type Token struct {
	// Exact is the word in lower case, without accents and elided article,
	// unstemmed. Stop words have it too.
	Exact string
	// Stem is Exact without its inflection, and what words are found by. It is
	// empty for a stop word; in queries also for a question word.
	Stem string
	// Pos is the word's position in the text, from 1. A word written in two
	// parts ("co-progettazione", "45 mila") has one position.
	Pos int
	// Start and End are byte offsets in the source, on rune bounds. They leave
	// out the elided article.
	Start, End int
	// Variant marks a further form at the position of another token, not to be
	// counted as a word. Queries have none.
	Variant bool
}

// Analyze gives the tokens of a text for indexing, in order of position.
func Analyze(text string) []Token { return AppendTokens(nil, text) }

// AppendTokens appends the tokens of Analyze to dst.
func AppendTokens(dst []Token, text string) []Token {
	a := assembler{scanner: newScanner(text), dst: dst}
	a.run()
	return a.dst
}

// AnalyzeQuery gives the tokens of a query: one form for each thing asked for,
// with the positions that the same text would have in an index. Positions of
// what a token covers beside its first word are left out, so the words of a
// phrase keep their distance.
func AnalyzeQuery(text string) []Token {
	a := assembler{scanner: newScanner(text), query: true}
	a.run()
	return a.dst
}

// Spellings gives the tokens of a phrase in the ways that a text may write it:
// word by word and, where that differs, as a query writes citations and sums.
func Spellings(text string) [][]Token {
	words := slices.DeleteFunc(Analyze(text), func(t Token) bool { return t.Variant })
	asked := AnalyzeQuery(text)
	same := slices.EqualFunc(words, asked, func(a, b Token) bool { return a.Exact == b.Exact && a.Pos == b.Pos })
	// "quante volte" is one question in a query, and two words of a phrase.
	question := slices.ContainsFunc(asked, func(t Token) bool { return t.Stem == "" && strings.Contains(text[t.Start:t.End], " ") })
	if same || question {
		return [][]Token{words}
	}
	return [][]Token{words, asked}
}
