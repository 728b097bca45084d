package content

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A KeyValue is a top-level key of front matter and the string it shall have.
type KeyValue struct {
	Key   string
	Value string
}

// SetKeys changes a case text so that its front matter has these strings under
// these keys, and leaves every other byte as it is: comments, order, line ends
// and the body. A key that is there keeps its place; a new one comes last.
//
// A text that Parse could not read, or a key whose value is a list or mapping,
// is ErrInvalid; a text that grew too long is ErrTooLarge.
func SetKeys(text []byte, keys ...KeyValue) ([]byte, error) {
	m, err := readMatter(text)
	if err != nil {
		return nil, fmt.Errorf("set keys: %w", err)
	}
	if len(m.problems) > 0 {
		return nil, fmt.Errorf("set keys: %w", invalid(m.problems))
	}
	for _, kv := range keys {
		if text, m, err = m.set(text, kv); err != nil {
			return nil, fmt.Errorf("set %s: %w", kv.Key, err)
		}
	}
	return text, nil
}

// set changes one key of the text that m was read from.
func (m matter) set(text []byte, kv KeyValue) ([]byte, matter, error) {
	if !utf8.ValidString(kv.Value) {
		return nil, m, keyError(kv, 0, CodeFormat, "is not UTF-8")
	}
	edited, err := m.edit(text, kv)
	if err != nil {
		return nil, m, err
	}
	after, err := readMatter(edited)
	if err != nil {
		return nil, m, err
	}
	// YAML has more corners than an edit of text should try to know: one that
	// did not come out as meant is refused.
	if len(after.problems) > 0 || !sameBut(m.root, after.root, kv) {
		return nil, m, keyError(kv, m.root.Line, CodeSyntax, "cannot be changed in this text without rewriting it")
	}
	return edited, after, nil
}

func keyError(kv KeyValue, line int, code Code, detail string) error {
	return invalid([]Problem{{Field: kv.Key, Line: line, Code: code, Value: shorten(kv.Value), Detail: detail}})
}

// edit splices the new value into the text, or a new line with it.
func (m matter) edit(text []byte, kv KeyValue) ([]byte, error) {
	value := valueOf(&node{Node: m.root}, kv.Key)
	switch {
	case value == nil && m.root.Style&yaml.FlowStyle != 0:
		at := offsetOf(text, m.root) + len("{")
		return splice(text, at, at, kv.Key+": "+quotedText(kv.Value)+", "), nil
	case value == nil:
		indent := strings.Repeat(" ", m.root.Column-1)
		return splice(text, m.end, m.end, indent+kv.Key+": "+scalarText(kv.Value)+m.newline), nil
	case value.Kind != yaml.ScalarNode:
		return nil, keyError(kv, value.Line, CodeType, "has a list or mapping, not a single value")
	case !null(value.Node) && value.Value == kv.Value:
		return text, nil
	}
	start := offsetOf(text, value.Node)
	switch value.Style {
	case yaml.LiteralStyle, yaml.FoldedStyle:
		return replaceBlock(text, m, start, kv.Value), nil
	case yaml.DoubleQuotedStyle:
		return splice(text, start, start+doubleQuotedLen(text[start:]), quotedText(kv.Value)), nil
	case yaml.SingleQuotedStyle:
		return splice(text, start, start+singleQuotedLen(text[start:]), quotedText(kv.Value)), nil
	}
	if value.Value == "" {
		return splice(text, start, start, " "+scalarText(kv.Value)), nil // right after the colon
	}
	return splice(text, start, start+plainLen(text[start:], value.Value), scalarText(kv.Value)), nil
}

func splice(text []byte, start, end int, s string) []byte {
	return slices.Concat(text[:start], []byte(s), text[end:])
}

// offsetOf is where a node begins in the text; columns count characters.
func offsetOf(text []byte, n *yaml.Node) int {
	at := 0
	for range n.Line - 1 {
		at += bytes.IndexByte(text[at:], '\n') + 1
	}
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at
}

func doubleQuotedLen(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

func singleQuotedLen(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != '\'':
		case i+1 < len(text) && text[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return len(text)
}

// plainLen is how far a scalar without quotes reaches. It may go over several
// lines; only white space differs from its value then.
func plainLen(text []byte, value string) int {
	at := 0
	for _, c := range []byte(value) {
		if white(c) {
			continue
		}
		for at < len(text) && white(text[at]) {
			at++
		}
		if at == len(text) || text[at] != c {
			return at
		}
		at++
	}
	return at
}

func white(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// replaceBlock puts a string in the place of a block of text that begins with
// | or >; a comment behind that sign stays.
func replaceBlock(text []byte, m matter, start int, value string) []byte {
	sign := start
	for sign < len(text) && strings.IndexByte("|>+-0123456789", text[sign]) >= 0 {
		sign++
	}
	content := sign + bytes.IndexByte(text[sign:], '\n') + 1
	end, indent := content, 0
	for at := content; at < m.end; {
		next := at + bytes.IndexByte(text[at:], '\n') + 1
		row := text[at:next]
		deep := len(row) - len(bytes.TrimLeft(row, " "))
		switch {
		case len(bytes.TrimSpace(row)) == 0:

		case deep < m.root.Column || deep < indent:
			at = m.end // the block is over
			continue
		default:
			if indent == 0 {
				indent = deep
			}
			end = next
		}
		at = next
	}
	return slices.Concat(text[:start], []byte(scalarText(value)), text[sign:content], text[end:])
}

// sameBut reports whether two trees say the same, but that the second has the
// string under the key.
func sameBut(before, after *yaml.Node, kv KeyValue) bool {
	got := valueOf(&node{Node: after}, kv.Key)
	if got == nil || null(got.Node) || got.Kind != yaml.ScalarNode || got.Value != kv.Value {
		return false
	}
	return slices.EqualFunc(otherPairs(before, kv.Key), otherPairs(after, kv.Key), sameTree)
}

func otherPairs(root *yaml.Node, key string) []*yaml.Node {
	var pairs []*yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value != key {
			pairs = append(pairs, root.Content[i], root.Content[i+1])
		}
	}
	return pairs
}

func sameTree(a, b *yaml.Node) bool {
	return a.Kind == b.Kind && a.Value == b.Value && a.Style == b.Style && slices.EqualFunc(a.Content, b.Content, sameTree)
}
