package extract

import (
	"bytes"
	"encoding/binary"
	"iter"
	"slices"
)

// pictures are the pictures in a file with their numbers from 0: one, or the
// pages of a TIFF (TIFF 6.0, section 2), each as a file that begins
// with it. A page is good until the next.
func pictures(data []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		order, first := tiffHeader(data)
		if order == nil {
			yield(0, data)
			return
		}
		var copied []byte // of which each page but the first is a view
		seen := make(map[uint32]bool)
		for at := first; !seen[at]; {
			if n := len(seen); n == 0 {
				if !yield(0, data) {
					return
				}
			} else {
				if copied == nil {
					copied = slices.Clone(data)
				}
				order.PutUint32(copied[4:], at)
				if !yield(n, copied) {
					return
				}
			}
			seen[at] = true
			next, ok := tiffNext(order, data, at)
			if !ok {
				return
			}
			at = next
		}
	}
}

// tiffHeader is the order of bytes and the place of the first directory; nil
// for what is no TIFF.
func tiffHeader(data []byte) (binary.ByteOrder, uint32) {
	switch {
	case len(data) >= 8 && bytes.HasPrefix(data, []byte("II*\x00")):
		return binary.LittleEndian, binary.LittleEndian.Uint32(data[4:])
	case len(data) >= 8 && bytes.HasPrefix(data, []byte("MM\x00*")):
		return binary.BigEndian, binary.BigEndian.Uint32(data[4:])
	}
	return nil, 0
}

// tiffNext is the place of the directory after the one at at, if there is one.
func tiffNext(order binary.ByteOrder, data []byte, at uint32) (uint32, bool) {
	const count, entry, link = 2, 12, 4
	if int64(at)+count > int64(len(data)) {
		return 0, false
	}
	end := int64(at) + count + entry*int64(order.Uint16(data[at:]))
	if end+link > int64(len(data)) {
		return 0, false
	}
	next := order.Uint32(data[end:])
	return next, next != 0
}
