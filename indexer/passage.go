package indexer

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The sizes of passages, in words.
const (
	passageWords = 300 // at most, unless a single line is longer
	passageFew   = 40  // a shorter one goes with the next
)

// The joints of Italian acts: what begins a new article, part or section.
var (
	articleLine = regexp.MustCompile(`^(?i:art(?:icolo|\.)?)\s*\.?\s*\d+(?:[\s-]*(?i:bis|ter|quater|quinquies|sexies))?\b`)
	partLine    = regexp.MustCompile(`^(?i:titolo|capo|sezione|parte|allegato|lotto|punto|paragrafo)\s+(?:[IVXLC]+|[A-Z]|\d+)\b`)
	numberLine  = regexp.MustCompile(`^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[A-Z][.)]|[IVX]{1,5}[.)])\s+\p{Lu}`)
	// A paragraph of an article, where a text has articles.
	paragraphLine = regexp.MustCompile(`^(?:\d{1,2}|[A-Z])[.)]\s`)
	leaderLine    = regexp.MustCompile(`(?:\.{4,}|(?:\s\.){4,}|…{2,})\s*\d{1,4}\s*$`)
)

// articlesFew is how many articles make a text one that is parted by them.
const articlesFew = 2

// headingRunes is how long a line may be that is a heading.
const headingRunes = 110

// A line is one of a document's, with its page.
type line struct {
	text  string
	page  int
	words int
	joint bool // begins a passage
	toc   bool // of a table of contents
}

// cutPassages cuts a text at the joints of Italian acts: articles, parts,
// headings. What repeats at the head or foot of the pages is left out. Pages
// that are apart, as sheets are, never share a passage.
func cutPassages(pages []string, apart bool) []Passage {
	lines := linesOf(pages, apart)
	var out []Passage
	var held []line
	words := 0
	flush := func() {
		kept := held
		for len(kept) > 1 && kept[len(kept)-1].joint {
			kept = kept[:len(kept)-1] // a heading goes with what follows it
		}
		if len(kept) > 0 {
			out = append(out, passageOf(kept))
		}
		held, words = slices.Clone(held[len(kept):]), 0
		for _, l := range held {
			words += l.words
		}
	}
	for i, l := range lines {
		turned := apart && i > 0 && lines[i-1].page != l.page
		full := words+l.words > passageWords && words > 0
		changed := len(held) > 0 && held[len(held)-1].toc != l.toc
		if turned || full || changed || l.joint && words >= passageFew {
			flush()
		}
		held = append(held, l)
		words += l.words
	}
	if len(held) > 0 {
		out = append(out, passageOf(held))
	}
	carryHeadings(out)
	return out
}

// linesOf are the lines of all pages, without what repeats on them.
func linesOf(pages []string, apart bool) []line {
	repeated := repeatedLines(pages, apart)
	var lines []line
	for n, page := range pages {
		all := strings.Split(page, "\n")
		for i, text := range all {
			text = strings.TrimSpace(text)
			edge := i < edgeLines || i >= len(all)-edgeLines
			if text == "" || edge && repeated[shape(text)] {
				continue
			}
			l := line{text: text, page: n + 1, words: len(strings.Fields(text)), toc: leaderLine.MatchString(text)}
			l.joint = !l.toc && isJoint(text)
			lines = append(lines, l)
		}
	}
	dropParagraphs(lines)
	for i := range lines {
		lines[i].joint = lines[i].joint || isTitle(lines, i)
	}
	return lines
}

// dropParagraphs finds the numbered lines that are no joints after all: the
// paragraphs of articles, and sentences that the margin broke.
func dropParagraphs(lines []line) {
	articles := 0
	for _, l := range lines {
		if l.joint && articleLine.MatchString(l.text) {
			articles++
		}
	}
	for i := range lines {
		l := &lines[i]
		if !l.joint || !numberLine.MatchString(l.text) {
			continue
		}
		broken := false
		if i+1 < len(lines) {
			next, _ := utf8.DecodeRuneInString(lines[i+1].text)
			broken = unicode.IsLower(next)
		}
		l.joint = !broken && (articles < articlesFew || !paragraphLine.MatchString(l.text))
	}
}

// titleRunes is how long a line may be that is a heading by where it stands.
const titleRunes = 60

// isTitle reports a short line without a stop between two sentences.
func isTitle(lines []line, i int) bool {
	text := lines[i].text
	if i+1 == len(lines) || lines[i].toc || utf8.RuneCountInString(text) > titleRunes || strings.Contains(text, "\t") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	next, _ := utf8.DecodeRuneInString(lines[i+1].text)
	if !unicode.IsUpper(first) || !unicode.IsLetter(last) || !unicode.IsUpper(next) || utf8.RuneCountInString(lines[i+1].text) < titleRunes {
		return false
	}
	if i == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(lines[i-1].text)
	return strings.ContainsRune(".!?»", before)
}

// edgeLines is how many lines from the head or foot of a page may repeat.
const edgeLines = 3

// pageCount is what the shape of a line has that numbers the pages.
var pageCount = regexp.MustCompile(`\bpag(?:ina|\.)? ?#`)

// repeatedLines are the shapes of lines at the edges of at least half the
// pages, three at least, or of both pages where the line numbers them. An
// article that begins a page is no such line, however many do.
func repeatedLines(pages []string, apart bool) map[string]bool {
	if apart || len(pages) < 2 {
		return nil
	}
	count := map[string]int{}
	for _, page := range pages {
		all := strings.Split(page, "\n")
		var seen []string
		for i, text := range all {
			if i >= edgeLines && i < len(all)-edgeLines || articleLine.MatchString(strings.TrimSpace(text)) {
				continue
			}
			if s := shape(text); s != "" && !slices.Contains(seen, s) {
				seen = append(seen, s)
				count[s]++
			}
		}
	}
	repeated := map[string]bool{}
	for s, n := range count {
		repeated[s] = n >= 3 && 2*n >= len(pages) || n == 2 && len(pages) == 2 && pageCount.MatchString(s)
	}
	return repeated
}

// shape is a line with every number alike: "Pagina 3 di 12" is "Pagina # di #".
func shape(text string) string {
	var b strings.Builder
	digits := false
	for _, c := range strings.Join(strings.Fields(text), " ") {
		if unicode.IsDigit(c) {
			if !digits {
				b.WriteByte('#')
			}
			digits = true
			continue
		}
		digits = false
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// isJoint reports a line that begins an article, a part or a section.
func isJoint(text string) bool {
	if utf8.RuneCountInString(text) > headingRunes {
		return false
	}
	if articleLine.MatchString(text) {
		// "art. 55 del Codice" goes on with a sentence; a heading does not.
		rest := strings.TrimSpace(articleLine.ReplaceAllString(text, ""))
		first, _ := utf8.DecodeRuneInString(rest)
		return rest == "" || !unicode.IsLower(first) && first != ','
	}
	if partLine.MatchString(text) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(".;,", last) {
		return false
	}
	return numberLine.MatchString(text) || shouted(text)
}

// shouted reports a line in capitals, as headings are written: at least two
// words or one long one.
func shouted(text string) bool {
	letters := 0
	for _, c := range text {
		if unicode.IsLower(c) {
			return false
		}
		if unicode.IsLetter(c) {
			letters++
		}
	}
	return letters >= 6 && letters*2 > utf8.RuneCountInString(text)
}

// passageOf joins lines. A line that the page broke goes on in the same
// paragraph; others begin a new one.
func passageOf(lines []line) Passage {
	p := Passage{From: lines[0].page}
	var b strings.Builder
	listed := 0
	for i, l := range lines {
		if l.toc {
			listed++
		}
		if i > 0 {
			b.WriteByte(between(lines[i-1], l))
		}
		for p.To() < l.page {
			p.Breaks = append(p.Breaks, b.Len())
		}
		b.WriteString(l.text)
		if l.joint && p.Heading == "" {
			p.Heading = l.text
		}
	}
	p.Text = b.String()
	p.Contents = 2*listed > len(lines)
	p.Likeness = Likeness(p.Text)
	return p
}

// between parts two lines: by a blank if the first was broken by the margin.
func between(before, after line) byte {
	last, _ := utf8.DecodeLastRuneInString(before.text)
	first, _ := utf8.DecodeRuneInString(after.text)
	if before.joint || after.joint || strings.Contains(after.text, "\t") || strings.ContainsRune(".;:!?", last) && !unicode.IsLower(first) {
		return '\n'
	}
	if first == '-' || first == '–' || first == '•' {
		return '\n'
	}
	return ' '
}

// carryHeadings gives passages that an article was too long for its heading.
func carryHeadings(passages []Passage) {
	for i := 1; i < len(passages); i++ {
		if p := &passages[i]; p.Heading == "" && !p.Contents {
			p.Heading = passages[i-1].Heading
		}
	}
}
