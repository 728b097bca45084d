package content

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Front matter is read with go.yaml.in/yaml/v4, chosen over goccy/go-yaml by
// giving both the same nasty documents (TestTreeOfNastyDocuments keeps them).
// Ours bounds nesting and is linear on every 256 kB text tried; the other has
// no bound and took 3.8 GB and 17 s for 100 kB of nested brackets. Ours reads
// comments after tabs and inside flow mappings, and lists as keys, as YAML 1.2
// wants; the other does not. And it needs 85 µs for the tree of a case where
// the other needs 140. Neither writes every text back byte for byte, so edits
// are made in the text (see SetKeys) and Format writes by itself. Ours still
// breaks lines at U+0085, U+2028 and U+2029 as YAML 1.1 did: findFences
// refuses those, and lone carriage returns.

// maxDepth is how deep front matter may nest; a case needs four.
const maxDepth = 32

// matter is front matter as a tree, with the places of a text.
type matter struct {
	fences
	root     *yaml.Node // a mapping
	problems []Problem  // that a tree can have whatever its keys mean
}

// readMatter reads front matter as far as that needs no knowledge of cases. It
// should be a mapping of plain keys, each named once, without anchors, aliases
// and tags; a text that cannot be read at all is an error.
func readMatter(text []byte) (matter, error) {
	f, err := findFences(text)
	if err != nil {
		return matter{}, err
	}
	root, err := loadTree(text[f.start:f.end])
	if err != nil {
		return matter{}, err
	}
	d := &decoder{}
	d.checkTree(&node{Node: root})
	return matter{fences: f, root: root, problems: d.problems}, nil
}

// loadTree gives the tree of a YAML text that begins on the text's second
// line; nodes carry the line of the text they are in.
func loadTree(source []byte) (*yaml.Node, error) {
	limits := yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth)))
	loader, err := yaml.NewLoader(bytes.NewReader(source), limits)
	if err != nil {
		return nil, fmt.Errorf("read front matter: %w", err)
	}
	var doc yaml.Node
	err = loader.Load(&doc)
	if errors.Is(err, io.EOF) {
		return &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1}, nil // nothing but comments
	}
	if err != nil {
		return nil, loadError(err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, syntaxError(2, "the front matter must be lines of \"key: value\"")
	}
	shiftLines(doc.Content[0])
	return doc.Content[0], nil
}

func shiftLines(n *yaml.Node) {
	n.Line++
	for _, child := range n.Content {
		shiftLines(child)
	}
}

// loadError turns the library's error into ours, with the line to look at.
func loadError(err error) error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return syntaxError(2, "not readable as YAML: "+err.Error())
	}
	mark, detail := load.Mark, load.Message
	if load.ContextMsg != "" {
		detail = load.ContextMsg + ": " + detail
	}
	switch {
	case load.Message == "found unexpected end of stream", strings.HasPrefix(load.ContextMsg, "while parsing a flow"):
		mark = load.ContextMark // where the quotes or brackets were opened
	case strings.HasPrefix(load.Message, "mapping values are not allowed"):
		detail = "a value with a colon and a space in it must be in quotes, and keys must be indented alike"
	case strings.HasPrefix(load.Message, "found character that cannot start any token"):
		detail = "a value may not begin with this character unless in quotes, and lines are indented with spaces, not tabs"
	}
	return syntaxError(mark.Line+1, detail)
}

// A node is a YAML node that knows the way to it.
type node struct {
	*yaml.Node
	up    *node
	key   string // its key, below a mapping
	index int    // its place from 0, below a list
}

// path is the way to a node as an author would say it: "phases[2].date".
func (n *node) path() string {
	switch {
	case n.up == nil:
		return ""
	case n.up.Kind == yaml.SequenceNode:
		return fmt.Sprintf("%s[%d]", n.up.path(), n.index)
	case n.up.up == nil:
		return shorten(n.key)
	}
	return n.up.path() + "." + shorten(n.key)
}

// null reports a key without a value, which is as if it were not there.
func null(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || quoted(n) {
		return false
	}
	switch n.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// quoted reports a scalar that is a string whatever is written in it.
func quoted(n *yaml.Node) bool {
	return n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// checkTree finds what no front matter may have at any depth.
func (d *decoder) checkTree(n *node) {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.problem(n, CodeSyntax, "anchors (&) and aliases (*) are not allowed; put the value in quotes if it is text")
		return
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		d.problem(n, CodeSyntax, "tags (!) are not allowed; put the value in quotes if it is text")
		return
	case n.Kind == yaml.SequenceNode:
		for i, child := range n.Content {
			d.checkTree(&node{Node: child, up: n, index: i})
		}
	case n.Kind == yaml.MappingNode:
		d.checkMapping(n)
	}
}

func (d *decoder) checkMapping(n *node) {
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		child := &node{Node: value, up: n, key: key.Value}
		switch {
		case key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
			d.problem(&node{Node: key, up: n, key: "?"}, CodeSyntax, "a key must be a plain word")
			continue
		case seen[key.Value]:
			d.add(Problem{Field: child.path(), Line: key.Line, Code: CodeDuplicate, Detail: "the key stands here twice"})
			continue
		}
		seen[key.Value] = true
		d.checkTree(child)
	}
}

// lineOf is the line of a top-level key's value, or of one item of its list;
// 0 if there is none. It reads the text anew, for messages only.
func lineOf(text []byte, key string, item int) int {
	m, err := readMatter(text)
	if err != nil {
		return 0
	}
	n := valueOf(&node{Node: m.root}, key)
	switch {
	case n == nil:
		return 0
	case n.Kind == yaml.SequenceNode && item < len(n.Content):
		return n.Content[item].Line
	}
	return n.Line
}
