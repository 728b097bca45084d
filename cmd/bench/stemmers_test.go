package bench

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/google/go-cmp/cmp"
)

var (
	stemmersWanted = flag.Bool("bench.stemmers", false, "build the search with each of the stemmers, and write their table anew")
	tunedFile      = flag.String("bench.tuned", "", "write to this file what the tuning queries score")
)

// stemmersTable stands beside that of stemmers on lists of words.
const stemmersTable = "../../indexer/bleveindex/testdata/stemmers-tuning.golden"

// stemmersDrift is how far our nDCG may be from the table's before it is to be
// measured anew.
const stemmersDrift = 0.02

// A tuned is what the answerable tuning queries on cases score.
type tuned struct {
	Terms  int // different stems in the index
	Scores []scores
	Claims []bool
	Other  []scores // of the queries that can be typed in the other number, typed so
}

// TestStemmers sees that the table of stemmers tells of the search as it is.
// With -bench.stemmers it measures them: it builds the program with each, so
// that nothing in the program need allow for another.
func TestStemmers(t *testing.T) {
	queries := those(mustJudged(t), func(q judged) bool {
		return q.Split == splitTune && q.Target == targetCases && q.answerable()
	})
	own := tune(t, queries)
	if *tunedFile != "" {
		text, err := json.Marshal(own)
		if err == nil {
			err = os.WriteFile(*tunedFile, text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if *stemmersWanted {
		all := []tuned{own}
		for _, s := range stemmings()[1:] {
			r := s.tune(t)
			all = append(all, r)
			logChanges(t, s.name, queries, own, r)
			if lead := paired(each(own.Scores, ndcg), each(r.Scores, ndcg)); lead.High < 0 {
				t.Errorf("%s is surely better than ours: %s", s.name, lead)
			}
		}
		if err := os.WriteFile(stemmersTable, []byte(stemmersText(queries, all)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	checkStemmers(t, mustRead(t, stemmersTable), own)
}

// tune measures the search that this is.
func tune(t *testing.T, queries []judged) tuned {
	t.Helper()
	s := openShelf(t)
	s.dropScans(t, queries)
	if err := s.add(t.Context(), s.docs); err != nil {
		t.Fatal(err)
	}
	number, err := otherNumber()
	if err != nil {
		t.Fatal(err)
	}
	var other []judged
	for _, q := range queries {
		if text, ok := number.of(q); ok {
			q.Text = text
			other = append(other, q)
		}
	}
	all, err := judge(t.Context(), []ranker{{Name: nameOurs, rank: s.rankOwn}}, slices.Concat(queries, other))
	if err != nil {
		t.Fatal(err)
	}
	out := tuned{Terms: len(s.vocabulary()), Scores: all[0].scores[:len(queries)], Other: all[0].scores[len(queries):]}
	for _, r := range all[0].rankings[:len(queries)] {
		out.Claims = append(out.Claims, r.Claims)
	}
	return out
}

func each(all []scores, of func(scores) float64) []float64 {
	return judgement{scores: all}.column(of)
}

// claimsAll is the share of queries said to be met whole.
func (r tuned) claimsAll() float64 {
	n := 0
	for _, c := range r.Claims {
		if c {
			n++
		}
	}
	return float64(n) / float64(len(r.Claims))
}

// inflection is the nDCG of the queries of that kind.
func (r tuned) inflection(queries []judged) float64 {
	var of []float64
	for i, q := range queries {
		if q.Kind == "inflection" {
			of = append(of, r.Scores[i].NDCG)
		}
	}
	return mean(of)
}

// stemmersHead says what the table was measured on.
func stemmersHead(r tuned) string {
	return fmt.Sprintf("%d tuning queries with an answer, on cases with acts; %d of them also typed in the other number", len(r.Scores), len(r.Other))
}

// stemmersText is the table of all stemmings, ours first.
func stemmersText(queries []judged, all []tuned) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", stemmersHead(all[0]))
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join([]string{
		"", "terms", "nDCG@10", "success@1", "recall@5", "claims all", "nDCG of inflections", "nDCG in other number",
		nameOurs + "'s lead in nDCG@10", "in success@1", "in recall@5", "in other number",
	}, "\t"))
	for i, r := range all {
		cells := []string{
			stemmings()[i].name, strconv.Itoa(r.Terms), number(mean(each(r.Scores, ndcg))), number(mean(each(r.Scores, success1))),
			number(mean(each(r.Scores, recall5))), number(r.claimsAll()), number(r.inflection(queries)), number(mean(each(r.Other, ndcg))),
		}
		for _, of := range []func(scores) float64{ndcg, success1, recall5} {
			cells = append(cells, paired(each(all[0].Scores, of), each(r.Scores, of)).String())
		}
		cells = append(cells, paired(each(all[0].Other, ndcg), each(r.Other, ndcg)).String())
		if i == 0 {
			cells = cells[:len(cells)-4]
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	w.Flush()
	return b.String()
}

// checkStemmers compares the table with the queries, the stemmings and the
// search that there are.
func checkStemmers(t *testing.T, table string, own tuned) {
	t.Helper()
	const anew = "measure anew: go test ./cmd/bench -run TestStemmers -bench.stemmers -timeout 0"
	head, rows, _ := strings.Cut(table, "\n\n")
	if want := stemmersHead(own); head != want {
		t.Errorf("the table of stemmers is of %q, want %q; %s", head, want, anew)
	}
	var names, want []string
	row := regexp.MustCompile(`(?m)^(\S.*?)  +\d+ +(\d\.\d+) `)
	for _, m := range row.FindAllStringSubmatch(rows, -1) {
		names = append(names, m[1])
		if m[1] != nameOurs {
			continue
		}
		was, err := strconv.ParseFloat(m[2], 64)
		if is := mean(each(own.Scores, ndcg)); err != nil || math.Abs(was-is) > stemmersDrift {
			t.Errorf("the table of stemmers has nDCG@10 %s for ours, which is %s; %s", m[2], number(is), anew)
		}
	}
	for _, s := range stemmings() {
		want = append(want, s.name)
		t.Run(s.name, s.builds)
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("stemmers in the table (-want +got), %s:\n%s", anew, diff)
	}
}

// logChanges tells which queries another stemmer answers otherwise.
func logChanges(t *testing.T, name string, queries []judged, own, other tuned) {
	t.Helper()
	for i, q := range queries {
		if d := other.Scores[i].NDCG - own.Scores[i].NDCG; math.Abs(d) >= 0.01 {
			t.Logf("%s: %s %+.3f %s", name, q.ID, d, q.Text)
		}
	}
}
