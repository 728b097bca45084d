package extract

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	encunicode "golang.org/x/text/encoding/unicode"
)

// charsetReader reads text in a named charset, as encoding/xml wants it. One
// that is not known is guessed.
func charsetReader(label string, from io.Reader) (io.Reader, error) {
	if e, _ := charset.Lookup(label); e != nil {
		return e.NewDecoder().Reader(from), nil
	}
	return charmap.Windows1252.NewDecoder().Reader(from), nil
}

// textOf is bytes as text, whatever they are written in: what a mark at the
// beginning says, UTF-8 if they are that, UTF-16 if every other byte is zero,
// else the one of Western Europe that makes most sense of them.
func textOf(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return string(data[3:])
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decoded(encunicode.UTF16(encunicode.LittleEndian, encunicode.UseBOM), data)
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return string(data)
	}
	even, odd := zeros(data)
	half := min(len(data), sampled) / 2
	switch {
	case odd > half*3/4 && even < half/8:
		return decoded(encunicode.UTF16(encunicode.LittleEndian, encunicode.IgnoreBOM), data)
	case even > half*3/4 && odd < half/8:
		return decoded(encunicode.UTF16(encunicode.BigEndian, encunicode.IgnoreBOM), data)
	}
	return decoded(western(data), data)
}

// western is the charset of Western Europe that data is written in: that of
// Windows, which holds all of Latin-1, unless accents of Italian words stand
// where DOS or old Macintoshes had them.
func western(data []byte) encoding.Encoding {
	var best encoding.Encoding = charmap.Windows1252
	most := accents(best, data)
	for _, e := range []encoding.Encoding{charmap.CodePage850, charmap.Macintosh} {
		if n := accents(e, data); n > most {
			best, most = e, n
		}
	}
	return best
}

// accents counts the vowels with an Italian accent that stand after a letter,
// less the signs that stand there for no reason.
func accents(e encoding.Encoding, data []byte) (n int) {
	var before rune
	for _, c := range decoded(e, data[:min(len(data), 16*sampled)]) {
		if unicode.IsLetter(before) && c >= utf8.RuneSelf {
			switch {
			case strings.ContainsRune("àèéìòùÀÈÉÌÒÙ", c):
				n++
			case c != '’' && c != '”' && c != '»' && !unicode.IsLetter(c):
				n--
			}
		}
		before = c
	}
	return n
}

// sampled is how many bytes are looked at to tell a charset.
const sampled = 4096

// zeros counts the zero bytes at even and odd places.
func zeros(data []byte) (even, odd int) {
	for i, b := range data[:min(len(data), sampled)] {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// textIn is bytes as text in a charset that is named, guessed if it is not known.
func textIn(label string, data []byte) string {
	if e, err := htmlindex.Get(strings.TrimSpace(label)); err == nil {
		return decoded(e, data)
	}
	return textOf(data)
}

func decoded(e encoding.Encoding, data []byte) string {
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return string(data) // made valid where it is kept
	}
	return string(out)
}
