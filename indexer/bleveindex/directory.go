package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	bolterrors "go.etcd.io/bbolt/errors"
)

// The names of directories. Only a name that starts with servedPrefix is ever served.
const (
	servedPrefix   = "g-"        // g-<hash>-<number>
	buildingPrefix = "building-" // being filled; litter after a crash
	oldPrefix      = "old-"      // replaced, being removed; litter after a crash
	brokenPrefix   = "broken-"   // moved aside, for whoever wants to know why
	lockName       = "lock"
)

// lockPatience is how long Open waits for a program that is just ending.
const lockPatience = 2 * time.Second

// errInUse says that another process has the index open.
var errInUse = errors.New("in use by another process")

// lockDirectory makes the directory if need be and takes it for this process,
// which also shows that it can be written.
func lockDirectory(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, lockName))
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	locked, err := lock.TryLockContext(ctx, 50*time.Millisecond)
	if errors.Is(err, context.DeadlineExceeded) || err == nil && !locked {
		return nil, errInUse
	}
	if err != nil {
		return nil, err
	}
	return lock, nil
}

// A place is the name of a generation taken apart.
type place struct {
	name   string
	hash   string
	number int
}

func newPlace(hash string, number int) place {
	return place{name: fmt.Sprintf("%s%s-%d", servedPrefix, hash, number), hash: hash, number: number}
}

// parsePlace reads "g-<hash>-<number>".
func parsePlace(name string) (place, bool) {
	rest, served := strings.CutPrefix(name, servedPrefix)
	hash, number, _ := strings.Cut(rest, "-")
	n, err := strconv.Atoi(number)
	p := newPlace(hash, n)
	return p, served && err == nil && n > 0 && p.name == name
}

// places lists the generations of a directory, the one to serve first: those
// of the given hash before others, the highest number before lower ones.
func places(dir, hash string) ([]place, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []place
	for _, e := range entries {
		if p, ok := parsePlace(e.Name()); ok {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b place) int {
		if (a.hash == hash) == (b.hash == hash) {
			return b.number - a.number
		}
		if a.hash == hash {
			return -1
		}
		return 1
	})
	return found, nil
}

// nextPlace is the place after all generations of the directory.
func nextPlace(dir, hash string) (place, error) {
	found, err := places(dir, hash)
	if err != nil {
		return place{}, err
	}
	n := 0
	for _, p := range found {
		n = max(n, p.number)
	}
	return newPlace(hash, n+1), nil
}

// removeAll removes the directories whose names start with any of the prefixes.
func removeAll(dir string, prefixes ...string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Name(), p) }) {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// rename gives a directory another name, for good.
func rename(dir, from, to string) error {
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// discard removes a generation; a crash meanwhile leaves litter, not half of it.
func discard(dir, name string) error {
	if err := rename(dir, name, oldPrefix+name); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(dir, oldPrefix+name))
}

// setAside keeps what cannot be read out of the way, the last one only.
func setAside(dir, name string) error {
	if err := removeAll(dir, brokenPrefix); err != nil {
		return err
	}
	return rename(dir, name, brokenPrefix+name)
}

// refusal returns an error that is of the machine and not of the index: the
// directory is not ours to write, or somebody else has it open. Else nil.
func refusal(err error) error {
	if errors.Is(err, bolterrors.ErrTimeout) {
		return errInUse
	}
	for _, of := range []error{fs.ErrPermission, syscall.EROFS, syscall.ENOSPC, syscall.EMFILE, syscall.ENFILE} {
		if errors.Is(err, of) {
			return err
		}
	}
	return nil
}
