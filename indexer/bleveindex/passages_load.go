package bleveindex

import (
	"fmt"

	"copratica/indexer"
)

// namedAlike is how many of the acts alike a hit names.
const namedAlike = 10

// loadAct reads what a hit shows.
func (s *searcher) loadAct(f *foundAct) (indexer.ActHit, error) {
	hit := indexer.ActHit{Alike: len(f.alike), Coverage: coverOf(f.best.tier)}
	if s.scored {
		hit.Score = float64(f.best.score)
	}
	var err error
	if hit.CaseAct, err = s.loadCaseAct(f); err != nil {
		return hit, err
	}
	for _, a := range f.alike[:min(len(f.alike), namedAlike)] {
		other, err := s.loadCaseAct(a)
		if err != nil {
			return hit, err
		}
		hit.AlikeActs = append(hit.AlikeActs, other)
	}
	if f.found > 1 && f.second.tier == f.best.tier && len(s.plan.terms) > 0 {
		second, err := s.passage(passageRef{true, f.second.segment, f.second.doc})
		if err != nil {
			return hit, fmt.Errorf("read passage of %s: %w", hit.CaseID, err)
		}
		hit.More = append(hit.More, second.Passage)
	}
	return hit, nil
}

// loadCaseAct reads an act's best passage and what there is of its case.
func (s *searcher) loadCaseAct(f *foundAct) (indexer.CaseAct, error) {
	var a indexer.CaseAct
	at := s.caseOf(&f.best)
	seg := &s.view.segments[at.segment]
	a.CaseID = seg.cols.ids[at.doc]
	stored, err := storedValue(seg, int(at.doc), fieldRecord)
	if err != nil {
		return a, fmt.Errorf("read record of %s: %w", a.CaseID, err)
	}
	var of indexer.Hit
	if err := readRecord(stored, s.sight, &of); err != nil {
		return a, fmt.Errorf("read record of %s: %w", a.CaseID, err)
	}
	a.Revision, a.Card = of.Revision, of.Card
	if a.FoundPassage, err = s.passage(passageRef{true, f.best.segment, f.best.doc}); err != nil {
		return a, fmt.Errorf("read passage of %s: %w", a.CaseID, err)
	}
	return a, nil
}
