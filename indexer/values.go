package indexer

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"copratica/content"
	"copratica/indexer/italian"
)

// The limits of a query. Beyond them is content.ErrInvalid.
const (
	MaxText        = 2_000  // runes of text
	MaxWords       = 64     // words of text
	MinPrefix      = 3      // letters before *
	MaxValues      = 200    // values of one parameter
	MaxHits        = 10_000 // how deep pages reach: page times per page
	MaxPerPage     = 100
	DefaultPerPage = 20
)

// A Notice says that a value was left out because there is no such one, and
// which may have been meant. Pages show it, the API refuses: see Refuse.
type Notice struct {
	Parameter string
	Value     string // shortened
	Nearest   string // "" if nothing is near
}

// Refuse makes notices the error that the API answers; nil if there are none.
func Refuse(notices []Notice) error {
	if len(notices) == 0 {
		return nil
	}
	e := &content.InvalidError{}
	for _, n := range notices {
		e.Problems = append(e.Problems, content.Problem{
			Field: n.Parameter, Code: content.CodeUnknownSlug, Value: n.Value, Nearest: n.Nearest,
			Detail: fmt.Sprintf("there is no value %q", n.Value),
		})
	}
	return e
}

// ParseQuery reads a query from URL parameters. Parameters that are not ours,
// or have no value, are as if they were not there; of a parameter that is a
// single thing the first counts. A value that no facet, order or language has
// gives a Notice and is left out; names of places are taken as they are, see
// Finder.KnownPlaces. Malformed or excessive numbers, text and
// lists are *content.InvalidError, with the parameter as each problem's field.
//
// ParseQuery(q.Values(), q.Sight, tax) is q again, apart from Count and
// Meanings, which no parameter carries.
func ParseQuery(values url.Values, sight content.Sight, tax *content.Taxonomy) (Query, []Notice, error) {
	r := valuesReader{values: values, tax: tax}
	q := Query{Sight: sight}
	q.Text = r.text("q")
	for _, f := range Facets() {
		// Readers reach published and outdated cases only; to them this is
		// no parameter.
		if f == FacetStatus && sight < content.SightStaff {
			continue
		}
		if chosen := r.facet(f); len(chosen) > 0 {
			if q.Filters == nil {
				q.Filters = make(map[Facet][]string)
			}
			q.Filters[f] = chosen
		}
	}
	return r.rest(q)
}

// ParseActQuery is ParseQuery for a search of acts, which also have a kind.
func ParseActQuery(values url.Values, sight content.Sight, tax *content.Taxonomy) (Query, []Notice, error) {
	q, notices, err := ParseQuery(values, sight, tax)
	if err != nil {
		return q, notices, err
	}
	r := valuesReader{values: values, tax: tax, notices: notices}
	if chosen := r.facet(FacetKind); len(chosen) > 0 {
		if q.Filters == nil {
			q.Filters = make(map[Facet][]string)
		}
		q.Filters[FacetKind] = chosen
	}
	if len(r.problems) > 0 {
		return Query{}, r.notices, &content.InvalidError{Problems: r.problems}
	}
	return q, r.notices, nil
}

// rest reads the parameters that are no facets.
func (r *valuesReader) rest(q Query) (Query, []Notice, error) {
	q.From, q.To = r.number("from", 0, yearFirst, yearLast), r.number("to", 0, yearFirst, yearLast)
	if q.From > 0 && q.To > 0 && q.From > q.To {
		r.invalid("from", content.CodeRange, strconv.Itoa(q.From), fmt.Sprintf("the first year is after the last, %d", q.To))
	}
	q.Sort = Sort(r.choice("sort", sorts()...))
	q.Some = r.choice("match", "", "some") == "some"
	q.NoSynonyms = r.choice("synonyms", "on", "off") == "off"
	q.Explain = q.Sight >= content.SightStaff && r.values.Get("explain") == "1"
	q.Lang = r.choice("lang", "it", "en")
	q.Page = r.number("page", 1, 1, MaxHits)
	q.PerPage = r.number("per_page", DefaultPerPage, 1, MaxPerPage)
	if q.Page*q.PerPage > MaxHits {
		r.invalid("page", content.CodeRange, strconv.Itoa(q.Page), fmt.Sprintf("pages reach no further than %d hits", MaxHits))
	}
	q.Expr = ParseExpr(q.Text, r.tax)
	for _, c := range q.Expr {
		if c.Kind == KindPrefix && utf8.RuneCountInString(c.Text) < MinPrefix {
			r.invalid("q", content.CodeRange, c.Text+"*", fmt.Sprintf("at least %d letters must stand before *", MinPrefix))
		}
	}
	if len(r.problems) > 0 {
		return Query{}, r.notices, &content.InvalidError{Problems: r.problems}
	}
	return q, r.notices, nil
}

func sorts() []string {
	return []string{string(SortRelevance), string(SortNewest), string(SortOldest), string(SortUpdated), string(SortTitle)}
}

// Values prints the query as URL parameters, without those that say what is
// so anyway. Two queries that ask the same have the same parameters.
func (q Query) Values() url.Values {
	v := url.Values{}
	set := func(name, value, usual string) {
		if value != usual {
			v.Set(name, value)
		}
	}
	set("q", q.Text, "")
	for f, chosen := range q.Filters {
		if len(chosen) > 0 {
			v[string(f)] = slices.Compact(slices.Sorted(slices.Values(chosen)))
		}
	}
	set("from", strconv.Itoa(q.From), "0")
	set("to", strconv.Itoa(q.To), "0")
	set("sort", string(cmp.Or(q.Sort, SortRelevance)), string(SortRelevance))
	if q.Some {
		v.Set("match", "some")
	}
	if q.NoSynonyms {
		v.Set("synonyms", "off")
	}
	if q.Explain {
		v.Set("explain", "1")
	}
	set("page", strconv.Itoa(max(q.Page, 1)), "1")
	set("per_page", strconv.Itoa(cmp.Or(q.PerPage, DefaultPerPage)), strconv.Itoa(DefaultPerPage))
	set("lang", cmp.Or(q.Lang, "it"), "it")
	return v
}

// A valuesReader reads parameters and gathers all that is wrong with them.
type valuesReader struct {
	values   url.Values
	tax      *content.Taxonomy
	problems []content.Problem
	notices  []Notice
}

func (r *valuesReader) invalid(name string, code content.Code, value, detail string) {
	r.problems = append(r.problems, content.Problem{Field: name, Code: code, Value: shortened(value), Detail: detail})
}

func (r *valuesReader) notice(name, value, nearest string) {
	r.notices = append(r.notices, Notice{Parameter: name, Value: shortened(value), Nearest: nearest})
}

// shortened keeps what is repeated to a person readable.
func shortened(value string) string {
	const longest = 60
	value = strings.ToValidUTF8(value, "\uFFFD")
	if utf8.RuneCountInString(value) <= longest {
		return value
	}
	return string([]rune(value)[:longest]) + "…"
}

func (r *valuesReader) text(name string) string {
	text := strings.TrimSpace(strings.ToValidUTF8(r.values.Get(name), " "))
	switch {
	case utf8.RuneCountInString(text) > MaxText:
		r.invalid(name, content.CodeRange, text, fmt.Sprintf("a query has at most %d characters", MaxText))
	case len(italian.AnalyzeQuery(text)) > MaxWords:
		r.invalid(name, content.CodeRange, text, fmt.Sprintf("a query has at most %d words", MaxWords))
	}
	return text
}

// facet reads the values of a facet, each once and in order.
func (r *valuesReader) facet(f Facet) []string {
	given := r.values[string(f)]
	if len(given) > MaxValues {
		r.invalid(string(f), content.CodeRange, "", fmt.Sprintf("a parameter has at most %d values", MaxValues))
		return nil
	}
	var chosen []string
	for _, value := range given {
		if t, ok := termOf(f, value, r.tax); ok {
			chosen = append(chosen, t.Slug)
		} else if value != "" {
			r.notice(string(f), value, nearestValue(f, value, r.tax))
		}
	}
	slices.Sort(chosen)
	return slices.Compact(chosen)
}

// choice reads one of a few words, the first of which is the usual one.
func (r *valuesReader) choice(name string, words ...string) string {
	value := r.values.Get(name)
	if value == "" || slices.Contains(words, value) {
		return cmp.Or(value, words[0])
	}
	terms := make([]content.Term, len(words))
	for i, w := range words {
		terms[i] = content.Term{Slug: w, IT: w, EN: w}
	}
	r.notice(name, value, nearestOf(value, slices.DeleteFunc(terms, func(t content.Term) bool { return t.Slug == "" })))
	return words[0]
}

func (r *valuesReader) number(name string, usual, least, most int) int {
	value := strings.TrimSpace(r.values.Get(name))
	if value == "" {
		return usual
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		r.invalid(name, content.CodeFormat, value, "this is not a number")
	case err != nil, n < least, n > most:
		r.invalid(name, content.CodeRange, value, fmt.Sprintf("this must be from %d to %d", least, most))
	default:
		return n
	}
	return usual
}
