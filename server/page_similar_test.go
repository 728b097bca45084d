package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

func TestSimilarCases(t *testing.T) {
	t.Parallel()
	_, site := sampleSite(t)
	section := parsePage(t, get(t, site, "/casi/mantova-emporio-solidale")).one(t, "ul.similar").all("li")
	var got []string
	for _, li := range section[:2] {
		got = append(got, li.all("a")[0].attr("href")+": "+li.one(t, "span.why").text())
	}
	want := []string{
		"/casi/porto-torres-emporio-solidale: stesso settore e strumento, stessi destinatari, nel titolo anche: emporio, solidale",
		"/casi/settimo-torinese-emporio: stesso settore e strumento, stessi destinatari, nel titolo anche: emporio, solidale",
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a := decode[[]similarJSON](t, get(t, site, "/api/v1/cases/mantova-emporio-solidale/similar?lang=en"))
	if len(a) != len(section) || !strings.HasPrefix(a[0].Why, "same sector and instrument") {
		t.Errorf("the API has %+v", a)
	}
	if got := decode[[]similarJSON](t, get(t, site, "/api/v1/cases/valdastra-filanda-delle-lanterne/similar")); len(got) > 0 {
		t.Errorf("an invented case resembles real ones: %v", got)
	}
}

// Real and invented cases are kept apart, related ones are not repeated,
// nobody is led to what they may not read, and there are never too many.
func TestSimilarKeepsApart(t *testing.T) {
	t.Parallel()
	h := ownHouse(t)
	ctx := t.Context()
	save := func(id, title, more string) {
		t.Helper()
		text := fmt.Sprintf(`---
title: %q
summary: Serve alle prove.
access: public
region: molise
sectors: [rigenerazione-e-beni-comuni]
target_groups: [giovani]
public_body: {name: Comune di Isernia}
legal_instrument: patto-di-collaborazione
sources: [{url: "https://www.example.org/"}]
%s
---
`, title, more)
		if strings.Contains(more, "access:") {
			text = strings.Replace(text, "access: public\n", "", 1)
		}
		if err := h.save(ctx, id, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	const open = "status: published"
	save("legato", "Lavatoio legato", open)
	save("membri", "Lavatoio dei membri", open+"\naccess: members")
	save("bozza", "Lavatoio in bozza", "status: draft")
	save("invenzione", "Caso dimostrativo (inventato): il lavatoio", open)
	save("uno", "Lavatoio uno", open+"\nrelated: [{id: legato, relation: segue}]")
	save("due", "Lavatoio due", open)
	if err := h.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	finder := indexer.NewFinder(h.index, h.library)
	similar := func(role content.Role, id string) []string {
		t.Helper()
		p := content.Principal{Role: role}
		e, err := h.library.Read(ctx, p, id)
		if err != nil {
			t.Fatal(err)
		}
		found, err := finder.Similar(ctx, p, e)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, f := range found {
			ids = append(ids, f.ID)
		}
		return ids
	}
	for _, tt := range []struct {
		role content.Role
		id   string
		want []string
	}{
		{content.RoleVisitor, "uno", []string{"due"}},
		{content.RoleMember, "uno", []string{"due", "membri"}},
		{content.RoleEditor, "uno", []string{"bozza", "due", "membri"}},
		{content.RoleEditor, "invenzione", nil},
		{content.RoleEditor, "due", []string{"bozza", "legato", "membri", "uno"}},
	} {
		if diff := cmp.Diff(tt.want, similar(tt.role, tt.id)); diff != "" {
			t.Errorf("%s reading %s (-want +got):\n%s", tt.role, tt.id, diff)
		}
	}
	// What is kept from the last time is looked at again by what may be read now.
	save("due", "Lavatoio due", open+"\naccess: members")
	if got := similar(content.RoleVisitor, "uno"); len(got) > 0 {
		t.Errorf("a visitor is led to %v, narrowed since", got)
	}
	for i := range 6 {
		save(fmt.Sprint("altro-", i), fmt.Sprint("Lavatoio altro ", i), open)
	}
	if err := h.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if got := similar(content.RoleVisitor, "uno"); len(got) != 4 {
		t.Errorf("%d similar cases: %v", len(got), got)
	}
}
