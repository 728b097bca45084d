package indexer

import (
	"slices"
	"strings"
	"unicode"

	"copratica/indexer/italian"
)

// A field is what a clause may be restricted to: a part of the text, or a
// facet whose values it names.
type field struct {
	field Field
	facet Facet
}

// fieldNames are the fields by the names people type, Italian first.
var fieldNames = []struct {
	italian, english string
	field            field
}{
	{"titolo", "title", field{field: FieldTitle}},
	{"ente", "body", field{field: FieldPublicBody}},
	{"regione", "region", field{facet: FacetRegion}},
	{"settore", "sector", field{facet: FacetSector}},
	{"anno", "year", field{facet: FacetYear}},
	{"tipo", "type", field{facet: FacetDocType}},
}

func fieldNamed(name string) (field, bool) {
	name = italian.Fold(name)
	for _, f := range fieldNames {
		if name == f.italian || name == f.english {
			return f.field, true
		}
	}
	return field{}, false
}

// String prints the clauses as a text that ParseExpr reads as the same ones.
func (e Expr) String() string {
	out := make([]string, len(e))
	for i, c := range e {
		out[i] = c.String()
	}
	return strings.Join(out, " ")
}

// Counted are the numbers of the clauses that a document may meet or miss: stop
// words are among them only where there is nothing else.
func (e Expr) Counted() []int {
	var all, telling []int
	for i, c := range e {
		if c.Not || c.Kind == KindFilter {
			continue
		}
		all = append(all, i)
		tells := func(t italian.Token) bool { return t.Stem != "" }
		if c.Kind != KindWord || slices.ContainsFunc(italian.AnalyzeQuery(c.Text), tells) {
			telling = append(telling, i)
		}
	}
	if len(telling) == 0 {
		return all
	}
	return telling
}

// String prints the clause as typed, with the Italian name of its field.
func (c Clause) String() string {
	var b strings.Builder
	if c.Not {
		b.WriteByte('-')
	}
	for _, f := range fieldNames {
		if f.field == (field{field: c.Field, facet: c.Facet}) {
			b.WriteString(f.italian + ":")
		}
	}
	switch {
	case c.Kind == KindPhrase && !c.Fixed, c.Kind == KindFilter && !isBare(c.Text):
		b.WriteString(`"` + c.Text + `"`)
	case c.Kind == KindPrefix:
		b.WriteString(c.Text + "*")
	default:
		b.WriteString(c.Text)
	}
	return b.String()
}

// isBare reports whether a value needs no quotes.
func isBare(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
}
