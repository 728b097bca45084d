package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// cpuTime is what this process has used since it began.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap is what is live after a collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // finalizers and pools let go at the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// memory is the process's own lines about its memory; empty where the system
// does not tell.
func memory() string {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return ""
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		for _, key := range []string{"VmHWM", "VmRSS", "RssAnon", "RssFile"} {
			if value, ok := strings.CutPrefix(line, key+":"); ok {
				out = append(out, key+" "+strings.Join(strings.Fields(value), " "))
			}
		}
	}
	return strings.Join(out, ", ")
}

// diskSize is what the files below a path hold. Files may go while it looks.
func diskSize(path string) (n int64, err error) {
	err = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			var info fs.FileInfo
			if info, err = d.Info(); err == nil {
				n += info.Size()
			}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	return n, err
}

// settled waits until an index has done its work in the background: its size
// does not change any more.
func settled(path string) error {
	for still, last := 0, int64(-1); still < 8; {
		size, err := diskSize(path)
		if err != nil {
			return err
		}
		if still++; size != last {
			still, last = 0, size
		}
		time.Sleep(250 * time.Millisecond)
	}
	return nil
}

func mega[T int64 | uint64](n T) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }
