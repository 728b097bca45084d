package server

import "copratica/indexer"

// wordsJSON tells how a search took the words beside as they were typed.
type wordsJSON struct {
	Suggestion *suggestionJSON  `json:"suggestion"`
	Expanded   []expandedJSON   `json:"expanded"`
	Corrected  []correctionJSON `json:"corrected"`
}

type suggestionJSON struct {
	Query  string `json:"query"`
	Reason string `json:"reason"`
}

type expandedJSON struct {
	Text string   `json:"text"`
	Also []string `json:"also"`
}

type correctionJSON struct {
	Text string       `json:"text"`
	Form indexer.Form `json:"form"`
	Used []string     `json:"used"`
}

func wordsAnswer(r indexer.Reading) wordsJSON {
	out := wordsJSON{Expanded: make([]expandedJSON, len(r.Expanded)), Corrected: make([]correctionJSON, len(r.Corrected))}
	if s := r.Suggestion; s != nil {
		out.Suggestion = &suggestionJSON{Query: s.Query, Reason: s.Reason}
	}
	for i, e := range r.Expanded {
		out.Expanded[i] = expandedJSON{Text: e.Typed, Also: list(e.Also)}
	}
	for i, c := range r.Corrected {
		out.Corrected[i] = correctionJSON{Text: c.Typed, Form: c.Form, Used: list(c.Used)}
	}
	return out
}

// metJSON is a word of the query and the best place where a hit meets it.
type metJSON struct {
	Word       string        `json:"word"`
	Form       indexer.Form  `json:"form"`
	Name       string        `json:"name,omitzero"`  // looked for in its stead
	Found      string        `json:"found,omitzero"` // what stands there
	Field      indexer.Field `json:"field"`
	Attachment string        `json:"attachment,omitzero"`
	Page       int           `json:"page,omitzero"`
}

// scorePartJSON is what one thing adds to a score; for staff.
type scorePartJSON struct {
	Kind  indexer.ScoreKind `json:"kind"`
	Word  string            `json:"word,omitzero"`
	Value float64           `json:"value"`
}

func metAnswer(met []indexer.Met) []metJSON {
	out := make([]metJSON, len(met))
	for i, m := range met {
		out[i] = metJSON{m.Typed, m.Form, m.Name, m.Found, m.Field, m.File, m.Page}
	}
	return out
}

// missingAnswer are the words of a query that a hit has not.
func missingAnswer(q indexer.Query, missing []int) []string {
	out := make([]string, len(missing))
	for i, n := range missing {
		out[i] = q.Typed(n)
	}
	return out
}

// scoreAnswer are the parts of a score; none unless they were asked for by who
// may have them.
func scoreAnswer(parts []indexer.ScorePart) []scorePartJSON {
	var out []scorePartJSON
	for _, p := range parts {
		out = append(out, scorePartJSON{p.Kind, p.Word, p.Value})
	}
	return out
}
