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
	"syscall"
	"testing"
	"time"

	"copratica/indexer/extract"
	"copratica/indexer/extract/extracttest"
)

// pdfTurns is how often each side reads each file; the median counts.
const pdfTurns = 5

// TestBenchPDFs reads the same files with poppler's pdftotext, in a reader that has
// just started, and in one that waits for work. They take turns.
func TestBenchPDFs(t *testing.T) {
	w, dir := newWriting(t), t.TempDir()
	program := buildProgram(t, dir)
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
	var files [][]byte
	for _, n := range pages {
		files = append(files, w.pdf(n, "inizio"))
		if made, ok := w.officePDF(t, dir, n); ok && *actCount > 100 {
			files = append(files, made)
		}
	}
	for _, data := range files {
		file, n := filepath.Join(dir, "a.pdf"), 0
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		read := func(r *extract.Runner) {
			t.Helper()
			got, _, err := r.Read(t.Context(), extract.Document{Name: "a.pdf", Size: int64(len(data)), Body: bytes.NewReader(data)})
			if n = len(got.Texts); err != nil || !strings.Contains(got.Texts[1], "inizio") {
				t.Fatalf("%d pages, %s %s, %v", n, got.State, got.Reason, err)
			}
		}
		read(warm) // compiles what is kept, once for all
		var theirs, cold, kept effort
		for range pdfTurns {
			theirs.add(t, func() {
				// As nice as readers are, or a busy machine would prefer it.
				if out, err := exec.Command("nice", "-n", "10", poppler, file, "-").Output(); err != nil || !bytes.Contains(out, []byte("inizio")) {
					t.Fatalf("pdftotext: %v", err)
				}
			})
			cold.add(t, func() {
				r := &extract.Runner{Dir: t.TempDir(), Command: command}
				read(r)
				_ = r.Close()
			})
			kept.add(t, func() { read(warm) })
		}
		fmt.Fprintf(t.Output(), "\nPDF of %d pages, %s, medians of %d, wall and processor: pdftotext %s; a cold reader %s, speed ratio %s; a warm one %s, ratio %s\n",
			n, mega(int64(len(data))), pdfTurns, theirs, cold, theirs.over(cold), kept, theirs.over(kept))
		for _, id := range childrenOf(os.Getpid()) {
			if peak, err := peakMemory(id); err == nil {
				fmt.Fprintf(t.Output(), "the warm reader's peak memory so far: %s\n", mega(peak))
			}
		}
	}
}

// officePDF is a PDF of about so many pages as an office program writes it, its
// fonts inside; false if there is none here.
func (w *writing) officePDF(t *testing.T, dir string, pages int) ([]byte, bool) {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		return nil, false
	}
	const lines = 46 // of 88 letters, on a page
	source := filepath.Join(dir, "office.html")
	var text []string
	for some := range slices.Chunk(append([]string{"inizio"}, w.lines(pages*lines)...), 8) {
		text = append(text, strings.Join(some, ""))
	}
	if err := os.WriteFile(source, extracttest.HTML(text...), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "pdf", "--outdir", dir, source).CombinedOutput()
	if err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "office.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return data, true
}

// An effort is how long some work took, each time it was done.
type effort struct{ wall, cpu []time.Duration }

// add does the work once. Its processor time is that of the children of this
// process, which does nothing else meanwhile.
func (e *effort) add(t *testing.T, work func()) {
	t.Helper()
	before, start := childTime(t), time.Now()
	work()
	e.wall = append(e.wall, time.Since(start))
	e.cpu = append(e.cpu, childTime(t)-before)
}

func (e effort) String() string {
	return fmt.Sprintf("%s and %s", median(e.wall).Round(time.Millisecond), median(e.cpu).Round(time.Millisecond))
}

// over is how much faster other work was than this.
func (e effort) over(other effort) string {
	return fmt.Sprintf("%.2f and %.2f", float64(median(e.wall))/float64(median(other.wall)), float64(median(e.cpu))/float64(max(median(other.cpu), time.Millisecond)))
}

// childTime is what the children of this process have used, running or ended.
func childTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		t.Fatal(err)
	}
	sum := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	for _, id := range childrenOf(os.Getpid()) {
		if used, err := processTime(id); err == nil { // or it has just ended
			sum += used
		}
	}
	return sum
}

func median(took []time.Duration) time.Duration {
	took = slices.Sorted(slices.Values(took))
	return cell{Took: took}.median()
}

// usage is what a server and its readers used, and the most memory it held.
func usage(pid int) (cpu time.Duration, peak int64, err error) {
	if cpu, err = processTime(pid); err != nil {
		return 0, 0, err
	}
	for _, id := range childrenOf(pid) {
		if used, err := processTime(id); err == nil { // or it has just ended
			cpu += used
		}
	}
	peak, err = peakMemory(pid)
	return cpu, peak, err
}

// childrenOf are the running children of a process; any thread may have started them.
func childrenOf(pid int) (ids []int) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return nil
	}
	for _, name := range threads {
		list, err := os.ReadFile(name)
		if err != nil {
			continue // the thread ended
		}
		for field := range strings.FieldsSeq(string(list)) {
			if id, err := strconv.Atoi(field); err == nil {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// clockTick is what the system counts processor time in.
const clockTick = time.Second / 100

// processTime is what a process used, with those that it has waited for.
func processTime(pid int) (time.Duration, error) {
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
	return time.Duration(ticks) * clockTick, nil
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
