package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSections(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, markdown string
		want           []Section
	}{
		{"nothing", "", []Section{}},
		{"no heading", "testo\n", []Section{{Markdown: "testo\n"}}},
		{"blank lines first", "\n\n## Uno\n", []Section{{Markdown: "\n\n"}, {"Uno", "uno", "## Uno\n", 2}}},
		{"two", "## Uno\na\n\n## Due", []Section{{"Uno", "uno", "## Uno\na\n\n", 2}, {"Due", "due", "## Due", 2}}},
		{"level 1 and 3", "testo\n# Uno\n### Sotto\n## Due\n", []Section{
			{Markdown: "testo\n"}, {"Uno", "uno", "# Uno\n### Sotto\n", 1}, {"Due", "due", "## Due\n", 2}}},
		{"underlined, indented, on two lines", "a\n\n   Che *cosa*\n si è fatto\n  ---\nb", []Section{
			{Markdown: "a\n\n"}, {"Che cosa si è fatto", "che-cosa-si-e-fatto", "   Che *cosa*\n si è fatto\n  ---\nb", 2}}},
		{"after a link definition", "[a]: b\nUno\n===\n", []Section{{Markdown: "[a]: b\n"}, {"Uno", "uno", "Uno\n===\n", 1}}},
		{"same name", "## Uno\n## Uno\n## Uno", []Section{
			{"Uno", "uno", "## Uno\n", 2}, {"Uno", "uno-2", "## Uno\n", 2}, {"Uno", "uno-3", "## Uno", 2}}},
		{"empty heading", "##\n", []Section{{"", "sezione", "##\n", 2}}},
		{"not at the top", "> ## a\n\n- ## b\n\n```\n## c\n```\n<!--\n## d\n-->\n\n[^1]: ## e\n\n    ## f\n",
			[]Section{{Markdown: "> ## a\n\n- ## b\n\n```\n## c\n```\n<!--\n## d\n-->\n\n[^1]: ## e\n\n    ## f\n"}}},
		{"not a heading", "##a\n    ## b\n\\## c\n", []Section{{Markdown: "##a\n    ## b\n\\## c\n"}}},
		{"no line feed at all", "## Uno\r## Due\r", []Section{{"Uno ## Due", "uno-due", "## Uno\r## Due\r", 2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, Sections(tt.markdown)); diff != "" {
				t.Errorf("sections differ (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzSections(f *testing.F) {
	files, err := filepath.Glob("testdata/markdown/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("Uno\n| a |\n|---|\n---\n\n[^1]: a\n===\n\r\n## b\x00\xff\n# c")
	f.Fuzz(func(t *testing.T, text string) {
		ids := map[string]bool{}
		for _, h := range Outline(text) {
			ids[h.ID] = true
		}
		var joined strings.Builder
		for i, s := range Sections(text) {
			joined.WriteString(s.Markdown)
			if s.Markdown == "" && text != "" {
				t.Errorf("section %d is empty", i)
			}
			if (s.Slug == "") != (s.Level == 0) || s.Slug != "" && !ids[s.Slug] {
				t.Errorf("section %d has level %d and slug %q; the outline has %v", i, s.Level, s.Slug, ids)
			}
			if s.Slug == "" && i > 0 {
				t.Errorf("section %d has no slug", i)
			}
		}
		if joined.String() != text {
			t.Errorf("sections of %q are %q", text, joined.String())
		}
		if visible, hidden := Visible(text, map[string]Access{"uno": AccessPublic}, SightVisitor); visible != text || hidden {
			t.Errorf("nothing is hidden in %q, yet %q is visible", text, visible)
		}
	})
}
