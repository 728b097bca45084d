package server

import (
	"slices"
	"strings"
	"unicode/utf8"

	"copratica/indexer"
	"copratica/indexer/italian"
)

// A reading tells how the words were taken beside as they were typed.
type reading struct {
	Corrected []string // sentences
	Maybe     link     // a query that was probably meant; "" for none
	Also      string   // other names that were looked for
	Switch    link     // the same search without other names, or with them again
}

// reading describes how an engine read the query; nil if just as typed.
func (v *resultsView) reading(r indexer.Reading) *reading {
	out := &reading{Corrected: v.w.corrected(r.Corrected)}
	if s := r.Suggestion; s != nil {
		out.Maybe = link{Label: s.Query, URL: v.with("q", s.Query)}
	}
	switch {
	case len(r.Expanded) > 0:
		var also []string
		for _, e := range r.Expanded {
			also = append(also, v.w.F("reading.also.one", "Names", v.w.quoted(e.Also), "Typed", e.Typed))
		}
		out.Also = v.w.F("reading.also", "Names", strings.Join(also, "; "))
		out.Switch = link{Label: v.w.T("reading.exact"), URL: v.with("synonyms", "off")}
	case v.q.NoSynonyms && v.words() > 0:
		out.Also = v.w.T("reading.exactly")
		out.Switch = link{Label: v.w.T("reading.wide"), URL: v.with("synonyms", "")}
	}
	if len(out.Corrected) == 0 && out.Maybe.URL == "" && out.Also == "" {
		return nil
	}
	return out
}

// corrected says which words were looked for in another spelling.
func (w *words) corrected(all []indexer.Correction) []string {
	var out []string
	for _, c := range all {
		said := w.F("reading.corrected", "Typed", c.Typed, "Used", w.row("reading.or", c.Used))
		switch {
		case c.Form == indexer.FormNear:
			said = w.NF("reading.near", len(c.Used), "Typed", c.Typed, "Used", w.row("reading.and", c.Used))
		case c.Beside:
			said = w.F("reading.corrected.beside", "Typed", c.Typed, "Used", w.row("reading.or", c.Used))
		}
		if !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	return out
}

// quote puts the quotation marks of the language around a text.
func (w *words) quote(s string) string { return w.F("reading.quote", "Text", s) }

func (w *words) quoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = w.quote(n)
	}
	return strings.Join(out, ", ")
}

// row is words in a row, the last one joined by a message.
func (w *words) row(join string, words []string) string {
	if len(words) < 2 {
		return w.quoted(words)
	}
	last := len(words) - 1
	return w.F(join, "First", w.quoted(words[:last]), "Last", w.quote(words[last]))
}

// why says by what a hit was found, place by place, and which words it has not:
// "Nel titolo: emporio · a pagina 7 di «Avviso»: utenze (anche «bollette»)".
func (v *resultsView) why(met []indexer.Met, missing []int, acts ...indexer.Act) string {
	var places []string
	words := map[string][]string{}
	for _, m := range met {
		place := v.placeOf(m, acts)
		if !slices.Contains(places, place) {
			places = append(places, place)
		}
		if word := v.wordMet(m); !slices.Contains(words[place], word) {
			words[place] = append(words[place], word)
		}
	}
	var said []string
	for _, p := range places {
		said = append(said, v.w.F("why.in", "Place", p, "Words", strings.Join(words[p], ", ")))
	}
	if len(missing) > 0 {
		var typed []string
		for _, n := range missing {
			if word := v.q.Typed(n); !slices.Contains(typed, word) {
				typed = append(typed, word)
			}
		}
		said = append(said, v.w.F("why.missing", "Words", strings.Join(typed, ", ")))
	}
	return capital(strings.Join(said, " · "))
}

// placeOf names the place where a clause is met.
func (v *resultsView) placeOf(m indexer.Met, acts []indexer.Act) string {
	switch m.Field {
	case indexer.FieldTitle:
		if v.path == "/atti" {
			return v.w.T("why.case")
		}
		return v.w.T("why.title")
	case indexer.FieldActName:
		return v.w.T("why.act.name")
	case indexer.FieldSummary:
		return v.w.T("why.summary")
	case indexer.FieldLabels:
		return v.w.T("why.labels")
	case indexer.FieldPublicBody:
		return v.w.T("why.body")
	case indexer.FieldAct:
		name := m.File
		for _, a := range acts {
			if a.File == m.File && a.Title != "" {
				name = a.Title
			}
		}
		if indexer.PageUnit(m.File) == "page" {
			return v.w.F("why.act", "Page", v.w.Int(m.Page), "Act", name)
		}
		return joined(", ", v.w.F("why.act.whole", "Act", name), pageOf(v.w, m.File, m.Page))
	default:
		return v.w.T("why.text")
	}
}

// wordMet is a word of the query, with what stands there in its stead.
func (v *resultsView) wordMet(m indexer.Met) string {
	switch m.Form {
	case indexer.FormSynonym:
		if m.Name == "" {
			return v.w.F("why.word.hidden", "Typed", m.Typed)
		}
		return v.w.F("why.word.synonym", "Typed", m.Typed, "Name", v.w.quote(m.Name))
	case indexer.FormCorrection:
		return v.w.F("why.word.correction", "Typed", m.Typed, "Name", v.w.quote(m.Name))
	case indexer.FormNear:
		return v.w.F("why.word.near", "Typed", m.Typed, "Name", v.w.quote(m.Name))
	case indexer.FormStem:
		if m.Found != "" && italian.Fold(m.Found) != italian.Fold(m.Typed) {
			return v.w.F("why.word.form", "Typed", m.Typed, "Found", v.w.quote(strings.ToLower(m.Found)))
		}
	}
	return m.Typed
}

// capital is a sentence with its first letter in upper case.
func capital(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
