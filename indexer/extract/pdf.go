package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// pdfMemory bounds what a PDF may unfold to, in pages of 64 kB: 128 MB. Memory
// grows by copying, so that the process takes about four times as much.
const pdfMemory = 2048

// pdfInside is how large a file may be to be copied into that memory.
const pdfInside = 16 << 20

// A pdfEngine is PDFium in WebAssembly, compiled: it reaches neither files nor
// network. Each document gets an instance of its own.
type pdfEngine struct {
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// openPDFEngine starts PDFium. Compiling it takes seconds, so that the machine
// code is kept in the directory cache, if there is one.
func openPDFEngine(ctx context.Context, cache string) (*pdfEngine, error) {
	e := &pdfEngine{}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(pdfMemory)
	var err error
	if cache != "" {
		if e.cache, err = wazero.NewCompilationCacheWithDir(cache); err != nil {
			return nil, fmt.Errorf("open the cache of compiled code: %w", err)
		}
		config = config.WithCompilationCache(e.cache)
	}
	e.pool, err = webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // without one the whole disk would be in reach
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start PDFium: %w", err), e.Close())
	}
	return e, nil
}

// Close ends PDFium.
func (e *pdfEngine) Close() error {
	var errs []error
	if e.pool != nil {
		errs = append(errs, e.pool.Close())
	}
	if e.cache != nil {
		errs = append(errs, e.cache.Close(context.Background()))
	}
	return errors.Join(errs...)
}

// A pdfFile is an open PDF.
type pdfFile struct {
	engine pdfium.Pdfium
	doc    references.FPDF_DOCUMENT
	pages  int
}

// open opens a PDF. The file must be closed.
func (e *pdfEngine) open(data []byte) (*pdfFile, error) {
	engine, err := e.pool.GetInstance(time.Minute)
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	f := &pdfFile{engine: engine}
	if err := f.open(data); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Close lets go of the file and all its memory.
func (f *pdfFile) Close() {
	_ = f.engine.Close() // the instance is thrown away, whatever it says
}

func (f *pdfFile) open(data []byte) error {
	// A large file stays outside: with what it unfolds to, it would not fit.
	request := &requests.OpenDocument{FileReader: bytes.NewReader(data), FileReaderSize: int64(len(data))}
	if len(data) <= pdfInside {
		request = &requests.OpenDocument{File: &data}
	}
	opened, err := f.engine.OpenDocument(request)
	switch {
	case errors.Is(err, pdferrors.ErrPassword):
		return errPassword
	case err != nil:
		return pdfFault(err)
	}
	f.doc = opened.Document
	count, err := f.engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.doc})
	if err != nil {
		return pdfFault(err)
	}
	f.pages = count.PageCount
	return nil
}

// pdfFault says what an error of PDFium means: it has no other way to tell that
// a document unfolds to more than its memory than to fall over.
func pdfFault(err error) error {
	if text := err.Error(); strings.Contains(text, "wasm error") || strings.Contains(text, "out of memory") || strings.Contains(text, "malloc") {
		return tooLarge(fmt.Sprintf("it unfolds to more than %d MB", pdfMemory/16))
	}
	return corrupt(err)
}

// pdf reads a PDF page by page. A page that cannot be read does not keep the
// others from it.
func (r *reading) pdf(data []byte) error {
	if err := r.tools.warmUp(r.ctx); err != nil {
		r.stopped = err // it is not the document's fault
		return err
	}
	file, err := r.tools.engine.open(data)
	if err != nil {
		return err
	}
	if r.opts.Preview == nil || r.label != "" {
		defer file.Close()
	} else {
		r.picture, r.letGo = file.first, file.Close
	}
	file.active(r)
	for n := range file.pages {
		err := r.pdfPage(file, n)
		if errors.Is(err, errCorrupt) {
			r.flaw = fmt.Errorf("page %d: %w", n+1, err)
			err = r.page("")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// active warns of what a PDF would do or carry.
func (f *pdfFile) active(r *reading) {
	scripts, err := f.engine.FPDFDoc_GetJavaScriptActionCount(&requests.FPDFDoc_GetJavaScriptActionCount{Document: f.doc})
	if err == nil && scripts.JavaScriptActionCount > 0 {
		r.warn(WarnScripts)
	}
	files, err := f.engine.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: f.doc})
	if err == nil && files.AttachmentCount > 0 {
		r.warn(WarnAttachments)
	}
}
