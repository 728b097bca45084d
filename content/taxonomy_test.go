package content

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLoadTaxonomy compares the vocabularies with the file they come from.
func TestLoadTaxonomy(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	var file map[string]json.RawMessage
	if err := json.Unmarshal([]byte(taxonomyJSON), &file); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"schema", "regole", "cts_art5"} {
		delete(file, name) // not vocabularies
	}
	for _, v := range Vocabularies() {
		var entries []struct{ Slug, Sigla string }
		if err := json.Unmarshal(file[string(v)], &entries); err != nil {
			t.Fatalf("%s: %v", v, err)
		}
		delete(file, string(v))
		var want, got []string
		for _, e := range entries {
			if v == VocabProvinces {
				e.Slug = e.Sigla
			}
			want = append(want, e.Slug)
		}
		for _, term := range tax.Terms(v) {
			got = append(got, term.Slug)
			if term.Label("it") == "" || term.Label("en") == "" {
				t.Errorf("%s %s has no label", v, term.Slug)
			}
			if found, ok := tax.Term(v, term.Slug); !ok || found.IT != term.IT {
				t.Errorf("%s %s is not found by its slug", v, term.Slug)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", v, diff)
		}
	}
	for name := range file {
		t.Errorf("vocabulary %s is in the file and not loaded", name)
	}
}

// TestTaxonomyLabels keeps the words that pages show where they are not those
// of the law.
func TestTaxonomyLabels(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for _, tc := range []struct {
		v                Vocabulary
		slug, lang, want string
	}{
		{VocabEvidenceLevels, "avviso", "it", "Solo avviso"},
		{VocabEvidenceLevels, "selezione", "it", "Partner scelto"},
		{VocabEvidenceLevels, "convenzione", "it", "Convenzione firmata"},
		{VocabEvidenceLevels, "attuazione", "it", "In attuazione"},
		{VocabEvidenceLevels, "risultati", "it", "Con risultati"},
		{VocabInitiative, "ufficio", "it", "Ente pubblico"},
		{VocabInitiative, "parte", "it", "ETS (istanza di parte)"},
		{VocabRegions, "lombardia", "en", "Lombardy"},
		{VocabRegions, RegionNational, "it", "Nazionale"},
		{VocabProvinces, "MN", "it", "Mantova"},
		{VocabProvinces, "MN", "en", "Mantova"},
	} {
		term, ok := tax.Term(tc.v, tc.slug)
		if got := term.Label(tc.lang); !ok || got != tc.want {
			t.Errorf("%s %s in %s: %q, want %q", tc.v, tc.slug, tc.lang, got, tc.want)
		}
	}
}

func TestTermByLabel(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for _, tc := range []struct {
		v           Vocabulary
		label, want string
	}{
		{VocabRegions, "Valle d’Aosta", "valle-d-aosta"},
		{VocabRegions, "vallée d'aoste", "valle-d-aosta"},
		{VocabRegions, "EMILIA ROMAGNA", "emilia-romagna"},
		{VocabRegions, "Apulia", "puglia"},
		{VocabProvinces, "mn", "MN"},
		{VocabProvinces, "Reggio nell'Emilia", "RE"},
		{VocabProvinces, "l'aquila", "AQ"},
		{VocabSectors, "disabilità", "disabilita"},
		{VocabInitiative, "istanza di parte", "parte"},
		{VocabRegions, "atlantide", ""},
		{VocabRegions, "", ""},
		{"no such vocabulary", "lombardia", ""},
	} {
		term, ok := tax.TermByLabel(tc.v, tc.label)
		if term.Slug != tc.want || ok != (tc.want != "") {
			t.Errorf("%s %q: %q, %t, want %q", tc.v, tc.label, term.Slug, ok, tc.want)
		}
	}
}

func TestTermsAreCopies(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	tax.Terms(VocabRegions)[0].Slug = "changed"
	if got := tax.Terms(VocabRegions)[0].Slug; got != "piemonte" {
		t.Errorf("first region is %q after a caller changed its copy", got)
	}
}

func TestReadTaxonomyRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, from, to, want string }{
		{"not JSON", "{", "[", "array"},
		{"a vocabulary missing", `"sectors"`, `"sectorz"`, "sectors"},
		{"a slug twice", `"slug": "ufficio"`, `"slug": "parte"`, `slug "parte" twice`},
		{"no label", `"it": "Piemonte"`, `"it": ""`, `"piemonte"`},
		{"a province of no region", `"region": "abruzzo"`, `"region": "abruzi"`, "abruzi"},
	} {
		data := strings.Replace(taxonomyJSON, tc.from, tc.to, 1)
		if data == taxonomyJSON {
			t.Fatalf("%s: %q is not in the file", tc.name, tc.from)
		}
		if _, err := readTaxonomy([]byte(data)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want an error that tells %q", tc.name, err, tc.want)
		}
	}
}
