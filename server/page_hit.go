package server

import (
	"html/template"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

// A hit is a case found, in the words of the page.
type hit struct {
	Title    []indexer.Span
	URL      string
	Meta     meta
	Extracts []extract
	Tags     []string
	Acts     string
	Why      string // by what it was found
}

// A metum is one thing said under a title, with its sign.
type metum struct {
	Icon template.HTML
	Text string
}

// meta are the things said under one title.
type meta []metum

// HTML is the line under a title: without a template, for it stands at every hit.
func (m meta) HTML() template.HTML {
	var b strings.Builder
	for _, of := range m {
		b.WriteString("<span>" + string(of.Icon) + " <bdi>" + template.HTMLEscapeString(of.Text) + "</bdi></span>")
	}
	return template.HTML(b.String())
}

// An extract is a piece of a case's text, and where it is from.
type extract struct {
	Spans  []indexer.Span
	Source string
	URL    string // the place in an act; "" elsewhere
	Open   string // the document there; "" where it cannot be opened at a page
}

func (v *resultsView) hit(h indexer.AnswerHit) hit {
	card := h.Card
	out := hit{
		Title: []indexer.Span{{Text: card.Title}},
		URL:   v.caseURL(h.ID),
		Meta:  v.f.meta(v.tax, card),
		Tags:  tags(v.w, v.tax, card),
	}
	if n := h.Attachments; n > 0 {
		out.Acts = v.w.N("hit.acts", n)
	}
	if content.Status(card.Status) == content.StatusOutdated {
		out.Tags = append(out.Tags, indexer.Label(indexer.FacetStatus, card.Status, v.w.Lang, v.tax))
	}
	for _, f := range h.Fragments {
		if f.Source == string(indexer.FieldTitle) {
			out.Title = f.Spans
			continue
		}
		out.Extracts = append(out.Extracts, extract{f.Spans, v.source(f), v.textURL(h.ID, f.Attachment, f.Page), atPage(h.ID, f.Attachment, f.Page)})
	}
	var acts []indexer.Act
	if h.Passage != nil {
		acts = append(acts, h.Passage.Act)
	}
	out.Why = v.why(h.Met, h.Missing, acts...)
	if len(out.Extracts) == 0 && card.Summary != "" {
		out.Extracts = []extract{{Spans: []indexer.Span{{Text: card.Summary}}}}
	}
	return out
}

// tags are the instrument of a case and how far its story goes, as far as known.
func tags(w *words, tax *content.Taxonomy, card indexer.Card) []string {
	var out []string
	for _, t := range []struct {
		facet indexer.Facet
		value string
	}{{indexer.FacetInstrument, card.Instrument}, {indexer.FacetEvidence, card.Evidence}} {
		if t.value != "" {
			out = append(out, indexer.Label(t.facet, t.value, w.Lang, tax))
		}
	}
	return out
}

// source says where a fragment is from, unless it is the summary that always shows.
func (v *resultsView) source(f indexer.Fragment) string {
	switch {
	case f.Attachment != "":
		return joined(", ", f.Attachment, pageOf(v.w, f.Attachment, f.Page))
	case f.Source == string(indexer.FieldBody):
		return v.w.T("hit.source.body")
	default:
		return ""
	}
}

// caseURL is the address of a case, with the search that found it: the page
// marks its words and leads back to it.
func (v *resultsView) caseURL(id string) string {
	values := v.q.Values()
	values.Del("lang")
	if v.q.Text == "" && len(v.q.Filters) == 0 && v.q.From+v.q.To == 0 {
		values = nil
	}
	return address(local(v.w.Lang, casePath(id)), values)
}

// meta is the line under a case's title: who, where, when.
func (f frame) meta(tax *content.Taxonomy, card indexer.Card) meta {
	var out meta
	add := func(icon template.HTML, text string) {
		if text != "" {
			out = append(out, metum{icon, text})
		}
	}
	add(f.Icon("pa"), card.PublicBody)
	add(f.Icon("map-marker"), place(f.words, tax, card.Municipality, card.Province, card.Region))
	add(f.Icon("calendar"), f.Years(card.Years))
	return out
}

// place writes a place from small to large: "Mantova (MN), Lombardia".
func place(w *words, tax *content.Taxonomy, municipality, province string, regions []string) string {
	parts := []string{}
	switch {
	case municipality != "" && province != "":
		parts = append(parts, municipality+" ("+province+")")
	case municipality != "":
		parts = append(parts, municipality)
	case province != "":
		parts = append(parts, indexer.Label(indexer.FacetProvince, province, w.Lang, tax))
	}
	for _, r := range regions {
		parts = append(parts, indexer.Label(indexer.FacetRegion, r, w.Lang, tax))
	}
	return strings.Join(parts, ", ")
}
