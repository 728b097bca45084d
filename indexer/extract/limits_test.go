package extract

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A report is what a child finds around itself.
type report struct {
	Env    []string
	Files  int // in its directory
	Limits map[int]uint64
	Nice   []int // of its threads
	Group  bool  // it heads a group of its own
}

// tell writes a child's report as a page.
func tell() error {
	if err := limitDocument(); err != nil {
		return err
	}
	r := report{Env: os.Environ(), Limits: map[int]uint64{}, Group: unix.Getpgrp() == os.Getpid()}
	here, err := os.ReadDir(".")
	if err != nil {
		return err
	}
	r.Files = len(here)
	for _, resource := range []int{unix.RLIMIT_AS, unix.RLIMIT_NOFILE, unix.RLIMIT_FSIZE, unix.RLIMIT_CORE, unix.RLIMIT_CPU} {
		var limit unix.Rlimit
		if err := unix.Getrlimit(resource, &limit); err != nil {
			return err
		}
		r.Limits[resource] = limit.Cur
	}
	threads, err := filepath.Glob("/proc/self/task/*/stat")
	if err != nil {
		return err
	}
	for _, name := range threads {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // it ended
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')'):]))
		nice, err := strconv.Atoi(fields[17])
		if err != nil {
			return err
		}
		r.Nice = append(r.Nice, nice)
	}
	text, err := json.Marshal(r)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answer{Number: 1, Text: string(text)})
	}
	if err == nil {
		_, err = fmt.Println(`{"done":{"state":"ok","pages":1}}{"end":true}`)
	}
	return err
}

// A child has nothing but an empty directory, and no more than it is given.
func TestChildIsLimited(t *testing.T) {
	t.Parallel()
	got, _, err := testRunner(t, "tell").Read(t.Context(), document("a.txt", "x"))
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal([]byte(got.Texts[1]), &r); err != nil {
		t.Fatalf("%v: %+v", err, got)
	}
	if len(r.Env) != 2 || !strings.HasPrefix(r.Env[0], "TMPDIR=") || !strings.HasPrefix(r.Env[1], "HOME=") || r.Files > 0 || !r.Group {
		t.Errorf("%+v", r)
	}
	for resource, most := range map[int]uint64{
		unix.RLIMIT_AS: childMemory, unix.RLIMIT_NOFILE: childFiles, unix.RLIMIT_FSIZE: childFileSize, unix.RLIMIT_CORE: 0,
		unix.RLIMIT_CPU: uint64(documentCPU/time.Second) + 2,
	} {
		if r.Limits[resource] > most {
			t.Errorf("resource %d is limited to %d, want %d", resource, r.Limits[resource], most)
		}
	}
	if len(r.Nice) == 0 {
		t.Error("no threads")
	}
	for _, nice := range r.Nice {
		if nice < niceness {
			t.Errorf("threads have %v, want %d or more", r.Nice, niceness)
		}
	}
}

// When the server is killed, a reader that hangs ends as well.
func TestChildEndsWithItsParent(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(self, "child", "parent", t.TempDir())
	out, err := parent.StdoutPipe()
	if err == nil {
		err = parent.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, 0); err != nil {
		t.Fatalf("the reader %d: %v", pid, err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	for deadline := time.Now().Add(time.Minute); gone(pid) == nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the reader lives on")
		}
	}
}

// gone is an error for a process that has ended, though nobody may have waited for it.
func gone(pid int) error {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil && strings.Contains(string(stat), ") Z ") {
		err = os.ErrProcessDone
	}
	return err
}

// parent starts a reader that hangs, says which one, and waits.
func parent(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c, err := startChild(exec.Command(self, "child", "hang", dir), dir)
	if err != nil {
		return err
	}
	c.from.left = childOutput
	var said answer
	if err := c.decode.Decode(&said); err != nil { // it has begun to hang
		return err
	}
	fmt.Println(c.cmd.Process.Pid)
	return c.cmd.Wait()
}
