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
	// Also is how many hits of tier most follow the counted ones.
	Also   int
	Hits   []Hit
	Facets map[Facet][]FacetCount // those of Query.Count
}

// A Hit is one document found.
type Hit struct {
	ID       string
	Revision int
	Score    float64 // 0 unless sorted by relevance
	Coverage Coverage
	Card     Card
	Parts    []Part // what the query's sight reaches, to cut fragments from
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
