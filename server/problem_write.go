package server

import (
	"errors"
	"fmt"
	"strconv"

	"copratica/content"
)

// aboutWrite tells what went wrong with a change: what is wrong with the case
// by field and line, which limit was passed, and that nothing was saved.
func (s *site) aboutWrite(w *words, p *problem, err error) {
	var invalid *content.InvalidError
	switch {
	case errors.As(err, &invalid) && len(invalid.Problems) > 0:
		for i := range p.Errors {
			p.Errors[i] = caseProblem(w, invalid.Problems[i])
		}
		p.Detail = p.Errors[0].Detail
	case errors.Is(err, errTooMany):
		p.Detail = w.F("write.too_many", "Files", strconv.Itoa(maxUploadFiles))
	case errors.Is(err, content.ErrUnavailable):
		p.Detail = w.T("write.unavailable")
	default:
		key := fmt.Sprintf("write.%d", p.Status)
		if w.has(key) {
			p.Detail = w.F(key,
				"File", w.Int(int(s.MaxFile>>20)), "All", w.Int(int(s.maxUpload()>>20)), "Text", w.Int(content.MaxCaseSize>>10))
		}
	}
}

// caseProblem tells a problem of a case text or of a file that came with it.
func caseProblem(w *words, p content.Problem) fieldProblem {
	out := fieldProblem{Field: p.Field, Line: p.Line, Code: p.Code, Value: p.Value, Nearest: p.Nearest, Reason: p.Detail}
	pairs := []string{"Field", p.Field, "Value", p.Value, "Nearest", p.Nearest}
	key := "write.problem." + string(p.Code)
	for _, k := range []string{key + "." + p.Field, key} {
		if w.has(k) {
			out.Detail = w.F(k, pairs...)
			break
		}
	}
	if out.Detail == "" {
		out.Detail = w.F("write.problem", pairs...)
	}
	if p.Nearest != "" {
		out.Detail += " " + w.F("write.nearest", "Nearest", p.Nearest)
	}
	if p.Line > 0 {
		out.Detail = w.F("write.line", "Line", strconv.Itoa(p.Line)) + " " + out.Detail
	}
	return out
}
