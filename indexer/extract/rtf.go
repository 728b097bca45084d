package extract

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// rtf reads a document in the Rich Text Format (Microsoft, version 1.9.1).
func (r *reading) rtf(data []byte) error {
	if !bytes.HasPrefix(data, []byte(`{\rtf`)) {
		return corrupt(errors.New("it does not begin as RTF does"))
	}
	p := rtfParser{data: data, page: r.page, deepest: r.opts.Limits.Depth, codePage: charmap.Windows1252, fonts: map[int]encoding.Encoding{}}
	p.state.skip = 1
	err := p.parse()
	if p.out.blank() && r.summary.Pages > 0 {
		return err
	}
	return errors.Join(err, r.page(p.out.take()))
}

// An rtfState is what a group inherits and gives back at its end.
type rtfState struct {
	hidden  bool // text is not of the document
	deleted bool // text was deleted by a tracked change
	skip    int  // letters to leave out after a \u
	charset encoding.Encoding
	fonts   bool // inside the table of fonts
}

// An rtfParser goes through a document once.
type rtfParser struct {
	data     []byte
	at       int
	state    rtfState
	stack    []rtfState
	deepest  int
	out      sheet
	page     func(string) error
	codePage encoding.Encoding
	fonts    map[int]encoding.Encoding
	font     int    // the one that the table is at
	pending  int    // letters still to leave out
	bytes    []byte // letters in a charset, not decoded yet
	high     rune   // first half of a letter in two \u
}

func (p *rtfParser) parse() error {
	for p.at < len(p.data) {
		c := p.data[p.at]
		p.at++
		switch c {
		case '{':
			p.flush()
			if len(p.stack) >= p.deepest {
				return tooLarge("groups nested too deep")
			}
			p.stack = append(p.stack, p.state)
		case '}':
			p.flush()
			p.pending = 0
			if n := len(p.stack); n > 0 {
				p.state, p.stack = p.stack[n-1], p.stack[:n-1]
			}
		case '\\':
			if err := p.control(); err != nil {
				return err
			}
		case '\r', '\n':
		default:
			p.letter(c)
		}
	}
	p.flush()
	return nil
}

// letter adds one byte in the charset of the font.
func (p *rtfParser) letter(c byte) {
	if p.pending > 0 {
		p.pending--
		return
	}
	if p.shown() {
		p.bytes = append(p.bytes, c)
	}
}

// flush decodes the bytes gathered.
func (p *rtfParser) flush() {
	if len(p.bytes) == 0 {
		return
	}
	e := p.state.charset
	if e == nil {
		e = p.codePage
	}
	p.out.WriteString(decoded(e, p.bytes))
	p.bytes = p.bytes[:0]
}

func (p *rtfParser) write(s string) {
	p.flush()
	if p.shown() {
		p.out.WriteString(s)
	}
}

func (p *rtfParser) shown() bool { return !p.state.hidden && !p.state.deleted }

// control reads what follows a backslash.
func (p *rtfParser) control() error {
	if p.at >= len(p.data) {
		return nil
	}
	c := p.data[p.at]
	if isLetter(c) {
		word, value, given := p.word()
		return p.command(word, value, given)
	}
	p.at++
	switch c {
	case '\'':
		if p.at+2 <= len(p.data) {
			n, err := strconv.ParseUint(string(p.data[p.at:p.at+2]), 16, 8)
			p.at += 2
			if err == nil {
				p.letter(byte(n))
			}
		}
	case '*':
		p.state.hidden = true
	case '~':
		p.write("\u00a0")
	case '_':
		p.write("-")
	case '\\', '{', '}':
		p.letter(c)
	case '\n', '\r':
		p.paragraph()
	}
	return nil
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// word reads a control word with its number and the blank that ends it.
func (p *rtfParser) word() (word string, value int, given bool) {
	start := p.at
	for p.at < len(p.data) && isLetter(p.data[p.at]) {
		p.at++
	}
	word = string(p.data[start:p.at])
	start = p.at
	for p.at < len(p.data) && (p.data[p.at] >= '0' && p.data[p.at] <= '9' || p.data[p.at] == '-' && p.at == start) {
		p.at++
	}
	value, err := strconv.Atoi(string(p.data[start:p.at]))
	given = err == nil
	if p.at < len(p.data) && p.data[p.at] == ' ' {
		p.at++
	}
	return word, value, given
}

// command does what a control word says, as far as it matters to the text.
func (p *rtfParser) command(word string, value int, given bool) error {
	switch word {
	case "fonttbl":
		p.state.hidden, p.state.fonts = true, true
	case "colortbl", "stylesheet", "info", "pict", "object", "datafield", "fldinst", "listtable", "listoverridetable",
		"revtbl", "rsidtbl", "generator", "themedata", "xmlnstbl", "filetbl", "upr", "nonshppict", "bkmkstart", "bkmkend", "pntext", "sp",
		"shprslt": // the same box again, for older programs
		p.state.hidden = true
	case "shptxt", "annotation":
		p.state.hidden = false // boxes with text and comments stand in parts to skip
	case "deleted":
		p.flush()
		p.state.deleted = !given || value != 0
	case "plain":
		p.flush()
		p.state.deleted = false
	case "ansicpg":
		p.codePage = codePage(value)
	case "mac":
		p.codePage = charmap.Macintosh
	case "f":
		p.chooseFont(value)
	case "fcharset":
		if p.state.fonts {
			p.fonts[p.font] = fontCharset(value)
		}
	case "uc":
		p.state.skip = max(value, 0)
	case "u":
		p.unicode(value)
	case "bin":
		p.at = min(p.at+max(value, 0), len(p.data))
	case "page", "pagebb":
		p.flush()
		if p.shown() && !p.out.blank() {
			return p.page(p.out.take())
		}
	case "par", "line", "sect", "row", "nestrow":
		p.paragraph()
	case "tab", "cell", "nestcell":
		p.write("\t")
	default:
		if s, ok := rtfSigns[word]; ok {
			p.write(s)
		}
	}
	return nil
}

func (p *rtfParser) paragraph() { p.write("\n") }

// rtfSigns are the letters that have words.
var rtfSigns = map[string]string{
	"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—",
	"emspace": " ", "enspace": " ", "qmspace": " ",
}

// chooseFont takes a font, of the table or for the text that follows.
func (p *rtfParser) chooseFont(n int) {
	if p.state.fonts {
		p.font = n
		return
	}
	p.flush()
	p.state.charset = p.fonts[n]
}

// unicode adds a letter by its number, which is signed and may be half of one.
func (p *rtfParser) unicode(value int) {
	c := rune(uint16(value))
	p.pending = p.state.skip
	switch {
	case c >= 0xd800 && c < 0xdc00:
		p.high = c
		return
	case c >= 0xdc00 && c < 0xe000 && p.high != 0:
		c = 0x10000 + (p.high-0xd800)<<10 + (c - 0xdc00)
	}
	p.high = 0
	p.write(strings.ToValidUTF8(string(c), ""))
}

// codePage is the charset of a number of Windows.
func codePage(n int) encoding.Encoding {
	switch n {
	case 437:
		return charmap.CodePage437
	case 850:
		return charmap.CodePage850
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1253:
		return charmap.Windows1253
	case 1254:
		return charmap.Windows1254
	case 936:
		return simplifiedchinese.GBK
	case 65001:
		return unicode.UTF8
	case 10000:
		return charmap.Macintosh
	default:
		return charmap.Windows1252
	}
}

// fontCharset is the charset of a font; nil is the document's own.
func fontCharset(n int) encoding.Encoding {
	switch n {
	case 77:
		return charmap.Macintosh
	case 161:
		return charmap.Windows1253
	case 162:
		return charmap.Windows1254
	case 204:
		return charmap.Windows1251
	case 238:
		return charmap.Windows1250
	default:
		return nil
	}
}
