package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"copratica/content"
	"copratica/indexer"
)

// A countdown is a context whose time is up after it has been asked n times.
type countdown struct {
	context.Context
	left atomic.Int64
}

func newCountdown(n int64) *countdown {
	c := &countdown{Context: context.Background()}
	c.left.Store(n)
	return c
}

func (c *countdown) Deadline() (time.Time, bool) { return time.Now().Add(time.Hour), true }

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestDeadlineMidway wants every kind of search to look at its deadline while
// it works, and not only before.
func TestDeadlineMidway(t *testing.T) {
	t.Parallel()
	x := openHere(t)
	b := indexer.Batch{Mark: 1}
	for i := range 3 * stepsPerLook {
		text := fmt.Sprint("emporio solidale ", i)
		b.Documents = append(b.Documents, indexer.Document{ID: fmt.Sprint(i), Parts: []indexer.Part{{Field: indexer.FieldBody, Text: text}}})
	}
	if err := x.Apply(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	for name, expr := range map[string]indexer.Expr{
		"everything": nil,
		"word":       {{Text: "emporio"}},
		"words":      {{Text: "emporio"}, {Text: "solidale"}},
		"beginning":  {{Kind: indexer.KindPrefix, Text: "emp"}},
		"phrase":     {{Kind: indexer.KindPhrase, Text: "emporio solidale"}},
		"excluded":   {{Text: "emporio", Not: true}},
	} {
		q := indexer.Query{Expr: expr, Page: 1, PerPage: 10}
		if _, err := x.Search(newCountdown(1000), q); err != nil {
			t.Errorf("%s with time enough: %v", name, err)
		}
		if _, err := x.Search(newCountdown(1), q); !errors.Is(err, content.ErrInvalid) {
			t.Errorf("%s whose time is up midway: %v, want ErrInvalid", name, err)
		}
	}
}

// TestDeadlineAfterwards wants what is done with found acts and passages to look
// at the deadline as well: they may be many.
func TestDeadlineAfterwards(t *testing.T) {
	t.Parallel()
	x := openHere(t)
	b := indexer.Batch{Mark: 1}
	for i := range 3 {
		b.Documents = append(b.Documents, indexer.Document{
			ID: fmt.Sprint(i), Parts: []indexer.Part{{Field: indexer.FieldBody, Text: "emporio"}},
			Acts: []indexer.Act{{File: "avviso.pdf", Passages: []indexer.Passage{{Text: fmt.Sprint("emporio solidale ", i), From: 1}}}},
		})
	}
	if err := x.Apply(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	q := indexer.Query{Expr: indexer.Expr{{Text: "emporio"}}, Page: 1, PerPage: 10}
	for name, work := range map[string]func(cases, acts *searcher, choice *actChoice, found []foundAct) error{
		"choose": func(_, acts *searcher, choice *actChoice, found []foundAct) error {
			_, err := acts.choose(found, choice)
			return err
		},
		"collapse": func(_, acts *searcher, _ *actChoice, found []foundAct) error {
			_, err := acts.collapse([]*foundAct{&found[0], &found[1]})
			return err
		},
		"fold": func(cases, acts *searcher, _ *actChoice, found []foundAct) error {
			cases.acts = acts
			g, err := cases.gathering()
			if err != nil {
				t.Fatal(err)
			}
			g.touchedP[found[0].best.segment] = []uint32{found[0].best.doc}
			return g.fold()
		},
	} {
		err := x.ask(context.Background(), q, func(s *searcher) error {
			acts, choice, err := s.prepareActs()
			if err != nil {
				return err
			}
			found, err := acts.actsOf(tierSome)
			if err != nil || len(found) != 3 {
				t.Fatalf("%d acts found, %v", len(found), err)
			}
			for _, late := range []*searcher{s, acts} {
				late.ctx, late.steps = newCountdown(0), stepsPerLook-1
			}
			return work(s, acts, choice, found)
		})
		if !errors.Is(err, content.ErrInvalid) {
			t.Errorf("%s goes on when its time is up: %v", name, err)
		}
	}
}
