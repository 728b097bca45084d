package bench

import (
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"copratica/indexer"
	"copratica/indexer/italian"
)

// A rewording is another way to type a query that asks for the same. of is
// false for a query that it cannot sensibly be applied to, or leaves as it is.
type rewording struct {
	Name string
	of   func(judged) (string, bool)
}

// reword makes a rewording of a change that is always sensible, if it is one.
func reword(name string, change func(string) string) rewording {
	return rewording{Name: name, of: func(q judged) (string, bool) {
		text := change(q.Text)
		return text, text != q.Text
	}}
}

// rewordings are all ways to type a query otherwise.
func (s *shelf) rewordings() ([]rewording, error) {
	number, err := otherNumber()
	if err != nil {
		return nil, err
	}
	accents := spelledAccents(s.docs)
	return []rewording{
		reword("accents set right", accents.set),
		reword("no accents", withoutAccents),
		reword("accents as marks apart", func(text string) string { return norm.NFD.String(accents.set(text)) }),
		reword("accents as apostrophes", func(text string) string { return accentsAsApostrophes(accents.set(text)) }),
		reword("other apostrophes", otherApostrophes),
		reword("all capitals", strings.ToUpper),
		reword("initial capitals", initialCapitals),
		{Name: "words turned", of: wordsTurned},
		number,
		oneTypo(s.vocabulary()),
	}, nil
}

// withoutAccents takes the accents off letters.
func withoutAccents(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

// accents are the spellings of the words that the collection writes with an
// accent and never without, by the word without it.
type accents map[string]string

func spelledAccents(docs []indexer.Document) accents {
	known := make(accents)
	plain := make(map[string]bool)
	for _, d := range docs {
		for _, p := range d.Parts {
			for _, w := range strings.FieldsFunc(strings.ToLower(p.Text), func(r rune) bool { return !unicode.IsLetter(r) }) {
				if bare := withoutAccents(w); bare != w {
					known[bare] = w
				} else {
					plain[w] = true
				}
			}
		}
	}
	for w := range plain {
		delete(known, w)
	}
	return known
}

// set writes the accents that were left out, or written as apostrophes.
func (a accents) set(text string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if spelled, ok := a[strings.TrimSuffix(w, "'")]; ok {
			words[i] = spelled
		}
	}
	return strings.Join(words, " ")
}

// accentsAsApostrophes writes qualità as qualita'.
func accentsAsApostrophes(text string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if last, size := utf8.DecodeLastRuneInString(w); strings.ContainsRune("àèéìòù", last) {
			words[i] = w[:len(w)-size] + withoutAccents(string(last)) + "'"
		}
	}
	return strings.Join(words, " ")
}

// otherApostrophes turns straight apostrophes curly and curly ones straight.
func otherApostrophes(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\'':
			return '’'
		case '’':
			return '\''
		}
		return r
	}, text)
}

func initialCapitals(text string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if w != "" {
			words[i] = title(w)
		}
	}
	return strings.Join(words, " ")
}

// wordsTurned puts the words in the opposite order, where order means nothing:
// not in phrases, numbers and citations, nor where small words hold others
// together.
func wordsTurned(q judged) (string, bool) {
	words := strings.Fields(q.Text)
	if len(words) < 2 || strings.ContainsAny(q.Text, `0123456789"«“'’.`) || q.Kind == "phrase" {
		return "", false
	}
	for _, t := range italian.Analyze(q.Text) {
		if t.Stem == "" {
			return "", false
		}
	}
	if len(italian.AnalyzeQuery(q.Text)) != len(words) {
		return "", false // an expression of several words
	}
	slices.Reverse(words)
	return strings.Join(words, " "), true
}

const meetsFile = "../../indexer/indextest/testdata/meets.txt"

// otherNumber turns singular to plural or back, by the list of forms that the
// analysis must bring together. Fixed expressions have one number only.
func otherNumber() (rewording, error) {
	text, err := os.ReadFile(meetsFile)
	if err != nil {
		return rewording{}, err
	}
	other := make(map[string]string)
	inflection := false
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			inflection = strings.HasPrefix(line, "# inflection")
			continue
		}
		if forms := strings.Split(strings.TrimSpace(line), " | "); inflection && len(forms) > 1 {
			for i, form := range forms {
				other[form] = forms[(i+1)%len(forms)]
			}
		}
	}
	return rewording{Name: "other number", of: func(q judged) (string, bool) {
		if q.Kind == "phrase" || strings.Contains(q.Text, `"`) {
			return "", false
		}
		words := strings.Fields(q.Text)
		changed := false
		for i, w := range words {
			if form, ok := other[w]; ok {
				words[i], changed = form, true
			}
		}
		return strings.Join(words, " "), changed
	}}, nil
}

// typoLetters is how long a word must be for a slip to be told from another word.
const typoLetters = 6

// oneTypo leaves a letter out of the longest word that the collection knows:
// not of an acronym, a number or a quoted word. The slip must give a word that
// the collection does not know.
func oneTypo(known map[string]int) rewording {
	return rewording{Name: "one typo", of: func(q judged) (string, bool) {
		if q.Kind == "spelling" || strings.Contains(q.Text, `"`) {
			return "", false
		}
		words := strings.Fields(q.Text)
		slices.SortStableFunc(words, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
		for _, w := range words {
			letters := []rune(w)
			if len(letters) < typoLetters || slices.ContainsFunc(letters, func(r rune) bool { return !unicode.IsLower(r) }) || known[stems(w)[0]] == 0 {
				continue
			}
			at := len(letters) / 2
			slip := string(slices.Delete(letters, at, at+1))
			if known[stems(slip)[0]] == 0 {
				return strings.Replace(q.Text, w, slip, 1), true
			}
		}
		return "", false
	}}
}
