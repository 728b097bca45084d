package bench

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A ranking is an engine's answer: what it holds best, in order.
type ranking struct {
	Hits  []ranked
	Shown int // hits that a reader could page through
	// Claims says that the first hits are said to meet the whole query, and
	// Relaxed that the answer admits that none does.
	Claims, Relaxed bool
}

// A ranked is a hit: a case, or the pages of an act that it shows, the one it
// leads to first.
type ranked struct {
	Docs []string
	Tier string // "" for engines that have none
}

// honest reports an answer that does not pretend to have found it.
func (r ranking) honest() bool { return !r.Claims && (r.Relaxed || len(r.Hits) == 0) }

// Scores are how good one ranking is for one query, each from 0 to 1.
type scores struct {
	NDCG, Success1, Success3, P3, Recall5 float64
}

// How deep the metrics look.
const (
	nDCGDepth   = 10
	unjudgedTop = 5
)

// score grades a ranking. A document counts where it is met first, so that two
// passages of one page do not count twice.
func score(q judged, r ranking) (s scores) {
	met := map[string]bool{}
	found, want := 0, q.relevant()
	for i, h := range r.Hits[:min(nDCGDepth, len(r.Hits))] {
		grade := 0
		for _, d := range h.Docs {
			if !met[d] {
				met[d] = true
				grade = max(grade, q.Grades[d])
			}
		}
		if grade == 0 {
			continue
		}
		s.NDCG += gain(grade) / math.Log2(float64(i+2))
		switch {
		case i < 1:
			s.Success1 = 1
			fallthrough
		case i < 3:
			s.Success3 = 1
			s.P3 += 1.0 / 3
			fallthrough
		case i < 5:
			found++
		}
	}
	if want == 0 {
		return scores{}
	}
	s.NDCG /= bestDCG(q)
	s.Recall5 = min(1, float64(found)/float64(min(5, want)))
	return s
}

// gain lets a document that answers weigh more than several that touch on it.
func gain(grade int) float64 { return math.Exp2(float64(grade)) - 1 }

// bestDCG is that of the best ranking there is.
func bestDCG(q judged) (sum float64) {
	var grades []int
	for _, g := range q.Grades {
		grades = append(grades, g)
	}
	slices.SortFunc(grades, func(a, b int) int { return b - a })
	for i, g := range grades[:min(nDCGDepth, len(grades))] {
		sum += gain(g) / math.Log2(float64(i+2))
	}
	return sum
}

// unjudged are those of the first n hits that nobody has graded, by the
// document that they lead to.
func unjudged(q judged, r ranking, n int) []string {
	var out []string
	for _, h := range r.Hits[:min(n, len(r.Hits))] {
		if !slices.ContainsFunc(h.Docs, func(d string) bool { _, ok := q.Grades[d]; return ok }) {
			out = append(out, h.Docs[0])
		}
	}
	return out
}

func mean(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// worstDecile is the mean of the worst tenth of values.
func worstDecile(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return mean(sorted[:(len(sorted)+9)/10])
}

const (
	resamples     = 10_000
	bootstrapSeed = 1955
)

// An interval is a mean difference with the bounds that 95 % of the resampled
// means lie in.
type interval struct{ Mean, Low, High float64 }

// paired compares two engines on the same queries.
func paired(ours, theirs []float64) interval {
	diffs := make([]float64, len(ours))
	for i := range ours {
		diffs[i] = ours[i] - theirs[i]
	}
	if len(diffs) == 0 {
		return interval{math.NaN(), math.NaN(), math.NaN()}
	}
	r := rand.New(rand.NewPCG(bootstrapSeed, uint64(len(diffs))))
	means := make([]float64, resamples)
	for i := range means {
		sum := 0.0
		for range diffs {
			sum += diffs[r.IntN(len(diffs))]
		}
		means[i] = sum / float64(len(diffs))
	}
	slices.Sort(means)
	return interval{mean(diffs), means[resamples*25/1000], means[resamples*975/1000-1]}
}
