package content

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxSlug keeps the id of a heading that is really a paragraph bearable.
const maxSlug = 80

// Slug is a heading as an address: accents folded, lower case, everything but
// ASCII letters and digits a single hyphen: "Che cosa si è fatto" is
// "che-cosa-si-e-fatto". It is "" when s has no such letter, and at most 80
// bytes long.
func Slug(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if b.Len() >= maxSlug {
			break
		}
		switch r = unicode.ToLower(r); {
		case unicode.Is(unicode.Mn, r):
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteByte(byte(r))
		case undecomposed(r) != "":
			b.WriteString(undecomposed(r))
		default:
			if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
				b.WriteByte('-')
			}
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// undecomposed spells the Latin letters that have no decomposition in Unicode.
func undecomposed(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	return ""
}
