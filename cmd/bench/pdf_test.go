package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"copratica/indexer/extract"
)

// pdfTurns is how often each side reads each file; the median counts.
const pdfTurns = 5

// benchPDFs reads the same files with poppler's pdftotext, in a reader that has
// just started, and in one that waits for work. They take turns.
func benchPDFs(t *testing.T, w *writing, dir, program string) {
	poppler, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Log("no comparison with pdftotext: apt-get install poppler-utils")
		return
	}
	cache := filepath.Join(dir, "cache")
	command := func() *exec.Cmd { return exec.Command(program, "read-documents", "--cache", cache) }
	warm := &extract.Runner{Dir: t.TempDir(), Command: command}
	defer warm.Close()
	pages := []int{76, 300}
	if *actCount <= 100 {
		pages = []int{3}
	}
	for _, n := range pages {
		data := w.pdf(n, "inizio")
		file := filepath.Join(dir, "a.pdf")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		read := func(r *extract.Runner) {
			t.Helper()
			got, _, err := r.Read(t.Context(), extract.Document{Name: "a.pdf", Size: int64(len(data)), Body: bytes.NewReader(data)})
			if err != nil || len(got.Texts) != n || !strings.Contains(got.Texts[1], "inizio") {
				t.Fatalf("%d pages, %s %s, %v", len(got.Texts), got.State, got.Reason, err)
			}
		}
		read(warm) // compiles what is kept, once for all
		var theirs, cold, kept []time.Duration
		for range pdfTurns {
			theirs = append(theirs, timed(func() {
				if out, err := exec.Command(poppler, file, "-").Output(); err != nil || !bytes.Contains(out, []byte("inizio")) {
					t.Fatalf("pdftotext: %v", err)
				}
			}))
			cold = append(cold, timed(func() {
				r := &extract.Runner{Dir: t.TempDir(), Command: command}
				read(r)
				_ = r.Close()
			}))
			kept = append(kept, timed(func() { read(warm) }))
		}
		them, first, next := median(theirs), median(cold), median(kept)
		fmt.Fprintf(t.Output(), "\nPDF of %d pages, %s: pdftotext %s; a cold reader %s, speed ratio %.2f; a warm one %s, ratio %.2f\n", n, mega(int64(len(data))),
			them.Round(time.Millisecond), first.Round(time.Millisecond), float64(them)/float64(first), next.Round(time.Millisecond), float64(them)/float64(next))
	}
}

func timed(work func()) time.Duration {
	start := time.Now()
	work()
	return time.Since(start)
}

func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return cell{Took: took}.median()
}

// peaks are the most memory that processes have held.
type peaks struct{ server, reader int64 }

// usage is what a server and the readers it has now, or has had, used.
func usage(pid int) (time.Duration, peaks, error) {
	const tick = time.Second / 100
	var p peaks
	cpu, err := processTime(pid, tick)
	if err != nil {
		return 0, p, err
	}
	if p.server, err = peakMemory(pid); err != nil {
		return 0, p, err
	}
	var children []byte
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // any thread may have started them
	if err != nil {
		return 0, p, err
	}
	for _, name := range tasks {
		more, err := os.ReadFile(name)
		if err == nil {
			children = append(append(children, ' '), more...)
		}
	}
	all := strings.Fields(string(children))
	slices.Sort(all)
	for _, child := range slices.Compact(all) {
		id, err := strconv.Atoi(child)
		if err != nil {
			return 0, p, err
		}
		used, err := processTime(id, tick)
		if err != nil {
			continue // it ended
		}
		cpu += used
		if held, err := peakMemory(id); err == nil {
			p.reader = max(p.reader, held)
		}
	}
	return cpu, p, nil
}

// processTime is what a process used, with those that it has waited for.
func processTime(pid int, tick time.Duration) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks int64
	for _, f := range fields[11:15] { // own and children's, user and system
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}

// peakMemory is the most a process has held, in bytes.
func peakMemory(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, fmt.Errorf("process %d tells no peak of memory", pid)
	}
	kb, err := strconv.ParseInt(fields[0], 10, 64)
	return kb << 10, err
}
