package extract

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
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

// LimitSelf bounds this process, a child, and everything it starts. When its
// parent dies it ends with its whole group.
func LimitSelf() error {
	debug.SetMemoryLimit(childHeap)
	for resource, most := range map[int]uint64{
		unix.RLIMIT_AS: childMemory, unix.RLIMIT_NOFILE: childFiles, unix.RLIMIT_FSIZE: childFileSize, unix.RLIMIT_CORE: 0,
	} {
		if err := lower(resource, most); err != nil {
			return fmt.Errorf("limit resource %d: %w", resource, err)
		}
	}
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0) // the first to go, where one may say so
	if err := giveWay(); err != nil {
		return fmt.Errorf("give way to other work: %w", err)
	}
	go endWith(os.Getppid())
	return nil
}

// lower sets a limit that is not lower already.
func lower(resource int, most uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(resource, &now); err != nil {
		return err
	}
	most = min(most, now.Max)
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: most, Max: most})
}

// giveWay makes every thread of the process nice: on Linux each has a number of
// its own, and new ones take that of the thread that starts them.
func giveWay() error {
	niced := make(map[string]bool)
	for {
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return err
		}
		fresh := false
		for _, t := range threads {
			if niced[t.Name()] {
				continue
			}
			niced[t.Name()], fresh = true, true
			id, err := strconv.Atoi(t.Name())
			if err != nil {
				return err
			}
			if err := unix.Setpriority(unix.PRIO_PROCESS, id, niceness); err != nil && !errors.Is(err, unix.ESRCH) {
				return err
			}
		}
		if !fresh {
			return nil
		}
	}
}

// orphanPoll is how often a child looks whether its parent lives.
const orphanPoll = time.Second

// endWith ends this process and what it has started as soon as its parent is
// another one: what it works for died.
func endWith(parent int) {
	for range time.Tick(orphanPoll) {
		if os.Getppid() == parent {
			continue
		}
		group := os.Getpid()
		if unix.Getpgrp() == group {
			group = 0 // all of it
		}
		_ = unix.Kill(group, unix.SIGKILL)
	}
}

// limitDocument gives the process so much time of the processor from now on.
// Beyond it the process ends.
func limitDocument() error {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return err
	}
	var now unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CPU, &now); err != nil {
		return err
	}
	spent := time.Duration(used.Utime.Nano() + used.Stime.Nano())
	now.Cur = min(uint64((spent+documentCPU)/time.Second)+1, now.Max)
	return unix.Setrlimit(unix.RLIMIT_CPU, &now)
}
