package indexer

import "copratica/content"

// Coverage says how much of a query a document meets: the tier it stands in.
type Coverage string

// The tiers, best first. Weight is by rarity: a rare word weighs more.
const (
	CoverAll  Coverage = "all"  // every word
	CoverMost Coverage = "most" // at least MostShare of the words' weight
	CoverSome Coverage = "some" // at least one word
)

// MostShare is the share of the words' weight that CoverMost asks for.
const MostShare = 0.6

// MaxFactor bounds what the level of evidence may add to a score.
const MaxFactor = 1.10

// A Result is an engine's answer to a Query.
type Result struct {
	// Total is the exact number of documents in the counted tier, Coverage:
	// all, or the best tier that has any when all has none (Relaxed).
	Total    int
	Coverage Coverage
	Relaxed  bool
	// Also is how many hits of tier most follow the counted ones. Fill is how
	// many of tier some follow these unasked, where they are few: enough to fill
	// a first page of ten.
	Also   int
	Fill   int
	Hits   []Hit
	Facets map[Facet][]FacetCount // those of Query.Count
	// Expanded tells which of Query.Meanings made a difference.
	Expanded []Expansion
}

// A Hit is one document found.
type Hit struct {
	ID       string
	Revision int
	Score    float64 // 0 unless sorted by relevance
	Coverage Coverage
	Card     Card
	Parts    []Part // what the query's sight reaches, to cut fragments from
	// Passage is the one, of all acts in sight, that meets most of the query;
	// nil if none meets any of it.
	Passage *FoundPassage
	// Parts of Score, which they add up to; only for Query.Explain.
	ScoreParts []ScorePart
}

// A FoundPassage is a piece of an act that was found.
type FoundPassage struct {
	Act Act // without its passages and its context
	Passage
}

// An ActResult is an engine's answer to a Query for acts.
type ActResult struct {
	// Total is the exact number of acts in the counted tier, Coverage; Listed
	// is how many hits they make, alike ones taken together. Also is how many
	// hits follow: those of tier most and, where both are few, enough of tier
	// some to fill a first page of ten.
	Total    int
	Listed   int
	Also     int
	Coverage Coverage
	Relaxed  bool
	Hits     []ActHit
	Facets   map[Facet][]FacetCount // those of Query.Count
	Expanded []Expansion            // as in Result
}

// A CaseAct is an act of a case with the passage that meets most of a query.
type CaseAct struct {
	CaseID   string
	Revision int // of the case
	Card     Card
	FoundPassage
}

// An ActHit is an act found.
type ActHit struct {
	CaseAct
	More      []Passage // further passages of the act that meet as much, one at most
	Alike     int       // further acts with nearly the same text there
	AlikeActs []CaseAct // the first of them
	Score     float64   // 0 without words
	Coverage  Coverage
}

// A FacetCount is a value with the number of documents that choosing it gives.
type FacetCount struct {
	Value    string
	Count    int
	Selected bool
}

// A Fragment is a piece of text that shows why a document was found.
type Fragment struct {
	Source     string `json:"source"` // title, summary, body or attachment
	Attachment string `json:"attachment,omitzero"`
	Page       int    `json:"page,omitzero"`
	Spans      []Span `json:"spans"`
}

// A Span is a run of a fragment's text that matched, or did not.
type Span struct {
	Text  string `json:"text"`
	Match bool   `json:"match"`
}

// Status is what an index says of itself.
type Status struct {
	Mark       content.Seq // every change up to it can be found
	Documents  int
	Rebuilding bool // a new generation is being filled
	// Stale says that an older analysis or layout is being served: it answers,
	// but a Rebuild is wanted.
	Stale bool
	Err   error
}
