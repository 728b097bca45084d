package bench

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

const relevanceLegend = `
Queries and grades: indexer/indextest/testdata/relevance. A document counts as found from grade 1; nDCG@10 gains
2^grade-1. recall@5 is of the five best that there can be; worst 10 % is the mean nDCG of the worst tenth. These are of
queries with an answer, as is "claims all": the share whose first hits are said to have every word. "honest" is of
queries without one: the share that finds nothing, or says that nothing has every word. The peers find any word, the
title at three times the weight, and claim whatever they find. A lead is a mean difference with its 95 % interval,
paired by query, from 10,000 resamples. What is not judged counts as no answer: see unjudged@5.
All are asked as a member; scans are left unread. Near-twins are titled and worded as the sample cases are, of invented
places, other years and sectors, without the rarest word of any query: none is an answer.
Words are in an answer when our analysis finds their stems in one case or act of the highest grade given.
`

// A sheet is the judgements of some of the queries.
type sheet struct {
	queries    []judged
	judgements []judgement
}

// where keeps the queries that a condition holds of.
func (s sheet) where(ok func(judged) bool) sheet {
	out := sheet{queries: those(s.queries, ok)}
	for _, j := range s.judgements {
		kept := judgement{name: j.name}
		for i, q := range s.queries {
			if ok(q) {
				kept.rankings = append(kept.rankings, j.rankings[i])
				kept.scores = append(kept.scores, j.scores[i])
			}
		}
		out.judgements = append(out.judgements, kept)
	}
	return out
}

// column is one metric of one ranker, by query.
func (j judgement) column(of func(scores) float64) []float64 {
	var out []float64
	for _, s := range j.scores {
		out = append(out, of(s))
	}
	return out
}

func (j judgement) share(ok func(ranking) bool) float64 {
	var out []float64
	for _, r := range j.rankings {
		v := 0.0
		if ok(r) {
			v = 1
		}
		out = append(out, v)
	}
	return mean(out)
}

func (j judgement) shown() float64 {
	var out []float64
	for _, r := range j.rankings {
		out = append(out, float64(r.Shown))
	}
	return mean(out)
}

func ndcg(s scores) float64     { return s.NDCG }
func success1(s scores) float64 { return s.Success1 }
func success3(s scores) float64 { return s.Success3 }
func p3(s scores) float64       { return s.P3 }
func recall5(s scores) float64  { return s.Recall5 }

// printQuality prints the tables of one target over one collection: for each
// split how all rankers do, then kind by kind.
func printQuality(out io.Writer, of, target string, all sheet) {
	for _, split := range []string{splitTune, splitReport} {
		s := all.where(func(q judged) bool { return q.Split == split })
		if len(s.queries) == 0 {
			continue
		}
		printOverall(out, fmt.Sprintf("%s, %s, %s", target, split, of), target, s)
		printFailing(out, fmt.Sprintf("%s, %s, %s", target, split, of), s)
		printKinds(out, fmt.Sprintf("%s by kind and other groups, %s, %s", target, split, of), target, s)
	}
}

// metric is what the engines of a target are compared by.
func metric(target string) (name string, of func(scores) float64) {
	if target == targetPassages {
		return "success@3", success3
	}
	return "nDCG@10", ndcg
}

func printOverall(out io.Writer, what, target string, s sheet) {
	with := s.where(judged.answerable)
	without := s.where(func(q judged) bool { return q.Answer == answerNone })
	unknown := len(s.queries) - len(with.queries) - len(without.queries)
	name, of := metric(target)
	t := newTable(out, fmt.Sprintf("%s: %d queries with an answer, %d without, %d not judged", what, len(with.queries), len(without.queries), unknown),
		"", "nDCG@10", "worst 10 %", "success@1", "success@3", "P@3", "recall@5", "claims all", "honest", "hits shown", "unjudged@5",
		nameOurs+"'s lead in "+name)
	base := with.judgements[0].column(of)
	for i, j := range with.judgements {
		lead := ""
		if i > 0 {
			lead = paired(base, j.column(of)).String()
		}
		t.row(j.name, number(mean(j.column(ndcg))), number(worst(j.column(ndcg))), number(mean(j.column(success1))), number(mean(j.column(success3))),
			number(mean(j.column(p3))), number(mean(j.column(recall5))), number(j.share(func(r ranking) bool { return r.Claims })),
			number(without.judgements[i].share(ranking.honest)), fmt.Sprintf("%.1f", s.judgements[i].shown()), fmt.Sprint(s.unjudged(i)), lead)
	}
	t.end()
}

// printKinds compares groups of queries with the rivals, by the metric of their
// target.
func printKinds(out io.Writer, what, target string, s sheet) {
	name, of := metric(target)
	head := []string{"", "queries", "nDCG@10", "success@1", "success@3", "P@3", "recall@5", "claims all"}
	rivals := s.rivals()
	for _, r := range rivals {
		head = append(head, r.name, "lead in "+name)
	}
	t := newTable(out, what, head...)
	for _, g := range groups(s.queries) {
		k := s.where(func(q judged) bool { return g.has(q) && q.answerable() })
		if len(k.queries) == 0 {
			continue
		}
		j := k.judgements[0]
		row := []string{
			g.name, fmt.Sprint(len(k.queries)), number(mean(j.column(ndcg))), number(mean(j.column(success1))), number(mean(j.column(success3))),
			number(mean(j.column(p3))), number(mean(j.column(recall5))), number(j.share(func(r ranking) bool { return r.Claims })),
		}
		for _, r := range k.rivals() {
			row = append(row, number(mean(r.column(of))), paired(j.column(of), r.column(of)).String())
		}
		t.row(row...)
	}
	t.end()
}

// A group is some of the queries.
type group struct {
	name string
	has  func(judged) bool
}

// groups are the kinds of query, and other ways to part them.
func groups(queries []judged) []group {
	var kinds []group
	var seen []string
	for _, q := range queries {
		if !slices.Contains(seen, q.Kind) {
			seen = append(seen, q.Kind)
			kinds = append(kinds, group{q.Kind, func(o judged) bool { return o.Kind == q.Kind }})
		}
	}
	return append(kinds,
		group{"written from a task", func(q judged) bool { return q.Origin == "task" }},
		group{"written after reading", func(q judged) bool { return q.Origin == "read" }},
		group{"answered in an act only", func(q judged) bool { return q.Answer == "act" }},
		group{"every word in an answer", func(q judged) bool { return q.Shared == 1 }},
		group{"half the words or more", func(q judged) bool { return q.Shared >= 0.5 && q.Shared < 1 }},
		group{"fewer", func(q judged) bool { return q.Shared > 0 && q.Shared < 0.5 }},
		group{"none", func(q judged) bool { return q.Shared == 0 }},
	)
}

// rivals are those that are not ours, and have the acts.
func (s sheet) rivals() []judgement {
	return slices.DeleteFunc(slices.Clone(s.judgements), func(j judgement) bool {
		return strings.HasPrefix(j.name, nameOurs) || strings.HasSuffix(j.name, noActs)
	})
}

// best is the best rival.
func (s sheet) best(of func(scores) float64) judgement {
	return slices.MaxFunc(s.rivals(), func(a, b judgement) int {
		return cmp.Compare(mean(a.column(of)), mean(b.column(of)))
	})
}

// unjudged counts those in the top of one ranker that nobody has graded.
func (s sheet) unjudged(i int) (n int) {
	for k, q := range s.queries {
		for _, doc := range unjudged(q, s.judgements[i].rankings[k], unjudgedTop) {
			if !strings.HasPrefix(doc, twinPrefix) {
				n++
			}
		}
	}
	return n
}

func worst(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return worstDecile(values)
}

func number(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}

func (i interval) String() string {
	if math.IsNaN(i.Mean) {
		return "–"
	}
	return fmt.Sprintf("%+.3f [%+.3f, %+.3f]", i.Mean, i.Low, i.High)
}

// printRewordings tells how the first hits bear other ways to type a query.
func (s *shelf) printRewordings(t *testing.T, queries []judged) {
	all, err := s.rewordings()
	if err != nil {
		t.Fatal(err)
	}
	tb := newTable(t.Output(), fmt.Sprintf("What stays of the first %d hits when %d tuning queries are typed otherwise (at least %.1f wanted)", firstHits, len(queries), leastOverlap),
		"", "applies to", "stays", "moved")
	for _, w := range all {
		b := s.bears(t, w, queries)
		var moved []string
		for line := range strings.Lines(b.Moved) {
			if id, _, ok := strings.Cut(line, " "); ok {
				moved = append(moved, id)
			}
		}
		tb.row(w.Name, fmt.Sprint(b.Queries), number(b.Share), strings.Join(moved, " "))
	}
	tb.end()
}

// failing is what a query's nDCG may be that has failed.
const failing = 0.5

// printFailing names the queries that we answer badly, with what we find: but
// of those kept for reporting only the query, so that nobody tunes to them.
func printFailing(out io.Writer, what string, s sheet) {
	t := newTable(out, what+": queries below "+number(failing), "", "kind", "nDCG@10", "words shared", "query", "first hits, with grades")
	for i, q := range s.queries {
		got := s.judgements[0].scores[i].NDCG
		if !q.answerable() || got >= failing {
			continue
		}
		var hits []string
		for _, h := range s.judgements[0].rankings[i].Hits {
			grade := "?"
			if g, ok := q.Grades[h.Docs[0]]; ok {
				grade = fmt.Sprint(g)
			}
			hits = append(hits, h.Docs[0]+"="+grade)
		}
		if q.Split == splitReport {
			hits = nil
		}
		t.row(q.ID, q.Kind, number(got), number(q.Shared), q.Text, strings.Join(hits[:min(firstHits, len(hits))], " "))
	}
	t.end()
}

// printFall tells what the near-twins cost everybody.
func printFall(out io.Writer, target string, before, after sheet) {
	name, of := metric(target)
	for _, split := range []string{splitTune, splitReport} {
		kept := func(q judged) bool { return q.Split == split && q.answerable() }
		b, a := before.where(kept), after.where(kept)
		if len(b.queries) == 0 {
			continue
		}
		t := newTable(out, fmt.Sprintf("%s, %s: change of %s with the near-twins", target, split, name), "", "before", "after", "change")
		for i, j := range b.judgements {
			then, now := j.column(of), a.judgements[i].column(of)
			t.row(j.name, number(mean(then)), number(mean(now)), paired(now, then).String())
		}
		t.end()
	}
}
