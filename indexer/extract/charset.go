package extract

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
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
// else the charset of Western Windows, which holds all of Latin-1.
func textOf(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return string(data[3:])
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), data)
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return string(data)
	}
	even, odd := zeros(data)
	half := min(len(data), sampled) / 2
	switch {
	case odd > half*3/4 && even < half/8:
		return decoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), data)
	case even > half*3/4 && odd < half/8:
		return decoded(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), data)
	}
	return decoded(charmap.Windows1252, data)
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
