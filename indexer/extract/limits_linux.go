package extract

import (
	"fmt"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// What a child may take of the machine, however a document wants it.
const (
	childMemory   = 4 << 30 // bytes of address space, of which compiling PDFium takes more than half
	childHeap     = 600 << 20
	childFiles    = 256
	childFileSize = 256 << 20
	documentCPU   = 60 * time.Second
	niceness      = 10
)

// LimitSelf bounds this process, a child, and everything it starts.
func LimitSelf() error {
	debug.SetMemoryLimit(childHeap)
	for resource, most := range map[int]uint64{
		unix.RLIMIT_AS: childMemory, unix.RLIMIT_NOFILE: childFiles, unix.RLIMIT_FSIZE: childFileSize, unix.RLIMIT_CORE: 0,
	} {
		if err := unix.Setrlimit(resource, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("limit resource %d: %w", resource, err)
		}
	}
	if err := os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0); err != nil { // the first to go
		return fmt.Errorf("give way to other work: %w", err)
	}
	if err := syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness); err != nil {
		return fmt.Errorf("give way to other work: %w", err)
	}
	return nil
}

// limitDocument gives the process so much time of the processor from now on.
// Beyond it the process ends.
func limitDocument() error {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return err
	}
	spent := time.Duration(used.Utime.Nano() + used.Stime.Nano())
	most := unix.Rlimit{Cur: uint64((spent+documentCPU)/time.Second) + 1, Max: unix.RLIM_INFINITY}
	return unix.Setrlimit(unix.RLIMIT_CPU, &most)
}
