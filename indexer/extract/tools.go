package extract

import "context"

// Tools are what documents are read with. They are for one goroutine.
type Tools struct {
	Tesseract string // the program for OCR, "" if there is none
	Office    string // LibreOffice, for old formats, "" if there is none
	Cache     string // directory of compiled code, "" to compile each time

	engine *pdfEngine // started by the first PDF
}

// Close ends what was started.
func (t *Tools) Close() error {
	if t.engine == nil {
		return nil
	}
	defer func() { t.engine = nil }()
	return t.engine.Close()
}

// warmUp starts the engine for PDFs. It outlives ctx.
func (t *Tools) warmUp(ctx context.Context) (err error) {
	if t.engine == nil {
		t.engine, err = openPDFEngine(context.WithoutCancel(ctx), t.Cache)
	}
	return err
}
