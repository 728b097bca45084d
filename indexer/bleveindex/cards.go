package bleveindex

import (
	"context"
	"fmt"

	"copratica/content"
	"copratica/indexer"
)

// Cards implements indexer.Searcher.
func (x *Index) Cards(ctx context.Context, sight content.Sight, visit func(id string, c indexer.Card)) error {
	return x.ask(ctx, indexer.Query{Sight: sight}, func(s *searcher) error {
		for i := range s.segments {
			seg := &s.segments[i]
			for doc, least := range seg.cols.sights {
				if seg.gone(uint32(doc)) || least > uint8(s.sight) {
					continue
				}
				if err := s.step(); err != nil {
					return err
				}
				stored, err := storedValue(seg, doc, fieldRecord)
				var hit indexer.Hit
				if err == nil {
					err = readRecord(stored, s.sight, &hit)
				}
				if err != nil {
					return fmt.Errorf("read record of %s: %w", seg.cols.ids[doc], err)
				}
				visit(seg.cols.ids[doc], hit.Card)
			}
		}
		return nil
	})
}
