package italian

import "strings"

// Stem is a folded word without its inflection: "bandi" and "bando",
// "cooperative" and "cooperativa", "gestire" and "gestito" meet, while
// "comune" and "comunità", "assistenza" and "assistente" stay apart. Words of
// three letters and words with digits or letters beyond a-z are their own stem.
func Stem(folded string) string {
	if len(folded) <= lexiconLongest {
		if e := lexicon[folded]; e.stem != "" {
			return e.stem
		}
	}
	return cut(folded)
}

// cut is Stem without the exceptions. Its results are beginnings of the word,
// so that they cost no memory.
func cut(w string) string {
	n := len(w)
	if n < 4 || !isPlain(w) {
		return w
	}
	switch w[n-1] {
	case 'a', 'e', 'i', 'o':
	case 's':
		return cutForeign(w)
	default:
		return w
	}
	last := w[n-1]
	w = w[:n-1]
	for _, c := range []byte("ih") {
		if n = len(w); n > 3 && w[n-1] == c {
			w = w[:n-1]
		}
	}
	// -are and -ato, -ire and -ito meet in what is left of both. Nouns in -tà
	// have lost their accent here, so -ita is no participle.
	if n = len(w); n >= 6 {
		end := w[n-2:]
		if end == "ar" || end == "at" || end == "ir" || end == "it" && last != 'a' {
			return w[:n-1]
		}
	}
	return w
}

// cutForeign takes the plural off words such as "caregivers".
func cutForeign(w string) string {
	n := len(w)
	if n >= 6 && !strings.ContainsRune("aeious", rune(w[n-2])) {
		return w[:n-1]
	}
	return w
}

func isPlain(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}
