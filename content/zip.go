package content

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Limits of an archive of cases. A few hundred bytes can unpack to gigabytes;
// text and office files rarely shrink below a hundredth.
const (
	maxZipEntries = 50_000
	maxZipBytes   = 8 << 30
	maxZipRatio   = 200
	smallEntry    = 1 << 20 // below this the ratio says nothing
)

// zipFS gives the entries of an archive that may be read, and the problems of
// the others: names that lead out of it, doubles, links, bombs.
func zipFS(r *zip.Reader) (fs.FS, []Problem, error) {
	if len(r.File) > maxZipEntries {
		return nil, nil, fmt.Errorf("archive of %d entries: %w", len(r.File), ErrTooLarge)
	}
	var problems []Problem
	var good []*zip.File
	var total uint64
	seen := make(map[string]bool)
	for _, f := range r.File {
		why := zipProblem(f)
		if key := strings.ToLower(strings.TrimSuffix(f.Name, "/")); why == "" && !f.FileInfo().IsDir() {
			if seen[key] {
				why = "stands twice in the archive"
			}
			seen[key] = true
		}
		if why != "" {
			problems = append(problems, Problem{Field: f.Name, Code: CodeFormat, Value: f.Name, Detail: why})
			continue
		}
		total += f.UncompressedSize64
		good = append(good, f)
	}
	if total > maxZipBytes {
		return nil, nil, fmt.Errorf("archive of %d MB unpacked: %w", total>>20, ErrTooLarge)
	}
	r.File = good
	return r, problems, nil
}

func zipProblem(f *zip.File) string {
	name := strings.TrimSuffix(f.Name, "/")
	switch {
	case strings.Contains(name, `\`), path.IsAbs(name), !fs.ValidPath(name):
		return "the name leads out of the archive or is no path"
	case f.FileInfo().IsDir():
		return ""
	case !f.Mode().IsRegular():
		return "is not a plain file"
	case f.UncompressedSize64 > MaxFile:
		return "is too large when unpacked"
	case f.UncompressedSize64 > smallEntry && f.UncompressedSize64/maxZipRatio > f.CompressedSize64:
		return "unpacks to more than a document can be (a zip bomb?)"
	case f.Flags&1 != 0:
		return "is encrypted"
	}
	return ""
}
