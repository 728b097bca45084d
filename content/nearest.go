package content

import "strings"

// maxNearest is the longest value worth comparing with every name there is.
const maxNearest = 64

// NearestName is the one of some names that was probably meant by a text, "" if
// none is near.
func NearestName(text string, among []string) string {
	var ns names
	for _, name := range among {
		ns.add(name, name)
	}
	return ns.nearest(text)
}

// isSlug reports whether s is lower-case ASCII words and numbers joined by
// single hyphens.
func isSlug(s string) bool {
	hyphen := true // as if one stood before
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			hyphen = false
		case c == '-' && !hyphen:
			hyphen = true
		default:
			return false
		}
	}
	return !hyphen
}

// names finds values by the folded names they go by. A name that was added
// first wins over a later one that folds alike.
type names struct {
	list  []name
	index map[string]int
}

type name struct{ folded, value string }

func (ns *names) add(text, value string) {
	folded := Slug(text)
	if _, ok := ns.index[folded]; ok || folded == "" {
		return
	}
	if ns.index == nil {
		ns.index = make(map[string]int)
	}
	ns.index[folded] = len(ns.list)
	ns.list = append(ns.list, name{folded, value})
}

func (ns names) exact(text string) (string, bool) {
	i, ok := ns.index[Slug(text)]
	if !ok {
		return "", false
	}
	return ns.list[i].value, true
}

// nearest is the value whose name is text when folded, else a few typing
// errors away, else begins with text or begins it, else holds all its words;
// "" if none does. Among equals the shorter name wins, then the earlier.
func (ns names) nearest(text string) string {
	if len(text) > maxNearest {
		return ""
	}
	if value, ok := ns.exact(text); ok {
		return value
	}
	typed := Slug(text)
	if typed == "" {
		return ""
	}
	best, bestRank := "", 1<<30
	limit := (len(typed) + 1) / 4
	for _, n := range ns.list {
		rank, ok := closeness(typed, n.folded, limit)
		if ok && rank < bestRank {
			best, bestRank = n.value, rank
		}
	}
	return best
}

// closeness ranks a name for a typed text, lower is nearer: typing errors,
// then beginnings, then words.
func closeness(typed, name string, limit int) (rank int, ok bool) {
	const beginning, words = 1 << 10, 1 << 20
	if d := editDistance(typed, name, limit); d <= limit {
		return d, true
	}
	const enough = 3 // letters before a beginning says anything
	switch {
	case len(typed) >= enough && strings.HasPrefix(name, typed),
		len(name) > enough && strings.HasPrefix(typed, name):
		return beginning + len(name), true
	case len(typed) > enough && holdsWords(name, typed):
		return words + len(name), true
	}
	return 0, false
}

func holdsWords(name, typed string) bool {
	for word := range strings.SplitSeq(typed, "-") {
		if !strings.Contains("-"+name+"-", "-"+word+"-") {
			return false
		}
	}
	return true
}

// editDistance counts the letters added, left out, replaced or swapped with
// their neighbour between a and b; more than limit may come out as any number
// above it.
func editDistance(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return least
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
