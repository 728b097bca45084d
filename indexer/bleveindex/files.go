package bleveindex

import (
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/util"
	bolt "go.etcd.io/bbolt"
)

// verifyFiles reads all files of an engine's newest state against the sums at
// their ends, before the engine opens them. The engine itself believes what it
// reads; it passes over a state that it cannot load, opens at an older one or
// empty without a word, and mixes both at the next write.
func verifyFiles(dir string) error {
	path := filepath.Join(dir, rootName)
	info, err := os.Stat(path)
	if err != nil { // it would be created
		return err
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: boltTimeout})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(func(tx *bolt.Tx) error {
		if tx.Size() > info.Size() { // what is left may be read well, and fails at the next write
			return fmt.Errorf("%w: %s is cut short", errRecord, path)
		}
		states := tx.Bucket(util.BoltSnapshotsBucket)
		if states == nil {
			return fmt.Errorf("%w: %s has no states", errRecord, path)
		}
		newest, _ := states.Cursor().Last()
		state := states.Bucket(newest)
		if state == nil {
			return fmt.Errorf("%w: %s has no state", errRecord, path)
		}
		return state.ForEachBucket(func(name []byte) error {
			file := state.Bucket(name).Get(util.BoltPathKey)
			if file == nil { // not a segment
				return nil
			}
			return checksum(filepath.Join(dir, filepath.Base(string(file))))
		})
	})
}

// rootName is the file in which the engine keeps its states.
const rootName = "root.bolt"

// checksum compares a segment's file with the sum at its end.
func checksum(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	sum, stored := crc32.NewIEEE(), make([]byte, crc32.Size)
	if _, err := io.CopyN(sum, f, info.Size()-crc32.Size); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if _, err := io.ReadFull(f, stored); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if string(sum.Sum(nil)) != string(stored) {
		return fmt.Errorf("%s is damaged", path)
	}
	return nil
}
