package bleveindex

import (
	"encoding/binary"
	"errors"
	"math"
)

// errRecord says that a stored record is not one that this program wrote.
var errRecord = errors.New("unreadable record")

// A recordWriter appends values to a record; a recordReader reads them back in
// the same order.
type recordWriter struct {
	buf []byte
}

func (w *recordWriter) number(n int) { w.buf = binary.AppendUvarint(w.buf, uint64(max(n, 0))) }

func (w *recordWriter) float(f float64) {
	w.buf = binary.BigEndian.AppendUint64(w.buf, math.Float64bits(f))
}

func (w *recordWriter) text(s string) {
	w.number(len(s))
	w.buf = append(w.buf, s...)
}

// texts and numbers keep the difference between none and nil: the length is
// one more than that of the list, 0 for nil.

func (w *recordWriter) texts(list []string) {
	if list == nil {
		w.number(0)
		return
	}
	w.number(len(list) + 1)
	for _, s := range list {
		w.text(s)
	}
}

func (w *recordWriter) numbers(list []int) {
	if list == nil {
		w.number(0)
		return
	}
	w.number(len(list) + 1)
	for _, n := range list {
		w.number(n)
	}
}

// A recordReader reads a record. After the first error all values are zero and
// err is set. Texts share the record's memory.
type recordReader struct {
	rest string
	err  error
}

func (r *recordReader) number() int {
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		c := r.rest[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c >= 0x80 {
			continue
		}
		if n > math.MaxInt32 {
			break
		}
		r.rest = r.rest[i+1:]
		return int(n)
	}
	r.fail()
	return 0
}

// count is a number of things that each take at least one byte.
func (r *recordReader) count() int {
	n := r.number()
	if n > len(r.rest) {
		r.fail()
		return 0
	}
	return n
}

func (r *recordReader) float() float64 {
	if len(r.rest) < 8 {
		r.fail()
		return 0
	}
	f := math.Float64frombits(binary.BigEndian.Uint64([]byte(r.rest[:8])))
	r.rest = r.rest[8:]
	return f
}

func (r *recordReader) text() string {
	n := r.count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *recordReader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	list := make([]string, n-1)
	for i := range list {
		list[i] = r.text()
	}
	return list
}

func (r *recordReader) numbers() []int {
	n := r.count()
	if n == 0 {
		return nil
	}
	list := make([]int, n-1)
	for i := range list {
		list[i] = r.number()
	}
	return list
}

func (r *recordReader) fail() {
	r.rest = ""
	if r.err == nil {
		r.err = errRecord
	}
}
