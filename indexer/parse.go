package indexer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"copratica/content"
	"copratica/indexer/italian"
)

// ParseExpr reads a query's text as people type it:
//
//	emporio solidale       words, and fixed expressions such as "dopo di noi"
//	"presa in carico"      a phrase, in straight, curly or angle quotes
//	-appalto -"gara d'appalto"   what must not be there
//	titolo:emporio ente:"comune di jesi" regione:puglia settore:abitare anno:2021-2023 tipo:convenzione
//	coprog*                a beginning of at least 3 letters
//
// Every text has a meaning: an open quote reaches to the end, a field that no
// value is known of is plain words, and what is no word is left out. A text
// without words gives an empty Expr, which finds all. Stop words stay, as
// clauses that an engine does not count.
//
// Expr.String prints the clauses back; parsing that gives the same clauses.
func ParseExpr(text string, tax *content.Taxonomy) Expr {
	p := parser{text: cleanText(text), tax: tax}
	for p.token() {
	}
	p.flush()
	return p.expr
}

// cleanText makes every blank and control a space and drops invisible marks.
func cleanText(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r), r == utf8.RuneError:
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}

// A parser walks through a text and gathers plain words until a clause of
// another kind stands between them, so that "art. 55 comma 4" is read as one.
type parser struct {
	text  string
	at    int
	tax   *content.Taxonomy
	expr  Expr
	plain []string
}

// A piece is what stands between blanks or in quotes, as typed.
type piece struct {
	text   string
	not    bool
	field  field
	quoted bool
}

// token reads one piece, and reports whether there was any text left.
func (p *parser) token() bool {
	p.at += spaces(p.text[p.at:])
	if p.at == len(p.text) {
		return false
	}
	var t piece
	if n := minus(p.text[p.at:]); n > 0 && (p.at == 0 || p.text[p.at-1] == ' ') {
		t.not = true
		p.at += n
	}
	if p.quote(&t) {
		p.take(t)
		return true
	}
	end := p.at + strings.IndexFunc(p.text[p.at:]+" ", func(r rune) bool { return r == ' ' || isQuote(r) })
	t.text, p.at = p.text[p.at:end], end
	if name, value, ok := strings.Cut(t.text, ":"); ok {
		if f, ok := fieldNamed(name); ok {
			if value != "" {
				t.field, t.text = f, value
			} else if quoted := (piece{not: t.not, field: f}); p.quote(&quoted) {
				t = quoted
			}
		}
	}
	p.take(t)
	return true
}

func spaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// minus is the length of the signs before something to leave out.
func minus(s string) int {
	n := len(s) - len(strings.TrimLeft(s, "-−"))
	if n == len(s) || s[n] == ' ' {
		return 0
	}
	return n
}

// quote reads a phrase in quotes at p.at into t.
func (p *parser) quote(t *piece) bool {
	open, size := utf8.DecodeRuneInString(p.text[p.at:])
	if !isQuote(open) {
		return false
	}
	rest := p.text[p.at+size:]
	end := strings.IndexFunc(rest, func(r rune) bool { return isQuote(r) && isAngle(r) == isAngle(open) })
	if end < 0 {
		p.at, t.text = len(p.text), rest
	} else {
		_, closing := utf8.DecodeRuneInString(rest[end:])
		p.at, t.text = p.at+size+end+closing, rest[:end]
	}
	t.quoted = true
	return true
}

func isAngle(r rune) bool { return r == '«' || r == '»' }

func isQuote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '‟', '＂', '«', '»':
		return true
	}
	return false
}

// bare is a phrase on one line, without quotes of another kind in it.
func bare(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || isQuote(r) }), " ")
}

// take turns a piece into a clause, or keeps it as plain words.
func (p *parser) take(t piece) {
	if t.field.facet != "" && p.tax != nil {
		if values := named(t.field.facet, bare(t.text), p.tax); len(values) > 0 {
			p.add(Clause{Kind: KindFilter, Not: t.not, Text: bare(t.text), Facet: t.field.facet, Values: values})
			return
		}
	}
	t.field.facet = ""
	clause := Clause{Not: t.not, Field: t.field.field}
	if t.quoted {
		p.phrase(clause, t.text)
		return
	}
	if begin, ok := beginning(t.text); ok {
		clause.Kind, clause.Text = KindPrefix, begin
		p.add(clause)
		return
	}
	if !t.not && clause.Field == "" {
		p.plain = append(p.plain, t.text)
		return
	}
	switch words, counted := units(t.text); {
	case len(words) == 1 && (counted || !t.not):
		clause.Text = words[0]
		p.add(clause)
	case len(words) > 1:
		p.phrase(clause, t.text)
	}
}

// phrase adds a phrase if it has a word.
func (p *parser) phrase(clause Clause, text string) {
	clause.Kind, clause.Text = KindPhrase, bare(text)
	if len(italian.AnalyzeQuery(clause.Text)) > 0 {
		p.add(clause)
	}
}

func (p *parser) add(c Clause) {
	p.flush()
	p.expr = append(p.expr, c)
}

// beginning reads "coprog*", letters or digits before the sign.
func beginning(text string) (string, bool) {
	begin, ok := strings.CutSuffix(strings.TrimRight(text, ".,;:!?)"), "*")
	if !ok {
		return "", false
	}
	tokens := italian.AnalyzeQuery(begin)
	if len(tokens) != 1 {
		return "", false
	}
	for _, r := range tokens[0].Exact {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return "", false
		}
	}
	return begin[tokens[0].Start:tokens[0].End], true
}
