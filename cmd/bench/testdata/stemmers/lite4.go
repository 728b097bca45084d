package italian

import "strings"

// Stem takes the last vowel off a word of four letters or more, and then an i
// or h.
func Stem(folded string) string {
	w := folded
	if len(w) < 4 || !isPlain(w) || !strings.Contains("aeio", w[len(w)-1:]) {
		return w
	}
	w = w[:len(w)-1]
	if n := len(w); n > 3 && (w[n-1] == 'i' || w[n-1] == 'h') {
		w = w[:n-1]
	}
	return w
}

func (entry) stemOf(folded string) string { return Stem(folded) }

// Forms has nothing to add: the stems are beginnings of their words.
func Forms(string) []string { return nil }
