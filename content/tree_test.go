package content

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// written shows a tree on one line: strings in quotes, null as ~.
func written(n *yaml.Node) string {
	parts := make([]string, len(n.Content))
	for i, child := range n.Content {
		parts[i] = written(child)
	}
	switch {
	case null(n):
		return "~"
	case n.Kind == yaml.SequenceNode:
		return "[" + strings.Join(parts, " ") + "]"
	case n.Kind == yaml.MappingNode:
		return "{" + strings.Join(parts, " ") + "}"
	}
	return fmt.Sprintf("%q", n.Value)
}

// TestTreeOfNastyDocuments holds the documents that the library for YAML was
// chosen by, with what YAML 1.2 makes of them.
func TestTreeOfNastyDocuments(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, source, want string }{
		{"words that were booleans", "a: NO\nb: on\nc: [yes, y, No]\n", `{"a" "NO" "b" "on" "c" ["yes" "y" "No"]}`},
		{"nulls", "a: ~\nb:\nc: null\nd: 'null'\ne: \"\"\n", `{"a" ~ "b" ~ "c" ~ "d" "null" "e" ""}`},
		{"numbers and dates", "a: 2023-05\nb: 2023-05-12\nc: 0o17\nd: 1_000\ne: 12:30\n", `{"a" "2023-05" "b" "2023-05-12" "c" "0o17" "d" "1_000" "e" "12:30"}`},
		{"tabs before a comment", "a: b\t# c\nd:\te\n", `{"a" "b" "d" "e"}`},
		{"a comment in a flow mapping", "a: {\n  b: c,\n  # d\n  e: f\n}\n", `{"a" {"b" "c" "e" "f"}}`},
		{"comments everywhere", "# a\nb: # c\n  # d\n  - e # f\n  # g\nh: i#j #k\n# l\n", `{"b" ["e"] "h" "i#j"}`},
		{"colons", "a: {b:c, \"d\":e, f: }\ng: h:i\n", `{"a" {"b:c" ~ "d" "e" "f" ~} "g" "h:i"}`},
		{"an address with commas", "a: [{url: https://b.it/c?d=1,2}]\n", `{"a" [{"url" "https://b.it/c?d=1" "2" ~}]}`},
		{"commas at the end", "a: [b, c,]\nd: {e: f,}\n", `{"a" ["b" "c"] "d" {"e" "f"}}`},
		{"blocks", "a: |\n  b\n\n  c\n\nd: >-\n  e\n  f\n\n  g\nh: |+\n  i\n\nj: k\n", `{"a" "b\n\nc\n" "d" "e f\ng" "h" "i\n\n" "j" "k"}`},
		{"strings of some lines", "a: b\n  c\n\n  d\ne: \"f\n  g\"\nh: 'i\n\n  j'\n", `{"a" "b c\nd" "e" "f g" "h" "i\nj"}`},
		{"quotes", `a: L'Aquila "b"` + "\nc: 'd''e'\nf: \"\\\"\\u00e8\\U0001F600\"\n", `{"a" "L'Aquila \"b\"" "c" "d'e" "f" "\"è😀"}`},
		{"a list as deep as its key", "a:\n- b\n- c\nd: e\n", `{"a" ["b" "c"] "d" "e"}`},
		{"a key with a question mark", "? a\n: b\n", `{"a" "b"}`},
		{"letters of all kinds", "à: 文書\n\"😀\": e\u0300\n", `{"à" "文書" "😀" "e` + "\u0300" + `"}`},
		{"only comments", "# a\n", `{}`},
	} {
		for _, ends := range []string{"\n", "\r\n"} {
			m, err := readMatter([]byte(lines("---\n"+tc.source+"---\n", ends)))
			if err != nil {
				t.Errorf("%s: %v", tc.name, err)
				continue
			}
			if diff := cmp.Diff(tc.want, written(m.root)); diff != "" || len(m.problems) > 0 {
				t.Errorf("%s: %v (-want +got):\n%s", tc.name, m.problems, diff)
			}
		}
	}
}

// TestParseHugeDocuments reads texts near the limit that are made to be slow
// or deep; with a parser that is not linear the test does not end.
func TestParseHugeDocuments(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	const n = MaxCaseSize - 2_000
	fill := func(s string) string { return strings.Repeat(s, n/len(s)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()[:strings.LastIndexByte(b.String()[:n], '\n')+1]
	}
	for name, more := range map[string]string{
		"open brackets":      "x: " + fill("["),
		"closed brackets":    "x: " + strings.Repeat("[", n/2) + strings.Repeat("]", n/2),
		"open braces":        "x: " + fill("{a: "),
		"dashes":             fill("- "),
		"question marks":     fill("? "),
		"questions in list":  "x: [" + fill("? ") + "]",
		"colons":             "x: [" + fill(":,") + "]",
		"words":              "x: [" + fill("a, ") + "]",
		"slugs":              "sectors: [" + fill("anzziani, ") + "]",
		"quoted":             "x: [" + fill("\"a\",") + "]",
		"lines in a list":    "x: [" + fill("a,\n") + "]",
		"small mappings":     "x: [" + fill("{a: b}, ") + "]",
		"phases":             "phases: [" + fill("{phase: aviso}, ") + "]",
		"comments":           fill("#\n"),
		"comments in a list": "x:\n" + fill("- a # b\n # c\n"),
		"empty lines":        fill("\n"),
		"spaces":             "x:" + fill(" ") + "y",
		"long plain":         "x: " + fill("a "),
		"many plain lines":   "x: a\n" + fill(" b\n"),
		"escapes":            "x: \"" + fill("\\n") + "\"",
		"one long key":       fill("a") + ": {b: [" + strings.Repeat("c, ", 100) + "]}",
		"many keys":          numbered("k%d: v\n"),
		"many sections":      "sections_access:\n" + numbered(" k%d: members\n"),
		"keys of an item":    "phases:\n- phase: avviso\n" + numbered("  k%d: v\n"),
		"one key again":      fill("a: b\n"),
		"anchors":            numbered("k%d: &a v\n"),
		"aliases":            "x: &a [b]\ny: [" + fill("*a, ") + "]",
		"blocks":             numbered("k%d: |\n  v\n"),
		"tags":               "x: " + fill("!"),
		"slashes":            "sources: [{url: \"https://a.example" + fill("/") + "\"}]",
	} {
		_, err := Parse(draft(more+"\n", ""), tax, thisYear)
		if err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
