package indexer

import (
	"sync"

	"copratica/content"
)

// A kept holds what is made of the index for each sight, for as long as the
// index stands at the same change.
type kept[T any] struct {
	of [content.SightStaff + 1]struct {
		sync.Mutex
		value *T
		at    content.Seq
	}
}

// get is the value of a sight; it is made anew if the index was elsewhere. The
// mark is to be taken before anything is read: what comes meanwhile is seen the
// next time.
func (k *kept[T]) get(s content.Sight, mark content.Seq, build func() (*T, error)) (*T, error) {
	of := &k.of[s]
	of.Lock()
	defer of.Unlock()
	if of.value != nil && of.at == mark {
		return of.value, nil
	}
	value, err := build()
	if err != nil {
		return nil, err
	}
	of.value, of.at = value, mark
	return value, nil
}
