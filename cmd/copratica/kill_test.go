package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	kills    = flag.Int("kills", 10, "how often the kill test kills the program")
	killSeed = flag.Uint64("kill-seed", 0, "what the kill test's choices follow from; 0 is a new one each time")
)

// A state is what a case says; the zero value is a case that is not there.
type state struct {
	word string
	file string // what atto.txt says; "" is no such file
}

// inAct is the word that only the act has.
func (s state) inAct() string { return s.file[strings.LastIndexByte(s.file, ' ')+1:] }

// A world is what the program has promised of a library.
type world struct {
	*testing.T
	rnd   *rand.Rand
	data  string
	words int
	now   map[string]state // promised
	may   map[string]state // what a command that was killed may have made of it
	old   []string         // words that should not be found any more
	spans map[string]time.Duration
}

// However often the program is killed, and whatever it is doing: what it said
// was done is there and found, nothing is there by half, and verify agrees.
func TestKill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importAll(40)
	ops := []func() bool{w.killImport, w.killServe, w.killReindex, w.killPurge, w.killPurgeFile, w.killReading}
	done := make(map[int]int)
	for killed := 0; killed < *kills; {
		w.may, w.old = make(map[string]state), nil
		op := killed % len(ops)
		if ops[op]() {
			killed++
			done[op]++
		}
		w.check()
		if t.Failed() {
			t.Fatalf("after %d kills", killed)
		}
	}
	t.Logf("killed during import, serve, reindex, purge, purge of a file, reading: %v", done)
}

// command is the program as a process of its own, before it starts.
func (w *world) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append(args, "--data", w.data)...)
	cmd.Env = append(os.Environ(), childVariable+"=1")
	return cmd
}

func newWorld(t *testing.T) *world {
	t.Helper()
	seed := *killSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("to make the same choices again: -kill-seed=%d", seed)
	return &world{
		T: t, rnd: rand.New(rand.NewPCG(seed, seed)), data: filepath.Join(t.TempDir(), "data"),
		now: make(map[string]state), spans: make(map[string]time.Duration),
	}
}

// start is the program in a process of its own.
func (w *world) start(args ...string) (*exec.Cmd, *bufio.Scanner, *bytes.Buffer) {
	w.Helper()
	cmd := w.command(args...)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	must(w.T, err)
	must(w.T, cmd.Start())
	return cmd, bufio.NewScanner(out), &log
}

// longestSpan bounds how long a command may run before it is killed; serve
// would never end by itself.
const longestSpan = 2 * time.Second

// kill runs a command and kills it at a random point, unless it ends before;
// it says whether it was killed. line hears what the command prints.
func (w *world) kill(line func(string), args ...string) bool {
	w.Helper()
	what := args[0]
	span := w.spans[what]
	if span == 0 {
		span = time.Second
	}
	began := time.Now()
	cmd, lines, log := w.start(args...)
	timer := time.AfterFunc(time.Duration(w.rnd.Int64N(int64(span))), func() {
		cmd.Process.Kill() // it may have ended before
	})
	for lines.Scan() {
		line(lines.Text())
	}
	err := cmd.Wait()
	timer.Stop()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		w.spans[what] = min(span*11/10, longestSpan)
		return true
	}
	w.spans[what] = time.Since(began)
	if err != nil {
		w.Errorf("copratica %s: %v\n%s", strings.Join(args, " "), err, log)
	}
	return false
}

func (w *world) word() string {
	w.words++
	return word(w.words)
}

// some are ids, new ones and ones that are there.
func (w *world) some(n int) []string {
	var ids []string
	for _, i := range w.rnd.Perm(60)[:n] {
		ids = append(ids, fmt.Sprintf("caso-%02d", i))
	}
	return ids
}

// write makes folders of new versions of some cases.
func (w *world) write(n int) (dir string, versions map[string]state) {
	dir = w.TempDir()
	versions = make(map[string]state)
	for _, id := range w.some(n) {
		v := state{word: w.word(), file: "atto con la parola " + w.word()}
		testCase{id: id, word: v.word, files: map[string]string{"atto.txt": v.file}}.write(w.T, dir)
		versions[id] = v
	}
	return dir, versions
}

// becomes notes that a case is promised to be v.
func (w *world) becomes(id string, v state) {
	was := w.now[id]
	if was.word != v.word && was.word != "" {
		w.old = append(w.old, was.word)
	}
	if was.file != v.file && was.file != "" {
		w.old = append(w.old, was.inAct())
	}
	w.now[id] = v
	delete(w.may, id)
}

// importAll imports without being killed.
func (w *world) importAll(n int) {
	w.Helper()
	dir, versions := w.write(n)
	if r := run(w.T, "import", "--data", w.data, dir); r.code != exitDone {
		w.Errorf("import: exit %d\n%s%s", r.code, r.out, r.err)
		return
	}
	for id, v := range versions {
		w.becomes(id, v)
	}
}

// beside starts a server in half of the cases.
func (w *world) beside() (stop func()) {
	if w.rnd.IntN(2) == 0 {
		return func() {}
	}
	s := serve(w.T, "--data", w.data)
	return func() { s.stop() }
}

func (w *world) killImport() bool {
	defer w.beside()()
	dir, versions := w.write(20)
	w.may = versions
	return w.kill(func(line string) {
		if rest, ok := strings.CutPrefix(line, "imported "); ok {
			id, _, _ := strings.Cut(rest, ",")
			w.becomes(id, versions[id])
		}
	}, "import", dir)
}

// killServe kills a server that starts, catches up, and follows an import.
func (w *world) killServe() bool {
	w.importAll(10)
	imported := make(chan struct{})
	following := w.rnd.IntN(2) == 0
	if !following {
		close(imported)
	}
	killed := w.kill(func(line string) {
		if following && strings.HasPrefix(line, "listening on ") {
			go func() {
				defer close(imported)
				w.importAll(10)
			}()
			following = false
		}
	}, "serve", "--listen=127.0.0.1:0")
	if following { // it did not come so far
		close(imported)
	}
	<-imported
	return killed
}

func (w *world) killReindex() bool {
	w.importAll(5)
	args := []string{"reindex"}
	if w.rnd.IntN(2) == 0 {
		args = append(args, "--extract")
	}
	return w.kill(func(string) {}, args...)
}

// killReading kills a server in the middle of the acts that it reads: after
// some of them, before the rest.
func (w *world) killReading() bool {
	w.importAll(10)
	cmd := w.command("serve", "--listen=127.0.0.1:0")
	log := &countdown{left: w.rnd.IntN(9), over: func() { cmd.Process.Kill() }} // it is running: it writes
	cmd.Stderr = log
	must(w.T, cmd.Start())
	patience := time.AfterFunc(time.Minute, log.over)
	defer patience.Stop()
	if err := cmd.Wait(); err == nil {
		w.Errorf("serve ended by itself")
	}
	return log.left < 0
}

// A countdown hears a log and, after so many acts were read, that it is over.
type countdown struct {
	left int
	over func()
}

func (c *countdown) Write(p []byte) (int, error) {
	c.left -= bytes.Count(p, []byte(`msg="file read"`))
	if c.left < 0 {
		c.over()
	}
	return len(p), nil
}

// one is a case that is there.
func (w *world) one() string {
	ids := sortedKeys(w.now)
	for {
		if id := ids[w.rnd.IntN(len(ids))]; w.now[id] != (state{}) {
			return id
		}
	}
}

func (w *world) killPurge() bool {
	defer w.beside()()
	id := w.one()
	w.may[id] = state{}
	return w.kill(func(line string) {
		if strings.HasPrefix(line, "removed case ") {
			w.becomes(id, state{})
		}
	}, "purge", id)
}

func (w *world) killPurgeFile() bool {
	defer w.beside()()
	id := w.one()
	for w.now[id].file == "" {
		w.importAll(10)
		id = w.one()
	}
	without := state{word: w.now[id].word}
	w.may[id] = without
	return w.kill(func(line string) {
		if strings.HasPrefix(line, "removed file ") {
			w.becomes(id, without)
		}
	}, "purge", id, "atto.txt")
}

// check compares the library with what was promised of it.
func (w *world) check() {
	w.Helper()
	s := serve(w.T, "--data", w.data)
	defer s.stop()
	touched := sortedKeys(w.may)
	for _, id := range touched {
		is := w.read(s, id)
		if is != w.now[id] && is != w.may[id] {
			w.Errorf("%s is %+v, neither %+v nor %+v", id, is, w.now[id], w.may[id])
		}
		w.becomes(id, is)
	}
	there := 0
	for id, v := range w.now {
		if is := w.read(s, id); is != v {
			w.Errorf("%s is %+v, promised was %+v", id, is, v)
		}
		if v != (state{}) {
			there++
		}
	}
	for id, v := range w.now {
		if v.word != "" {
			s.finds(w.T, v.word, id)
		}
		if v.file != "" { // its text was read, whatever was killed meanwhile
			s.finds(w.T, v.inAct(), id)
		}
	}
	for _, word := range w.old {
		s.finds(w.T, `"`+word+`"`) // quoted, or it would be taken for a slip of another
	}
	if n := len(s.ids(w.T)); n != there {
		w.Errorf("%d cases are found, want %d", n, there)
	}
	if w.rnd.IntN(2) == 0 {
		s.stop()
	}
	r := run(w.T, "verify", "--data", w.data)
	if r.code != exitDone {
		w.Errorf("verify: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if _, err := os.Stat(filepath.Join(w.data, purgingFile)); !errors.Is(err, os.ErrNotExist) {
		w.Errorf("a purge was left unfinished: %v", err)
	}
}

// read is what the site says of a case.
func (w *world) read(s *served, id string) state {
	w.Helper()
	var c apiCase
	switch status := s.getJSON(w.T, "/api/v1/cases/"+id, &c); status {
	case http.StatusNotFound:
		return state{}
	case http.StatusOK:
	default:
		w.Fatalf("%s: status %d", id, status)
	}
	var v state
	if _, rest, ok := strings.Cut(c.Body, "La parola di questo caso è "); ok {
		v.word, _, _ = strings.Cut(rest, ".")
	}
	status, body, err := s.get("/casi/" + id + "/allegati/atto.txt")
	must(w.T, err)
	switch status {
	case http.StatusOK:
		v.file = string(body)
	case http.StatusNotFound:
	default:
		w.Errorf("%s: atto.txt: status %d\n%s", id, status, body)
	}
	return v
}
