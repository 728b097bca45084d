package bench

import (
	"testing"

	"copratica/indexer"
)

func TestRewordings(t *testing.T) {
	t.Parallel()
	docs := []indexer.Document{{Parts: []indexer.Part{{Text: "La povertà, la città e la metà: chi la conosce? Emporio e meta, convenzione"}}}}
	s := &shelf{docs: docs}
	all, err := s.rewordings()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, kind, text, want string }{
		{"accents set right", "", "poverta in citta'", "povertà in città"},
		{"accents set right", "", "meta", ""}, // a word of its own
		{"no accents", "", "povertà", "poverta"},
		{"no accents", "", "poverta", ""},
		{"accents as marks apart", "", "poverta", "poverta\u0300"},
		{"accents as apostrophes", "", "poverta in città", "poverta' in citta'"},
		{"other apostrophes", "", "l'ente dell’atto", "l’ente dell'atto"},
		{"all capitals", "", "p.i.p.p.i. città", "P.I.P.P.I. CITTÀ"},
		{"initial capitals", "", "élite  e cts", "Élite  E Cts"},
		{"words turned", "", "emporio solidale lecco", "lecco solidale emporio"},
		{"words turned", "", "emporio di lecco", ""},
		{"words turned", "", "dopo di noi", ""},
		{"words turned", "", "art 55", ""},
		{"words turned", "phrase", "pronto intervento sociale", ""},
		{"other number", "", "bandi per anziani", "bando per anziane"},
		{"other number", "phrase", "bandi aperti", ""},
		{"one typo", "", "convenzione CTS 2023", "convezione CTS 2023"},
		{"one typo", "", "CONVENZIONE 117/2017 meta", ""},
		{"one typo", "", `"convenzione"`, ""},
		{"one typo", "", "sconosciuto", ""},
		{"one typo", "spelling", "convenzione", ""},
	} {
		for _, w := range all {
			if w.Name != test.name {
				continue
			}
			got, ok := w.of(judged{Kind: test.kind, Text: test.text})
			if ok != (test.want != "") || ok && got != test.want {
				t.Errorf("%s: %q gives %q, %v; want %q", w.Name, test.text, got, ok, test.want)
			}
		}
	}
}
