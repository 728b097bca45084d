package italian

import "strings"

// Stem is a folded word without its inflection: "bandi" and "bando",
// "cooperative" and "cooperativa", "gestire" and "gestito" meet, while
// "comune" and "comunità", "assistenza" and "assistente" stay apart. Words of
// three letters and words with digits or letters beyond a-z are their own stem.
//
// Beside the stemmers that engines bring, on the lists in indextest/testdata
// (bleveindex/testdata/stemmers.golden): it joins all of the forms that belong
// together, Snowball four in five and the light one two in five; of the words
// that must stay apart it joins one in eight, Snowball two in three. On the
// tuning queries (stemmers-tuning.golden beside it) Snowball finds less and the
// others about as much, since other names make up for a lot; typed in the other
// number, ours finds most.
func Stem(folded string) string {
	var e entry
	if len(folded) <= lexiconLongest {
		e = lexicon[folded]
	}
	return e.stemOf(folded)
}

// stemOf is Stem of a word whose entry is at hand.
func (e entry) stemOf(folded string) string {
	if e.stem != "" {
		return e.stem
	}
	return cut(folded)
}

// Forms are the words that share a stem against the rule, nil for a stem whose
// words all begin with it and end as the rule says.
func Forms(stem string) []string { return irregular[stem] }

// irregular are the words of stems.txt by their stem.
var irregular = func() map[string][]string {
	all := map[string][]string{}
	for _, words := range lines(stemsText) {
		all[words[0]] = words
	}
	return all
}()

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
	// -are, -ato and -ando, -ire, -ito, -isce and -iscono meet in what is left of
	// all. Nouns in -tà have lost their accent here, so -ita is no participle.
	n = len(w)
	switch {
	case n >= 8 && w[n-3:] == "and", n >= 7 && w[n-3:] == "isc":
		return w[:n-2]
	case n >= 9 && w[n-5:] == "iscon":
		return w[:n-4]
	case n >= 6:
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
