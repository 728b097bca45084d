package bleveindex

import (
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"copratica/content"
)

// The postings of frequent terms are kept once they were read: searches share
// common words, and reading the lists of a word and its other names costs more
// than everything that is done with them.
const (
	keptLeast = 512      // postings that a list has at least
	keptMost  = 32 << 20 // bytes of all lists that a view keeps

	postingSize = 12 // bytes
)

// keptPostings are those of a view, whose documents do not change. When there is
// no room for one more, any others make room.
type keptPostings struct {
	mu    sync.Mutex
	lists map[keptKey][]posting
	bytes int
}

// A keptKey tells the postings of a term, under all its names, in a segment.
type keptKey struct {
	names string
	sight content.Sight
	acts  bool
	seg   int
}

func (k *keptPostings) get(key keptKey) []posting {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lists[key]
}

// put keeps a copy of a list.
func (k *keptPostings) put(key keptKey, list []posting) {
	k.mu.Lock()
	defer k.mu.Unlock()
	size := len(list) * postingSize
	if _, ok := k.lists[key]; ok || size > keptMost {
		return
	}
	for other, list := range k.lists {
		if k.bytes+size <= keptMost {
			break
		}
		delete(k.lists, other)
		k.bytes -= len(list) * postingSize
	}
	if k.lists == nil {
		k.lists = map[keptKey][]posting{}
	}
	k.lists[key] = slices.Clone(list)
	k.bytes += size
}

// termPostings are a term's postings in a segment, with frequencies if hits are
// scored: those within a set at least, if one is given. They are good until the
// next call.
func (s *searcher) termPostings(t *term, seg int, within *roaring.Bitmap) ([]posting, error) {
	keeps := s.scored && t.keepable()
	key := keptKey{sight: s.sight, acts: s.overPassages(), seg: seg}
	if keeps {
		key.names = t.names()
		if list := s.view.kept.get(key); list != nil {
			return list, nil
		}
	}
	list, err := s.postings(t, seg, s.scored, within, s.scratch.term[:0])
	if err != nil {
		return nil, err
	}
	s.scratch.term = list
	if keeps && within == nil && len(list) >= keptLeast {
		s.view.kept.put(key, list)
	}
	return list, nil
}

// keepable reports whether the names of a term tell what it finds.
func (t *term) keepable() bool {
	return t.found == nil && !slices.ContainsFunc(t.others, func(o *other) bool { return o.meaning == noMeaning })
}

// names are all names of a term.
func (t *term) names() string {
	names := []string{t.key}
	for _, o := range t.others {
		names = append(names, o.name)
	}
	return strings.Join(names, "\x00")
}
