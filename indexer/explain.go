package indexer

// A Reading is how a query's words were taken beside as they were typed.
type Reading struct {
	// Expanded are the other names that found something the words did not, in
	// the query's order.
	Expanded []Expansion
	// Corrected are the words that surely were meant otherwise.
	Corrected []Correction
	// Suggestion is a query that may have been meant, nil if there is none. What
	// it has instead of typed words is in the query's sight.
	Suggestion *Suggestion
}

// An Expansion tells which other names of some clauses made a difference.
type Expansion struct {
	From, To int      // Expr[From:To]
	Typed    string   // the clauses as typed
	Also     []string // as the thesaurus writes them; none that is never shown
}

// A Correction is a word that the collection does not have, or hardly, with the
// one that it was taken for.
type Correction struct {
	From, To int      // Expr[From:To]
	Typed    string   // the word as typed
	Form     Form     // FormCorrection, or FormNear
	Used     []string // as the collection writes it, perhaps in two words; of FormNear several, the nearest first
	Sure     bool     // else it is only offered
	// Beside says that the typed word is looked for as well, and first, because
	// some document has it or for FormNear. Else it is as if Used had been typed.
	Beside bool
}

// A Suggestion is a query to try instead: "Forse cercavi …".
type Suggestion struct {
	Query  string // text of it
	Reason string // ReasonSpelling
}

// ReasonSpelling says that a suggestion spells a word in another way.
const ReasonSpelling = "spelling"

// A Form tells by what a clause was met.
type Form string

// The forms, best first.
const (
	FormExact      Form = "exact"      // as typed, phrases and beginnings of words too
	FormStem       Form = "stem"       // another form of the word: "bandi" for "bando"
	FormSynonym    Form = "synonym"    // another name of the same
	FormCorrection Form = "correction" // another spelling
	FormNear       Form = "near"       // an amount of about as much
)

// A Met is a clause that a hit meets, and the best place where it does: the
// best form first, then the field that weighs most.
type Met struct {
	Clause int    // of Expr
	Typed  string // the word or phrase as typed
	Form   Form
	// Name is what was looked for instead, for all but the first two forms;
	// "" for a name that is never shown.
	Name  string
	Found string // what stands there, as written; "" for a name that is never shown
	Field Field  // FieldAct for a passage of an act
	File  string // of the act
	Page  int
}

// The fields of acts.
const (
	FieldAct     Field = "act"      // what stands in an act
	FieldActName Field = "act_name" // its title, kind, number and issuer
)

// A ScorePart is what one thing adds to a hit's score.
type ScorePart struct {
	Kind   ScoreKind
	Clause int    // of Expr, -1 for what belongs to none
	Word   string // what was looked for
	Value  float64
}

// A ScoreKind tells where a part of a score comes from.
type ScoreKind string

// The kinds.
const (
	ScoreWord     ScoreKind = "word"     // a word in the case's own text
	ScoreAct      ScoreKind = "act"      // a word in the best passage of its acts
	ScoreExact    ScoreKind = "exact"    // a word stands there as typed
	ScoreOrder    ScoreKind = "order"    // two words stand there as typed
	ScoreEvidence ScoreKind = "evidence" // how far the story goes
)
