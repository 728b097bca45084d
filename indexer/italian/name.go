package italian

import (
	"strings"
	"unicode"
)

// A Step is a word of a name and where it stands.
type Step struct {
	Word   string
	Stem   bool // Word is a stem and means all its forms, else exactly this word
	Offset int  // positions after the first step
}

// Steps takes a name apart into what must stand in a text for the text to have
// it: its words in any form and at their distances. Stop words only hold the
// distance; acronyms and fixed expressions are looked for as written. It is
// empty for a name that says nothing.
func Steps(name string) []Step {
	tokens := AnalyzeQuery(name)
	if len(tokens) == 1 && IsAcronym(name) {
		return []Step{{Word: tokens[0].Exact}}
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Exact
	}
	var steps []Step
	for i := 0; i < len(tokens); {
		n := Expression(words[i:])
		for _, t := range tokens[i : i+n] {
			steps = append(steps, Step{Word: t.Exact, Offset: t.Pos})
		}
		if n == 0 && tokens[i].Stem != "" {
			steps = append(steps, Step{Word: tokens[i].Stem, Stem: true, Offset: tokens[i].Pos})
		}
		i += max(n, 1)
	}
	for i := len(steps) - 1; i >= 0; i-- {
		steps[i].Offset -= steps[0].Offset
	}
	return steps
}

// acronymLongest is how many letters an acronym has at most.
const acronymLongest = 8

// IsAcronym reports whether a text is written as an acronym: one word with two
// capitals at least, such as "SAI", "P.I.P.P.I." or "SerD".
func IsAcronym(text string) bool {
	letters, capitals := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			capitals++
			letters++
		case unicode.IsLetter(r), unicode.IsDigit(r):
			letters++
		case r != '.' && r != '+':
			return false
		}
	}
	return capitals >= 2 && letters <= acronymLongest
}

// key is what two spellings of one name have in common.
func key(steps []Step) string {
	words := make([]string, len(steps))
	for i, s := range steps {
		words[i] = s.key()
	}
	return strings.Join(words, " ")
}

func (s Step) key() string {
	if s.Stem {
		return s.Word
	}
	return "=" + s.Word
}

// nameGap is how far apart two words of a name may stand in a text, unless it
// is written with more between them: "centro servizi" is "centro per i servizi".
const nameGap = 3

// NameGap is how far after the step before it a step of a name may stand, in
// positions.
func NameGap(steps []Step, i int) (least, most int) {
	written := steps[i].Offset - steps[i-1].Offset
	if !steps[i].Stem && !steps[i-1].Stem {
		return written, written // inside a fixed expression
	}
	return 1, max(written, nameGap)
}
