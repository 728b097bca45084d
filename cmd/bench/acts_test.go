package bench

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"copratica/indexer/extract/extracttest"
)

var actCount = flag.Int("bench.acts", smokeActs, "how many acts to read; up to 100 is a smoke test")

const (
	smokeActs   = 20
	actsPerCase = 10
	actsProbes  = 10 // of the acts, looked for when all are said to be searchable
)

// newWriting begins to make acts, always the same ones.
func newWriting(t *testing.T) *writing {
	t.Helper()
	return &writing{corpus: mustCorpus(t), r: rand.New(rand.NewPCG(corpusSeed, 4))}
}

// buildProgram builds the real program and says on what it runs.
func buildProgram(t *testing.T, dir string) string {
	t.Helper()
	program := filepath.Join(dir, "copratica")
	if out, err := exec.Command("go", "build", "-o", program, "../copratica").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		load = []byte("not told")
	}
	fmt.Fprintf(t.Output(), "%s %s/%s, %d cores, load before %s\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), strings.TrimSpace(string(load)))
	return program
}

// A writing makes acts.
type writing struct {
	corpus *corpus
	r      *rand.Rand
}

// lines are so many lines of prose, about as wide as a page.
func (w *writing) lines(n int) []string {
	var out []string
	line := ""
	for len(out) < n {
		for _, word := range w.corpus.prose.sentence(w.r) {
			if len(line)+len(word) > 88 {
				out, line = append(out, line), ""
			}
			line += word + " "
		}
	}
	return out[:n]
}

// pdf is one of so many pages, each full; word stands on the first.
func (w *writing) pdf(pages int, word string) []byte {
	var p extracttest.PDF
	for range pages {
		p.Pages = append(p.Pages, extracttest.Page{Text: word + "\n" + strings.Join(w.lines(50), "\n")})
		word = ""
	}
	return p.Bytes()
}

// act is the i-th one, in a format that follows from its number, with its name.
func (w *writing) act(i int, word string) (string, []byte, error) {
	text := append([]string{word}, w.lines(100+w.r.IntN(200))...)
	name := fmt.Sprintf("atto-%05d", i)
	switch i % 20 {
	case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9:
		return name + ".pdf", w.pdf(2+w.r.IntN(9), word), nil
	case 10, 11, 12, 13:
		return name + ".docx", extracttest.DOCX(text...), nil
	case 14, 15:
		return name + ".odt", extracttest.ODT(text...), nil
	case 16:
		return name + ".html", extracttest.HTML(text...), nil
	case 17:
		return name + ".txt", []byte(strings.Join(text, "\n")), nil
	case 18:
		return name + ".eml", extracttest.Mail(strings.Join(text[:50], "\n"), "allegato.txt", strings.Join(text[50:], "\n")), nil
	}
	sheet, err := workbook(text)
	return name + ".xlsx", sheet, err
}

// workbook is a sheet with a text and two numbers in each row.
func workbook(rows []string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	for i, text := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &[]any{text, i * 37, float64(i) / 7})
		}
		if err != nil {
			return nil, err
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// write makes case folders with acts in a directory.
func (w *writing) write(dir string, acts int) (int64, error) {
	var size int64
	for i := range acts {
		id := fmt.Sprintf("caso-atti-%04d", i/actsPerCase)
		folder := filepath.Join(dir, id)
		name, data, err := w.act(i, actWord(i))
		if err != nil {
			return 0, err
		}
		if i%actsPerCase == 0 {
			if err := os.MkdirAll(folder, 0o700); err != nil {
				return 0, err
			}
			if err := os.WriteFile(filepath.Join(folder, "case.md"), []byte(fmt.Sprintf(actsCase, id)), 0o600); err != nil {
				return 0, err
			}
		}
		text, err := os.OpenFile(filepath.Join(folder, "case.md"), os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return 0, err
		}
		fmt.Fprintf(text, "  - {file: %s, title: Atto %d, access: public}\n", name, i)
		if i%actsPerCase == actsPerCase-1 || i == acts-1 {
			fmt.Fprintf(text, "---\n## Contesto\nUn caso con i suoi atti.\n")
		}
		if err := text.Close(); err != nil {
			return 0, err
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			return 0, err
		}
		size += int64(len(data))
	}
	return size, nil
}

// actWord is a word that one act alone has.
func actWord(i int) string { return fmt.Sprintf("qwatto%05dk", i) }

const actsCase = `---
id: %s
title: "Un caso con atti"
summary: Serve a misurare.
status: published
region: lombardia
sectors: [anziani]
legal_instrument: coprogettazione
public_body: {name: Comune di Prova, type: comune}
attachments:
`

// A running program is the server in a process of its own.
type running struct {
	cmd     *exec.Cmd
	address string
	read    atomic.Int64 // files
}

// run starts the server and follows its log.
func run(t *testing.T, program, data string) *running {
	t.Helper()
	s := &running{cmd: exec.Command(program, "serve", "--listen=127.0.0.1:0", "--data", data)}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = s
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			s.address = address
			return s
		}
	}
	t.Fatal("it does not listen")
	return nil
}

// Write counts the acts that the log tells of.
func (s *running) Write(p []byte) (int, error) {
	s.read.Add(int64(strings.Count(string(p), `msg="file read"`)))
	return len(p), nil
}

func (s *running) get(ctx context.Context, path string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close() // read to its end
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s", path, res.Status)
	}
	return string(body), err
}

// finds reports that an act is searchable.
func (s *running) finds(ctx context.Context, word string) bool {
	body, err := s.get(ctx, "/api/v1/passages?q="+word)
	return err == nil && strings.Contains(body, `"total":1`)
}

// searches asks for words of the collection until stop says so, with a pause as
// people make it, and returns how long answers took.
func (s *running) searches(t *testing.T, w *writing, stop func() bool) []time.Duration {
	t.Helper()
	r := rand.New(rand.NewPCG(corpusSeed, 5))
	var took []time.Duration
	for !stop() {
		q := strings.Join(w.corpus.prose.sentence(r)[:1], " ") + " " + pick(r, w.corpus.prose.starts)
		start := time.Now()
		if _, err := s.get(t.Context(), "/api/v1/cases?q="+url.QueryEscape(q)); err != nil {
			t.Error(err)
			return took
		}
		took = append(took, time.Since(start))
		time.Sleep(20 * time.Millisecond)
	}
	slices.Sort(took)
	return took
}

func p95(took []time.Duration) time.Duration { return cell{Took: took}.percentile(0.95) }

// TestBenchActs brings acts of mixed formats in and waits until all are
// searchable, with the real program, while people search.
func TestBenchActs(t *testing.T) {
	w, dir := newWriting(t), t.TempDir()
	program := buildProgram(t, dir)
	in, data := filepath.Join(dir, "in"), filepath.Join(dir, "data")
	size, err := w.write(in, *actCount)
	if err != nil {
		t.Fatal(err)
	}
	idle := 5 * time.Second
	if *actCount <= 100 {
		idle = 100 * time.Millisecond
	}
	s := run(t, program, data)
	start := time.Now()
	var imported time.Duration
	done := make(chan error, 1)
	go func() {
		out, err := exec.Command(program, "import", "--data", data, in).CombinedOutput()
		imported = time.Since(start)
		if err != nil {
			err = fmt.Errorf("import: %w\n%.2000s", err, out)
		}
		done <- err
	}()
	probe, reader := 0, int64(0)
	busy := s.searches(t, w, func() bool {
		for _, id := range childrenOf(s.cmd.Process.Pid) {
			if held, err := peakMemory(id); err == nil { // or it has just ended
				reader = max(reader, held)
			}
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
				return true
			}
		default:
		}
		if s.read.Load() < int64(*actCount) {
			return t.Context().Err() != nil
		}
		for ; probe < actsProbes; probe++ {
			if !s.finds(t.Context(), actWord(probe*(*actCount-1)/(actsProbes-1))) {
				return false
			}
		}
		return true
	})
	wall := time.Since(start)
	cpu, peak, err := usage(s.cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	until := time.Now().Add(idle)
	still := s.searches(t, w, func() bool { return time.Now().After(until) })
	fmt.Fprintf(t.Output(), "\n%d acts, %s: imported in %s, all searchable after %s; server and readers used %s of the processor, the server's peak memory is %s, a reader's at most %s\n",
		*actCount, mega(size), imported.Round(time.Millisecond), wall.Round(time.Millisecond), cpu.Round(time.Millisecond), mega(peak), mega(reader))
	fmt.Fprintf(t.Output(), "search p95 meanwhile %s (%d answers), idle %s (%d answers): ratio %.2f\n",
		p95(busy).Round(10*time.Microsecond), len(busy), p95(still).Round(10*time.Microsecond), len(still), float64(p95(busy))/float64(p95(still)))
}
