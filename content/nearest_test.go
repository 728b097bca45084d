package content

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for _, tc := range []struct {
		v           Vocabulary
		value, want string
	}{
		{VocabRegions, "Lombardia", "lombardia"},
		{VocabRegions, "lombradia", "lombardia"},   // swapped
		{VocabRegions, "Regione Lombardia", ""},    // more words than the name has
		{VocabRegions, "emilia", "emilia-romagna"}, // alias
		{VocabRegions, "friuli", "friuli-venezia-giulia"},
		{VocabRegions, "trentino alto", "trentino-alto-adige"},
		{VocabProvinces, "Mantova", "MN"},
		{VocabProvinces, "XX", ""}, // two letters are near to everything
		{VocabSectors, "poverta", "poverta-e-inclusione"},
		{VocabSectors, "Povertà e inclusione", "poverta-e-inclusione"},
		{VocabSectors, "inclusione", "poverta-e-inclusione"},
		{VocabSectors, "anzziani", "anziani"},
		{VocabTargetGroups, "disabilità", "persone-con-disabilita"},
		{VocabLegalInstruments, "co progettazione", "coprogettazione"},
		{VocabProcedurePhases, "avvisi", "avviso"},
		{VocabETSTypes, "cooperativa", "cooperativa-sociale"},
		{VocabETSTypes, "zzzzzzzz", ""},
		{VocabRegions, "", ""},
		{VocabRegions, "!!!", ""},
		{VocabRegions, strings.Repeat("lombardia ", 100), ""},
		{"no such vocabulary", "lombardia", ""},
	} {
		if got := tax.Nearest(tc.v, tc.value); got != tc.want {
			t.Errorf("%s %q: %q, want %q", tc.v, tc.value, got, tc.want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"avviso", "avviso", 0}, {"avviso", "aviso", 1}, {"avviso", "avvisi", 1},
		{"ab", "ba", 1}, {"lombardia", "lombradia", 1}, {"ca", "abc", 3}, {"kitten", "sitting", 3},
	} {
		if got := editDistance(tc.a, tc.b, 5); got != tc.want {
			t.Errorf("%q to %q: %d, want %d", tc.a, tc.b, got, tc.want)
		}
		if got := editDistance(tc.b, tc.a, 5); got != tc.want {
			t.Errorf("%q to %q: %d, want %d", tc.b, tc.a, got, tc.want)
		}
		if limit := tc.want - 1; limit >= 0 && editDistance(tc.a, tc.b, limit) <= limit {
			t.Errorf("%q to %q: within %d, want more", tc.a, tc.b, limit)
		}
	}
}

func TestIsSlug(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"a": true, "mantova-emporio-2": true, "2026": true,
		"": false, "-a": false, "a-": false, "a--b": false, "A": false, "à": false, "a b": false, "a_b": false,
	} {
		if got := isSlug(s); got != want {
			t.Errorf("%q: %t, want %t", s, got, want)
		}
	}
}
