package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hidesLessons is the access under which "secret" must not be seen and "shown"
// must, in every text of TestVisible.
var hidesLessons = map[string]Access{"lezioni": AccessMembers, "riservata": AccessMembers}

func TestVisible(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, markdown, want string }{
		{"a section", "shown\n\n## Lezioni\n\nsecret\n\n## Esiti\n\nshown\n",
			"shown\n\n## Esiti\n\nshown\n"},
		{"the last section", "shown\n\n## Lezioni\n\nsecret", "shown\n\n"},
		{"the whole text", "## Lezioni\nsecret", ""},
		{"sections within it", "## Esiti\nshown\n## Lezioni\nsecret\n### Altro\nsecret\n# Fine\nshown\n",
			"## Esiti\nshown\n\n# Fine\nshown\n"},
		{"a level 1 heading takes its sections along", "# Lezioni\nsecret\n## Esiti\nsecret\n# Fine\nshown\n",
			"# Fine\nshown\n"},
		{"a level 2 heading ends at level 1", "# A\n## Lezioni\nsecret\n# Fine\nshown\n", "# A\n\n# Fine\nshown\n"},
		{"duplicates of the slug", "## Lezioni\nsecret\n## Esiti\nshown\n## Lezioni\nsecret\n", "## Esiti\nshown\n"},
		{"a lower heading of the same name first", "## Esiti\n### Lezioni\nshown\n## Lezioni\nsecret\n", "## Esiti\n### Lezioni\nshown\n"},
		{"accents, markup and closing hashes", "shown\n\n  ## *Lèzioni* ##\nsecret\n", "shown\n\n"},
		{"underlined heading", "shown\n\nLezioni\n---\nsecret\n\nEsiti\n===\nshown\n", "shown\n\nEsiti\n===\nshown\n"},
		{"underlined heading right after text", "shown\n## Lezioni\nsecret\n\nEsiti\n---\nshown\n", "shown\n\nEsiti\n---\nshown\n"},
		{"an indented heading does not fall into a list", "- shown\n## Lezioni\nsecret\n  ## Esiti\nshown\n", "- shown\n\n## Esiti\nshown\n"},
		{"no heading within a fence", "## Lezioni\n```\n## Esiti\nsecret\n```\nsecret\n## Esiti\nshown", "## Esiti\nshown"},
		{"a fence that is never closed", "## Lezioni\n~~~\n## Esiti\nsecret\n", ""},
		{"no heading within a comment", "## Lezioni\n<!--\n## Esiti\n-->\nsecret\n", ""},
		{"no heading within HTML", "## Lezioni\n<div>\n## Esiti\nsecret\n</div>\n\nsecret", ""},
		{"no heading within a quotation", "## Lezioni\n> ## Esiti\n> secret\n\nsecret", ""},
		{"no heading within a list", "## Lezioni\n- ## Esiti\n\n  secret\n- Esiti\n  ---\n  secret\n", ""},
		{"no heading within a footnote", "## Lezioni\nsecret[^1]\n\n[^1]: a\n\n    ## Esiti\n    secret\n", ""},
		{"code that looks like a heading", "## Lezioni\n\n    ## Esiti\n    secret\n", ""},
		{"escaped heading", "## Lezioni\n\\## Esiti\nsecret\n", ""},
		{"carriage returns", "shown\r\n\r\n## Lezioni\r\nsecret\r\n## Esiti\r\nshown\r\n", "shown\r\n\r\n## Esiti\r\nshown\r\n"},
		{"a table in the lines of an underlined heading", "## Lezioni\nsecret\n\nEsiti\n| a |\n|---|\n| shown |\n---\nshown\n",
			"Esiti\n| a |\n|---|\n| shown |\n---\nshown\n"},

		{"a footnote used only out of sight", "shown\n## Lezioni\na[^s]\n## Esiti\nshown\n\n[^s]: secret\n\n    secret\n\nshown\n",
			"shown\n\n## Esiti\nshown\n\nshown\n"},
		{"a footnote used in sight, written out of sight", "shown[^1]\n## Lezioni\nsecret[^2]\n\n[^2]: secret\n[^1]: shown\n    shown\n",
			"shown[^1]\n\n[^1]: shown\n    shown\n"},
		{"a footnote used on both sides", "shown[^1]\n## Lezioni\nsecret[^1]\n## Esiti\n[^1]: shown\n",
			"shown[^1]\n\n## Esiti\n[^1]: shown\n"},
		{"a footnote used by a footnote out of sight", "shown\n\n[^2]: secret\n## Lezioni\n[^1]\n\n[^1]: secret[^2]\n", "shown\n\n"},
		{"a footnote used by a footnote in sight", "shown[^1]\n## Lezioni\n[^1]\n\n[^1]: shown[^2]\n\n[^2]: shown\n",
			"shown[^1]\n\n[^1]: shown[^2]\n\n[^2]: shown\n"},
		{"a footnote of several kinds of block", "shown\n\n[^1]: - secret\n      - secret\n\n    ```\n    secret\n    ```\n\n    | a |\n    |--|\n    | secret |\n\nshown\n\n## Lezioni\n[^1]\n",
			"shown\n\nshown\n\n"},
		{"a footnote that ends with a fence", "shown\n\n[^1]: a\n\n    ~~~\n    secret\n    ~~~\nshown\n\n## Lezioni\n[^1]\n", "shown\n\nshown\n\n"},
		{"a footnote in a list that ends with a comment", "- shown\n\n  [^1]: a\n\n      <!-- a\n      secret -->\n\n## Lezioni\n[^1]\n", "- shown\n\n"},
		{"a footnote continued without indentation", "shown\n\n[^1]: secret\nsecret\n\nshown\n\n## Lezioni\n[^1]\n", "shown\n\nshown\n\n"},
		{"a footnote in a list", "- shown\n\n  [^1]: secret\n\n  shown\n\n## Lezioni\n[^1]\n", "- shown\n\n  shown\n\n"},
		{"a footnote in a quotation", "> shown\n> [^1]: secret\n>     secret\n\nshown\n\n## Lezioni\n[^1]\n", "> shown\n\nshown\n\n"},
		{"a footnote in a footnote", "shown[^1]\n\n[^1]: shown\n\n    [^2]: secret\n\n## Lezioni\n[^2]\n", "shown[^1]\n\n[^1]: shown\n\n"},
		{"a footnote in a footnote that comes along", "shown[^1]\n\n## Lezioni\n[^2]\n\n[^1]: shown\n\n    [^2]: secret\n\n", "shown[^1]\n\n[^1]: shown\n"},
		{"a footnote that nothing uses", "shown\n\n[^1]: secret\n\n## Lezioni\nsecret\n", "shown\n\n"},
		{"a footnote before the first heading", "[^1]: secret\n\n## Esiti\nshown\n## Lezioni\n[^1]\n", "## Esiti\nshown\n"},
		{"a footnote and a list of terms", "shown\n\n[^1]: secret\n\nTermine\n: shown\n\n## Lezioni\n[^1]\n", "shown\n\nTermine\n: shown\n\n"},

		{"a link used only out of sight", "shown\n\n[a]: https://secret.example 'secret'\n\nshown\n## Lezioni\n[a]\n", "shown\n\nshown\n"},
		{"a link used in sight, written out of sight", "[shown][A]\n## Lezioni\nsecret\n\n[a]: https://shown.example\n  'shown'\n[b]: https://secret.example\n",
			"[shown][A]\n\n[a]: https://shown.example\n  'shown'\n"},
		{"an image used in sight", "![shown][a]\n## Lezioni\nsecret\n\n[a]: shown.png\n", "![shown][a]\n\n[a]: shown.png\n"},
		{"a link on several lines", "shown\n\n[a]:\n  https://secret.example\n  'secret\n  secret'\nshown\n\n## Lezioni\n[a]\n", "shown\n\nshown\n\n"},
		{"a link in a list", "- shown\n\n  [a]: https://secret.example\n\n## Lezioni\n[a]\n", "- shown\n\n"},
		{"a link in a footnote", "shown[^1]\n\n[^1]: shown\n\n    [a]: https://secret.example\n\n## Lezioni\n[a]\n", "shown[^1]\n\n[^1]: shown\n\n"},
		{"what only looks like a definition, in a list", "- [a]: 300\n- shown\n\n## Lezioni\nsecret\n", "- [a]: 300\n- shown\n\n"},
		{"two definitions of a link", "[shown][a]\n## Lezioni\n[a]: https://secret.example\n## Esiti\n[a]: https://shown.example\n",
			"[shown][a]\n\n## Esiti\n[a]: https://shown.example\n"},
	}
	renderer := NewRenderer()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, hidden := Visible(tt.markdown, hidesLessons, SightVisitor)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("visible differs (-want +got):\n%s", diff)
			}
			if !hidden {
				t.Error("hidden = false")
			}
			html, err := renderer.HTML(t.Context(), got)
			if err != nil {
				t.Error(err)
			}
			for where, s := range map[string]string{"visible": got, "HTML": html, "plain": strings.Join(Plain(got), "\n")} {
				if strings.Contains(s, "secret") {
					t.Errorf("%s has what is hidden:\n%s", where, s)
				}
			}
			if strings.Contains(html, "[^") {
				t.Errorf("a footnote got lost:\n%s", html)
			}
			all, hidden := Visible(tt.markdown, hidesLessons, SightMember)
			if all != tt.markdown || hidden {
				t.Errorf("a member sees %q, hidden %v", all, hidden)
			}
			again, _ := Visible(got, hidesLessons, SightVisitor)
			if again != got {
				t.Errorf("seen twice: %q, once: %q", again, got)
			}
		})
	}
}

func TestVisibleAccess(t *testing.T) {
	t.Parallel()
	const text = "## Uno\n1\n## Due\n2\n## Due\n3\n"
	tests := []struct {
		name       string
		access     map[string]Access
		sight      Sight
		want       string
		wantHidden bool
	}{
		{"nothing named", nil, SightVisitor, text, false},
		{"everything public", map[string]Access{"uno": AccessPublic}, SightVisitor, text, false},
		{"a slug that is not there", map[string]Access{"tre": AccessMembers}, SightVisitor, text, false},
		{"members, to a visitor", map[string]Access{"uno": AccessMembers}, SightVisitor, "## Due\n2\n## Due\n3\n", true},
		{"staff, to a visitor: nothing that members could read", map[string]Access{"uno": AccessStaff}, SightVisitor, "## Due\n2\n## Due\n3\n", false},
		{"staff, to a member", map[string]Access{"uno": AccessStaff, "due": AccessMembers}, SightMember, "## Due\n2\n## Due\n3\n", false},
		{"staff, to staff", map[string]Access{"uno": AccessStaff}, SightStaff, text, false},
		{"an access that nobody knows is for staff", map[string]Access{"uno": "soci"}, SightMember, "## Due\n2\n## Due\n3\n", false},
		{"a heading instead of a slug", map[string]Access{"Uno": AccessMembers}, SightVisitor, "## Due\n2\n## Due\n3\n", true},
		{"the stricter of two spellings", map[string]Access{"Uno": AccessStaff, "uno": AccessPublic}, SightMember, "## Due\n2\n## Due\n3\n", false},
		{"one of two that read the same", map[string]Access{"due-2": AccessMembers}, SightVisitor, "## Uno\n1\n## Due\n2\n", true},
		{"the other of the two", map[string]Access{"due": AccessMembers, "due-2": AccessPublic}, SightVisitor, "## Uno\n1\n\n## Due\n3\n", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, hidden := Visible(text, tt.access, tt.sight)
			if got != tt.want || hidden != tt.wantHidden {
				t.Errorf("got %q, hidden %v; want %q, %v", got, hidden, tt.want, tt.wantHidden)
			}
		})
	}
}

// A text that cannot be taken apart is hidden as a whole.
func TestVisibleFailsClosed(t *testing.T) {
	t.Parallel()
	text := "## Lezioni\nsecret\n\n" + strings.Repeat("[a](", 20_000)
	if got, hidden := Visible(text, hidesLessons, SightVisitor); got != "" || !hidden {
		t.Errorf("a visitor gets %d bytes, hidden %v", len(got), hidden)
	}
	if got, hidden := Visible(text, hidesLessons, SightMember); got != text || hidden {
		t.Errorf("a member gets %d bytes, hidden %v", len(got), hidden)
	}
	if got, hidden := Visible(text, nil, SightVisitor); got != text || hidden {
		t.Errorf("without access a visitor gets %d bytes, hidden %v", len(got), hidden)
	}
}
