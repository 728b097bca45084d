package server

import (
	"slices"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

// A fact is one line of the card; "none" is a value of its own.
type fact struct {
	Label  string
	Values []link
}

// facts is the card beside the text, and the names of what the case does not
// say: not knowing is told apart from there being none.
func (v caseView) facts() (facts []fact, unknown string) {
	c := v.c
	lines := []line{
		v.linked("body", true, slices.Concat(
			[]link{{Label: c.PublicBody.Name}}, v.links(indexer.FacetBodyType, some(c.PublicBody.Type)))),
		v.linked("place", true, v.place()),
		v.linked("ambito", c.Ambito != "", v.links(indexer.FacetAmbito, some(c.Ambito))),
		v.said("years", c.Years != nil, v.w.Years(c.Years)),
		v.linked("instrument", true, v.links(indexer.FacetInstrument, []string{c.LegalInstrument})),
		v.linked("initiative", c.Initiative != "", v.links(indexer.FacetInitiative, some(c.Initiative))),
		v.linked("evidence", c.EvidenceLevel != "", v.links(indexer.FacetEvidence, some(c.EvidenceLevel))),
		v.linked("target", c.TargetGroups != nil, v.links(indexer.FacetTarget, c.TargetGroups)),
		v.count("partners", c.ETSPartners != nil, len(c.ETSPartners)),
		v.linked("funding", c.FundingSources != nil, v.links(indexer.FacetFunding, c.FundingSources)),
		v.count("amounts", c.AmountsEUR != nil, len(c.AmountsEUR)),
		v.said("cofunding", c.Cofunding != nil, v.cofunding()...),
		v.number("proposals", c.ProposalsReceived),
		v.number("selected", c.PartnersSelected),
		v.number("meetings", c.Meetings),
		v.said("facilitator", c.Facilitator != "", v.term(content.VocabFacilitation, c.Facilitator)),
		v.number("duration", c.DurationMonths),
		v.count("criteria", c.SelectionCriteria != nil, len(c.SelectionCriteria)),
		v.linked("doctypes", c.DocumentTypes != nil, v.links(indexer.FacetDocType, c.DocumentTypes)),
		v.count("sources", c.Sources != nil, len(c.Sources)),
	}
	// These may be out of this reader's sight: to say "not known" might be untrue.
	if c.Difficulties != nil {
		lines = append(lines, v.linked("difficulties", true, v.links(indexer.FacetDifficulty, c.Difficulties)))
	}
	if c.Contact != nil {
		lines = append(lines, v.linked("contact", true, v.contact()))
	}
	var missing []string
	for _, l := range lines {
		if l.known {
			facts = append(facts, l.fact)
		} else {
			missing = append(missing, l.Label)
		}
	}
	return facts, strings.Join(missing, ", ")
}

// A line is a fact, or something that the case does not say.
type line struct {
	fact
	known bool
}

func (v caseView) said(key string, known bool, values ...string) line {
	var links []link
	for _, s := range values {
		if s != "" {
			links = append(links, link{Label: s})
		}
	}
	return v.linked(key, known, links)
}

// feminine are the facts whose Italian names are.
var feminine = map[string]bool{"funding": true, "sources": true, "proposals": true, "difficulties": true}

func (v caseView) linked(key string, known bool, values []link) line {
	if len(values) == 0 {
		none := "value.none"
		if feminine[key] {
			none = "value.none.f"
		}
		values = []link{{Label: v.w.T(none)}}
	}
	return line{fact{v.w.T("fact." + key), values}, known}
}

func (v caseView) number(key string, n *int) line {
	if n == nil {
		return v.linked(key, false, nil)
	}
	return v.count(key, true, *n)
}

func (v caseView) count(key string, known bool, n int) line {
	if n == 0 {
		return v.linked(key, known, nil)
	}
	return v.said(key, known, v.w.N("count."+key, n))
}

// place links the region after the smaller places.
func (v caseView) place() []link {
	var out []link
	small := place(v.w, v.tax, v.c.Municipality, v.c.Province, nil)
	if small != "" {
		to := facetURL(v.w, indexer.FacetProvince, v.c.Province)
		if v.c.Municipality != "" {
			to = facetURL(v.w, indexer.FacetMunicipality, v.c.Municipality)
		}
		out = append(out, link{Label: small, URL: to})
	}
	return slices.Concat(out, v.links(indexer.FacetRegion, v.c.Region))
}

func (v caseView) cofunding() []string {
	c := v.c.Cofunding
	if c == nil {
		return nil
	}
	var out []string
	if c.Value != nil {
		out = append(out, v.w.Euro(*c.Value))
	}
	if c.Percent != nil {
		out = append(out, v.w.F("cofunding.percent", "Percent", v.w.Percent(*c.Percent)))
	}
	for _, form := range c.Forms {
		out = append(out, v.term(content.VocabCofundingForms, form))
	}
	return out
}

func (v caseView) contact() []link {
	c := v.c.Contact
	var links []link
	if c.Office != "" {
		links = append(links, link{Label: c.Office})
	}
	if c.Email != "" {
		links = append(links, link{Label: c.Email, URL: "mailto:" + c.Email})
	}
	return links
}

// some is a list of one value, or of none when it is empty.
func some(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}
