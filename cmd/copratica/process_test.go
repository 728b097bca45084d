package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// startServe starts serve in a process of its own and waits until it listens.
func startServe(t *testing.T, data string) (cmd *exec.Cmd, address string, log *lockedBuffer) {
	t.Helper()
	cmd = exec.Command(os.Args[0], "serve", "--listen=127.0.0.1:0", "--data", data)
	cmd.Env = append(os.Environ(), childVariable+"=1")
	log = &lockedBuffer{}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill() // it may have ended before
	})
	address, err = listening(bufio.NewReader(out))
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	return cmd, address, log
}

func TestSignalEndsGracefully(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd, _, log := startServe(t, filepath.Join(t.TempDir(), "data"))
		must(t, cmd.Process.Signal(signal))
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v\n%s", signal, err, log.String())
		}
		has(t, "the log", log.String(), "stopping")
	}
}

// Searches without results that were sent just before the end are counted.
func TestStoppingKeepsMissedSearches(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := serve(t, "--data", data)
	for _, word := range []string{"xilofonia", "zibaldone"} { // the second within the pause after the first
		if status, _, err := s.get("/casi?q=" + word); err != nil || status != http.StatusOK {
			t.Fatalf("status %d, %v", status, err)
		}
	}
	if r := s.stop(); r.code != exitDone {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
	kept, err := os.ReadFile(filepath.Join(data, missedFile))
	must(t, err)
	has(t, "the file", string(kept), "zibaldone")
}

// While a server drains, it says that it is not ready and still answers.
func TestNotReadyBeforeItStops(t *testing.T) {
	t.Parallel()
	s := serve(t, "--data", filepath.Join(t.TempDir(), "data"))
	eventually(t, func() string {
		if status, body, err := s.get("/readyz"); err != nil || status != http.StatusOK {
			return fmt.Sprintf("/readyz: status %d, %v\n%s", status, err, body)
		}
		return ""
	})
	stopped := make(chan result)
	go func() { stopped <- s.stop() }()
	eventually(t, func() string {
		status, _, err := s.get("/readyz")
		if err != nil {
			t.Fatalf("it stopped answering before it was seen not to be ready: %v", err)
		}
		if status != http.StatusServiceUnavailable {
			return fmt.Sprintf("/readyz: status %d", status)
		}
		return ""
	})
	if status, _, err := s.get("/casi"); err != nil || status != http.StatusOK {
		t.Errorf("while it drains: status %d, %v", status, err)
	}
	if r := <-stopped; r.code != exitDone {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	cmd, address, log := startServe(t, filepath.Join(t.TempDir(), "data"))
	s := &served{url: address}
	if status, _, err := s.get("/readyz"); err != nil || status == 0 { // so that it drains
		t.Fatalf("/readyz: status %d, %v", status, err)
	}
	must(t, cmd.Process.Signal(syscall.SIGTERM))
	eventually(t, func() string {
		if strings.Contains(log.String(), "stopping") {
			return ""
		}
		return "it does not stop\n" + log.String()
	})
	must(t, cmd.Process.Signal(syscall.SIGTERM))
	cmd.Wait() // the state says more
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
		t.Errorf("ended with %v, want by the signal\n%s", cmd.ProcessState, log.String())
	}
}

// ownMounts skips the test where it may not mount disks of its own.
func ownMounts(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("unshare", "--map-root-user", "--mount", "true").CombinedOutput(); err != nil {
		t.Skipf("a disk for the test cannot be made here: unshare: %v\n%s", err, out)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	ownMounts(t)
	const script = `mount -t tmpfs -o ro none "$1"; "$0" serve --listen=127.0.0.1:0 --data "$1/data"; echo "serve $?" >&2`
	cmd := exec.Command("unshare", "--map-root-user", "--mount", "sh", "-c", script, os.Args[0], t.TempDir())
	cmd.Env = append(os.Environ(), childVariable+"=1")
	out, err := cmd.CombinedOutput()
	must(t, err)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "copratica: not allowed: ") || lines[1] != "serve 1" {
		t.Errorf("want one sentence and exit 1, got:\n%s", out)
	}
}

// On a disk that is full serve says so and ends; with room again, all that was
// reported is there and the rest comes in.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	ownMounts(t)
	for _, size := range []string{"300k", "600k", "1m"} {
		t.Run(size, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			const script = `
mount -t tmpfs -o size="$2" none "$1"
timeout 60 "$0" serve --listen=127.0.0.1:0 --seed --data "$1/data" 2>"$3"; echo "serve $?"
mount -o remount,size=64m "$1"
"$0" import --data "$1/data" ../../content/seed; echo "import $?"
"$0" verify --data "$1/data"; echo "verify $?"`
			log := filepath.Join(t.TempDir(), "log")
			cmd := exec.Command("unshare", "--map-root-user", "--mount", "sh", "-c", script, os.Args[0], dir, size, log)
			cmd.Env = append(os.Environ(), childVariable+"=1")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			has(t, "the script", string(out), "serve 1\n", "import 0\n", "verify 0\n", "0 findings")
			said, err := os.ReadFile(log)
			must(t, err)
			lines := strings.Split(strings.TrimSpace(string(said)), "\n")
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, "copratica: the disk is full: ") {
				t.Errorf("serve says last: %s", last)
			}
		})
	}
}
