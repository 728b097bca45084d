package content

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// scalar gives the text of a single value as the author wrote it, whatever
// type YAML would read into it: NO, 2023-05 and 45 are strings where a string
// is wanted. The line end that closes a block of text is not part of it.
func (d *decoder) scalar(n *node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.wrongKind(n, "a single value")
		return "", false
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return strings.TrimRight(n.Value, "\n"), true
	}
	return n.Value, true
}

// text decodes prose of at most max letters, of several lines if need be.
func (d *decoder) text(to *string, max int) func(*node) {
	return func(n *node) { *to = d.textOf(n, max, "\n") }
}

// line decodes one line of at most max letters.
func (d *decoder) line(to *string, max int) func(*node) {
	return func(n *node) { *to = d.textOf(n, max, "") }
}

func (d *decoder) textOf(n *node, max int, allowed string) string {
	s, ok := d.scalar(n)
	if !ok {
		return ""
	}
	bad := func(r rune) bool { return breaksLine(r) && !strings.ContainsRune(allowed, r) }
	if i := strings.IndexFunc(s, bad); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		d.problem(n, CodeFormat, fmt.Sprintf("may not have the character U+%04X", r))
	}
	if length := utf8.RuneCountInString(s); length > max {
		d.problem(n, CodeRange, fmt.Sprintf("has %d letters, at most %d are allowed", length, max))
	}
	return s
}

// slug decodes the id of a case.
func (d *decoder) slug(to *string) func(*node) {
	return func(n *node) {
		*to = d.textOf(n, maxID, "")
		if *to != "" && !isSlug(*to) {
			d.suggest(n, CodeFormat, "must be lower-case letters, digits and single hyphens", nearSlug(*to))
		}
	}
}

// nearSlug is the slug that a text could become, "" if none.
func nearSlug(s string) string {
	if folded := Slug(s); len(s) <= maxNearest && isSlug(folded) {
		return folded
	}
	return ""
}

// term decodes a slug of a vocabulary.
func (d *decoder) term(to *string, v Vocabulary) func(*node) {
	return func(n *node) { *to = d.termOf(n, v) }
}

// terms decodes a list of slugs of a vocabulary.
func (d *decoder) terms(to *[]string, v Vocabulary) func(*node) {
	return d.uniqueOf(to, func(n *node) string { return d.termOf(n, v) })
}

func (d *decoder) termOf(n *node, v Vocabulary) string {
	s, ok := d.scalar(n)
	if !ok || s == "" {
		return ""
	}
	if _, known := d.tax.Term(v, s); !known && !d.full() {
		d.suggest(n, CodeUnknownSlug, fmt.Sprintf("%q is not in the vocabulary %s", shorten(s), v), d.tax.Nearest(v, s))
	}
	return s
}

// choice decodes one of a few words.
func choice[T ~string](d *decoder, to *T, words ...T) func(*node) {
	return func(n *node) {
		s, ok := d.scalar(n)
		if !ok || s == "" {
			return
		}
		var known names
		for _, w := range words {
			if string(w) == s {
				*to = w
				return
			}
			known.add(string(w), string(w))
		}
		detail := fmt.Sprintf("%q is none of %s", shorten(s), joined(words))
		d.suggest(n, CodeUnknownSlug, detail, known.nearest(s))
	}
}

func joined[T ~string](words []T) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return strings.Join(list, ", ")
}

// date decodes a day, a month or a year.
func (d *decoder) date(to *Date) func(*node) {
	return func(n *node) {
		s, ok := d.scalar(n)
		if !ok || s == "" {
			return
		}
		*to = Date(s)
		if !to.Valid() {
			d.suggest(n, CodeFormat, "must be a day like 2023-05-12, a month like 2023-05 or a year", nearDate(s))
		}
	}
}

// nearDate is the date that somebody meant who wrote it the Italian way.
func nearDate(s string) string {
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006", "2006/1/2", "2006-1-2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	for _, layout := range []string{"1/2006", "1-2006", "2006/1", "2006-1"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("2006-01")
		}
	}
	return ""
}

// count decodes a whole number from 0 to max.
func (d *decoder) count(to **int, max int) func(*node) {
	return func(n *node) {
		if i, ok := d.wholeOf(n, 0, max); ok {
			*to = &i
		}
	}
}

func (d *decoder) wholeOf(n *node, min, max int) (int, bool) {
	x, ok := d.numberOf(n, float64(min), float64(max))
	if !ok {
		return 0, false
	}
	if x != float64(int(x)) {
		d.problem(n, CodeType, "must be a whole number")
		return 0, false
	}
	return int(x), true
}

// number decodes a number from 0 to max, decimals allowed.
func (d *decoder) number(to **float64, max float64) func(*node) {
	return func(n *node) {
		if x, ok := d.numberOf(n, 0, max); ok {
			*to = &x
		}
	}
}

// euro decodes a sum of money. Three decimals are suspicious: in Italian the
// dot parts thousands.
func (d *decoder) euro(set func(float64)) func(*node) {
	return func(n *node) {
		x, ok := d.numberOf(n, 0, maxEuro)
		if !ok {
			return
		}
		if _, decimals, _ := strings.Cut(n.Value, "."); len(decimals) == 3 {
			detail := fmt.Sprintf("is read as %s euro: the dot is a decimal point", strconv.FormatFloat(x, 'f', -1, 64))
			d.warn(n, CodeFormat, detail, strings.ReplaceAll(n.Value, ".", ""))
		}
		set(x)
	}
}

func (d *decoder) numberOf(n *node, min, max float64) (float64, bool) {
	s, ok := d.scalar(n)
	if !ok {
		return 0, false
	}
	if quoted(n.Node) || !isNumber(s) {
		d.suggest(n, CodeType, "must be a number like 1500 or 12.5, without quotes", nearNumber(s))
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x < min || x > max {
		low, high := strconv.FormatFloat(min, 'f', -1, 64), strconv.FormatFloat(max, 'f', -1, 64)
		d.problem(n, CodeRange, fmt.Sprintf("must be from %s to %s", low, high))
		return 0, false
	}
	return x + 0, true // no negative zero
}

// isNumber reports a decimal number as JSON and YAML 1.2 write it.
func isNumber(s string) bool {
	digits := 0
	for i, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' || c == 'e' || c == 'E':
		case (c == '-' || c == '+') && (i == 0 || s[i-1] == 'e' || s[i-1] == 'E'):
		default:
			return false
		}
	}
	return digits > 0
}

// nearNumber is the number that somebody meant who wrote it the Italian way,
// or in quotes.
func nearNumber(s string) string {
	s = strings.NewReplacer("€", "", " ", "", "\u00a0", "", "'", "", "’", "").Replace(s)
	if whole, decimals, ok := strings.Cut(s, ","); ok {
		s = strings.ReplaceAll(whole, ".", "") + "." + decimals
	} else if strings.Count(s, ".") > 1 {
		s = strings.ReplaceAll(s, ".", "")
	}
	if _, err := strconv.ParseFloat(s, 64); err != nil || !isNumber(s) {
		return ""
	}
	return s
}
