package bench

import (
	"slices"

	"copratica/indexer"
)

// recount is the oracle: it answers a request by looking at every sample. A
// word must be a made-up one, whose places are known; without words all
// samples match.
func recount(samples []*sample, r request) reply {
	out := newReply(0, 0)
	for _, s := range samples {
		if slices.ContainsFunc(r.Words, func(w string) bool { return !slices.Contains(s.Rare, w) }) {
			continue
		}
		var missed []indexer.Facet
		for _, f := range r.chosen() {
			if !slices.ContainsFunc(r.Chosen[f], func(v string) bool { return slices.Contains(s.Values[f], v) }) {
				missed = append(missed, f)
			}
		}
		if len(missed) == 0 {
			out.Total++
		}
		for _, f := range r.Count {
			if len(missed) > 1 || len(missed) == 1 && missed[0] != f {
				continue
			}
			for _, v := range s.Values[f] {
				out.add(f, v, 1)
			}
		}
	}
	out.Hits = min(out.Total, shown)
	return out
}
