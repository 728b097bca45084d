package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"copratica/indexer/extract"
)

// readCommandName is the hidden command of the processes that read documents.
const readCommandName = "read-documents"

// A readCommand is the work of such a process: documents come in, text goes out.
type readCommand struct {
	Tesseract string `help:"The program for OCR."`
	Office    string `help:"LibreOffice, for old formats."`
	Cache     string `help:"Where compiled code is kept."`
}

// Run reads documents until its input ends. It limits itself first.
func (c *readCommand) Run(ctx context.Context, in io.Reader, t *terminal) error {
	if err := extract.LimitSelf(); err != nil {
		return err
	}
	return extract.Child(ctx, in, t.out, &extract.Tools{Tesseract: c.Tesseract, Office: c.Office, Cache: c.Cache})
}

// openReaders prepares what reads the attachments of a house: at most one
// process less than there are processors, and one more for OCR.
func (h *house) openReaders(log *slog.Logger) (*extract.Pool, *extract.Runner, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("find this program: %w", err)
	}
	cache, work := filepath.Join(h.Data, "cache"), filepath.Join(h.Data, "reading")
	if err := os.RemoveAll(work); err != nil { // what a crash has left
		return nil, nil, err
	}
	for _, dir := range []*string{&cache, &work} {
		if err := os.MkdirAll(*dir, 0o700); err != nil {
			return nil, nil, err
		}
		if *dir, err = filepath.Abs(*dir); err != nil {
			return nil, nil, err
		}
	}
	tesseract, office := program("tesseract"), program("soffice")
	if tesseract != "" && !readsItalian(tesseract) {
		tesseract = ""
	}
	args := []string{readCommandName, "--cache", cache, "--tesseract", tesseract, "--office", office}
	runner := &extract.Runner{Dir: work, Command: func() *exec.Cmd { return exec.Command(self, args...) }}
	if tesseract == "" {
		log.Info("scans are not searchable: tesseract is not installed, or has no Italian")
	}
	return extract.NewPool(h.store, h.blobs, runner, runtime.NumCPU()-1, tesseract != "", log), runner, nil
}

// readsItalian reports that a program for OCR has been taught Italian.
func readsItalian(tesseract string) bool {
	languages, err := exec.Command(tesseract, "--list-langs").Output()
	return err == nil && slices.Contains(strings.Fields(string(languages)), "ita")
}

// program is where a program is installed, "" if it is not.
func program(name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// startReaders reads attachments in the background. stop waits until the files
// under way are put down.
func (h *house) startReaders(ctx context.Context, log *slog.Logger) (stop func() error, err error) {
	pool, runner, err := h.openReaders(log)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		pool.Run(ctx)
	}()
	return func() error {
		cancel()
		<-done
		return runner.Close()
	}, nil
}

// readAll reads all attachments that wait, and tells how it goes on.
func (h *house) readAll(ctx context.Context, t *terminal) (err error) {
	pool, runner, err := h.openReaders(t.troubleLog())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, runner.Close()) }()
	p := newProgress(t.err, "reading", "files")
	n, err := pool.Drain(ctx, p.at)
	p.clear()
	if err == nil {
		fmt.Fprintf(t.out, "read %d files\n", n)
	}
	return err
}
