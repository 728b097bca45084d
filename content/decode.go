package content

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxProblems is how many problems of one text are told: enough to mend it by.
const maxProblems = 100

// A decoder makes a Case of a tree, noting every problem on the way instead of
// stopping at the first.
type decoder struct {
	tax      *Taxonomy
	year     int // through which open ranges of years run
	problems []Problem
	warnings []Problem
}

// add notes a problem.
func (d *decoder) add(p Problem) {
	if d.full() {
		return
	}
	d.problems = append(d.problems, p)
	if d.full() {
		d.problems[maxProblems-1] = Problem{Line: p.Line, Code: p.Code, Detail: "and more problems from here on"}
	}
}

// full reports that no further problem will be noted.
func (d *decoder) full() bool { return len(d.problems) >= maxProblems }

// problem notes what is wrong with a node's value.
func (d *decoder) problem(n *node, code Code, detail string) {
	d.suggest(n, code, detail, "")
}

// suggest notes what is wrong with a node's value and what was probably meant.
func (d *decoder) suggest(n *node, code Code, detail, nearest string) {
	p := Problem{Field: n.path(), Line: n.Line, Code: code, Nearest: nearest, Detail: detail}
	if n.Kind == yaml.ScalarNode {
		p.Value = shorten(n.Value)
	}
	d.add(p)
}

// warn notes what is odd and yet acceptable.
func (d *decoder) warn(n *node, code Code, detail, nearest string) {
	d.warnings = append(d.warnings, Problem{
		Field: n.path(), Line: n.Line, Code: code, Value: shorten(n.Value), Nearest: nearest, Detail: detail,
	})
}

// A key is one that a mapping may have, and what to do with its value.
type key struct {
	name     string
	set      func(*node)
	required bool
}

// mapping sets the keys of a mapping from their values. A key without a value
// is as if it were not there. An unknown key is a problem, or a warning at the
// top of the text, where it is kept.
func (d *decoder) mapping(n *node, keys []key) {
	if n.Kind != yaml.MappingNode {
		d.wrongKind(n, "a mapping {key: value}")
		return
	}
	var present uint64
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		child := &node{Node: value, up: n, key: name.Value}
		at := slices.IndexFunc(keys, func(k key) bool { return k.name == name.Value })
		switch {
		case at < 0:
			d.unknownKey(child, name, keys)
		case null(value), keys[at].required && blank(value):
		default:
			present |= 1 << at
			keys[at].set(child)
		}
	}
	for i, k := range keys {
		if k.required && present&(1<<i) == 0 {
			d.missing(n, k.name, "is required")
		}
	}
}

func (d *decoder) unknownKey(n *node, name *yaml.Node, keys []key) {
	top := n.up.up == nil
	if d.full() || top && len(d.warnings) >= maxProblems {
		return
	}
	var known names
	for _, k := range keys {
		known.add(k.name, k.name)
	}
	at := &node{Node: name, up: n.up, key: n.key}
	if top {
		d.warn(at, CodeUnknownKey, "is no key of a case; it is kept and not used", known.nearest(name.Value))
		return
	}
	d.suggest(at, CodeUnknownKey, "is no key that can stand here", known.nearest(name.Value))
}

// missing notes that a key of a mapping, or its value, is not there.
func (d *decoder) missing(n *node, name, detail string) {
	at := &node{Node: n.Node, up: n, key: name}
	d.add(Problem{Field: at.path(), Line: n.Line, Code: CodeRequired, Detail: detail})
}

// blank reports a value that says nothing, which is not enough where one is required.
func blank(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		return strings.TrimSpace(n.Value) == ""
	}
	return len(n.Content) == 0
}

func (d *decoder) wrongKind(n *node, want string) {
	if n.Kind == yaml.AliasNode {
		return // noted when the tree was checked
	}
	found := map[yaml.Kind]string{
		yaml.ScalarNode: "a single value", yaml.SequenceNode: "a list", yaml.MappingNode: "a mapping",
	}[n.Kind]
	d.problem(n, CodeType, fmt.Sprintf("expected %s, found %s", want, found))
}

// listOf decodes a list of at most max items. One without items is not nil: it
// was stated to be none.
func listOf[T any](d *decoder, to *[]T, max int, item func(*node) T) func(*node) {
	return func(n *node) {
		if n.Kind != yaml.SequenceNode {
			d.wrongKind(n, "a list [a, b]")
			return
		}
		if len(n.Content) > max {
			d.problem(n, CodeRange, fmt.Sprintf("has %d items, at most %d are allowed", len(n.Content), max))
			return
		}
		*to = make([]T, 0, len(n.Content))
		for i, value := range n.Content {
			child := &node{Node: value, up: n, index: i}
			if null(value) {
				d.problem(child, CodeType, "an item of the list is empty")
				continue
			}
			*to = append(*to, item(child))
		}
	}
}

// items decodes a list of mappings.
func items[T any](d *decoder, to *[]T, max int, keys func(*T) []key) func(*node) {
	return listOf(d, to, max, func(n *node) T {
		var item T
		d.mapping(n, keys(&item))
		return item
	})
}

// object decodes a mapping that may be absent.
func object[T any](d *decoder, to **T, keys func(*T) []key) func(*node) {
	return func(n *node) {
		*to = new(T)
		d.mapping(n, keys(*to))
	}
}

// uniqueOf decodes a list of strings, each at most once.
func (d *decoder) uniqueOf(to *[]string, item func(*node) string) func(*node) {
	return func(n *node) {
		seen := make(map[string]bool)
		listOf(d, to, maxItems, func(child *node) string {
			s := item(child)
			if s != "" && seen[s] {
				d.problem(child, CodeDuplicate, "stands in the list twice")
			}
			seen[s] = true
			return s
		})(n)
	}
}

// shorten cuts a value for a message.
func shorten(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
