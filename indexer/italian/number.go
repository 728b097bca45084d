package italian

import (
	"slices"
	"strconv"
	"strings"
)

// number reads the word that begins with an ASCII digit at s.at: a number in
// any Italian spelling, or letters and digits mixed ("24h", "55bis").
func (s *scanner) number() word {
	w := word{start: s.at, kind: kindNumber}
	i := digitsEnd(s.low, s.at)
	whole := s.low[s.at:i]
	decimals := ""
	if j := groupsEnd(s.low, s.at, i); j > i {
		whole, i = strings.ReplaceAll(s.low[s.at:j], ".", ""), j
	} else if j := dottedEnd(s.low, s.at, i); j > i {
		w.text, w.end, s.at = s.low[s.at:j], j, j
		return w
	}
	if j := decimalsEnd(s.low, s.at, i); j > i {
		decimals, i = s.low[i+1:j], j
	}
	if j, zeros := attachedMultiplier(s.low, i); j > i && !s.startsWord(j) {
		w.text, w.end, s.at = times(whole, decimals, zeros), j, j
		return w
	}
	if s.startsWord(i) && i == s.at+len(whole) && decimals == "" {
		w.kind = kindMixed
		s.run(&w)
		return w
	}
	w.text, w.end, s.at = times(whole, decimals, 0), i, i
	return w
}

func isDigitAt(s string, i int) bool { return i >= 0 && i < len(s) && classes[s[i]] == digit }

func digitsEnd(s string, i int) int {
	for isDigitAt(s, i) {
		i++
	}
	return i
}

// groupsEnd is the end of a number with points between thousands ("1.500.000")
// that begins at start with digits up to i; i if it is none.
func groupsEnd(s string, start, i int) int {
	if i-start > 3 || s[start] == '0' || followsDot(s, start) {
		return i
	}
	end := i
	for end < len(s) && s[end] == '.' && digitsEnd(s, end+1) == end+4 {
		end += 4
	}
	if end < len(s) && s[end] == '.' && isDigitAt(s, end+1) {
		return i
	}
	return end
}

// dottedEnd is the end of digits with one point, or a clause number ("1.3",
// "1.3.1", "10.30") that is neither thousands nor a date; i if it is none.
func dottedEnd(s string, start, i int) int {
	if followsDot(s, start) {
		return i
	}
	end := i
	for end < len(s) && s[end] == '.' && isDigitAt(s, end+1) {
		end = digitsEnd(s, end+1)
	}
	if end == i || isDotted(s[start:end], 2, 2, 4) || isDotted(s[start:end], 2, 2, 2) {
		return i
	}
	return end
}

// isDotted reports whether s is numbers with points between them, of no more
// digits than these, and the last of as many.
func isDotted(s string, digits ...int) bool {
	parts := strings.Split(s, ".")
	if len(parts) != len(digits) || len(parts[len(parts)-1]) != digits[len(digits)-1] {
		return false
	}
	for i, p := range parts {
		if len(p) > digits[i] {
			return false
		}
	}
	return true
}

func followsDot(s string, start int) bool {
	return start > 0 && s[start-1] == '.' && isDigitAt(s, start-2)
}

// decimalsEnd is the end of a comma and at most three digits after i; i if
// there are none, or if this is a list ("55,56,57").
func decimalsEnd(s string, start, i int) int {
	if i >= len(s) || s[i] != ',' || start > 0 && s[start-1] == ',' && isDigitAt(s, start-2) {
		return i
	}
	end := digitsEnd(s, i+1)
	if end == i+1 || end > i+4 || end < len(s) && (s[end] == ',' || s[end] == '.') && isDigitAt(s, end+1) {
		return i
	}
	return end
}

// multipliers are the words that make a number greater, and by how many zeros.
var multipliers = []struct {
	word  string
	zeros int
}{
	{"mila", 3}, {"migliaia", 3}, {"milioni", 6}, {"milione", 6}, {"mln", 6}, {"miliardi", 9}, {"miliardo", 9}, {"mld", 9},
}

// attachedMultiplier is the end of a multiplier at i and its zeros; i if none is there.
func attachedMultiplier(s string, i int) (end, zeros int) {
	if i < len(s) && s[i] == 'm' {
		for _, m := range multipliers {
			if hasPrefixAt(s, i, m.word) {
				return i + len(m.word), m.zeros
			}
		}
	}
	return i, 0
}

// blankEnd is the end of the one blank at i; i if there is none.
func blankEnd(s string, i int) int {
	switch {
	case i < len(s) && (s[i] == ' ' || s[i] == '\n'):
		return i + 1
	case hasPrefixAt(s, i, "\u00a0"):
		return i + len("\u00a0")
	case hasPrefixAt(s, i, "\u202f"):
		return i + len("\u202f")
	}
	return i
}

// spacedMultiplier is the end of a blank and a multiplier after the number w,
// and the number that both make ("45 mila" is 45000); w.end if there is none.
func (s *scanner) spacedMultiplier(w word) (end int, text string) {
	blank := blankEnd(s.low, w.end)
	if blank == w.end {
		return w.end, ""
	}
	end, zeros := attachedMultiplier(s.low, blank)
	if end == blank || s.startsWord(end) {
		return w.end, ""
	}
	// "1.5 milioni": here the point can only part decimals.
	whole, decimals, _ := strings.Cut(strings.Replace(w.text, ".", ",", 1), ",")
	return end, times(whole, decimals, zeros)
}

// percentEnd is the end of a percent sign, or of "per cento", after i; i if there is none.
func (s *scanner) percentEnd(i int) int {
	at := blankEnd(s.low, i)
	for _, sign := range []string{"%", "per cento", "percento"} {
		if hasPrefixAt(s.low, at, sign) && (sign == "%" || !s.startsWord(at+len(sign))) {
			return at + len(sign)
		}
	}
	return i
}

// euros are the ways to write the currency as a word.
var euros = []string{"euro", "eur"}

func isEuro(text string) bool { return slices.Contains(euros, text) }

// isSum tells a number that is hardly anything but a sum of money when euro
// stands beside it: smaller ones are rates and counts too.
func isSum(number string) bool {
	whole, _, _ := strings.Cut(number, ",")
	return len(whole) >= sumDigits
}

// sumDigits is how many digits a sum of money has at least.
const sumDigits = 4

// euroEnd is the end of "euro", "di euro" or "€" after i; i if there is none.
func (s *scanner) euroEnd(i int) int {
	at := blankEnd(s.low, i)
	if hasPrefixAt(s.low, at, "€") {
		return at + len("€")
	}
	if hasPrefixAt(s.low, at, "di ") {
		at += len("di ")
	}
	for _, euro := range euros {
		if end := at + len(euro); at > i && hasPrefixAt(s.low, at, euro) && !s.startsWord(end) {
			return end
		}
	}
	return i
}

// Amount is the value of a number of at least 10,000 in the one form that tokens
// give it: a smaller one may be a year.
func Amount(number string) (float64, bool) {
	whole, decimals, _ := strings.Cut(number, ",")
	if len(whole) <= sumDigits || !isDigits(whole) || decimals != "" && !isDigits(decimals) {
		return 0, false
	}
	v, err := strconv.ParseFloat(whole+"."+decimals, 64)
	return v, err == nil
}

func isDigits(s string) bool { return s != "" && digitsEnd(s, 0) == len(s) }

// times is the number whole,decimals with its point moved by zeros, in the one
// form that all spellings get: "1500", "1,5".
func times(whole, decimals string, zeros int) string {
	if zeros == 0 && decimals == "" {
		return whole
	}
	for len(decimals) < zeros {
		decimals += "0"
	}
	whole += decimals[:zeros]
	decimals = strings.TrimRight(decimals[zeros:], "0")
	if zeros > 0 {
		if whole = strings.TrimLeft(whole, "0"); whole == "" {
			whole = "0"
		}
	}
	if decimals == "" {
		return whole
	}
	return whole + "," + decimals
}
