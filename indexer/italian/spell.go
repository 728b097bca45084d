package italian

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What one slip costs: those that Italian invites cost half of the others.
const (
	slip      = 2
	habitSlip = 1
)

// MaxSlips is the cost of the most different words that Misspelling tells of.
const MaxSlips = 2 * slip

// Misspelling says how far a typed word is from another, both folded and in the
// letters a to z: 0 for the same word, 2 for a letter too many, too few, wrong or
// out of place, 1 if it is a slip that Italian invites: one letter of a pair
// (doppie), an "h" or "i" that is not heard, "m" or "n" before a consonant, "gn"
// and "ni", "gli" and "li", "cu" and "qu". Slips add up. It is more than MaxSlips for anything
// further away.
func Misspelling(typed, word string) int {
	if abs(len(typed)-len(word)) > 2 {
		return MaxSlips + 1
	}
	rows := make([][]int, len(typed)+1)
	for i := range rows {
		rows[i] = make([]int, len(word)+1)
		for j := range rows[i] {
			rows[i][j] = cheapest(rows, typed[:i], word[:j])
		}
	}
	return min(rows[len(typed)][len(word)], MaxSlips+1)
}

func abs(n int) int { return max(n, -n) }

// cheapest is the cost of making the beginning a of one word the beginning b of
// another, given that of all shorter ones.
func cheapest(rows [][]int, a, b string) int {
	i, j := len(a), len(b)
	if i == 0 && j == 0 {
		return 0
	}
	best := MaxSlips + 1
	if i > 0 {
		best = min(best, rows[i-1][j]+silent(a))
	}
	if j > 0 {
		best = min(best, rows[i][j-1]+silent(b))
	}
	if i > 0 && j > 0 {
		best = min(best, rows[i-1][j-1]+swap(a, b))
	}
	if i > 1 && j > 1 {
		x, y := a[i-2:], b[j-2:]
		switch {
		case x == "gn" && y == "ni", x == "ni" && y == "gn":
			best = min(best, rows[i-2][j-2]+habitSlip)
		case x == "li" && strings.HasSuffix(b, "gli"):
			best = min(best, rows[i-2][j-3]+habitSlip)
		case y == "li" && strings.HasSuffix(a, "gli"):
			best = min(best, rows[i-3][j-2]+habitSlip)
		case x[0] == y[1] && x[1] == y[0]:
			best = min(best, rows[i-2][j-2]+slip)
		}
	}
	return best
}

// silent is the cost of the last letter, which only one of two words has.
func silent(w string) int {
	n := len(w)
	last, before := w[n-1], byte(0)
	if n > 1 {
		before = w[n-2]
	}
	if last == before || last == 'h' || last == 'i' && (before == 'c' || before == 'g') {
		return habitSlip
	}
	return slip
}

// swap is the cost of the last letter of one word for that of another.
func swap(a, b string) int {
	x, y := a[len(a)-1], b[len(b)-1]
	switch {
	case x == y:
		return 0
	case x+y == 'm'+'n' && (x == 'm' || x == 'n'), x+y == 'c'+'q' && (x == 'c' || x == 'q'):
		return habitSlip
	}
	return slip
}

// correctable is how many letters a word has at least that is looked for in
// another spelling: short ones are too near to each other. One of more than
// correctableMost is none, and would cost more than all others.
const correctable, correctableMost = 5, 40

// Correctable gives the folded word of a text that may be a misspelling: a
// plain word of some length that is no acronym, no word of another language and
// none of the words known to be right, such as the names of places.
func Correctable(text string) (string, bool) {
	tokens := AnalyzeQuery(text)
	if len(tokens) != 1 || tokens[0].Stem == "" || IsAcronym(text) || isForeign(text[tokens[0].Start:tokens[0].End]) {
		return "", false
	}
	word := tokens[0].Exact
	return word, len(word) >= correctable && len(word) <= correctableMost && isPlain(word) && !known()[word] && !known()[tokens[0].Stem]
}

// isPlain reports whether a word is of the letters a to z alone.
func isPlain(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

// isForeign reports whether a word is written as none is in Italian, which has
// accents on the last letter alone: "crèche", "für".
func isForeign(word string) bool {
	letters := []rune(strings.TrimRight(norm.NFC.String(word), "'’`´"))
	for i, r := range letters {
		if r < utf8.RuneSelf {
			continue
		}
		if last := strings.TrimLeft(string(letters[i:]), "àèéìíòóùúÀÈÉÌÍÒÓÙÚ"); last != "" {
			return true
		}
	}
	return false
}

//go:embed known.txt
var knownText string

// known are words that are right, and the stems of those of the synonyms.
var known = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, words := range lines(knownText) {
		for _, w := range words {
			all[w] = true
		}
	}
	for line := range strings.Lines(synonymsText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, t := range Analyze(line) {
			all[t.Stem] = true
		}
	}
	return all
})

// Plausible reports whether a folded word could be Italian by its letters: it
// holds no run of consonants that no word has. "estvi" could not, nor "minri".
func Plausible(word string) bool {
	run := ""
	for i := range len(word) {
		switch word[i] {
		case 'a', 'e', 'i', 'o', 'u':
			run = ""
			continue
		}
		run += word[i : i+1]
		n := len(run)
		if n > 3 || n > 1 && !follows(run[n-2], run[n-1]) {
			return false
		}
		if n > 2 && (run[n-2] == 'r' || run[n-2] == 'l') {
			return false // these stand before a vowel: "povrta" could not be
		}
	}
	return true
}

// follows reports whether one consonant may follow another.
func follows(first, second byte) bool {
	switch {
	case first == second, second == 'l', second == 'h':
		return true
	case second == 'r':
		return !strings.ContainsRune("lmn", rune(first))
	}
	switch first {
	case 'l', 'm', 'n', 'r', 's':
		return second != 'v' || first != 's' && first != 'm'
	case 'c':
		return second == 'q'
	case 'g':
		return second == 'n'
	}
	return false
}
