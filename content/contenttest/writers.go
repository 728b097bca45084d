package contenttest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync"
	"testing"

	"copratica/content"
)

const writers = 8

// together runs f for each writer at once and waits; errors fail the test.
func together(t *testing.T, f func(writer int) error) {
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			if err := f(w); err != nil {
				t.Errorf("writer %d: %v", w, err)
			}
		})
	}
	all.Wait()
}

// noLostUpdate lets writers count in one case. Each successful write must be
// in the count, whoever came between.
func noLostUpdate(t *testing.T, s Records) {
	const each = 6
	r := revision("count", 1)
	r.Text = "0"
	put(t, s, r)
	together(t, func(int) error {
		for done := 0; done < each; {
			err := increment(t.Context(), s)
			if err == nil {
				done++
			} else if !errors.Is(err, content.ErrConflict) {
				return err
			}
		}
		return nil
	})
	all, err := s.History(t.Context(), "count")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != writers*each+1 || all[0].Text != strconv.Itoa(writers*each) {
		t.Errorf("%d revisions, the last says %s, want %d and %d", len(all), all[0].Text, writers*each+1, writers*each)
	}
}

func increment(ctx context.Context, s Records) error {
	r, err := s.Case(ctx, "count")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.Text)
	if err != nil {
		return err
	}
	r.Number, r.Text = r.Number+1, strconv.Itoa(n+1)
	_, err = s.PutCase(ctx, r)
	return err
}

// followedWriters lets writers do everything that takes a number, while one
// reader follows their changes by its mark and another looks at the whole feed.
func followedWriters(t *testing.T, s Records) {
	put(t, s, revision("shared", 1, file("a.pdf", "shared")))
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	seen := make(map[string]content.Change)
	readers.Go(func() { follow(t, ctx, s, seen) })
	readers.Go(func() { watch(t, ctx, s) })
	together(t, func(w int) error { return writeAll(t.Context(), s, w) })
	stop()
	readers.Wait()

	want := make(map[string]content.Change)
	for _, c := range feed(t, s, 0) {
		want[c.CaseID] = c
	}
	equal(t, "last change of each case, as followed", want, seen)
}

// writeAll puts new cases, most of which nobody touches again, so that each
// change that a reader skips is missed for good.
func writeAll(ctx context.Context, s Records, w int) error {
	for i := range 18 {
		id := fmt.Sprintf("w%d-%d", w, i)
		if _, err := s.PutCase(ctx, revision(id, 1, file("own.pdf", id))); err != nil {
			return err
		}
		var err error
		switch i % 6 {
		case 1:
			_, err = s.PurgeCase(ctx, id)
		case 3:
			err = s.PutText(ctx, content.Text{Digest: digest("shared"), State: content.TextOK, Pages: []string{id}})
		case 5:
			var r content.Revision
			if r, err = s.Case(ctx, "shared"); err == nil {
				r.Number++
				_, err = s.PutCase(ctx, r)
			}
		}
		if err != nil && !errors.Is(err, content.ErrConflict) {
			return err
		}
	}
	return nil
}

// follow goes on from the last number it saw, until there is nothing more and
// the writers have stopped.
func follow(t *testing.T, ctx context.Context, s Records, seen map[string]content.Change) {
	mark := content.Seq(0)
	for {
		over := ctx.Err() != nil
		next, err := s.Changes(t.Context(), mark, 5)
		if err != nil {
			t.Errorf("follow after %d: %v", mark, err)
			return
		}
		for _, c := range next {
			if c.Seq <= mark {
				t.Errorf("follower at %d was given %d again", mark, c.Seq)
				return
			}
			mark = c.Seq
			seen[c.CaseID] = c
		}
		if over && len(next) == 0 {
			return
		}
	}
}

// watch reads the whole feed again and again: what is new must lie beyond all
// that was there before.
func watch(t *testing.T, ctx context.Context, s Records) {
	known := make(map[content.Change]bool)
	top := content.Seq(0)
	for ctx.Err() == nil {
		all, err := s.Changes(t.Context(), 0, math.MaxInt32)
		if err != nil {
			t.Errorf("watch: %v", err)
			return
		}
		for _, c := range all {
			if c.Seq <= top && !known[c] {
				t.Errorf("change %v appeared after change %d was seen", c, top)
				return
			}
			known[c] = true
		}
		if len(all) > 0 {
			top = all[len(all)-1].Seq
		}
	}
}
