package italian

import (
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
)

// Stem is that of Snowball's Italian stemmer.
func Stem(folded string) string {
	if !isPlain(folded) {
		return folded
	}
	return string(it.NewItalianStemmerFilter().Filter(analysis.TokenStream{{Term: []byte(folded)}})[0].Term)
}

func (entry) stemOf(folded string) string { return Stem(folded) }

// Forms are those of -enza, whose stem ends as that of -ente: all other stems
// are beginnings of their words.
func Forms(stem string) []string {
	root, ok := strings.CutSuffix(stem, "ent")
	if !ok {
		return nil
	}
	var all []string
	for _, end := range []string{"enza", "enze", "ente", "enti", "ento", "enta"} {
		if Stem(root+end) == stem {
			all = append(all, root+end)
		}
	}
	return all
}
