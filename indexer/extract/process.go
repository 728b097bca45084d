package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
)

// What a child may say of one document, in bytes: the text that limits let it
// read, written as JSON.
const childOutput = 64 << 20

// childLog is how much of what a child says before it falls over is looked at.
const childLog = 4 << 10

// ErrSource says that the bytes of a document could not be had.
var ErrSource = errors.New("the document cannot be had")

// errFlood says that a child gives more than it may.
var errFlood = errors.New("too much output")

// A child is a process that reads documents, as its parent sees it.
type child struct {
	cmd    *exec.Cmd
	dir    string // its working directory, removed with it
	to     io.WriteCloser
	from   *cappedReader
	decode *json.Decoder
	log    *headLog
	served int
}

// startChild starts a process in a directory of its own below dir.
func startChild(cmd *exec.Cmd, dir string) (*child, error) {
	own, err := os.MkdirTemp(dir, "reader-")
	if err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, dir: own, log: &headLog{}}
	cmd.Dir = own
	cmd.Env = []string{"TMPDIR=" + own, "HOME=" + own}
	cmd.Stderr = c.log
	setGroup(cmd)
	if err := c.start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(own))
	}
	return c, nil
}

func (c *child) start() (err error) {
	if c.to, err = c.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	c.from = &cappedReader{from: out}
	c.decode = json.NewDecoder(c.from)
	return c.cmd.Start()
}

// read has the child read one document. After an error the child must be ended.
func (c *child) read(ctx context.Context, d Document) (Outcome, error) {
	defer context.AfterFunc(ctx, func() { killGroup(c.cmd) })()
	c.served++
	c.from.left = childOutput
	sent := make(chan error, 1)
	go func() { sent <- c.send(d) }()
	p, err := c.receive()
	if err != nil {
		killGroup(c.cmd) // so that sending ends as well
	}
	return p, errors.Join(source(<-sent), err)
}

// source keeps only what is the fault of the document's bytes: a child that
// does not take them says so by itself.
func source(err error) error {
	if errors.Is(err, ErrSource) {
		return err
	}
	return nil
}

// send writes the request and the document.
func (c *child) send(d Document) error {
	head, err := json.Marshal(request{Name: d.Name, Size: d.Size, Scan: d.Scan, Preview: d.Preview})
	if err != nil {
		return err
	}
	if _, err := c.to.Write(append(head, '\n')); err != nil {
		return err
	}
	body := &sourceReader{from: d.Body}
	n, err := io.Copy(c.to, io.LimitReader(body, d.Size))
	switch {
	case body.err != nil:
		err = fmt.Errorf("%w: %w", ErrSource, body.err)
	case err == nil && n < d.Size:
		err = fmt.Errorf("%w: %d of %d bytes", ErrSource, n, d.Size)
	}
	if errors.Is(err, ErrSource) {
		killGroup(c.cmd) // it waits for the rest
	}
	return err
}

// receive takes what the child answers, to the end. After an error the outcome
// is complete but for the preview if there is a state.
func (c *child) receive() (Outcome, error) {
	p := Outcome{Texts: map[int]string{}}
	for {
		var a answer
		if err := c.decode.Decode(&a); err != nil {
			return p, fmt.Errorf("%w: %w", errChild, err)
		}
		switch {
		case a.End && p.State != "":
			return p, nil
		case a.Done != nil:
			p.Summary = a.Done.bounded()
		case a.Preview != nil:
			p.Preview = a.Preview
		case a.Number > 0 && a.Number <= DefaultLimits().Pages:
			p.Texts[a.Number] = a.Text
			p.Pages = max(p.Pages, a.Number)
		}
	}
}

// bounded is a summary no larger than a document can be: it comes from where
// documents are parsed.
func (s Summary) bounded() Summary {
	s.Pages = min(max(s.Pages, 0), DefaultLimits().Pages)
	s.Scans = slices.DeleteFunc(s.Scans, func(n int) bool { return n < 1 || n > s.Pages })
	return s
}

// end ends the process, its children and its directory, and returns what it
// said last.
func (c *child) end() string {
	_ = c.to.Close()
	killGroup(c.cmd)
	_ = c.cmd.Wait() // it was killed
	_ = os.RemoveAll(c.dir)
	return c.log.String()
}

// A cappedReader gives only so many bytes.
type cappedReader struct {
	from io.Reader
	left int64
}

func (r *cappedReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errFlood
	}
	n, err := r.from.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	return n, err
}

// A sourceReader tells its own errors from those of whom it is copied to.
type sourceReader struct {
	from io.Reader
	err  error
}

func (r *sourceReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// A headLog keeps the beginning of what is written, where a runtime that falls
// over says why.
type headLog struct{ said bytes.Buffer }

func (t *headLog) Write(p []byte) (int, error) {
	t.said.Write(p[:min(len(p), max(childLog-t.said.Len(), 0))])
	return len(p), nil
}

func (t *headLog) String() string { return t.said.String() }
