package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

const (
	// mostMissed is how many searches are kept, missedWords how many words of
	// one, missedLetters how many letters of a word.
	mostMissed, missedWords, missedLetters = 1000, 8, 40
	// missedDigits is how many digits make a number that might be somebody's.
	missedDigits = 5
	// missedPause is how often the file is written, at most.
	missedPause = time.Second
)

// A missedSearch is what people looked for and no case has all words of. It
// says nothing of who looked: words, how often, and in which month last.
type missedSearch struct {
	Words   string `json:"words"`
	Count   int    `json:"count"`
	Nothing int    `json:"nothing"` // times that nothing at all was found
	Last    string `json:"last"`    // "2026-11"
}

// Missed counts searches without results: the commonest of them, in a file. The
// file is written now and then, and by Save.
type Missed struct {
	mu      sync.Mutex
	file    string // "" keeps nothing
	of      map[string]missedSearch
	saved   time.Time
	unsaved bool // there is more than the file has
	now     func() time.Time
}

// newMissed counts from nothing, without a file.
func newMissed() *Missed { return &Missed{of: map[string]missedSearch{}, now: time.Now} }

// OpenMissed goes on from what a file has, if there is one.
func OpenMissed(file string) (*Missed, error) {
	m := newMissed()
	m.file = file
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read searches without results: %w", err)
	}
	var list []missedSearch
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("read searches without results in %s: %w", file, err)
	}
	for _, s := range list {
		m.of[s.Words] = s
	}
	return m, nil
}

// note counts a search whose words no case has all of.
func (m *Missed) note(text string, nothing bool) error {
	words := missedText(text)
	if words == "" {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s, known := m.of[words]
	if !known && len(m.of) >= mostMissed {
		m.forgetOne()
	}
	s.Words, s.Last = words, m.now().UTC().Format("2006-01")
	s.Count++
	if nothing {
		s.Nothing++
	}
	m.of[words], m.unsaved = s, true
	if m.now().Sub(m.saved) < missedPause {
		return nil // the next one takes it along, or Save
	}
	return m.save()
}

// Save writes what is not in the file yet. It is called when no more searches come.
func (m *Missed) Save() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.unsaved {
		return nil
	}
	return m.save()
}

// missedText is a search as it is counted: its words in lower case, without
// what might tell of somebody, such as addresses and long numbers.
func missedText(text string) string {
	if strings.Contains(text, "@") {
		return ""
	}
	var words []string
	for _, t := range italian.AnalyzeQuery(text) {
		word := strings.ToLower(strings.ToValidUTF8(text[t.Start:t.End], ""))
		digits := 0
		for _, r := range word {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		if t.Stem == "" || digits >= missedDigits || utf8.RuneCountInString(word) > missedLetters {
			continue
		}
		words = append(words, word)
	}
	return strings.Join(words[:min(len(words), missedWords)], " ")
}

// forgetOne makes room: the rarest goes, among them the one not seen for longest.
func (m *Missed) forgetOne() {
	rarest := slices.MinFunc(m.sorted(), func(a, b missedSearch) int {
		return cmp.Or(cmp.Compare(a.Count, b.Count), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Words, b.Words))
	})
	delete(m.of, rarest.Words)
}

// sorted is all searches, the commonest first.
func (m *Missed) sorted() []missedSearch {
	list := make([]missedSearch, 0, len(m.of))
	for _, s := range m.of {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b missedSearch) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Last, a.Last), cmp.Compare(a.Words, b.Words))
	})
	return list
}

// list is what was counted, the commonest first.
func (m *Missed) list() []missedSearch {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sorted()
}

// save replaces the file. A crash may lose the last counts, never the file.
func (m *Missed) save() error {
	m.saved = m.now()
	if m.file == "" {
		return nil
	}
	data, err := json.Marshal(m.sorted())
	if err != nil {
		return fmt.Errorf("keep searches without results: %w", err)
	}
	part := m.file + ".part"
	if err := writeDurably(part, data); err != nil {
		return fmt.Errorf("keep searches without results: %w", err)
	}
	if err := os.Rename(part, filepath.Clean(m.file)); err != nil {
		return fmt.Errorf("keep searches without results: %w", err)
	}
	m.unsaved = false
	return nil
}

// writeDurably writes a file that is on the disk before it takes another one's
// place: one cut short by a loss of power would keep the program from starting.
func writeDurably(name string, data []byte) error {
	f, err := os.OpenFile(filepath.Clean(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Sync(), f.Close())
}

// noteMissed counts a search that a person sent and no case answers in full.
func (s *site) noteMissed(c *gin.Context, q indexer.Query, a indexer.Answer) {
	if c.Request.Method != http.MethodGet || typing(c) || q.Text == "" || q.Page > 1 || len(q.Filters) > 0 || q.From+q.To > 0 {
		return
	}
	if a.Total > 0 && !a.Relaxed {
		return
	}
	if err := s.Missed.note(q.Text, a.Total == 0); err != nil {
		s.Logger.WarnContext(c.Request.Context(), "count a search without results", "error", err)
	}
}

// apiMissed answers GET /api/v1/searches/missed, for staff.
func (s *site) apiMissed(c *gin.Context) error {
	p := s.principal(c)
	switch {
	case p.Sight() >= content.SightStaff:
		return s.writeJSON(c, http.StatusOK, s.Missed.list())
	case p.Name == "":
		return content.ErrUnauthenticated
	}
	return content.ErrForbidden
}
