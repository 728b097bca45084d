package indextest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// testCards wants the cards of what each sight may find, and of nothing that
// was deleted, replaced or moved to the desk.
func testCards(t *testing.T, open Open) {
	card := func(id, title string) indexer.Document {
		d := doc(id, title, "testo")
		d.Card.Summary, d.Card.Municipality, d.Card.Ambito = "Riassunto", "Mantova", "Ambito di Mantova"
		return d
	}
	d := newSubject(t, open,
		card("aperto", "Aperto"), forSight(card("membri", "Membri"), content.SightMember), onDesk(card("bozza", "Bozza")),
		card("tolto", "Tolto"), card("ritirato", "Ritirato"), card("cambiato", "Prima"),
	)
	d.apply(indexer.Batch{Documents: []indexer.Document{onDesk(card("ritirato", "Ritirato")), card("cambiato", "Poi")}, Deletions: []string{"tolto"}})
	for sight, want := range map[content.Sight]map[string]string{
		content.SightVisitor: {"aperto": "Aperto", "cambiato": "Poi"},
		content.SightMember:  {"aperto": "Aperto", "cambiato": "Poi", "membri": "Membri"},
		content.SightStaff:   {"aperto": "Aperto", "cambiato": "Poi", "membri": "Membri", "bozza": "Bozza", "ritirato": "Ritirato"},
	} {
		got := map[string]string{}
		err := d.index.Cards(t.Context(), sight, func(id string, c indexer.Card) {
			got[id] = c.Title
			if c.Summary != "Riassunto" || c.Municipality != "Mantova" || c.Ambito != "Ambito di Mantova" {
				t.Errorf("card of %s: %+v", id, c)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("sight %d (-want +got):\n%s", sight, diff)
		}
	}
}
