package italian

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
)

// Stem is that of Bleve's analyzer "it".
func Stem(folded string) string {
	if !isPlain(folded) {
		return folded
	}
	return string(new(it.ItalianLightStemmerFilter).Filter(analysis.TokenStream{{Term: []byte(folded)}})[0].Term)
}

func (entry) stemOf(folded string) string { return Stem(folded) }

// Forms has nothing to add: the stems are beginnings of their words.
func Forms(string) []string { return nil }
