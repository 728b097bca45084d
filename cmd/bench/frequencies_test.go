package bench

import (
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
)

// frequencies counts the papers that hold a stem, under the first word seen
// of it, and those that hold two words side by side.
type frequencies struct {
	words, pairs map[string]int
	stock        analysis.Analyzer
	stems        map[string]string // by word; "" for stop words
	word         map[string]string // by stem
}

func newFrequencies(stock analysis.Analyzer) *frequencies {
	return &frequencies{
		words: make(map[string]int), pairs: make(map[string]int), stock: stock,
		stems: make(map[string]string), word: make(map[string]string),
	}
}

func (f *frequencies) stem(word string) string {
	stem, ok := f.stems[word]
	if !ok {
		if tokens := f.stock.Analyze([]byte(word)); len(tokens) == 1 {
			stem = string(tokens[0].Term)
		}
		f.stems[word] = stem
	}
	return stem
}

func (f *frequencies) add(p paper) {
	words, pairs := make(map[string]bool), make(map[string]bool)
	for line := range strings.Lines(p.Title + "\n" + p.Body) {
		prev := ""
		for _, token := range strings.Fields(line) {
			word := strings.ToLower(strings.TrimRight(token, ".,:;"))
			if !ascii(word) {
				prev = ""
				continue
			}
			words[f.example(word)] = true
			if prev != "" {
				pairs[prev+" "+word] = true
			}
			prev = word
			if len(word) < len(token) {
				prev = ""
			}
		}
	}
	delete(words, "")
	for w := range words {
		f.words[w]++
	}
	for w := range pairs {
		f.pairs[w]++
	}
}

// example is the word that stands for all of the same stem.
func (f *frequencies) example(word string) string {
	stem := f.stem(word)
	if stem == "" {
		return ""
	}
	if f.word[stem] == "" {
		f.word[stem] = word
	}
	return f.word[stem]
}

func ascii(word string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' })
}
