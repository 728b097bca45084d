package indexer

import (
	"strings"
	"testing"

	"copratica/content"
)

func TestResemblances(t *testing.T) {
	t.Parallel()
	base := content.Case{
		Title: "Mantova: l'emporio solidale dei quartieri", Municipality: "Mantova", Region: []string{"lombardia"},
		Sectors: []string{"poverta-e-inclusione", "volontariato"}, TargetGroups: []string{"famiglie"}, LegalInstrument: "coprogettazione",
		Initiative: "parte", AmountsEUR: []content.Amount{{Value: 40_000}, {Value: 300_000}},
		Phases: []content.Phase{{Phase: "avviso"}, {Phase: "tavolo"}, {Phase: "convenzione"}, {Phase: "monitoraggio"}},
	}
	for _, tt := range []struct {
		name  string
		other content.Case
		want  string // reasons, then words
	}{
		{"nothing", content.Case{Title: "Altro"}, ""},
		{"unknown is not in common", content.Case{Title: "Altro", Sectors: nil, AmountsEUR: nil}, ""},
		{"sector", content.Case{Sectors: []string{"volontariato"}}, "sector"},
		{"sector and instrument", content.Case{Sectors: []string{"volontariato"}, LegalInstrument: "coprogettazione"}, "sector instrument"},
		{"another instrument", content.Case{Sectors: []string{"abitare"}, LegalInstrument: "coprogrammazione"}, ""},
		{"target", content.Case{TargetGroups: []string{"anziani", "famiglie"}}, "target"},
		{"amount, the largest counts", content.Case{AmountsEUR: []content.Amount{{Value: 200_000}}}, "amount"},
		{"amount too small", content.Case{AmountsEUR: []content.Amount{{Value: 199_000}}}, ""},
		{"amount too large", content.Case{AmountsEUR: []content.Amount{{Value: 451_000}}}, ""},
		{"phases", content.Case{Phases: []content.Phase{{Phase: "monitoraggio"}, {Phase: "convenzione"}, {Phase: "avviso"}, {Phase: "tavolo"}, {Phase: "proroga"}}}, "phases"},
		{"the phases that all have", content.Case{Phases: []content.Phase{{Phase: "avviso"}, {Phase: "tavolo"}, {Phase: "convenzione"}}}, ""},
		{"initiative", content.Case{Initiative: "parte"}, "initiative"},
		{"the usual initiative", content.Case{Initiative: "ufficio"}, ""},
		{"region", content.Case{Region: []string{"veneto", "lombardia"}}, "region"},
		{"words in another form", content.Case{Title: "Un quartiere e il suo Emporio"}, "words: emporio quartieri"},
		{"the place is no word", content.Case{Title: "Mantova: gestione di un centro"}, ""},
		{"words of the field are none", content.Case{Title: "Coprogettare i servizi sociali"}, ""},
	} {
		reasons, words := resemblances(&base, &tt.other)
		var got []string
		for _, r := range reasons {
			got = append(got, string(r))
		}
		said := strings.Join(got, " ")
		if len(words) > 0 {
			said += ": " + strings.Join(words, " ")
		}
		if said != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, said, tt.want)
		}
	}
	nation := content.Case{Region: []string{content.RegionNational}}
	if got, _ := resemblances(&nation, &nation); len(got) > 0 {
		t.Errorf("two cases of no region: %v", got)
	}
}
