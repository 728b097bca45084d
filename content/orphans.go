package content

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// OrphanAge is how old a blob must be before Sweep takes it for litter. Blobs
// are stored before the rows that name them, so a young one may be just that.
const OrphanAge = 24 * time.Hour

// A NamingStore says which blobs must stay. Digests calls yield for each that
// any revision, old ones included, or any text record names.
type NamingStore interface {
	Digests(ctx context.Context, yield func(d Digest, size int64) error) error
}

// An Orphan is a blob that nobody names: litter of a write that was cut short,
// or a preview that another one has replaced.
type Orphan struct {
	Digest   Digest
	Size     int64
	Modified time.Time
}

// Orphans lists the blobs that nobody names, oldest first. What is stored and
// named meanwhile is never among them.
func Orphans(ctx context.Context, s NamingStore, b Blobs) ([]Orphan, error) {
	unnamed := make(map[Digest]bool)
	err := b.Keys(ctx, "sha256/", func(key string) error {
		if d, ok := KeyDigest(key); ok {
			unnamed[d] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list orphans: %w", err)
	}
	// The names are read after the keys: who names one of these has done so by now.
	err = s.Digests(ctx, func(d Digest, _ int64) error {
		delete(unnamed, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list orphans: %w", err)
	}
	var orphans []Orphan
	for d := range unnamed {
		stat, err := b.Stat(ctx, d.Key())
		if errors.Is(err, ErrNotFound) {
			continue // it went meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("list orphans: %w", err)
		}
		orphans = append(orphans, Orphan{d, stat.Size, stat.Modified})
	}
	slices.SortFunc(orphans, func(a, b Orphan) int {
		return cmp.Or(a.Modified.Compare(b.Modified), cmp.Compare(a.Digest, b.Digest))
	})
	return orphans, nil
}

// Sweep deletes the blobs that nobody names and that were put before a time,
// and tells of each. It may run beside writers: what they put while it runs
// is new (BlobRenewal), and stays.
func Sweep(ctx context.Context, s NamingStore, b Blobs, before time.Time, deleted func(Orphan)) error {
	orphans, err := Orphans(ctx, s, b)
	if err != nil {
		return err
	}
	for _, o := range orphans {
		stat, err := b.Stat(ctx, o.Digest.Key()) // anew: somebody may have put it since
		if errors.Is(err, ErrNotFound) || err == nil && !stat.Modified.Before(before) {
			continue
		}
		if err == nil {
			err = b.Delete(ctx, o.Digest.Key())
		}
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		deleted(o)
	}
	return nil
}
