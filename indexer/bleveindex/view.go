package bleveindex

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"copratica/content"
)

// A view is what a search looks at: one state of all indexes with the columns
// that belong to it. It stays as it is while batches and merges go on, and lets
// go of the engine's files when its last user releases it.
type view struct {
	gen   *generation
	refs  atomic.Int64
	cases *scorch.IndexSnapshot
	desk  *scorch.IndexSnapshot
	acts  *scorch.IndexSnapshot // passages
	mark  content.Seq

	segments  []segmentView // of cases, then of desk
	ofCases   int           // how many of them are of cases
	passages  []segmentView
	places    []casePlace // of cases, by number
	dict      dictionary
	documents int // all cases

	names sync.Map     // by nameKey: where names of several words stand
	kept  keptPostings // long ones that searches have read

	size  [3]extent // of the cases each sight may find
	sizeP [3]extent // of the passages
}

// An extent is how many documents there are and their mean length.
type extent struct {
	docs    int
	average float64
}

// A casePlace is where a case stands in a view; segment is -1 for one that is
// not there.
type casePlace struct {
	segment int32
	doc     uint32
}

// A segmentView is one segment as a view sees it.
type segmentView struct {
	segment.Segment
	deleted *roaring.Bitmap // nil if none is
	cols    *columns
}

// newView pins the present state of a generation. The caller is its one user
// and the generation's one writer.
func newView(g *generation) (*view, error) {
	v := &view{gen: g}
	v.refs.Store(1)
	g.readers.Add(1)
	if err := guarded(v.fill); err != nil {
		return nil, errors.Join(err, v.close())
	}
	return v, nil
}

func (v *view) fill() (err error) {
	g := v.gen
	if v.cases, err = pin(g.cases); err != nil {
		return err
	}
	if v.desk, err = pin(g.desk); err != nil {
		return err
	}
	if v.acts, err = pin(g.passages); err != nil {
		return err
	}
	if g.caseCols, err = v.add(&v.segments, v.cases, g.caseCols, readColumns); err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	v.ofCases = len(v.segments)
	if g.deskCols, err = v.add(&v.segments, v.desk, g.deskCols, readColumns); err != nil {
		return fmt.Errorf("read desk: %w", err)
	}
	if g.passCols, err = v.add(&v.passages, v.acts, g.passCols, readActColumns); err != nil {
		return fmt.Errorf("read passages: %w", err)
	}
	v.mark = markOf(v.cases)
	v.dict = g.dict.snapshot()
	v.size, v.documents = measure(v.segments)
	v.sizeP, _ = measure(v.passages)
	v.locate()
	return nil
}

// locate notes where each case stands.
func (v *view) locate() {
	v.places = make([]casePlace, len(v.dict.cases.ids))
	for n := range v.places {
		v.places[n].segment = -1
	}
	for i := range v.segments {
		seg := &v.segments[i]
		for doc, n := range seg.cols.cases {
			if !seg.gone(uint32(doc)) {
				v.places[n] = casePlace{int32(i), uint32(doc)}
			}
		}
	}
}

// add adds the segments of a snapshot, reading the columns of those that are
// new, and returns the columns that are in use now: all that were known if it fails.
func (v *view) add(to *[]segmentView, snap *scorch.IndexSnapshot, known map[uint64]*columns,
	read func(segment.Segment, *dictionary) (*columns, error),
) (map[uint64]*columns, error) {
	used := make(map[uint64]*columns, len(known))
	for _, s := range snap.Segments() {
		cols := known[s.Id()]
		if cols == nil {
			var err error
			if cols, err = read(s.Segment(), v.gen.dict); err != nil {
				return known, err
			}
		}
		used[s.Id()] = cols
		*to = append(*to, segmentView{Segment: s.Segment(), deleted: s.Deleted(), cols: cols})
	}
	return used, nil
}

// measure counts the documents of each sight and the mean of their lengths, and
// all of them.
func measure(segments []segmentView) (of [3]extent, all int) {
	var sums [3]uint64
	for i := range segments {
		seg := &segments[i]
		for doc, least := range seg.cols.sights {
			if seg.gone(uint32(doc)) {
				continue
			}
			all++
			for s := int(least); s < len(sums); s++ {
				of[s].docs++
				sums[s] += uint64(seg.cols.lengths[s][doc])
			}
		}
	}
	for s := range sums {
		of[s].average = max(1, float64(sums[s])/float64(max(1, of[s].docs)))
	}
	return of, all
}

// gone reports whether a document has been deleted or replaced.
func (s *segmentView) gone(doc uint32) bool {
	return s.deleted != nil && s.deleted.Contains(doc)
}

// reached returns the segments that a sight may look into.
func (v *view) reached(s content.Sight) []segmentView {
	if s >= content.SightStaff {
		return v.segments
	}
	return v.segments[:v.ofCases]
}

// current reports whether the engine is still in the state of the view.
func (v *view) current() bool {
	for s, shown := range map[*scorch.Scorch]*scorch.IndexSnapshot{v.gen.cases: v.cases, v.gen.desk: v.desk, v.gen.passages: v.acts} {
		now, err := pin(s)
		if err != nil {
			return true
		}
		same := now == shown
		if err := now.Close(); err != nil || !same {
			return false
		}
	}
	return true
}

// release gives back one use of the view.
func (v *view) release() {
	if v.refs.Add(-1) > 0 {
		return
	}
	if err := v.close(); err != nil {
		v.gen.log.Warn("release a view of the index", "dir", v.gen.dir, "err", err)
	}
}

func (v *view) close() error {
	defer v.gen.readers.Done()
	var errs []error
	for _, snap := range []*scorch.IndexSnapshot{v.cases, v.desk, v.acts} {
		if snap != nil {
			errs = append(errs, snap.Close())
		}
	}
	return errors.Join(errs...)
}
