package content

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fields collects "key: value" in order, and the first thing that cannot be
// written.
type fields struct {
	list  []string
	fault error
}

func (f *fields) add(key, value string) { f.list = append(f.list, key+": "+value) }

func (f *fields) fail(key, detail string) {
	if f.fault == nil {
		f.fault = invalid([]Problem{{Field: key, Code: CodeFormat, Detail: detail}})
	}
}

func (f *fields) text(key, s string) {
	if !utf8.ValidString(s) {
		f.fail(key, "is not UTF-8")
	}
	if s != "" {
		f.add(key, scalarText(s))
	}
}

func (f *fields) names(key string, list []string) {
	if list == nil {
		return
	}
	parts := make([]string, len(list))
	for i, s := range list {
		if !utf8.ValidString(s) {
			f.fail(key, "is not UTF-8")
		}
		parts[i] = scalarText(s)
	}
	f.add(key, "["+strings.Join(parts, ", ")+"]")
}

func (f *fields) years(key string, list []int) {
	if list == nil {
		return
	}
	parts := make([]string, len(list))
	for i, y := range list {
		parts[i] = strconv.Itoa(y)
	}
	f.add(key, "["+strings.Join(parts, ", ")+"]")
}

func (f *fields) count(key string, n *int) {
	if n != nil {
		f.add(key, strconv.Itoa(*n))
	}
}

func (f *fields) number(key string, x *float64) {
	if x == nil {
		return
	}
	if math.IsNaN(*x) || math.IsInf(*x, 0) {
		f.fail(key, "is not a finite number")
	}
	f.add(key, strconv.FormatFloat(*x, 'f', -1, 64))
}

func (f *fields) object(key string, inner *fields) {
	f.add(key, f.flow(inner))
}

// flow is a mapping on one line.
func (f *fields) flow(inner *fields) string {
	if inner.fault != nil && f.fault == nil {
		f.fault = inner.fault
	}
	return "{" + strings.Join(inner.list, ", ") + "}"
}

// list writes mappings under a key, each on a line of its own.
func list[T any](f *fields, key string, values []T, inner func(T) *fields) {
	switch {
	case values == nil:
		return
	case len(values) == 0:
		f.add(key, "[]")
		return
	}
	var b strings.Builder
	b.WriteString(key + ":")
	for _, v := range values {
		b.WriteString("\n  - " + f.flow(inner(v)))
	}
	f.list = append(f.list, b.String())
}

// scalarText writes a string so that every reader of YAML, 1.1 or 1.2, in a
// list, a mapping or alone, takes it for that string: in quotes unless it
// plainly needs none.
func scalarText(s string) string {
	if needsNoQuotes(s) {
		return s
	}
	return quotedText(s)
}

func needsNoQuotes(s string) bool {
	if len(s) == len("2006-01") && Date(s).Valid() {
		return true // a month is no type of YAML; days and years are
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) || s[len(s)-1] == ' ' {
		return false
	}
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && (r < '0' || r > '9') && !strings.ContainsRune(" -_./'’()+;%°", r)
	})
}

func quotedText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
