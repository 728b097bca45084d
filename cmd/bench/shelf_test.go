package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"copratica/content"
	"copratica/content/seed"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// The judged set is asked for by a member, who reads the acts and sections that
// visitors do not: what it names must be in their sight.
const asked = content.SightMember

// asker is somebody of that sight.
func asker() content.Principal { return content.Principal{Role: content.RoleMember} }

// A shelf is a house with the sample cases and the texts of their acts, not
// indexed yet.
type shelf struct {
	*house
	docs []indexer.Document
	mark content.Seq
}

func openShelf(t *testing.T) *shelf {
	t.Helper()
	h, err := openHouse(t.Context(), filepath.Join(t.TempDir(), "house"), smokeClients)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	s := &shelf{house: h}
	if err := s.stock(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// stock brings the sample cases in by the way of everybody's.
func (s *shelf) stock(ctx context.Context) error {
	var refused error
	run := content.NewImporter(s.library, content.Principal{Role: content.RoleEditor, Name: "bench"}, func(i content.ImportItem) {
		refused = errors.Join(refused, i.Err)
	})
	if err := run.FS(ctx, seed.FS(), "seed", "seed"); err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	if err := s.readAll(ctx); err != nil {
		return fmt.Errorf("read the acts: %w", err)
	}
	docs, err := s.documents(ctx)
	s.docs = docs
	return err
}

// add indexes documents beside what there is.
func (s *shelf) add(ctx context.Context, docs []indexer.Document) error {
	s.mark++
	return s.index.Apply(ctx, indexer.Batch{Documents: docs, Mark: s.mark})
}

// names are the documents that the judged set may name: the cases, and the
// pages of their acts, in sight.
func names(docs []indexer.Document) map[string]bool {
	all := make(map[string]bool)
	for _, d := range docs {
		if d.Sight > asked {
			continue
		}
		all[d.ID] = true
		for _, a := range d.Acts {
			for _, p := range a.Passages {
				for n := p.From; a.Sight <= asked && n <= p.To(); n++ {
					all[pageName(d.ID, a.File, n)] = true
				}
			}
		}
	}
	return all
}

func pageName(id, file string, page int) string { return fmt.Sprintf("%s/%s:%d", id, file, page) }

// dropScans forgets the grades of pages that only OCR could read: nobody has
// their words here. What else is graded must be there, in sight.
func (s *shelf) dropScans(t *testing.T, queries []judged) {
	t.Helper()
	known := names(s.docs)
	dropped := 0
	for _, q := range queries {
		for doc := range q.Grades {
			if known[doc] {
				continue
			}
			id, rest, _ := strings.Cut(doc, "/")
			colon := strings.LastIndexByte(rest, ':')
			if colon < 0 {
				t.Errorf("qrels.txt: %s: no member sees a case %s", q.ID, doc)
				continue
			}
			_, text, err := s.library.ActText(t.Context(), asker(), id, rest[:colon])
			page, _ := strconv.Atoi(rest[colon+1:])
			if err != nil || !slices.Contains(text.Scans, page) {
				t.Errorf("qrels.txt: %s: no member sees words in %s (%v)", q.ID, doc, err)
				continue
			}
			delete(q.Grades, doc)
			dropped++
		}
	}
	if dropped > 0 {
		t.Logf("%d grades are left out: they are of scanned pages, which are not read here", dropped)
	}
}

// shareWords notes what share of each query's words its best answers have.
func shareWords(docs []indexer.Document, queries []judged) {
	has := make(map[string]map[string]bool)
	learn := func(doc, text string) {
		if has[doc] == nil {
			has[doc] = make(map[string]bool)
		}
		for _, s := range stems(text) {
			has[doc][s] = true
		}
	}
	for _, d := range docs {
		p := withActs(d)
		learn(d.ID, p.Title+"\n"+p.Body)
	}
	for _, l := range leaves(docs) {
		for _, page := range l.pages {
			learn(page, l.Title+"\n"+l.Body)
		}
	}
	for i := range queries {
		q := &queries[i]
		best := 0
		for _, grade := range q.Grades {
			best = max(best, grade)
		}
		asks := terms(italian.AnalyzeQuery(q.Text))
		for doc, grade := range q.Grades {
			n := 0
			for _, s := range asks {
				if has[doc][s] {
					n++
				}
			}
			if grade == best && len(asks) > 0 {
				q.Shared = max(q.Shared, float64(n)/float64(len(asks)))
			}
		}
	}
}

// withoutActs is a case with its own words alone.
func withoutActs(d indexer.Document) paper { return newPaper(d, asked) }

// withActs is a case with the words of its acts behind its own.
func withActs(d indexer.Document) paper {
	p := withoutActs(d)
	body := []string{p.Body}
	for _, a := range d.Acts {
		for _, passage := range a.Passages {
			if a.Sight <= asked {
				body = append(body, passage.Text)
			}
		}
	}
	p.Body = strings.Join(body, "\n")
	return p
}

// A leaf is a passage of an act as the peers take it, with its pages.
type leaf struct {
	paper
	pages []string
}

// leaves are the passages of acts in sight, by the same words as in our index.
func leaves(docs []indexer.Document) []leaf {
	var all []leaf
	for _, d := range docs {
		for _, a := range d.Acts {
			for i, p := range a.Passages {
				if a.Sight > asked {
					continue
				}
				l := leaf{paper: paper{ID: fmt.Sprintf("%s/%s#%d", d.ID, a.File, i), Title: a.Title, Body: p.Heading + "\n" + p.Text + "\n" + a.Context}}
				for n := p.From; n <= p.To(); n++ {
					l.pages = append(l.pages, pageName(d.ID, a.File, n))
				}
				all = append(all, l)
			}
		}
	}
	return all
}
