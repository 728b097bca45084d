package italian

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed synonyms.txt
var synonymsText string

// The limits of a list of synonyms. Beyond them it is refused.
const (
	maxGroups     = 10_000
	maxNames      = 40 // of a group
	maxNameLength = 120
	maxNameWords  = 12
)

// Synonyms are the names that things have, group by group. What a name means
// does not go on to what its other names mean.
type Synonyms struct {
	others  map[string][]Synonym // by key of a name
	longest int                  // steps of a name
}

// A Synonym is another name of the same thing.
type Synonym struct {
	Name   string
	Hidden bool // finds, and is never shown
	steps  []Step
}

// A SynonymsError says what is wrong with a list of synonyms, and where.
type SynonymsError struct {
	Line   int // from 1
	Reason string
}

func (e *SynonymsError) Error() string {
	return fmt.Sprintf("synonyms, line %d: %s", e.Line, e.Reason)
}

// DefaultSynonyms are those that come with the program.
var DefaultSynonyms = sync.OnceValue(func() *Synonyms {
	s, err := ReadSynonyms(synonymsText)
	if err != nil {
		panic(err) // a test reads them
	}
	return s
})

// ReadSynonyms reads a list: one group a line, names parted by commas.
//
//	emporio solidale, social market      either finds the other
//	voucher => buono servizio            voucher finds both, not the other way
//	senza dimora, ~clochard              ~: finds, and is never shown
//	# a comment
//
// A name in several groups means all of them. A line that says nothing, says
// a thing twice or makes a circle is a *SynonymsError.
func ReadSynonyms(text string) (*Synonyms, error) {
	r := synonymsReader{
		Synonyms: &Synonyms{others: map[string][]Synonym{}},
		said:     map[[2]string]int{}, arrows: map[string][]string{},
	}
	for line := range strings.Lines(text) {
		r.line++
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		if err := r.group(line); err != nil {
			return nil, &SynonymsError{Line: r.line, Reason: err.Error()}
		}
	}
	for k, others := range r.others {
		r.others[k] = withoutWider(others)
	}
	return r.Synonyms, nil
}

// A synonymsReader reads a list and remembers what it has said.
type synonymsReader struct {
	*Synonyms
	line   int
	groups int
	said   map[[2]string]int   // the line that says that one name means another
	arrows map[string][]string // one-way only
}

// group reads one line.
func (r *synonymsReader) group(line string) error {
	if r.groups++; r.groups > maxGroups {
		return fmt.Errorf("there are more than %d groups", maxGroups)
	}
	if !utf8.ValidString(line) {
		return fmt.Errorf("this is not text in UTF-8")
	}
	left, right, oneWay := strings.Cut(line, "=>")
	from, err := readNames(left)
	if err != nil {
		return err
	}
	to := from
	switch {
	case oneWay:
		if to, err = readNames(right); err != nil {
			return err
		}
	case len(from) < 2:
		return fmt.Errorf("%q stands alone: a group has two names at least", from[0].Name)
	}
	if err := distinctNames(from, to, oneWay); err != nil {
		return err
	}
	for _, a := range from {
		for _, b := range to {
			if err := r.add(a, b, oneWay); err != nil {
				return err
			}
		}
	}
	return nil
}

// readNames reads names parted by commas.
func readNames(list string) ([]Synonym, error) {
	texts := strings.Split(list, ",")
	if len(texts) > maxNames {
		return nil, fmt.Errorf("a group has at most %d names, this has %d", maxNames, len(texts))
	}
	names := make([]Synonym, len(texts))
	for i, text := range texts {
		name, hidden := strings.CutPrefix(strings.TrimSpace(text), "~")
		name = strings.Join(strings.Fields(name), " ")
		if name == "" {
			return nil, fmt.Errorf("a name is empty")
		}
		if len(name) > maxNameLength {
			return nil, fmt.Errorf("%q… is longer than %d letters", firstRunes(name, 40), maxNameLength)
		}
		steps := Steps(name)
		switch {
		case len(steps) == 0:
			return nil, fmt.Errorf("%q has no word that is looked for", name)
		case len(steps) > maxNameWords:
			return nil, fmt.Errorf("%q has more than %d words", name, maxNameWords)
		}
		names[i] = Synonym{Name: name, Hidden: hidden, steps: steps}
	}
	return names, nil
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// distinctNames refuses names that the analysis holds to be one.
func distinctNames(from, to []Synonym, oneWay bool) error {
	all := from
	if oneWay {
		all = slices.Concat(from, to)
	}
	for i, n := range all {
		if j := slices.IndexFunc(all[:i], func(o Synonym) bool { return key(o.steps) == key(n.steps) }); j >= 0 {
			return fmt.Errorf("%q and %q are the same to the search", all[j].Name, n.Name)
		}
	}
	return nil
}

// add notes that a means b.
func (r *synonymsReader) add(a, b Synonym, oneWay bool) error {
	from, to := key(a.steps), key(b.steps)
	if from == to {
		return nil
	}
	if line, ok := r.said[[2]string{from, to}]; ok {
		return fmt.Errorf("line %d already says that %q means %q", line, a.Name, b.Name)
	}
	if oneWay {
		if r.reaches(to, from) {
			return fmt.Errorf("%q leads back to %q: names that mean each other make one group", b.Name, a.Name)
		}
		r.arrows[from] = append(r.arrows[from], to)
	}
	r.said[[2]string{from, to}] = r.line
	r.others[from] = append(r.others[from], b)
	r.longest = max(r.longest, len(a.steps))
	return nil
}

// reaches reports whether arrows lead from one name to another.
func (r *synonymsReader) reaches(from, to string) bool {
	seen := map[string]bool{from: true}
	for next := []string{from}; len(next) > 0; {
		at := next[len(next)-1]
		next = next[:len(next)-1]
		if at == to {
			return true
		}
		for _, n := range r.arrows[at] {
			if !seen[n] {
				seen[n] = true
				next = append(next, n)
			}
		}
	}
	return false
}

// withoutWider leaves out names that hold another one whole: a text that has
// them has that one.
func withoutWider(names []Synonym) []Synonym {
	return slices.DeleteFunc(slices.Clone(names), func(n Synonym) bool {
		return slices.ContainsFunc(names, func(o Synonym) bool { return len(o.steps) < len(n.steps) && holds(n.steps, o.steps) })
	})
}

// holds reports whether steps hold others at the same distances.
func holds(steps, part []Step) bool {
	for i := 0; i+len(part) <= len(steps); i++ {
		same := true
		for j, p := range part {
			s := steps[i+j]
			same = same && s.Word == p.Word && s.Stem == p.Stem && s.Offset-steps[i].Offset == p.Offset
		}
		if same {
			return true
		}
	}
	return false
}

// Of are the other names of one, given as Steps gives it whatever its
// distances. Those that hold the name itself are left out: whoever looks for it
// finds them anyway. A single word may also be an acronym, which is known as
// written: exact is that word, "" for several.
func (s *Synonyms) Of(name []Step, exact string) []Synonym {
	if s == nil || len(name) == 0 || len(name) > s.longest {
		return nil
	}
	others := s.others[key(name)]
	if acronym := (Step{Word: exact}).key(); exact != "" && acronym != key(name) {
		others = slices.Concat(others, s.others[acronym])
	}
	return slices.DeleteFunc(slices.Clone(others), func(o Synonym) bool { return holds(o.steps, name) })
}

// Longest is how many words a name has at most, beside stop words.
func (s *Synonyms) Longest() int {
	if s == nil {
		return 0
	}
	return s.longest
}
