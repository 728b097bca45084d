package bleveindex

import (
	"fmt"

	"copratica/indexer"
)

// answer counts and orders what was found and loads the hits of the page.
func (s *searcher) answer(m matches) (indexer.Result, error) {
	r := indexer.Result{Total: m.hits[m.tier], Coverage: indexer.CoverAll}
	if r.Total > 0 {
		r.Coverage = coverOf(m.tier)
		r.Relaxed = m.tier != tierAll
	}
	if s.scored && m.tier == tierAll {
		r.Also = m.hits[tierMost]
	}
	if s.fills() && m.tier < tierSome {
		r.Fill = m.shown[tierSome]
	}
	r.Facets = s.facets(m.tallies[m.tier])
	if len(s.plan.others) > 0 {
		var err error
		if r.Expanded, err = s.expanded(s.foundDocuments(m.docs)); err != nil {
			return indexer.Result{}, err
		}
	}
	page, err := s.page(m)
	if err != nil {
		return indexer.Result{}, err
	}
	r.Hits = make([]indexer.Hit, len(page))
	for i := range page {
		if err := s.load(&page[i], &r.Hits[i]); err != nil {
			return indexer.Result{}, err
		}
	}
	return r, nil
}

// page is the documents of the page asked for: of the counted tier and, by
// relevance, of those that follow and were looked for.
func (s *searcher) page(m matches) ([]match, error) {
	perPage := max(s.query.PerPage, 1)
	skip := (max(s.query.Page, 1) - 1) * perPage
	var page []match
	for tier := m.tier; tier < tiers; tier++ {
		switch {
		case tier > m.tier && !s.scored:
			return page, nil
		case skip >= m.shown[tier]:
			skip -= m.shown[tier]
			continue
		}
		docs, err := s.ranked(m, tier, min(skip+perPage-len(page), m.shown[tier]))
		if err != nil {
			return nil, err
		}
		page = append(page, docs[skip:]...)
		if len(page) == perPage {
			return page, nil
		}
		skip = 0
	}
	return page, nil
}

// ranked returns the first n documents of a tier, fewer if it has not as many.
func (s *searcher) ranked(m matches, tier uint8, n int) ([]match, error) {
	if !s.scored {
		return s.best(m, tier, n), nil
	}
	docs := s.best(m, tier, max(n, rescored))
	err := s.rescore(docs[:min(len(docs), rescored)])
	return docs[:min(len(docs), n)], err
}

// load reads what a hit shows.
func (s *searcher) load(m *match, hit *indexer.Hit) error {
	seg := &s.segments[m.segment]
	hit.ID, hit.Coverage = seg.cols.ids[m.doc], coverOf(m.tier)
	if s.scored {
		hit.Score = float64(m.score)
		if s.query.Explain {
			var err error
			if hit.ScoreParts, err = s.scoreParts(m); err != nil {
				return fmt.Errorf("explain %s: %w", hit.ID, err)
			}
		}
	}
	stored, err := storedValue(seg, int(m.doc), fieldRecord)
	if err == nil {
		err = readRecord(stored, s.sight, hit)
	}
	if err != nil {
		return fmt.Errorf("read record of %s: %w", hit.ID, err)
	}
	if m.act.found {
		found, err := s.passage(m.act)
		if err != nil {
			return fmt.Errorf("read passage of %s: %w", hit.ID, err)
		}
		hit.Passage = &found
	}
	return nil
}

// passage reads what a hit shows of a passage.
func (s *searcher) passage(at passageRef) (indexer.FoundPassage, error) {
	stored, err := storedValue(&s.view.passages[at.segment], int(at.doc), fieldRecord)
	if err != nil {
		return indexer.FoundPassage{}, err
	}
	return readPassage(stored)
}
