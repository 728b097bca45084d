package italian

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
