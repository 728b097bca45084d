package server

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

func catalogue(t *testing.T, lang string) map[string]any {
	t.Helper()
	files, err := fs.Glob(messageFiles, "messages/*."+lang+".json")
	if err != nil || len(files) == 0 {
		t.Fatalf("catalogues of %s: %d, %v", lang, len(files), err)
	}
	all := map[string]any{}
	for _, name := range files {
		data, err := messageFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return all
}

func TestCataloguesHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	it, en := catalogue(t, langIT), catalogue(t, langEN)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(it)), slices.Sorted(maps.Keys(en))); diff != "" {
		t.Errorf("keys in Italian (-) and in English (+):\n%s", diff)
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

// Plural forms per language, and the values that a sentence takes.
func TestMessagesAreComplete(t *testing.T) {
	t.Parallel()
	it, en := catalogue(t, langIT), catalogue(t, langEN)
	forms := map[string][]string{langIT: {"many", "one", "other"}, langEN: {"one", "other"}}
	for key := range it {
		for lang, message := range map[string]any{langIT: it[key], langEN: en[key]} {
			plural, ok := message.(map[string]any)
			if !ok {
				if message == "" {
					t.Errorf("%s %s is empty", lang, key)
				}
				continue
			}
			if got := slices.Sorted(maps.Keys(plural)); !slices.Equal(got, forms[lang]) {
				t.Errorf("%s %s has forms %v, want %v", lang, key, got, forms[lang])
			}
		}
		a, b := placeholders(it[key]), placeholders(en[key])
		if !slices.Equal(a, b) {
			t.Errorf("%s takes %v in Italian and %v in English", key, a, b)
		}
	}
}

func placeholders(message any) []string {
	text, ok := message.(string)
	if !ok {
		text, _ = message.(map[string]any)["other"].(string)
	}
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Every id that a template or the code names is in the catalogue, and every id
// in the catalogue is named somewhere.
func TestMessagesAreUsedAndThere(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	collectFromTemplates(t, used)
	collectFromCode(t, used)
	for i := range 12 {
		used["month."+strconv.Itoa(i+1)] = true
	}
	for _, f := range append(indexer.ActFacets(), indexer.Facets()...) {
		used["facet."+string(f)] = true
	}
	for _, sort := range []indexer.Sort{
		indexer.SortRelevance, indexer.SortNewest, indexer.SortOldest, indexer.SortUpdated, indexer.SortTitle,
	} {
		used["sort."+string(sort)] = true
	}
	for _, status := range []content.Status{
		content.StatusDraft, content.StatusReview, content.StatusOutdated, content.StatusWithdrawn,
	} {
		used["case.status."+string(status)] = true
	}
	for _, by := range []string{"fonte", "ente", "redazione"} {
		used["case.checked."+by] = true
	}
	for _, unit := range []string{"page", "sheet", "slide", "part"} {
		used["act."+unit+"s"], used["acts."+unit], used["text."+unit] = true, true, true
	}
	for _, status := range []int{401, 403, 408, 409, 412, 413, 415, 428, 507} {
		used["write."+strconv.Itoa(status)] = true
	}
	for _, status := range []int{400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 428, 500, 503, 507} {
		used["error."+strconv.Itoa(status)+".title"] = true
		used["error."+strconv.Itoa(status)+".detail"] = true
	}
	there := catalogue(t, langIT)
	for id := range used {
		if _, ok := there[id]; !ok {
			t.Errorf("no message %q", id)
		}
	}
	for id := range there {
		if !used[id] && !strings.HasPrefix(id, "problem.") && !strings.HasPrefix(id, "write.problem.") && !strings.HasPrefix(id, "field.") {
			t.Errorf("message %q is not used", id)
		}
	}
}

// collectFromTemplates finds {{.T "id"}}, {{$.N "id" n}} and {{.F "id" ...}}.
func collectFromTemplates(t *testing.T, used map[string]bool) {
	pages, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		for _, tmpl := range page.Templates() {
			if tmpl.Tree != nil {
				walkTemplate(tmpl.Tree.Root, used)
			}
		}
	}
	if !used["site.skip"] || !used["phase.nodate"] {
		t.Fatal("the walk over the templates misses messages that are there")
	}
}

func walkTemplate(node parse.Node, used map[string]bool) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walkTemplate(child, used)
		}
	case *parse.ActionNode:
		walkTemplate(n.Pipe, used)
	case *parse.TemplateNode:
		walkTemplate(n.Pipe, used)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, used)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, used)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, used)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, cmd := range n.Cmds {
			walkCommand(cmd, used)
		}
	}
}

func walkBranch(n *parse.BranchNode, used map[string]bool) {
	walkTemplate(n.Pipe, used)
	walkTemplate(n.List, used)
	walkTemplate(n.ElseList, used)
}

func walkCommand(cmd *parse.CommandNode, used map[string]bool) {
	var name string
	switch first := cmd.Args[0].(type) {
	case *parse.FieldNode:
		name = first.Ident[len(first.Ident)-1]
	case *parse.VariableNode:
		name = first.Ident[len(first.Ident)-1]
	}
	for _, arg := range cmd.Args[1:] {
		walkTemplate(arg, used)
	}
	if len(cmd.Args) > 1 && (name == "T" || name == "N" || name == "F") {
		if id, ok := cmd.Args[1].(*parse.StringNode); ok {
			used[id.Text] = true
		}
	}
}

// collectFromCode finds the ids given to T, N and F, and every other string
// that is an id, or is the end of one.
func collectFromCode(t *testing.T, used map[string]bool) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	there := catalogue(t, langIT)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"T", "N", "F"}, sel.Sel.Name) {
					if id, ok := stringLiteral(n.Args[0]); ok {
						used[id] = true
					}
				}
			case *ast.BasicLit:
				text, _ := stringLiteral(n)
				for _, id := range []string{text, "fact." + text, "count." + text} {
					if _, ok := there[id]; ok {
						used[id] = true
					}
				}
			}
			return true
		})
	}
}

func stringLiteral(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func TestPlurals(t *testing.T) {
	t.Parallel()
	all, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		lang string
		n    int
		want string
	}{
		{langIT, 1, "1 caso"},
		{langIT, 0, "0 casi"},
		{langIT, 15, "15 casi"},
		{langIT, 1234, "1.234 casi"},
		{langIT, 1_000_000, "1.000.000 casi"},
		{langEN, 1, "1 case"},
		{langEN, 1234, "1,234 cases"},
	}
	for _, tt := range tests {
		if got := all[tt.lang].N("results.cases", tt.n); got != tt.want {
			t.Errorf("%s %d: %q, want %q", tt.lang, tt.n, got, tt.want)
		}
	}
}
