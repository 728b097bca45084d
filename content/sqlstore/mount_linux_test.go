package sqlstore

import (
	"syscall"
	"testing"
)

// mount makes dir a small disk of its own, if the tests may do so.
func mount(t *testing.T, dir string) bool {
	t.Helper()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=4m,mode=700"); err != nil {
		t.Logf("mount: %v", err)
		return false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return true
}
