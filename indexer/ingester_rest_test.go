package indexer

import (
	"context"
	"testing"
	"time"

	"copratica/content"
)

// changed is a store of which only this is asked.
type changed struct {
	IngestStore
	changes []content.Change
	heads   map[string]content.Head
}

func (c changed) Changes(context.Context, content.Seq, int) ([]content.Change, error) {
	return c.changes, nil
}

func (c changed) Heads(context.Context, []string) (map[string]content.Head, error) {
	return c.heads, nil
}

type atSeven struct{ Index }

func (atSeven) Status() Status { return Status{Mark: 7} }

// After an indexing that took long, one more act that was read waits a while.
// What somebody wrote does not.
func TestActsReadWait(t *testing.T) {
	t.Parallel()
	now := time.Now()
	head := func(n int) content.Head { return content.Head{CaseID: "a", Revision: n} }
	of := func(ids ...string) (list []content.Change) {
		for i, id := range ids {
			list = append(list, content.Change{Seq: content.Seq(8 + i), CaseID: id})
		}
		return list
	}
	for name, tt := range map[string]struct {
		store changed
		until time.Time
		want  bool
	}{
		"an act was read":         {changed{changes: of("a"), heads: map[string]content.Head{"a": head(2)}}, now.Add(time.Second), true},
		"it has waited":           {changed{changes: of("a"), heads: map[string]content.Head{"a": head(2)}}, now, false},
		"a new revision":          {changed{changes: of("a"), heads: map[string]content.Head{"a": head(3)}}, now.Add(time.Second), false},
		"an act, and a new case":  {changed{changes: of("a", "b"), heads: map[string]content.Head{"a": head(2), "b": head(1)}}, now.Add(time.Second), false},
		"an act, and a purge":     {changed{changes: of("a", "c"), heads: map[string]content.Head{"a": head(2)}}, now.Add(time.Second), false},
		"a purge":                 {changed{changes: of("a")}, now.Add(time.Second), false},
		"a purge of what is gone": {changed{changes: of("b")}, now.Add(time.Second), false},
		"nothing":                 {changed{}, now.Add(time.Second), false},
	} {
		g := &Ingester{store: tt.store, index: atSeven{}, revisions: map[string]int{"a": 2, "c": 1}, rested: tt.until}
		if got, err := g.rests(t.Context(), now); err != nil || got != tt.want {
			t.Errorf("%s: waits %v, %v; want %v", name, got, err, tt.want)
		}
	}
}
