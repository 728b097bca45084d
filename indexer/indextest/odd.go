package indextest

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"copratica/content"
	"copratica/indexer"
)

// testOdd asks what nobody means to ask, and in other languages: every query is
// answered, and what differs in its bytes alone finds the same.
func testOdd(t *testing.T, open Open) {
	d := newSubject(t, open,
		withAct(doc("it", "Città e comunità", "La qualità dell'équipe, perché no."), content.SightVisitor, "a.pdf", "atto della città"),
		doc("de", "Südtirol", "Gemeinschaftliche Wohnformen für Jugendliche in Straßennähe."),
		doc("fr", "Vallée d'Aoste", "Une crèche d'accueil pour l'enfance."),
	)
	for _, c := range []struct{ text, want string }{
		{"città comunità", "it"}, {"citta' comunita’", "it"}, {"ｃｉｔｔà", "it"}, {"ci\u00adttà", "it"}, {"\u202ecittà\u202c", "it"}, {"città 🏠", "it"},
		{"equipe", "it"}, {"l'ÉQUIPE", "it"},
		{"südtirol", "de"}, {"Sudtirol", "de"}, {"für Jugendliche", "de"}, {"strassennahe", "de"},
		{"crèche", "fr"}, {"creche accueil", "fr"}, {"vallée d'aoste", "fr"},
	} {
		for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC} {
			e := indexer.ParseExpr(form.String(c.text), nil)
			r := d.search(indexer.Query{Expr: e})
			if len(r.Hits) != 1 || r.Hits[0].ID != c.want {
				t.Errorf("%q finds %v, want %s", c.text, idsOf(r), c.want)
			}
		}
	}
	for _, text := range []string{
		"сittà", "ϲittà", "\u200f\u200e", "\x00\xff\xfe", "🏠🏠", "´`’'", "-", "-\"", "ente:", "****", "e\u0301\u0301\u0301\u0301", "㎏ ﷺ", "ﬁne", "İstanbul", "ǅ", "\u0300",
		"לדירה", "منزل", "家", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "vw xyz qwk", "zzzzzzzz zzzzzzzzz",
	} {
		q, _ := d.spelled(indexer.Query{Expr: indexer.ParseExpr(text, nil), Explain: true})
		d.search(q)
		d.passages(q)
	}
}
