package indexer

// A Facet is a property that results are counted and filtered by. Its name is
// the parameter's in URLs.
type Facet string

// The facets of cases.
const (
	FacetRegion     Facet = "region"
	FacetSector     Facet = "sector"
	FacetInstrument Facet = "instrument"
	FacetEvidence   Facet = "evidence"
	FacetYear       Facet = "year"
	FacetTarget     Facet = "target"
	FacetBodyType   Facet = "body_type"
	FacetPhase      Facet = "phase"
	FacetDifficulty Facet = "difficulty"
	FacetFunding    Facet = "funding"
	FacetHas        Facet = "has"
	FacetDocType    Facet = "doc_type"
	FacetInitiative Facet = "initiative"
	FacetProvince   Facet = "province"
	FacetStatus     Facet = "status" // for staff only

	FacetMunicipality Facet = "municipality"
	FacetAmbito       Facet = "ambito"
)

// FacetKind is the kind of an act; only acts have it.
const FacetKind Facet = "kind"

// Unknown is the value, in every facet, of a case that does not say.
const Unknown = "unknown"

// The values of FacetHas.
const (
	HasActs         = "acts"
	HasOutcomes     = "outcomes"
	HasDifficulties = "difficulties"
	HasLessons      = "lessons"
)

// Facets lists the facets in the order that pages show them. New ones come last:
// indexes hold them in this order.
func Facets() []Facet {
	return []Facet{
		FacetRegion, FacetSector, FacetInstrument, FacetEvidence, FacetYear, FacetTarget, FacetBodyType,
		FacetPhase, FacetDifficulty, FacetFunding, FacetHas, FacetDocType, FacetInitiative, FacetProvince, FacetStatus,
		FacetMunicipality, FacetAmbito,
	}
}

// NameFacets lists the facets whose values are names that cases give, and no
// terms of a vocabulary. There may be thousands: they are to filter by, and not
// to be counted unasked.
func NameFacets() []Facet { return []Facet{FacetMunicipality, FacetAmbito} }

// ActFacets lists the facets of acts in the order that pages show them.
// FacetPhase is the act's own.
func ActFacets() []Facet {
	return []Facet{FacetKind, FacetPhase, FacetRegion, FacetSector, FacetYear, FacetBodyType}
}
