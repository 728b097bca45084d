package extract

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A request asks a child to read one document, whose bytes follow it.
type request struct {
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	Scan    []int  `json:"scan,omitzero"`
	Preview bool   `json:"preview,omitzero"`
}

// An answer is one of the things a child says of a document: a page, the
// summary after all pages, a preview, and that this was all.
type answer struct {
	Number  int      `json:"number,omitzero"` // of a page, from 1
	Text    string   `json:"text,omitzero"`
	Done    *Summary `json:"done,omitzero"`
	Preview []byte   `json:"preview,omitzero"`
	End     bool     `json:"end,omitzero"`
}

// Child is what runs in a child process: it reads requests from in, each with
// a document, and writes answers to out, until in ends. An error is of the
// child itself: it should end, and its parent starts another one.
func Child(ctx context.Context, in io.Reader, out io.Writer, tools *Tools) (err error) {
	defer func() { err = errors.Join(err, tools.Close()) }()
	from := bufio.NewReader(in)
	to := json.NewEncoder(out)
	to.SetEscapeHTML(false)
	for {
		line, err := from.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read a request: %w", err)
		}
		var q request
		if err := json.Unmarshal(line, &q); err != nil {
			return fmt.Errorf("read a request: %w", err)
		}
		data := make([]byte, q.Size)
		if _, err := io.ReadFull(from, data); err != nil {
			return fmt.Errorf("read a document: %w", err)
		}
		if err := limitDocument(); err != nil {
			return fmt.Errorf("limit the work on a document: %w", err)
		}
		if err := serve(ctx, tools, q, data, to); err != nil {
			return err
		}
	}
}

// serve answers one request.
func serve(ctx context.Context, tools *Tools, q request, data []byte, to *json.Encoder) error {
	opts := Options{Limits: DefaultLimits(), Scan: q.Scan, Done: func(s Summary) error { return to.Encode(answer{Done: &s}) }}
	if q.Preview {
		opts.Preview = func(jpeg []byte) error { return to.Encode(answer{Preview: jpeg}) }
	}
	_, err := tools.Read(ctx, q.Name, data, opts, func(number int, text string) error {
		return to.Encode(answer{Number: number, Text: text})
	})
	if err != nil {
		return fmt.Errorf("read a document: %w", err)
	}
	return to.Encode(answer{End: true})
}
