package bench

import (
	"fmt"
	"io"
	"slices"
)

// The aims, of the queries kept for reporting. None is asserted: a table is for
// people to judge.
const (
	aimLead     = 0.15 // of nDCG@10, over the best baseline
	aimLeadLow  = 0.08 // the lower bound of its interval
	aimShared   = 0.88 // nDCG@10 where a query shares words with its answers
	aimRecall   = 0.92 // recall@5 there
	aimPassages = 0.90 // success@3
	aimHonest   = 0.90
	aimClaims   = 0.60
	aimFall     = 0.03 // of nDCG@10, by the near-twins
)

// otherWords are the kinds of query that are asked in other words, or spelled
// otherwise, than they are answered.
func otherWords() []string {
	return []string{"synonym", "paraphrase", "question", "spelling"}
}

// printRelevanceAims tells how far the answers on cases and passages are from
// the aims, before the near-twins came and after.
func printRelevanceAims(out io.Writer, before, after [2]sheet) {
	kept := func(q judged) bool { return q.Split == splitReport && q.answerable() }
	cases, passages := before[0].where(kept), before[1].where(kept)
	if len(cases.queries) == 0 || len(passages.queries) == 0 {
		return
	}
	ours, rival := cases.judgements[0], cases.best(ndcg)
	sharing := cases.where(func(q judged) bool { return !slices.Contains(otherWords(), q.Kind) }).judgements[0]
	none := before[0].where(func(q judged) bool { return q.Split == splitReport && q.Answer == answerNone }).judgements[0]
	fall := paired(after[0].where(kept).judgements[0].column(ndcg), ours.column(ndcg))
	lead := paired(ours.column(ndcg), rival.column(ndcg))

	fmt.Fprintln(out)
	aim := func(what string, met bool, got string) {
		verdict := "short of"
		if met {
			verdict = "met"
		}
		fmt.Fprintf(out, "%s: %s: %s\n", verdict, what, got)
	}
	least := func(what string, of, got float64) { aim(fmt.Sprintf("%s ≥ %.2f", what, of), got >= of, number(got)) }
	aim(fmt.Sprintf("nDCG@10 %.2f above the best baseline (%s), lower bound %.2f", aimLead, rival.name, aimLeadLow),
		lead.Mean >= aimLead && lead.Low > aimLeadLow, lead.String())
	least("nDCG@10 of kinds that share words with their answers", aimShared, mean(sharing.column(ndcg)))
	least("recall@5 of these", aimRecall, mean(sharing.column(recall5)))
	least("success@3 of passages", aimPassages, mean(passages.judgements[0].column(success3)))
	least("honest where there is no answer", aimHonest, none.share(ranking.honest))
	least("answerable queries that claim all", aimClaims, ours.share(func(r ranking) bool { return r.Claims }))
	aim(fmt.Sprintf("a fall of nDCG@10 ≤ %.2f with the near-twins", aimFall), fall.Mean >= -aimFall, fall.String())
	unjudgedHits := before[0].unjudged(0) + before[1].unjudged(0)
	aim("nothing unjudged in the first 5", unjudgedHits == 0, fmt.Sprint(unjudgedHits))
}
