package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for query, want := range map[string][]completionJSON{
		"q=botteg": {{"title", "Emporio & Bottega: la rete <solidale> dei Rossi", "/casi/emporio-rossi"}},
		"q=mantov": {
			{"place", "Mantova", "/casi?province=MN"}, {"place", "Mantova", "/casi?q=Mantova"},
			{"body", "Comune di Mantova", "/casi?q=ente%3A%22Comune+di+Mantova%22"},
		},
		"q=abitare":         {{"term", "Abitare e disagio abitativo", "/casi?sector=abitare"}},
		"q=housing&lang=en": {{"term", "Housing", "/en/casi?sector=abitare"}},
		"q=panif": {
			{"word", "panificio", "/casi?q=panificio"},
			{"title", "Panificio numero 00", "/casi/panificio-00"}, {"title", "Panificio numero 01", "/casi/panificio-01"}, {"title", "Panificio numero 02", "/casi/panificio-02"},
		},
		"":                                     {},
		"q=b":                                  {},
		"q=" + strings.Repeat("parola+", 2000): {},
	} {
		got := decode[[]completionJSON](t, get(t, site, "/api/v1/suggest?"+query))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.60s (-want +got):\n%s", query, diff)
		}
	}
}

// What is suggested leads to a page that finds something.
func TestSuggestionsLeadSomewhere(t *testing.T) {
	t.Parallel()
	_, site := sampleSite(t)
	for _, text := range []string{"comune", "ambito", "valle d'a", "pover", "tor", "ats", "centri", "emporio so", "san", "anzian", "provincia", "fond"} {
		found := decode[[]completionJSON](t, get(t, site, "/api/v1/suggest?q="+url.QueryEscape(text)))
		if len(found) == 0 {
			t.Errorf("%q goes on to nothing", text)
		}
		for _, c := range found {
			w := get(t, site, c.URL)
			if w.Code != http.StatusOK {
				t.Errorf("%q: %s answers %d", text, c.URL, w.Code)
			}
			if page := parsePage(t, w); c.Kind != "title" && len(page.all("article")) == 0 {
				t.Errorf("%q: %s %q finds nothing", text, c.Kind, c.Text)
			}
		}
	}
}

// No suggestion is made of what the reader may not read: words are planted in
// every hidden place, and asked for letter by letter.
func TestSuggestKeepsToSight(t *testing.T) {
	t.Parallel()
	h := ownHouse(t)
	ctx := context.Background()
	const front = `---
title: %s
summary: Riassunto con %s e %s.
status: %s
access: %s
region: molise
municipality: %s
ambito: Ambito %s
sectors: [anziani]
difficulties: [tempi-lunghi]
sections_access: {difficolta: members, lezioni: staff}
public_body: {name: Ente %s, type: comune}
legal_instrument: coprogettazione
sources: [{url: "https://www.example.org/"}]
---
## Difficoltà

Parola %s.

## Lezioni

Parola %s.
`
	least := map[string]content.Sight{}
	plant := func(at content.Sight, word string) string {
		least[word] = at
		return word
	}
	for _, c := range []struct {
		id, status, access string
		sight              content.Sight
	}{
		{"aperto", "published", "public", content.SightVisitor}, {"membri", "published", "members", content.SightMember},
		{"bozza", "draft", "public", content.SightStaff}, {"ritirato", "withdrawn", "public", content.SightStaff},
	} {
		for _, copy := range []string{"", "due"} { // a word is suggested that two cases have
			word := func(place string) string { return "zz" + c.id + place }
			text := front
			for _, value := range []string{
				plant(c.sight, word("titolo")), plant(c.sight, word("riassunto")), plant(c.sight, word("parola")), c.status, c.access,
				plant(c.sight, word("citta")), plant(c.sight, word("ambito")), plant(c.sight, word("ente")),
				word("difficolta"), word("lezione"),
			} {
				text = strings.Replace(text, "%s", value, 1)
			}
			if err := h.save(ctx, c.id+copy, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := h.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	finder := indexer.NewFinder(h.index, h.library)
	for _, role := range []content.Role{content.RoleVisitor, content.RoleMember, content.RoleEditor} {
		p := content.Principal{Role: role}
		for word, at := range least {
			for n := 2; n <= len(word); n++ {
				found, err := finder.Suggest(ctx, p, word[:n], "it")
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range found {
					for other, sight := range least {
						if sight > p.Sight() && strings.Contains(c.Text+c.CaseID+c.Query, other) {
							t.Errorf("%s is suggested %q by %q", role, c.Text, word[:n])
						}
					}
				}
				if n == len(word)-1 && (len(found) > 0) != (p.Sight() >= at) {
					t.Errorf("%s typing %q: %v", role, word[:n], found)
				}
			}
		}
		// What stands in sections alone is suggested to nobody.
		for _, text := range []string{"zzapertodiff", "zzapertolez"} {
			if found, err := finder.Suggest(ctx, p, text, "it"); err != nil || len(found) > 0 {
				t.Errorf("%s typing %q: %v, %v", role, text, found, err)
			}
		}
	}
}

// The term of a difficulty told to members is a suggestion for members.
func TestSuggestHiddenTerm(t *testing.T) {
	t.Parallel()
	h := ownHouse(t)
	if err := h.save(t.Context(), "difficile", []byte(`---
title: Caso difficile
summary: Serve alle prove.
status: published
region: molise
sectors: [anziani]
difficulties: [cofinanziamento-oneroso]
sections_access: {difficolta: members}
public_body: {name: Comune di Isernia}
legal_instrument: coprogettazione
sources: [{url: "https://www.example.org/"}]
---
`)); err != nil {
		t.Fatal(err)
	}
	if err := h.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	finder := indexer.NewFinder(h.index, h.library)
	for role, want := range map[content.Role]bool{content.RoleVisitor: false, content.RoleMember: true} {
		found, err := finder.Suggest(t.Context(), content.Principal{Role: role}, "oneros", "it")
		if err != nil || (len(found) > 0) != want {
			t.Errorf("%s: %v, %v", role, found, err)
		}
	}
}

// Whatever is typed or asked for is answered.
func TestOddTextsAreAnswered(t *testing.T) {
	t.Parallel()
	_, site := sampleSite(t)
	for _, text := range []string{
		"poverta\u0300", "povertà", "qualita'", "🙂", "🙂 emporio 👩‍👩‍👧", "\u202eoiropme", "עברית", "العربية", "еmporio", "Gemeinschaft für Jugendliche", "vallée d'aoste",
		"projet d'insertion", "Südtirol", strings.Repeat("à", 1900), strings.Repeat("x", 10_000), strings.Repeat("a b ", 30), "\xff\xfe", "a\x00b", `"`, `""""`, "-", "--", "*", "**", "ente:", `titolo:"`, ":", "''", "’", "(((",
		"%", "&amp;", "<script>", "art.", "art. 55 c", "1.500,00", "２０２３",
	} {
		q := url.QueryEscape(text)
		if w := get(t, site, "/api/v1/suggest?q="+q); w.Code != http.StatusOK {
			t.Errorf("suggest %.40q: %d", text, w.Code)
		}
		for _, path := range []string{"/casi?q=", "/en/casi?q=", "/atti?q=", "/api/v1/cases?q="} {
			w := get(t, site, path+q)
			if w.Code != http.StatusOK && (w.Code != http.StatusBadRequest || len(text) < 100 && len(text) > 3) {
				t.Errorf("%s %.40q: %d", path, text, w.Code)
			}
		}
	}
}
