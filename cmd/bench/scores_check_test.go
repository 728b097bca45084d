package bench

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func ranks(docs ...string) (r ranking) {
	for _, d := range docs {
		r.Hits = append(r.Hits, ranked{Docs: strings.Split(d, "+")})
	}
	return r
}

// The expected values are worked out by hand from the definitions.
func TestScores(t *testing.T) {
	t.Parallel()
	q := judged{Grades: map[string]int{"a": 3, "b": 1, "c": 0}}
	best := 7 + 1/math.Log2(3)
	for name, test := range map[string]struct {
		q    judged
		r    ranking
		want scores
	}{
		"nothing":      {q, ranks(), scores{}},
		"perfect":      {q, ranks("a", "b"), scores{NDCG: 1, Success1: 1, Success3: 1, P3: 2.0 / 3, Recall5: 1}},
		"turned":       {q, ranks("b", "a"), scores{NDCG: (1 + 7/math.Log2(3)) / best, Success1: 1, Success3: 1, P3: 2.0 / 3, Recall5: 1}},
		"third":        {q, ranks("x", "c", "a"), scores{NDCG: 7 / math.Log2(4) / best, Success3: 1, P3: 1.0 / 3, Recall5: 0.5}},
		"fifth":        {q, ranks("x", "c", "y", "z", "a"), scores{NDCG: 7 / math.Log2(6) / best, Recall5: 0.5}},
		"too late":     {q, ranks("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "a"), scores{}},
		"once only":    {q, ranks("a", "a", "b"), scores{NDCG: (7 + 1/math.Log2(4)) / best, Success1: 1, Success3: 1, P3: 2.0 / 3, Recall5: 1}},
		"two pages":    {q, ranks("c+a", "b"), scores{NDCG: 1, Success1: 1, Success3: 1, P3: 2.0 / 3, Recall5: 1}},
		"nothing asks": {judged{}, ranks("a"), scores{}},
	} {
		got := score(test.q, test.r)
		if diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"x"}, unjudged(q, ranks("x+y", "c", "z+a", "w"), 3)); diff != "" {
		t.Errorf("unjudged (-want +got):\n%s", diff)
	}
	if got := worstDecile([]float64{1, 0.5, 0.25, 1, 1, 1, 1, 1, 1, 1, 0.75}); got != 0.375 {
		t.Errorf("worst decile of eleven is %v, want the mean of the worst two", got)
	}
}

func TestPairedIntervals(t *testing.T) {
	t.Parallel()
	if got := paired([]float64{0.5, 0.75}, []float64{0.25, 0.5}); got != (interval{0.25, 0.25, 0.25}) {
		t.Errorf("equal differences give %v", got)
	}
	var ours, theirs []float64
	for i := range 100 {
		ours, theirs = append(ours, float64(i%2)), append(theirs, 0)
	}
	got := paired(ours, theirs)
	// The standard error is 0.05; its normal interval is 0.402 to 0.598.
	if got.Mean != 0.5 || math.Abs(got.Low-0.402) > 0.015 || math.Abs(got.High-0.598) > 0.015 {
		t.Errorf("half ones give %v", got)
	}
	if again := paired(ours, theirs); again != got {
		t.Errorf("%v, then %v", got, again)
	}
}

func TestJudgedSetIsRead(t *testing.T) {
	t.Parallel()
	const queries = judgedHeader + "\n" + "a\tcases\ttune\tword\ttask\tcase\temporio\tbisogno\n" + "b\tpassages\treport\tword\tread\tnone\tpenale\tbisogno\n"
	got, err := parseJudged(queries, "a 0 x 3\na 0 y/un atto.pdf:2 0\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Text != "emporio" || got[0].relevant() != 1 || got[1].answerable() {
		t.Errorf("read %+v", got)
	}
	if _, ok := got[0].Grades["y/un atto.pdf:2"]; !ok {
		t.Errorf("graded %v", got[0].Grades)
	}
	for _, bad := range []string{"c 0 x 1", "a 0 x 4", "a 0 x", "a 0 x uno", "b 0 x 1"} {
		if _, err := parseJudged(queries, bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, bad := range []string{"", judgedHeader + "\na\tcases", strings.ReplaceAll(queries, "tune", "test"), strings.ReplaceAll(queries, "b\t", "a\t")} {
		if _, err := parseJudged(bad, ""); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
