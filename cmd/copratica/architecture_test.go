package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A listed is a package as go list tells it.
type listed struct {
	ImportPath string
	Dir        string
	Doc        string
	Standard   bool
	Imports    []string
	Deps       []string
}

// packages are ours, with what they are built of outside of tests.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Doc,Standard,Imports,Deps", "copratica/...")
	var log strings.Builder
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, log.String())
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		must(t, err)
		all = append(all, p)
	}
}

func ours(path string) bool { return strings.HasPrefix(path, "copratica/") }

// under reports whether path is one of these packages or below one.
func under(path string, tops ...string) bool {
	return slices.ContainsFunc(tops, func(top string) bool {
		return path == top || strings.HasPrefix(path, top+"/")
	})
}

// The rooms of the house, and what each may lean on: all of its own packages
// in the end, however far away.
func TestArrowsPointOneWay(t *testing.T) {
	t.Parallel()
	may := map[string][]string{
		"copratica/content":                     {},
		"copratica/content/sqlstore":            {"copratica/content"},
		"copratica/content/blobstore":           {"copratica/content"},
		"copratica/content/seed":                {},
		"copratica/content/contenttest":         {"copratica/content"},
		"copratica/indexer":                     {"copratica/content", "copratica/indexer/italian"},
		"copratica/indexer/italian":             {},
		"copratica/indexer/extract":             {"copratica/content"},
		"copratica/indexer/extract/extracttest": {},
		"copratica/indexer/bleveindex":          {"copratica/content", "copratica/indexer", "copratica/indexer/italian"},
		"copratica/indexer/indextest":           {"copratica/content", "copratica/indexer", "copratica/indexer/italian"},
		"copratica/server":                      {"copratica/content", "copratica/indexer", "copratica/indexer/italian"},
	}
	for _, p := range packages(t) {
		if under(p.ImportPath, "copratica/cmd") {
			continue // sees everything
		}
		allowed, known := may[p.ImportPath]
		if !known {
			t.Errorf("%s: a package that the house has no room for; add it here", p.ImportPath)
		}
		for _, dep := range p.Deps {
			if ours(dep) && !slices.Contains(allowed, dep) {
				t.Errorf("%s depends on %s", p.ImportPath, dep)
			}
		}
	}
}

// What only one room may know of.
func TestEnginesStayBehindTheirContracts(t *testing.T) {
	t.Parallel()
	rules := []struct {
		modules []string // an import of these or below
		by      []string // is for these packages or below
	}{
		{[]string{"github.com/blevesearch"}, []string{"copratica/indexer/bleveindex", "copratica/cmd/bench"}},
		{[]string{"github.com/gin-gonic"}, []string{"copratica/server"}},
		{[]string{"github.com/minio/minio-go/v7"}, []string{"copratica/content/blobstore"}},
		{[]string{"modernc.org/sqlite", "github.com/jackc/pgx/v5", "github.com/lib/pq", "github.com/mattn/go-sqlite3"}, []string{"copratica/cmd"}},
		{[]string{"database/sql"}, []string{"copratica/content/sqlstore", "copratica/content/contenttest", "copratica/cmd"}},
		{[]string{"github.com/alecthomas/kong"}, []string{"copratica/cmd"}},
		{[]string{"github.com/klippa-app/go-pdfium", "github.com/tetratelabs/wazero", "github.com/smallstep/pkcs7"}, []string{"copratica/indexer/extract"}},
	}
	all := packages(t)
	for _, p := range all {
		for _, imported := range p.Imports {
			for _, r := range rules {
				if under(imported, r.modules...) && !under(p.ImportPath, r.by...) {
					t.Errorf("%s imports %s, which is for %s", p.ImportPath, imported, strings.Join(r.by, ", "))
				}
			}
		}
		// The library knows none of them, not even through others.
		if p.ImportPath == "copratica/content" {
			for _, dep := range p.Deps {
				for _, r := range rules {
					if under(dep, r.modules...) {
						t.Errorf("content depends on %s", dep)
					}
				}
			}
		}
	}
	if len(all) < 10 {
		t.Errorf("go list knows %d packages only", len(all))
	}
}

func TestEveryPackageTellsItsStory(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

// The environment and the end of the process belong to cmd.
func TestOnlyCmdSpeaksToTheProcess(t *testing.T) {
	t.Parallel()
	forbidden := []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Exit"}
	looked := 0
	for _, p := range packages(t) {
		if under(p.ImportPath, "copratica/cmd") {
			continue
		}
		names, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		must(t, err)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(p.ImportPath, "test") {
				continue
			}
			looked++
			files := token.NewFileSet()
			f, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
			must(t, err)
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok || !slices.Contains(forbidden, sel.Sel.Name) {
					return true
				}
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "os" {
					t.Errorf("%s: os.%s", files.Position(n.Pos()), sel.Sel.Name)
				}
				return true
			})
		}
	}
	if looked < 30 {
		t.Errorf("only %d files were looked at", looked)
	}
}

// The top of the tree keeps its few folders.
func TestNoFurtherTopLevelFolders(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../../*/*.go")
	must(t, err)
	var folders []string
	for _, name := range names {
		folders = append(folders, filepath.Base(filepath.Dir(name)))
	}
	folders = slices.Compact(folders)
	if want := []string{"content", "indexer", "server"}; !slices.Equal(folders, want) {
		t.Errorf("folders with Go code: %v, want %v", folders, want)
	}
}
