package content

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSetKeys(t *testing.T) {
	t.Parallel()
	published := KeyValue{"published", "2026-11-22"}
	for _, tc := range []struct {
		name         string
		before, want string // front matter
		set          KeyValue
	}{
		{"new key comes last", "a: b # c\n# end\n", "a: b # c\n# end\npublished: \"2026-11-22\"\n", published},
		{"new key in an indented mapping", "  a: b\n", "  a: b\n  published: \"2026-11-22\"\n", published},
		{"new key in nothing", "# only this\n", "# only this\npublished: \"2026-11-22\"\n", published},
		{"new key after a kept block", "a: |+\n  b\n\n", "a: |+\n  b\n\npublished: \"2026-11-22\"\n", published},
		{"new key in braces", "{a: b}\n", "{published: \"2026-11-22\", a: b}\n", published},
		{"new key in empty braces", "{}\n", "{published: \"2026-11-22\", }\n", published},
		{"no value", "published:\na: b\n", "published: \"2026-11-22\"\na: b\n", published},
		{"no value but a comment", "published:   # when?\n", "published: \"2026-11-22\"   # when?\n", published},
		{"null", "published: ~ # when?\n", "published: \"2026-11-22\" # when?\n", published},
		{"same value", "published:   2026-11-22  # yes\n", "published:   2026-11-22  # yes\n", published},
		{"plain value", "status: draft # stato\n", "status: published # stato\n", KeyValue{"status", "published"}},
		{"plain value of some lines", "title: uno\n  due\n\n  tre # qui\na: b\n", "title: nuovo # qui\na: b\n", KeyValue{"title", "nuovo"}},
		{"double quotes", `title: "a \" # b" # c` + "\n", `title: "d: \"e\"" # c` + "\n", KeyValue{"title", `d: "e"`}},
		{"double quotes of some lines", "title: \"a\n  b\"\nc: d\n", "title: \"e\"\nc: d\n", KeyValue{"title", "e"}},
		{"single quotes", "title: 'a''b' # c\n", "title: \"d\" # c\n", KeyValue{"title", "d"}},
		{"quoted key in braces", `{"title":"a",b: c}` + "\n", `{"title":"d",b: c}` + "\n", KeyValue{"title", "d"}},
		{"plain value in braces", "{title: a, b: c}\n", "{title: \"d, e\", b: c}\n", KeyValue{"title", "d, e"}},
		{"block", "title: |- # why\n  a\n\n   b\n\n# c\nd: e\n", "title: f # why\n\n# c\nd: e\n", KeyValue{"title", "f"}},
		{"block before a less indented comment", "title: >\n    a\n  # c\nd: e\n", "title: f\n  # c\nd: e\n", KeyValue{"title", "f"}},
		{"empty block", "title: |\nd: e\n", "title: f\nd: e\n", KeyValue{"title", "f"}},
		{"after letters of some bytes", "è: à\n\"è è\": {}\ntitle: ù # ò\n", "è: à\n\"è è\": {}\ntitle: ì # ò\n", KeyValue{"title", "ì"}},
		{"NO is a string", "province: MN\n", "province: \"NO\"\n", KeyValue{"province", "NO"}},
		{"nothing", "title: a\n", "title: \"\"\n", KeyValue{"title", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, ends := range []string{"\n", "\r\n"} {
				before := lines("\ufeff---\n"+tc.before+"---\n## Corpo\n---\n", ends)
				want := lines("\ufeff---\n"+tc.want+"---\n## Corpo\n---\n", ends)
				got, err := SetKeys([]byte(before), tc.set)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, string(got)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func lines(text, ends string) string { return strings.ReplaceAll(text, "\n", ends) }

func TestSetKeysRefuses(t *testing.T) {
	t.Parallel()
	full := draft("", "")
	full = append(full, strings.Repeat("a", MaxCaseSize-len(full))...)
	for _, tc := range []struct {
		name string
		text string
		set  KeyValue
		want error
	}{
		{"no front matter", "testo\n", KeyValue{"a", "b"}, ErrInvalid},
		{"broken front matter", "---\na: b: c\n---\n", KeyValue{"a", "b"}, ErrInvalid},
		{"the same key twice", "---\na: b\na: c\n---\n", KeyValue{"a", "b"}, ErrInvalid},
		{"a list", "---\na: [b]\n---\n", KeyValue{"a", "b"}, ErrInvalid},
		{"not UTF-8", "---\na: b\n---\n", KeyValue{"a", "\xff"}, ErrInvalid},
		{"a key that is none", "---\na: b\n---\n", KeyValue{"x: y\nz", "b"}, ErrInvalid},
		{"a text without room", string(full), KeyValue{"published", "2026"}, ErrTooLarge},
		{"no colon to write behind", "---\n? a\n---\n", KeyValue{"a", "b"}, ErrInvalid},
	} {
		if got, err := SetKeys([]byte(tc.text), tc.set); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %q, %v, want %v", tc.name, got, err, tc.want)
		}
	}
}

// sameAfterSetKeys writes two keys into a text that parses, and expects the
// same case but for these.
func sameAfterSetKeys(t *testing.T, text []byte, parsed *Parsed, tax *Taxonomy) {
	t.Helper()
	edited, err := SetKeys(text, KeyValue{"updated", "2026-11-23"}, KeyValue{"published", "2026-11-22"})
	if errors.Is(err, ErrTooLarge) || errors.Is(err, ErrInvalid) {
		return // said, and nothing was changed
	}
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(edited, tax, thisYear)
	if err != nil {
		t.Fatalf("parse what was edited: %v\n%s", err, edited)
	}
	want := *parsed.Case
	want.Published, want.Updated = "2026-11-22", "2026-11-23"
	if diff := cmp.Diff(&want, again.Case); diff != "" {
		t.Fatalf("after SetKeys (-want +got):\n%s\n%s", diff, edited)
	}
	if parsed.Body != again.Body {
		t.Fatalf("body %q became %q", parsed.Body, again.Body)
	}
	back, err := SetKeys(edited, KeyValue{"updated", "2026-11-23"}, KeyValue{"published", "2026-11-22"})
	if err != nil || string(back) != string(edited) {
		t.Fatalf("setting the same again: %v\n%s", err, back)
	}
}

func TestSetKeysKeepsTheCase(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for _, text := range corpus(t, "good_") {
		parsed, err := Parse(text, tax, thisYear)
		if err != nil {
			t.Fatal(err)
		}
		sameAfterSetKeys(t, text, parsed, tax)
	}
}
