package indexer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

const guarded = `---
id: caso-riservato-in-parte
title: "Un caso riservato in parte"
summary: Serve alle prove.
status: published
region: [lombardia, veneto]
years: {from: 2021, to: 2023}
sectors: [anziani]
target_groups: []
legal_instrument: coprogettazione
public_body: {name: Comune di Prova, type: comune}
difficulties: [tempi-lunghi]
contact: {office: Ufficio zibibbo, access: members}
sections_access: {difficolta: members, lezioni: staff}
phases: [{phase: avviso, note: nota ametista}, {phase: avviso}, {phase: tavolo}]
evidence_level: risultati
document_types: [delibera-di-giunta]
sources: [{url: "https://example.org/", read: 2026-11}]
published: 2026-11-20
---
## Contesto

Parole per tutti, con un topazio.

## Difficoltà

Parole da membri: feldspato.

### Più in basso

Ancora da membri: diaspro.

## Lezioni

Parole da redazione: malachite.

## Esiti
`

func build(t *testing.T, text string) indexer.Document {
	t.Helper()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	lib := content.NewLibrary(nil, nil, tax, "")
	d, err := indexer.NewBuilder(lib, nil).Document(t.Context(), content.Revision{
		CaseID: "caso-riservato-in-parte", Number: 3, Text: text, Status: content.StatusPublished, Access: content.AccessPublic,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentAmounts(t *testing.T) {
	t.Parallel()
	text := strings.Replace(guarded, "evidence_level:", "amounts_eur: [{label: fondo, value: 986666.65}, {value: 1090000}, {label: rimborso, value: 1500.5}]\nevidence_level:", 1)
	var got []string
	for _, p := range build(t, text).Parts {
		if strings.Contains(p.Text, "€") {
			got = append(got, p.Text)
		}
	}
	if diff := cmp.Diff([]string{"fondo: € 986.666,65", "€ 1.090.000", "rimborso: € 1.500,50"}, got); diff != "" {
		t.Errorf("amounts (-want +got):\n%s", diff)
	}
}

func TestDocumentValues(t *testing.T) {
	t.Parallel()
	d := build(t, guarded)
	for facet, want := range map[indexer.Facet][3][]string{
		indexer.FacetRegion:     {{"lombardia", "veneto"}, {"lombardia", "veneto"}, {"lombardia", "veneto"}},
		indexer.FacetYear:       {{"2021", "2022", "2023"}, {"2021", "2022", "2023"}, {"2021", "2022", "2023"}},
		indexer.FacetTarget:     {{}, {}, {}}, // stated to be none
		indexer.FacetFunding:    {{indexer.Unknown}, {indexer.Unknown}, {indexer.Unknown}},
		indexer.FacetPhase:      {{"avviso", "tavolo"}, {"avviso", "tavolo"}, {"avviso", "tavolo"}},
		indexer.FacetDifficulty: {{indexer.Unknown}, {"tempi-lunghi"}, {"tempi-lunghi"}},
		indexer.FacetHas: {
			{indexer.Unknown}, {indexer.HasDifficulties}, {indexer.HasDifficulties, indexer.HasLessons},
		},
		indexer.FacetDocType: {{"delibera-di-giunta"}, {"delibera-di-giunta"}, {"delibera-di-giunta"}},
	} {
		for sight, want := range want {
			got := d.Values[sight][facet]
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s at sight %d (-want +got):\n%s", facet, sight, diff)
			}
		}
	}
	for _, f := range indexer.Facets() {
		if _, ok := d.Values[0][f]; !ok {
			t.Errorf("facet %s has no values", f)
		}
	}
	if d.Published != "2026-11-20" || d.Factor != indexer.MaxFactor || d.Revision != 3 {
		t.Errorf("document %+v", d)
	}
}

func TestDocumentPartsHaveTheirSight(t *testing.T) {
	t.Parallel()
	want := map[string]content.Sight{
		"topazio": content.SightVisitor, "ametista": content.SightVisitor, "Lombardia": content.SightVisitor,
		"feldspato": content.SightMember, "diaspro": content.SightMember, "zibibbo": content.SightMember, "Tempi lunghi": content.SightMember,
		"malachite": content.SightStaff,
	}
	for word, sight := range want {
		if got := sights(build(t, guarded), word); !cmp.Equal(got, []content.Sight{sight}) {
			t.Errorf("%s stands at sights %v, want %v alone", word, got, sight)
		}
	}
}

func sights(d indexer.Document, word string) []content.Sight {
	var out []content.Sight
	for _, p := range d.Parts {
		if contains(p.Text, word) && !slices.Contains(out, p.Sight) {
			out = append(out, p.Sight)
		}
	}
	return out
}

func contains(text, word string) bool { return strings.Contains(text, word) }

func TestDocumentOfMembers(t *testing.T) {
	t.Parallel()
	d := build(t, strings.Replace(guarded, "status: published", "status: published\naccess: members", 1))
	if d.Sight != content.SightMember || d.Desk {
		t.Errorf("sight %v, desk %v; want members, not the desk", d.Sight, d.Desk)
	}
	for _, p := range d.Parts {
		if p.Sight < content.SightMember {
			t.Errorf("part %q can be found by visitors", p.Text)
		}
	}
	if d := build(t, strings.Replace(guarded, "status: published", "status: review", 1)); !d.Desk || d.Sight != content.SightStaff {
		t.Errorf("a case in review: desk %v, sight %v; want the desk, staff", d.Desk, d.Sight)
	}
}
