package indexer

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"copratica/content"
	"copratica/indexer/italian"
)

// vocabularyOf is where a facet's values come from; "" for those that no
// vocabulary lists.
func vocabularyOf(f Facet) content.Vocabulary {
	switch f {
	case FacetRegion:
		return content.VocabRegions
	case FacetSector:
		return content.VocabSectors
	case FacetInstrument:
		return content.VocabLegalInstruments
	case FacetEvidence:
		return content.VocabEvidenceLevels
	case FacetTarget:
		return content.VocabTargetGroups
	case FacetBodyType:
		return content.VocabPublicBodyTypes
	case FacetPhase:
		return content.VocabProcedurePhases
	case FacetDifficulty:
		return content.VocabDifficulties
	case FacetFunding:
		return content.VocabFundingSources
	case FacetDocType, FacetKind:
		return content.VocabDocumentTypes
	case FacetInitiative:
		return content.VocabInitiative
	case FacetProvince:
		return content.VocabProvinces
	}
	return ""
}

func unknownTerm() content.Term {
	return content.Term{Slug: Unknown, IT: "Non indicato", EN: "Not stated"}
}

// Terms lists the values that a facet can have, in the order of their
// vocabulary, without Unknown. Years are not listed: any from 1900 to 2199 is
// one; nor are names.
func Terms(f Facet, tax *content.Taxonomy) []content.Term {
	switch f {
	case FacetHas:
		return []content.Term{
			{Slug: HasActs, IT: "Atti", EN: "Documents"},
			{Slug: HasOutcomes, IT: "Esiti", EN: "Outcomes"},
			{Slug: HasDifficulties, IT: "Difficoltà", EN: "Difficulties"},
			{Slug: HasLessons, IT: "Lezioni", EN: "Lessons"},
		}
	case FacetStatus:
		return []content.Term{
			{Slug: string(content.StatusDraft), IT: "Bozza", EN: "Draft"},
			{Slug: string(content.StatusReview), IT: "In revisione", EN: "In review"},
			{Slug: string(content.StatusPublished), IT: "Pubblicata", EN: "Published"},
			{Slug: string(content.StatusOutdated), IT: "Da aggiornare", EN: "To be updated"},
			{Slug: string(content.StatusWithdrawn), IT: "Ritirata", EN: "Withdrawn"},
		}
	}
	return tax.Terms(vocabularyOf(f))
}

// Label is what a facet's value is called in a language, Italian unless lang is
// "en". A value that the facet does not have is its own label.
func Label(f Facet, value, lang string, tax *content.Taxonomy) string {
	if t, ok := termOf(f, value, tax); ok {
		return t.Label(lang)
	}
	return value
}

// termOf finds a facet's value; a year is a term that is called as it is.
func termOf(f Facet, value string, tax *content.Taxonomy) (content.Term, bool) {
	if value == Unknown {
		return unknownTerm(), true
	}
	switch f {
	case FacetYear:
		return content.Term{Slug: value, IT: value, EN: value}, isYear(value)
	case FacetMunicipality, FacetAmbito:
		name := nameValue(value)
		return content.Term{Slug: name, IT: name, EN: name}, name != ""
	case FacetHas, FacetStatus:
		terms := Terms(f, tax)
		i := slices.IndexFunc(terms, func(t content.Term) bool { return t.Slug == value })
		if i < 0 {
			return content.Term{}, false
		}
		return terms[i], true
	}
	return tax.Term(vocabularyOf(f), value)
}

// nameValue is a name as the value of a facet: however its blanks and accents
// are written, it is the same.
func nameValue(name string) string {
	return strings.Join(strings.Fields(norm.NFC.String(cleanText(name))), " ")
}

// The years that a case may be of.
const (
	yearFirst = 1900
	yearLast  = 2199
)

func isYear(value string) bool {
	n, err := strconv.Atoi(value)
	return err == nil && len(value) == len("2026") && n >= yearFirst && n <= yearLast
}

// nearestValue is the value that was probably meant, "" if none is near.
func nearestValue(f Facet, value string, tax *content.Taxonomy) string {
	if v := vocabularyOf(f); v != "" {
		return tax.Nearest(v, value)
	}
	return nearestOf(value, Terms(f, tax))
}

// nearestOf is the slug of the term whose slug or label is value but for case
// and accents, or begins like it.
func nearestOf(value string, terms []content.Term) string {
	typed := italian.Fold(strings.TrimSpace(value))
	if len(typed) < 3 {
		return ""
	}
	for _, t := range terms {
		for _, name := range []string{t.Slug, t.IT, t.EN} {
			if name = italian.Fold(name); strings.HasPrefix(name, typed) || strings.HasPrefix(typed, name) {
				return t.Slug
			}
		}
	}
	return ""
}

// named gives the values of a facet that a person means by a name: the one
// called so, else all whose names hold each of its words; none if it is no name.
func named(f Facet, name string, tax *content.Taxonomy) []string {
	if f == FacetYear {
		return yearsNamed(name)
	}
	if t, ok := tax.TermByLabel(vocabularyOf(f), name); ok {
		return []string{t.Slug}
	}
	asked := stems(italian.AnalyzeQuery(name))
	if len(asked) == 0 {
		return nil
	}
	var values []string
	for _, t := range append(Terms(f, tax), unknownTerm()) {
		all := strings.Join(append([]string{t.IT, t.EN, strings.ReplaceAll(t.Slug, "-", " ")}, t.Aliases...), ". ")
		have := stems(italian.Analyze(all))
		if !slices.ContainsFunc(asked, func(s string) bool { return !slices.Contains(have, s) }) {
			values = append(values, t.Slug)
		}
	}
	return values
}

func stems(tokens []italian.Token) []string {
	var out []string
	for _, t := range tokens {
		if t.Stem != "" {
			out = append(out, t.Stem)
		}
	}
	return out
}

// yearsNamed reads a year, or a range of years with a hyphen.
func yearsNamed(name string) []string {
	first, last, isRange := strings.Cut(strings.TrimSpace(name), "-")
	if !isRange {
		last = first
	}
	if !isYear(first) || !isYear(last) {
		return nil
	}
	from, _ := strconv.Atoi(first)
	to, _ := strconv.Atoi(last)
	if to-from >= maxYears {
		return nil
	}
	var values []string
	for y := from; y <= to; y++ {
		values = append(values, strconv.Itoa(y))
	}
	return values
}

// maxYears bounds how many years a range in a query's text may name.
const maxYears = 50
