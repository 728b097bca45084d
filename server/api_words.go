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
	Text string   `json:"text"`
	Used []string `json:"used"`
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
		out.Corrected[i] = correctionJSON{Text: c.Typed, Used: list(c.Used)}
	}
	return out
}
