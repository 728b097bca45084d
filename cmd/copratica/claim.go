package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Files in the data directory that keep processes out of each other's way.
const (
	claimLock  = "serve.lock" // held by the one process that writes the index
	claimFile  = "serve.json" // who that is
	blobsLock  = "blobs.lock" // shared by who counts on blobs to stay; alone by who deletes some
	lockEvery  = 50 * time.Millisecond
	claimTries = time.Second // a command that only looks holds the lock for a moment
)

// A holder is the process that has a data directory's index to itself.
type holder struct {
	Command string `json:"command"`
	PID     int    `json:"pid"`
	Address string `json:"address,omitzero"` // where serve answers
}

// An inUseError says who holds the data directory.
type inUseError struct {
	dir string
	by  holder
}

func (e inUseError) Error() string {
	if e.by.Command == "" {
		return fmt.Sprintf("the data directory %s is in use by another copratica", e.dir)
	}
	return fmt.Sprintf("the data directory %s is in use by copratica %s (process %d)", e.dir, e.by.Command, e.by.PID)
}

// A claim is the sole right to a data directory's index. It ends with the
// process, however that ends.
type claim struct {
	lock *flock.Flock
	dir  string
	who  holder
}

// takeClaim claims the data directory dir, or returns an inUseError.
func takeClaim(ctx context.Context, dir, command string) (*claim, error) {
	c := &claim{
		lock: flock.New(filepath.Join(dir, claimLock), flock.SetPermissions(0o600)),
		dir:  dir,
		who:  holder{Command: command, PID: os.Getpid()},
	}
	patience, cancel := context.WithTimeout(ctx, claimTries)
	defer cancel()
	_, err := c.lock.TryLockContext(patience, lockEvery)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, inUseError{dir, readHolder(dir)}
	}
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := c.tell(); err != nil {
		return nil, errors.Join(err, c.release())
	}
	return c, nil
}

// announce tells others at which address this process answers.
func (c *claim) announce(address string) error {
	c.who.Address = address
	return c.tell()
}

func (c *claim) tell() error {
	text, err := json.Marshal(c.who)
	if err != nil {
		return err
	}
	whole := filepath.Join(c.dir, claimFile)
	if err := os.WriteFile(whole+".new", text, 0o600); err != nil {
		return fmt.Errorf("claim the data directory: %w", err)
	}
	if err := os.Rename(whole+".new", whole); err != nil {
		return fmt.Errorf("claim the data directory: %w", err)
	}
	return nil
}

func (c *claim) release() error {
	return errors.Join(os.Remove(filepath.Join(c.dir, claimFile)), c.lock.Close())
}

// whoHolds returns the holder of the data directory, and whether there is one.
func whoHolds(dir string) (holder, bool, error) {
	lock := flock.New(filepath.Join(dir, claimLock), flock.SetPermissions(0o600))
	free, err := lock.TryRLock()
	if err != nil {
		return holder{}, false, fmt.Errorf("look at the data directory's lock: %w", err)
	}
	if err := lock.Close(); err != nil {
		return holder{}, false, fmt.Errorf("look at the data directory's lock: %w", err)
	}
	if free {
		return holder{}, false, nil
	}
	return readHolder(dir), true, nil
}

// readHolder is the zero holder when the file is not there yet.
func readHolder(dir string) holder {
	var h holder
	text, err := os.ReadFile(filepath.Join(dir, claimFile))
	if err != nil || json.Unmarshal(text, &h) != nil {
		return holder{}
	}
	return h
}

// keepBlobs holds off whoever wants to delete blobs, until done is called.
func keepBlobs(ctx context.Context, dir string) (done func(), err error) {
	lock := flock.New(filepath.Join(dir, blobsLock), flock.SetPermissions(0o600))
	if _, err := lock.TryRLockContext(ctx, lockEvery); err != nil {
		return nil, fmt.Errorf("lock the attachments: %w", err)
	}
	return func() { lock.Close() }, nil // it ends with the process anyway
}

// deleteBlobs waits until nobody counts on blobs to stay, and keeps it so until
// done is called.
func deleteBlobs(ctx context.Context, dir string, t *terminal) (done func(), err error) {
	lock := flock.New(filepath.Join(dir, blobsLock), flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	if err == nil && !got {
		t.say("waiting for another command that reads or brings attachments")
		_, err = lock.TryLockContext(ctx, lockEvery)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the attachments: %w", err)
	}
	return func() { lock.Close() }, nil // it ends with the process anyway
}
