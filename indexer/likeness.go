package indexer

import (
	"hash/fnv"
	"math/bits"

	"copratica/indexer/italian"
)

// alikeBits is how many bits of their likeness two texts may differ in that
// are nearly the same.
const alikeBits = 10

// Alike reports whether two texts with these likenesses are nearly the same:
// an article that several bodies copied, with other names and dates in it.
func Alike(a, b uint64) bool { return a != 0 && b != 0 && bits.OnesCount64(a^b) <= alikeBits }

// likenessWords is how many words a text must have to be like another.
const likenessWords = 25

// Likeness is a similarity hash (M. Charikar, 2002) of a text's runs of three
// stems, numbers left out; 0 for a text that is too short to compare.
func Likeness(text string) uint64 {
	var stems []string
	for _, t := range italian.Analyze(text) {
		if t.Stem != "" && !t.Variant && (t.Exact[0] < '0' || t.Exact[0] > '9') {
			stems = append(stems, t.Stem)
		}
	}
	if len(stems) < likenessWords {
		return 0
	}
	var sums [64]int
	for i := 2; i < len(stems); i++ {
		h := fnv.New64a()
		for _, s := range stems[i-2 : i+1] {
			h.Write([]byte(s))
			h.Write([]byte{0})
		}
		hash := h.Sum64()
		for bit := range sums {
			if hash>>bit&1 == 1 {
				sums[bit]++
			} else {
				sums[bit]--
			}
		}
	}
	var out uint64
	for bit, sum := range sums {
		if sum > 0 {
			out |= 1 << bit
		}
	}
	return out
}
