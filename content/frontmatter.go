package content

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"
)

// MaxCaseSize is how many bytes a case text may have.
const MaxCaseSize = 256 << 10

// Parsed is a case text, read.
type Parsed struct {
	Case     *Case
	Body     string // the Markdown after the front matter, as written
	Warnings []Problem
}

// Parse reads a case text: front matter between lines of three hyphens, then
// Markdown. It accepts Windows line ends and a byte order mark.
//
// A text of more than MaxCaseSize bytes is ErrTooLarge. Anything else wrong is
// one *InvalidError that names every problem by field and line. A key that no
// case has is only a warning.
//
// Defaults are filled in: status draft, access public, a contact for members,
// an attachment for staff. An absent id stays empty: the folder's name is the
// caller's to know. Years without an end run through the year given.
func Parse(text []byte, tax *Taxonomy, year int) (*Parsed, error) {
	m, err := readMatter(text)
	if err != nil {
		return nil, err
	}
	d := &decoder{tax: tax, year: year, problems: m.problems}
	c := d.decode(&node{Node: m.root})
	if len(d.problems) > 0 {
		return nil, invalid(d.problems)
	}
	body := string(text[m.body:])
	d.checkSections(c, body, m.root)
	return &Parsed{Case: c, Body: body, Warnings: inTextOrder(d.warnings)}, nil
}

// invalid is the error of a text with these problems.
func invalid(problems []Problem) error {
	return &InvalidError{Problems: inTextOrder(problems)}
}

func inTextOrder(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	return problems
}

// fences are the places where front matter and body lie in a text.
type fences struct {
	start, end int // of the YAML, between the fences
	body       int
	newline    string // what ends the first line
}

const byteOrderMark = "\ufeff"

// findFences locates the front matter and refuses what no YAML 1.2 reader and
// ours would take for the same text.
func findFences(text []byte) (fences, error) {
	if len(text) > MaxCaseSize {
		return fences{}, fmt.Errorf("%w: case text of %d bytes, at most %d", ErrTooLarge, len(text), MaxCaseSize)
	}
	if p, bad := notText(text); bad {
		return fences{}, invalid([]Problem{p})
	}
	at := 0
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		at = len(byteOrderMark)
	}
	f := fences{newline: "\n"}
	if at == len(text) {
		return f, syntaxError(1, "the text is empty")
	}
	var problems []Problem
	for line := 1; at < len(text); line++ {
		next := len(text)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		row := bytes.TrimSuffix(bytes.TrimSuffix(text[at:next], []byte("\n")), []byte("\r"))
		fence := string(bytes.TrimRight(row, " \t")) == "---"
		switch {
		case line == 1 && !fence:
			return f, syntaxError(1, "the first line must be ---")
		case line == 1:
			f.start = next
			if bytes.HasSuffix(text[at:next], []byte("\r\n")) {
				f.newline = "\r\n"
			}
		case fence:
			f.end, f.body = at, next
			if len(problems) > 0 {
				return f, invalid(problems)
			}
			return f, nil
		default:
			if p, bad := badLine(row, line); bad && len(problems) < maxProblems {
				problems = append(problems, p)
			}
		}
		at = next
	}
	return f, syntaxError(1, "the front matter has no closing line ---")
}

// notText finds what makes bytes no text at all.
func notText(text []byte) (Problem, bool) {
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return Problem{Line: lineAt(text, i), Code: CodeSyntax, Detail: "has a NUL byte: not a text file"}, true
	}
	if utf8.Valid(text) {
		return Problem{}, false
	}
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return Problem{Line: lineAt(text, at), Code: CodeSyntax, Detail: "is not UTF-8"}, true
}

func lineAt(text []byte, offset int) int {
	return 1 + bytes.Count(text[:offset], []byte("\n"))
}

// badLine finds what may not stand in a line of front matter: characters that
// are line breaks for some readers of YAML and text for others, and marks that
// would begin or end another document.
func badLine(row []byte, line int) (Problem, bool) {
	for _, r := range string(row) {
		if breaksLine(r) {
			detail := fmt.Sprintf("front matter may not have the character U+%04X; a space or nothing will do", r)
			return Problem{Line: line, Code: CodeSyntax, Detail: detail}, true
		}
	}
	if len(row) >= 3 && (string(row[:3]) == "---" || string(row[:3]) == "...") &&
		(len(row) == 3 || row[3] == ' ' || row[3] == '\t') {
		detail := fmt.Sprintf("a line may not begin with %s here", row[:3])
		return Problem{Line: line, Code: CodeSyntax, Value: shorten(string(row)), Detail: detail}, true
	}
	return Problem{}, false
}

func breaksLine(r rune) bool {
	return r < ' ' && r != '\t' || r >= 0x7f && r <= 0x9f || r == '\u2028' || r == '\u2029'
}

func syntaxError(line int, detail string) error {
	return invalid([]Problem{{Line: line, Code: CodeSyntax, Detail: detail}})
}
