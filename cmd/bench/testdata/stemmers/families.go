package italian

import (
	"slices"
	"strings"
	"sync"
)

// stemOf gives a verb and what it does the stem of the verb.
func (e entry) stemOf(folded string) string {
	stem := e.ownStem(folded)
	if f := families()[stem]; f != nil {
		return f[0]
	}
	return stem
}

// families are the stems of the words of each line of familiesText, by each.
var families = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(familiesText) {
		var stems []string
		for name := range strings.SplitSeq(line, ",") {
			if word := Fold(strings.TrimSpace(name)); !strings.Contains(word, " ") {
				stems = append(stems, lexicon[word].ownStem(word))
			}
		}
		for _, s := range stems {
			all[s] = stems
		}
	}
	return all
})

// Forms are those of all words of a family.
func Forms(stem string) []string {
	var all []string
	for _, root := range families()[stem] {
		all = append(all, root)
		all = append(all, ownForms(root)...)
		for _, end := range []string{"a", "e", "i", "o", "re", "to", "ta", "ti", "te"} {
			if w := root + end; Stem(w) == stem && !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	if all == nil {
		return ownForms(stem)
	}
	return all
}
