package sqlstore

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"copratica/content"
)

// storable reports whether both engines keep s as it is.
func storable(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// An edge collects what is wrong with a value before it reaches the engine.
type edge struct {
	problems []content.Problem
}

func (e *edge) refuse(field string, code content.Code, detail string) {
	e.problems = append(e.problems, content.Problem{Field: field, Code: code, Detail: detail})
}

func (e *edge) text(field, s string) {
	if !storable(s) {
		e.refuse(field, content.CodeFormat, "holds a NUL byte or is not valid UTF-8")
	}
}

func (e *edge) texts(field string, all []string) {
	for i, s := range all {
		e.text(fmt.Sprintf("%s[%d]", field, i), s)
	}
}

func (e *edge) digest(field string, d content.Digest) {
	if len(d) != 64 || strings.Trim(string(d), "0123456789abcdef") != "" {
		e.refuse(field, content.CodeFormat, "is not a SHA-256 in lower-case hexadecimal")
	}
}

func (e *edge) files(files []content.File) {
	seen := make(map[string]bool, len(files))
	for i, f := range files {
		field := fmt.Sprintf("files[%d]", i)
		e.text(field+".name", f.Name)
		e.text(field+".type", f.Type)
		e.digest(field+".sha256", f.Digest)
		switch {
		case f.Name == "":
			e.refuse(field+".name", content.CodeRequired, "a file needs a name")
		case seen[f.Name]:
			e.refuse(field+".name", content.CodeDuplicate, "two files have this name")
		}
		if f.Size < 0 {
			e.refuse(field+".size", content.CodeRange, "is negative")
		}
		seen[f.Name] = true
	}
}

func (e *edge) err() error {
	if len(e.problems) == 0 {
		return nil
	}
	return &content.InvalidError{Problems: e.problems}
}
