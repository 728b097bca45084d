package bleveindex

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// full is a document with something in every field of its card.
func full() indexer.Document {
	return indexer.Document{
		ID: "a", Revision: 3,
		Card: indexer.Card{
			Title: "T", Summary: "S", Region: []string{"lombardia", "veneto"}, Province: "MN", Municipality: "M", Ambito: "Ambito 3", Sectors: []string{"casa"},
			Instrument: "I", Years: []int{2020, 2021}, PublicBody: "P", Evidence: "E", Status: "published", Updated: "2026-11-22", Attachments: [3]int{1, 2, 3},
		},
		Parts: []indexer.Part{{Field: indexer.FieldBody, Text: "per tutti"}, {Field: indexer.FieldBody, Sight: content.SightStaff, Text: "per la redazione"}},
	}
}

// TestRecord writes and reads hits; a field of Card that record does not know
// fails here.
func TestRecord(t *testing.T) {
	t.Parallel()
	for i := range reflect.TypeFor[indexer.Card]().NumField() {
		if reflect.ValueOf(full().Card).Field(i).IsZero() {
			t.Fatalf("the test does not set Card.%s", reflect.TypeFor[indexer.Card]().Field(i).Name)
		}
	}
	empty := full()
	empty.Card = indexer.Card{Region: []string{}, Years: []int{}}
	for _, d := range []indexer.Document{full(), empty, {}} {
		for s := content.SightVisitor; s <= content.SightStaff; s++ {
			want := indexer.Hit{Revision: d.Revision, Card: d.Card, Parts: []indexer.Part{}}
			for _, p := range d.Parts {
				if p.Sight <= s {
					want.Parts = append(want.Parts, p)
				}
			}
			var got indexer.Hit
			if err := readRecord(string(record(d)), s, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("sight %d (-want +got)\n%s", s, diff)
			}
		}
	}
}

// FuzzReadRecord reads damaged records: an error or a hit, never more.
func FuzzReadRecord(f *testing.F) {
	f.Add(record(full()))
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		var hit indexer.Hit
		if err := readRecord(string(b), content.SightMember, &hit); err != nil && !errors.Is(err, errRecord) {
			t.Errorf("%v", err)
		}
		for _, p := range hit.Parts {
			if p.Sight > content.SightMember {
				t.Errorf("a part of sight %d", p.Sight)
			}
		}
		c := columns{
			ids: make([]string, 1), sights: make([]uint8, 1), factors: make([]float32, 1), published: make([]string, 1), updated: make([]string, 1),
			titles: make([]string, 1), years: make([]uint32, 1), lengths: [3][]uint32{{0}, {0}, {0}}, facets: [][3][]uint32{{{0}, {0}, {0}}},
		}
		dict := newDictionary()
		dict.facets = dict.facets[:1]
		if err := c.read(0, string(b), dict, map[string]string{}); err != nil && !errors.Is(err, errRecord) {
			t.Errorf("%v", err)
		}
	})
}

// TestTopDocs compares the heap with a full sort.
func TestTopDocs(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 12))
	byDoc := func(a, b *match) int { return int(a.doc) - int(b.doc) }
	for range 200 {
		n, keep := random.IntN(60), 1+random.IntN(70)
		top := topDocs[match]{order: byDoc, docs: make([]match, 0, keep)}
		var all []match
		for _, doc := range random.Perm(n) {
			m := match{doc: uint32(doc)}
			all = append(all, m)
			top.offer(&m)
		}
		slices.SortFunc(all, func(a, b match) int { return byDoc(&a, &b) })
		if got := top.sorted(); !slices.Equal(got, all[:min(n, keep)]) {
			t.Fatalf("first %d of %d: %v", keep, n, got)
		}
	}
}
