package extract

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// zipEncrypted is the bit of an entry that needs a password.
const zipEncrypted = 1

// zip reads the documents in an archive, each under its name. An archive in an
// archive is left out, and so is what computers put there for themselves.
func (r *reading) zip(data []byte) error {
	if r.zipped {
		return fmt.Errorf("%w: an archive in an archive", errUnsupported)
	}
	r.zipped = true
	defer func() { r.zipped = false }()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return corrupt(err)
	}
	if r.entries -= len(archive.File); r.entries < 0 {
		return tooLarge(fmt.Sprintf("more than %d files", r.opts.Limits.Entries))
	}
	var failed, read int
	var last error
	for _, f := range archive.File {
		name := entryName(f)
		if f.FileInfo().IsDir() || strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(name, "__MACOSX/") {
			continue
		}
		err := r.packed(name, f)
		if r.stopped != nil || errors.Is(err, errTooLarge) {
			return err
		}
		if read++; err != nil {
			failed, last = failed+1, err
			r.warn(WarnEntries)
		}
	}
	if failed == read {
		return last
	}
	return nil
}

// packed reads one file of an archive.
func (r *reading) packed(name string, f *zip.File) error {
	if f.Flags&zipEncrypted != 0 {
		return errPassword
	}
	from, err := f.Open()
	if err != nil {
		return corrupt(err)
	}
	defer from.Close() // read only
	data, err := r.unpack(from)
	if err != nil {
		return err
	}
	return r.entry(name, data)
}

// entry reads a document inside another one, under its name.
func (r *reading) entry(name string, data []byte) error {
	if r.within >= r.opts.Limits.Levels {
		return tooLarge(fmt.Sprintf("documents in documents more than %d deep", r.opts.Limits.Levels))
	}
	outer, level := r.label, r.level
	r.label = name
	r.within++
	defer func() { r.label, r.level, r.within = outer, level, r.within-1 }()
	return r.document(path.Base(name), data)
}

// entryName is the name of a file in an archive. It is shown, and never used to
// reach anything.
func entryName(f *zip.File) string {
	name := f.Name
	if f.NonUTF8 {
		name = decoded(charmap.CodePage850, []byte(name)) // as Windows writes them in Italy
	}
	return strings.ReplaceAll(cleanText(name), "\n", " ")
}
