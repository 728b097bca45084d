package bench

import (
	"math"
	"math/rand/v2"
	"sort"
)

// A zipf draws ranks from 0, the low ones more often: rank k with a weight of
// 1/(k+offset)^slope.
type zipf []float64

func newZipf(n int, slope, offset float64) zipf {
	z := make(zipf, n)
	sum := 0.0
	for k := range z {
		sum += math.Pow(float64(k)+offset, -slope)
		z[k] = sum
	}
	return z
}

func (z zipf) pick(r *rand.Rand) int {
	return sort.SearchFloat64s(z, r.Float64()*z[len(z)-1])
}

// some draws n different ranks.
func (z zipf) some(r *rand.Rand, n int) []int {
	var out []int
	seen := make(map[int]bool)
	for len(out) < min(n, len(z)) {
		if k := z.pick(r); !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}
