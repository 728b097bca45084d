package bench

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestSearch holds the search to the judged queries over the sample cases: what
// it finds first, and how it bears queries that mean the same.
func TestSearch(t *testing.T) {
	queries := mustJudged(t)
	s := openShelf(t)
	if err := s.add(t.Context(), s.docs); err != nil {
		t.Fatal(err)
	}
	t.Run("finds first", func(t *testing.T) { s.findsFirst(t, queries) })
	tuning := those(queries, func(q judged) bool { return q.Target == targetCases && q.Split == splitTune })
	t.Run("meets variants alike", func(t *testing.T) { s.meetsVariantsAlike(t, tuning) })
	t.Run("further words narrow", func(t *testing.T) { s.furtherWordsNarrow(t, tuning) })
	t.Run("counts come true", func(t *testing.T) { s.countsComeTrue(t, tuning) })
	t.Run("words said to match do", func(t *testing.T) { s.wordsSaidToMatchDo(t, tuning) })
	t.Run("reasons are true", func(t *testing.T) { s.reasonsAreTrue(t, tuning) })
	ofActs := those(queries, func(q judged) bool { return q.Target == targetPassages && q.Split == splitTune })
	t.Run("reasons of acts are true", func(t *testing.T) { s.reasonsOfActsAreTrue(t, ofActs) })
	t.Run("other names go off", func(t *testing.T) { s.otherNamesGoOff(t, tuning) })
	t.Run("strangers move nothing", func(t *testing.T) { s.strangersMoveNothing(t, tuning) }) // last: it adds cases
}

const goldenHits = 5

// findsFirst compares the first hits of every query, tier and id, with those
// that were reviewed.
func (s *shelf) findsFirst(t *testing.T, queries []judged) {
	var b strings.Builder
	for _, q := range queries {
		r := s.mustRank(t, q)
		fmt.Fprintf(&b, "%s %s\n", q.ID, q.Text)
		for _, h := range r.Hits[:min(goldenHits, len(r.Hits))] {
			fmt.Fprintf(&b, "\t%-4s %s\n", h.Tier, h.Docs[0])
		}
	}
	file := filepath.Join(judgedDir, "top5.golden")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("the first hits differ; if they are better, run with -update (-want +got):\n%s", diff)
	}
}

func (s *shelf) mustRank(t *testing.T, q judged) ranking {
	t.Helper()
	rank := s.rankPassages
	if q.Target == targetCases {
		rank = s.rankOwn
	}
	r, err := rank(t.Context(), q.Text)
	if err != nil {
		t.Fatalf("%s: %v", q.ID, err)
	}
	return r
}
