package content

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// A Vocabulary names one list of terms of the Taxonomy.
type Vocabulary string

// The vocabularies, in the order of the file they come from.
const (
	VocabRegions          Vocabulary = "regions"
	VocabProvinces        Vocabulary = "provinces"
	VocabSectors          Vocabulary = "sectors"
	VocabTargetGroups     Vocabulary = "target_groups"
	VocabLegalInstruments Vocabulary = "legal_instruments"
	VocabProcedurePhases  Vocabulary = "procedure_phases"
	VocabDocumentTypes    Vocabulary = "document_types"
	VocabPublicBodyTypes  Vocabulary = "public_body_types"
	VocabETSTypes         Vocabulary = "ets_types"
	VocabFundingSources   Vocabulary = "funding_sources"
	VocabInitiative       Vocabulary = "initiative"
	VocabEvidenceLevels   Vocabulary = "evidence_levels"
	VocabPhaseOutcomes    Vocabulary = "phase_outcomes"
	VocabDifficulties     Vocabulary = "difficulties"
	VocabRelations        Vocabulary = "relations"
	VocabPartnerRoles     Vocabulary = "partner_roles"
	VocabAmountKinds      Vocabulary = "amount_kinds"
	VocabCofundingForms   Vocabulary = "cofunding_forms"
	VocabFacilitation     Vocabulary = "facilitation"
)

// RegionNational is the region of a case that belongs to no region or to all.
const RegionNational = "nazionale"

// Vocabularies lists all vocabularies in the order of the file.
func Vocabularies() []Vocabulary {
	return []Vocabulary{
		VocabRegions, VocabProvinces, VocabSectors, VocabTargetGroups, VocabLegalInstruments, VocabProcedurePhases,
		VocabDocumentTypes, VocabPublicBodyTypes, VocabETSTypes, VocabFundingSources, VocabInitiative,
		VocabEvidenceLevels, VocabPhaseOutcomes, VocabDifficulties, VocabRelations, VocabPartnerRoles,
		VocabAmountKinds, VocabCofundingForms, VocabFacilitation,
	}
}

// A Term is one entry of a vocabulary. Its slug never changes; labels may.
type Term struct {
	Slug      string   `json:"slug"` // what cases write; for a province its sigla, "MN"
	IT        string   `json:"it"`
	EN        string   `json:"en"`
	Aliases   []string `json:"alias,omitzero"`       // other names people use
	Region    string   `json:"region,omitzero"`      // of a province
	Reference string   `json:"riferimento,omitzero"` // the law an instrument rests on
}

// Label is the term's name in a language, Italian unless lang is "en".
func (t Term) Label(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.IT
}

// A Taxonomy holds the controlled vocabularies. It never changes once loaded,
// so any number of goroutines may ask it.
type Taxonomy struct {
	vocabularies map[Vocabulary]vocabulary
}

type vocabulary struct {
	terms  []Term
	bySlug map[string]int
	names  names
}

//go:embed taxonomy.json
var taxonomyJSON string

// LoadTaxonomy reads the vocabularies that are built into the program.
func LoadTaxonomy() (*Taxonomy, error) {
	tax, err := readTaxonomy([]byte(taxonomyJSON))
	if err != nil {
		return nil, fmt.Errorf("load taxonomy: %w", err)
	}
	return tax, nil
}

// Terms lists a vocabulary in the order of the file.
func (x *Taxonomy) Terms(v Vocabulary) []Term {
	return slices.Clone(x.vocabularies[v].terms)
}

// Term finds a term by the slug that cases write.
func (x *Taxonomy) Term(v Vocabulary, slug string) (Term, bool) {
	voc := x.vocabularies[v]
	i, ok := voc.bySlug[slug]
	if !ok {
		return Term{}, false
	}
	return voc.terms[i], true
}

// TermByLabel finds a term by what people call it: its slug, a label in either
// language or an alias, whatever the case, accents, apostrophes and hyphens.
func (x *Taxonomy) TermByLabel(v Vocabulary, label string) (Term, bool) {
	slug, ok := x.vocabularies[v].names.exact(label)
	if !ok {
		return Term{}, false
	}
	return x.Term(v, slug)
}

// Nearest is the slug that was probably meant by a value that is none, or ""
// if nothing is near.
func (x *Taxonomy) Nearest(v Vocabulary, value string) string {
	return x.vocabularies[v].names.nearest(value)
}

// taxonomyTerm is a Term as the file writes it, where provinces have a slug
// and a sigla.
type taxonomyTerm struct {
	Term
	Sigla string `json:"sigla"`
}

func readTaxonomy(data []byte) (*Taxonomy, error) {
	var file map[string]json.RawMessage
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	tax := &Taxonomy{vocabularies: make(map[Vocabulary]vocabulary)}
	for _, v := range Vocabularies() {
		var entries []taxonomyTerm
		if err := json.Unmarshal(file[string(v)], &entries); err != nil {
			return nil, fmt.Errorf("%s: %w", v, err)
		}
		voc, err := newVocabulary(entries)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v, err)
		}
		tax.vocabularies[v] = voc
	}
	for _, p := range tax.vocabularies[VocabProvinces].terms {
		if _, ok := tax.Term(VocabRegions, p.Region); !ok {
			return nil, fmt.Errorf("province %s: no region %q", p.Slug, p.Region)
		}
	}
	return tax, nil
}

func newVocabulary(entries []taxonomyTerm) (vocabulary, error) {
	voc := vocabulary{bySlug: make(map[string]int, len(entries))}
	for _, e := range entries {
		t := e.Term
		if e.Sigla != "" {
			t.Slug = e.Sigla
		}
		if t.EN == "" {
			t.EN = t.IT // places without an English name
		}
		if t.Slug == "" || t.IT == "" {
			return vocabulary{}, fmt.Errorf("term %q without slug or label", t.Slug+t.IT)
		}
		if _, twice := voc.bySlug[t.Slug]; twice {
			return vocabulary{}, fmt.Errorf("slug %q twice", t.Slug)
		}
		voc.bySlug[t.Slug] = len(voc.terms)
		voc.terms = append(voc.terms, t)
	}
	for _, t := range voc.terms {
		voc.names.add(t.Slug, t.Slug)
	}
	for _, t := range voc.terms {
		voc.names.add(t.IT, t.Slug)
		voc.names.add(t.EN, t.Slug)
		for _, a := range t.Aliases {
			voc.names.add(a, t.Slug)
		}
	}
	return voc, nil
}
